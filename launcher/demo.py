"""`./run demo`: from a fresh clone to the served site, and an orderly end."""

import contextlib
import http.client
import os
import shutil
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from launcher import postgres, site, stamps
from launcher.locks import Taken
from launcher.places import DATA, LOCAL, LOGS, PYTHON, REQUIREMENTS, ROOT, SOURCE, program
from launcher.preparation import prepare
from launcher.processes import Child, call, die_with_parent, start
from launcher.report import Failure, say, tail

HOST = "127.0.0.1"
_WORKERS = 2
_THREADS = 8
_MOST_MEBIBYTES = 400
_PATIENCE = 60.0


def serve(*, port: int, fresh: bool, nation: bool = True) -> int:
    """Set up, load the demo and serve it until Stop; the nation is loaded meanwhile.

    Raises Failure when something it needs is missing or ends.
    """
    url = f"http://{HOST}:{port}/"
    try:
        with site.owned("demo", url=url) as owner:
            refuse_taken_port(port)
            prepare(dev=False)
            if fresh:
                _begin_anew()
            with site.database() as (database_url, server):
                owner.tell({"what": "demo", "url": url, "process": str(os.getpid()), "database": database_url})
                _serve_on(database_url, server, port=port, url=url, nation=nation)
    except Taken as taken:
        raise Failure(already_running(taken.holder)) from None
    return 0


def already_running(holder: Mapping[str, str]) -> str:
    """Return the message for a second start: what runs, and where."""
    process = holder.get("process", "unknown")
    if holder.get("what") == "demo":
        return f"The demo of this checkout is already running (or starting) at {holder.get('url')} (process {process})."
    return f"The database of this checkout is in use by ./run {holder.get('what', '…')} (process {process})."


def refuse_taken_port(port: int) -> None:
    """Raise Failure when the port cannot be served on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Failure(
                f"Port {port} cannot be used ({error.strerror}). Choose another: ./run demo --port N"
            ) from None


def _begin_anew() -> None:
    if os.environ.get("DATABASE_URL"):
        raise Failure("--fresh removes the embedded database only; empty the one that DATABASE_URL names yourself.")
    say("removing the former demo")
    stamps.forget("loaded")
    postgres.remove(DATA)
    shutil.rmtree(LOCAL / "files", ignore_errors=True)


def _serve_on(database_url: str, server: Child | None, *, port: int, url: str, nation: bool) -> None:
    environment = site.environment(mode="demo", database_url=database_url)
    load(environment)
    with contextlib.ExitStack() as stack:
        children = [server] if server else []
        for child in (_web(environment, port), _worker(environment)):
            stack.callback(child.stop, patience=5)
            children.append(child)
        _wait_until_served(children, port)
        say(f"ready: {url}")
        print(
            f"\n  Ronghe 融合 is at {url}\n  Sign in as any role of the demo: {url}demo/\n  Ctrl-C ends it.\n",
            flush=True,
        )
        # One after the other: the nation brings what is judged from the observatory's data.
        _watch(children, behind=[_insight, _nation] if nation else [_insight], environment=environment, stack=stack)


def load(environment: Mapping[str, str]) -> None:
    """Migrate the database and load the demo, unless neither they nor the definitions changed since the last time."""
    which = os.environ.get("DATABASE_URL") or postgres.made_at(DATA)
    value = stamps.digest(files=_loaded_from(), texts=[which])
    if stamps.is_current("loaded", value):
        return
    stamps.forget("loaded")
    say("preparing the database and the demo")
    if call([str(PYTHON), "-m", "django", "prepare"], environment=environment):
        raise Failure("The database could not be prepared; the reason stands above.")
    stamps.write("loaded", value)


def _loaded_from() -> list[Path]:
    portal = SOURCE / "ronghe" / "portal"
    found = [*portal.glob("*/migrations/*.py"), *(ROOT / "definitions").rglob("*"), REQUIREMENTS / "runtime.txt"]
    found += [*(portal / "config" / "demo").rglob("*"), portal / "config/management/commands/load_demo.py"]
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]


def _web(environment: Mapping[str, str], port: int) -> Child:
    command = [program("granian"), "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    command += ["--workers", str(_WORKERS), "--blocking-threads", str(_THREADS), "--no-ws", "--respawn-failed-workers"]
    # cel-expr-python keeps some bytes at every call of our functions; a worker that has grown is replaced.
    command += ["--workers-max-rss", str(_MOST_MEBIBYTES)]
    command += ["ronghe.portal.config.wsgi:application"]
    return start("the web server", command, log=LOGS / "web.log", environment=environment)


def _worker(environment: Mapping[str, str]) -> Child:
    command = [str(PYTHON), "-m", "django", "procrastinate", "worker"]
    # Without its database it would wait for ever; a job that was cut off is done again.
    return start("the worker", command, log=LOGS / "worker.log", environment=environment, prepare=die_with_parent)


def _nation(environment: Mapping[str, str]) -> Child:
    """Start to load the rest of the demo behind the served site; where it is whole already, that takes a moment."""
    command = [str(PYTHON), "-m", "django", "load_nation"]
    # Each part is one transaction: what is cut off leaves nothing behind.
    return start("the nation", command, log=LOGS / "nation.log", environment=environment, prepare=_behind_others)


def _insight(environment: Mapping[str, str]) -> Child:
    """Start to fill the observatory with an invented country; what is there already is not made again."""
    invented, store = str(LOCAL / "invented"), environment.get("RONGHE_INSIGHT", str(LOCAL / "insight"))
    command = [str(PYTHON), "-m", "ronghe.cli", "insight", "invent", invented, "--into", store]
    return start("the observatory", command, log=LOGS / "insight.log", environment=environment, prepare=_behind_others)


def _behind_others() -> None:
    os.nice(10)
    die_with_parent()


def _wait_until_served(children: list[Child], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not _answers(port):
        _fail_if_ended(children)
        if time.monotonic() > deadline:
            raise Failure(f"The web server does not answer:\n{tail(LOGS / 'web.log')}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _watch(
    children: list[Child],
    *,
    behind: list[Callable[[Mapping[str, str]], Child]],
    environment: Mapping[str, str],
    stack: contextlib.ExitStack,
) -> None:
    loader: Child | None = None
    while True:
        _fail_if_ended(children)
        if loader is not None and (code := loader.process.poll()) is not None:
            say(_loaded(loader, code=code))
            loader = None
        if loader is None and behind:
            loader = behind.pop(0)(environment)
            stack.callback(loader.stop, patience=1)
        time.sleep(0.5)


def _loaded(loader: Child, *, code: int) -> str:
    """Return what is said when something behind the served site has ended; without it the site goes on."""
    lines = tail(loader.log)
    return f"{loader.name} could not be loaded:\n{lines}" if code else f"{loader.name}: {lines.splitlines()[-1]}"


def _fail_if_ended(children: list[Child]) -> None:
    for child in children:
        code = child.process.poll()
        if code is not None:
            raise Failure(
                f"{child.name} ended (exit code {code}), so everything stops. Its last lines:\n{tail(child.log)}"
            )
