"""Python packages: the virtual environment and what is installed into it, by uv where it works and by pip else."""

import ast
import os
import shutil
import sys
from collections.abc import Mapping

from launcher import stamps
from launcher.places import PYTHON, REQUIREMENTS, ROOT, SOURCE, STAMPS, TOOLS, VENV, home
from launcher.processes import attempt, run
from launcher.report import Failure, say

_UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}


def base_environment() -> dict[str, str]:
    """Return the environment for every tool: a home that can be written to and UTF-8 everywhere."""
    return {**os.environ, "HOME": home(), "PYTHONUTF8": "1"}


def pip_settings(listing: str) -> dict[str, str]:
    """Return pip's settings from the output of `pip config list`; variables win over files."""
    settings: dict[str, tuple[int, str]] = {}
    ranks = {"global": 0, "user": 1, "site": 2, "install": 3, ":env:": 4}
    for line in listing.splitlines():
        key, equals, literal = line.partition("=")
        scope, _, name = key.partition(".")
        if not equals or scope not in ranks:
            continue
        value = str(ast.literal_eval(literal))
        if ranks[scope] >= settings.get(name, (-1, ""))[0]:
            settings[name] = (ranks[scope], value)
    return {name: value for name, (_, value) in settings.items()}


def uv_environment(settings: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which uv looks where pip would look; what the environment says itself stays."""
    mapped = {_UV_NAMES[name]: " ".join(value.split()) for name, value in settings.items() if name in _UV_NAMES}
    if "cert" in settings:
        mapped["NODE_EXTRA_CA_CERTS"] = settings["cert"]
    # Like pip, compare all indexes: the digests in the requirements decide which file is right.
    mapped["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    mapped["UV_PYTHON_DOWNLOADS"] = "never"
    return {**mapped, **environment}


def tool_environment() -> dict[str, str]:
    """Return the environment for uv and npm on this machine."""
    environment = base_environment()
    _, listing = attempt([sys.executable, "-m", "pip", "config", "list"], environment=environment)
    return uv_environment(pip_settings(listing), environment)


def uv(environment: Mapping[str, str]) -> str | None:
    """Return the path of uv: from PATH, else installed with pip into the checkout; None where neither works."""
    found = shutil.which("uv")
    if found:
        return found
    own = TOOLS / "uv" / "bin" / "uv"
    pinned = REQUIREMENTS / "uv.txt"
    value = stamps.digest(files=[pinned])
    if own.is_file() and stamps.is_current("uv", value):
        return str(own)
    shutil.rmtree(TOOLS / "uv", ignore_errors=True)
    code, output = attempt(
        [*_pip_install(sys.executable), "--target", str(TOOLS / "uv"), "-r", str(pinned)], environment=environment
    )
    if code and "No module named pip" in output:
        raise Failure(f"{sys.executable} has no pip. On Debian: apt-get install python3-pip python3-venv")
    if code or not own.is_file():
        return None
    stamps.write("uv", value)
    return str(own)


def _pip_install(python: str) -> list[str]:
    return [python, "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes", "--only-binary", ":all:"]


def is_current(*, dev: bool) -> bool:
    """Return whether every package is there in the version that the requirements name."""
    return PYTHON.exists() and all(stamps.is_current(kind, _digest(kind)) for kind in _wanted(dev=dev))


def install(*, dev: bool, environment: Mapping[str, str]) -> None:
    """Bring the virtual environment up to date; the tools of tests and checks stay once they are there."""
    wanted = _wanted(dev=dev)
    say(f"installing Python packages ({' and '.join(wanted)})")
    for kind in wanted:
        stamps.forget(kind)
    _sync([str(REQUIREMENTS / f"{kind}.txt") for kind in wanted], environment)
    _put_source_on_path()
    stamps.forget("peers")  # the sync took them away
    for kind in wanted:
        stamps.write(kind, _digest(kind))


def install_peers(environment: Mapping[str, str]) -> None:
    """Add what benchmarks measure beside to the virtual environment. Raises Failure where it cannot be had."""
    if stamps.is_current("peers", _digest("peers")):
        return
    say("installing what is measured beside")
    installer = uv(environment)
    if installer is None:
        raise Failure("uv cannot be installed here, and peers that come as sources are built by it")
    listed = str(REQUIREMENTS / "peers.txt")
    run([installer, "pip", "install", "--quiet", "--python", str(PYTHON), "-r", listed], environment=environment)
    stamps.write("peers", _digest("peers"))


def _wanted(*, dev: bool) -> list[str]:
    has_dev = PYTHON.exists() and (STAMPS / "dev").exists()
    return ["runtime", "dev"] if dev or has_dev else ["runtime"]


def _digest(kind: str) -> str:
    return stamps.digest(files=[REQUIREMENTS / f"{kind}.txt"], texts=[sys.version, str(ROOT)])


def _sync(files: list[str], environment: Mapping[str, str]) -> None:
    installer = uv(environment)
    if installer and _sync_with_uv(installer, files, environment):
        return
    say("uv does not work here; pip takes about a minute")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], environment=environment)
    options = [part for file in files for part in ("-r", file)]
    run([*_pip_install(str(PYTHON)), *options], environment=environment)


def _sync_with_uv(installer: str, files: list[str], environment: Mapping[str, str]) -> bool:
    python = _python_of_venv()
    if python != sys.version:
        make = [installer, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)]
        if attempt(make, environment=environment)[0]:
            return False
    sync = [installer, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), *files]
    code, output = attempt(sync, environment=environment)
    if code:
        say(output.strip())
    return code == 0


def _python_of_venv() -> str:
    if not PYTHON.exists():
        return ""
    return attempt([str(PYTHON), "-c", "import sys; print(sys.version, end='')"], environment=os.environ)[1]


def _put_source_on_path() -> None:
    folder = next((VENV / "lib").glob("python3.*/site-packages"))
    (folder / "ronghe.pth").write_text(f"{SOURCE}\n", encoding="utf-8")


def lock_requirements(arguments: list[str]) -> None:
    """Compile `requirements/*.in` into `*.txt`; `--upgrade` takes newer versions. No index is named in them."""
    environment = tool_environment()
    installer = uv(environment)
    if installer is None:
        raise Failure("uv cannot be installed here, and only uv compiles the requirements")
    for source in ("runtime", "dev", "peers", "uv", "node"):
        say(f"compiling requirements/{source}.in")
        command = [
            installer,
            "pip",
            "compile",
            "--quiet",
            "--universal",
            "--python-version",
            "3.11",
            "--generate-hashes",
        ]
        command += ["--no-annotate", "--no-header", *arguments, f"{source}.in", "-o", f"{source}.txt"]
        run(command, environment=environment, cwd=REQUIREMENTS)
