"""Set-up: everything between a fresh clone and being able to start, done once and only as far as needed."""

from concurrent.futures import ThreadPoolExecutor

from launcher import frontend, packages, stamps
from launcher.locks import exclusive
from launcher.places import LOCAL, ROOT, SETUP_LOCK, program
from launcher.processes import run
from launcher.report import say


def prepare(*, dev: bool) -> None:
    """Install packages, bundle the front end and compile the messages, each only when it is not up to date."""
    LOCAL.mkdir(exist_ok=True)
    with exclusive(SETUP_LOCK, wait=True):
        python_current, frontend_current = packages.is_current(dev=dev), frontend.is_current()
        if not (python_current and frontend_current):
            _install(packages.tool_environment(), python=not python_current, node=not frontend_current, dev=dev)
        _compile_messages(packages.base_environment())


def _install(environment: dict[str, str], *, python: bool, node: bool, dev: bool) -> None:
    with ThreadPoolExecutor(max_workers=1) as background:
        early = node and frontend.machine_node_works(environment)
        npm = background.submit(frontend.install, environment) if early else None
        if python:
            packages.install(dev=dev, environment=environment)
        if npm:
            npm.result()
    if node:
        _bundle(environment)


def _bundle(environment: dict[str, str]) -> None:
    say("bundling styles and scripts")
    with_node = frontend.node_environment(environment)
    frontend.install(with_node)
    frontend.bundle(with_node)


def _compile_messages(environment: dict[str, str]) -> None:
    catalogues = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    value = stamps.digest(files=catalogues)
    compiled = all(path.with_suffix(".mo").is_file() for path in catalogues)
    if not catalogues or (compiled and stamps.is_current("messages", value)):
        return
    run([program("pybabel"), "-q", "compile", "-d", "locale", "-D", "django"], environment=environment)
    stamps.write("messages", value)
