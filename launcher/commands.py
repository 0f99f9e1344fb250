"""The command line of the launcher."""

import argparse
from collections.abc import Callable

from launcher import checks, demo, postgres, site
from launcher.locks import Taken
from launcher.packages import install_peers, lock_requirements, tool_environment
from launcher.places import PYTHON, ROOT
from launcher.preparation import prepare
from launcher.processes import call, stop_on_signals
from launcher.report import Failure, Stop, complain, keep_output_clean, say

_USAGE = """\
  ./run demo [--port N] [--fresh]    set up, load the demo and serve it on 127.0.0.1 (port 8000); the national
                                     part follows in the background, --without-nation leaves it out
  ./run test [PYTEST ARGUMENTS]      set up, run every check and test; with arguments only these tests
  ./run check                        set up and run the checks without the tests
  ./run bench NAME [--json FILE]     measure; without a name, list what can be measured
  ./run ronghe ARGUMENTS             our command line: check, explain, try, diagram, codes …
  ./run manage ARGUMENTS             Django's commands on the database of this checkout
  ./run messages                     bring the message catalogues up to date with the code
  ./run lock                         compile requirements/*.in into *.txt"""


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    command = COMMANDS.get(name)
    if command is None:
        print(_USAGE)
        return 0 if name in ("-h", "--help", "help") else 2
    stop_on_signals()
    if name in _READ_BY_PROGRAMS:
        keep_output_clean()
    try:
        return command(rest)
    except Failure as failure:
        complain(str(failure))
    except Taken as taken:
        complain(demo.already_running(taken.holder))
    except Stop:
        say("stopped")
        return 0 if name == "demo" else 130
    return 1


def _demo(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run demo", description="Set up, load the demo and serve it.")
    parser.add_argument("--port", type=int, default=8000, help="the port on 127.0.0.1 (8000)")
    parser.add_argument("--fresh", action="store_true", help="remove the former demo first")
    parser.add_argument("--without-nation", action="store_true", help="do not load the national demo behind the site")
    options = parser.parse_args(arguments)
    return demo.serve(port=options.port, fresh=options.fresh, nation=not options.without_nation)


def _test(arguments: list[str]) -> int:
    prepare(dev=True)
    return checks.test(arguments)


def _check(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="./run check", description="Run the checks without the tests.").parse_args(arguments)
    prepare(dev=True)
    return checks.check()


def _bench(arguments: list[str]) -> int:
    names = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    if not arguments or arguments[0] not in names:
        raise Failure(f"What can be measured: {', '.join(names) or 'nothing yet'}")
    prepare(dev=False)
    if arguments[0] == "insight":
        install_peers(tool_environment())
    # Durable, as in production: what is measured must include what a commit costs.
    with postgres.scratch(forgetful=False) as server:
        environment = site.environment(mode="test", database_url=server.url)
        return call([str(PYTHON), "-m", f"bench.{arguments[0]}", *arguments[1:]], environment=environment)


def _ronghe(arguments: list[str]) -> int:
    prepare(dev=False)
    return call(
        [str(PYTHON), "-m", "ronghe.cli", *arguments], environment=site.environment(mode="demo", database_url="")
    )


def _manage(arguments: list[str]) -> int:
    prepare(dev=False)
    with site.any_database(f"manage {' '.join(arguments[:1])}") as url:
        environment = site.environment(mode="demo", database_url=url)
        return call([str(PYTHON), "-m", "django", *arguments], environment=environment)


def _messages(arguments: list[str]) -> int:
    prepare(dev=False)
    command = [str(PYTHON), "-m", "django", "messages", *arguments]
    return call(command, environment=site.environment(mode="test", database_url=""))


def _lock(arguments: list[str]) -> int:
    lock_requirements(arguments)
    return 0


_READ_BY_PROGRAMS = {"bench", "ronghe", "manage"}
COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": _demo,
    "test": _test,
    "check": _check,
    "bench": _bench,
    "ronghe": _ronghe,
    "manage": _manage,
    "messages": _messages,
    "lock": _lock,
}
