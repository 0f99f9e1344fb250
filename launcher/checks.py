"""`./run check` and `./run test`: every check and test, in one order, here as on the server."""

import os
import shutil
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from launcher import postgres, site
from launcher.places import LOCAL, PYTHON, ROOT, program
from launcher.processes import attempt, call
from launcher.report import say

_CODE = ("src", "tests", "launcher", "run")
_JOURNEYS = ROOT / "tests" / "journeys"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Check:
    """One program that says whether something holds."""

    name: str
    command: tuple[str, ...]


def listed() -> list[Check]:
    """Return the checks in the order in which they are reported."""
    code = tuple(name for name in (*_CODE, "bench") if (ROOT / name).exists())
    definitions = sorted(str(path.parent.relative_to(ROOT)) for path in ROOT.glob("definitions/**/definition.yaml"))
    django = (str(PYTHON), "-m", "django")
    return [
        Check("ruff format", (program("ruff"), "format", "--check", "--quiet", "--output-format", "concise", *code)),
        Check("ruff check", (program("ruff"), "check", "--quiet", "--output-format", "concise", *code)),
        Check("mypy --strict", (program("mypy"), "--no-error-summary", "src", "launcher")),
        Check("lint-imports", (program("lint-imports"), "--no-cache")),
        Check("djlint", (program("djlint"), "--lint", "--quiet", "src/ronghe/portal/web/templates")),
        Check("makemigrations --check", (*django, "makemigrations", "--check", "--dry-run")),
        Check("message catalogues", (*django, "messages", "--check")),
        Check("definitions", (str(PYTHON), "-m", "ronghe.cli", "check", *definitions)),
    ]


def run_checks(environment: Mapping[str, str]) -> list[str]:
    """Run every check, report each with its output when it fails, and return the names of those that failed."""
    checks = listed()
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = [pool.submit(_timed, check, environment) for check in checks]
        return [
            check.name for check, result in zip(checks, results, strict=True) if not _reported(check, result.result)
        ]


def _timed(check: Check, environment: Mapping[str, str]) -> tuple[int, str, float]:
    started = time.monotonic()
    code, output = attempt(check.command, environment=environment)
    return code, output, time.monotonic() - started


def _reported(check: Check, result: Callable[[], tuple[int, str, float]]) -> bool:
    code, output, seconds = result()
    if code:
        say(f"✗ {check.name}\n{output.rstrip()}")
    else:
        say(f"✓ {check.name} ({seconds:.1f} s)")
    return code == 0


def check() -> int:
    """Run the checks on a scratch database and return an exit code."""
    with postgres.scratch() as server:
        failed = run_checks(_environment(server.url))
    return _verdict(failed)


def test(arguments: list[str]) -> int:
    """Run the checks, the tests and the journeys in a browser; with arguments only pytest with these arguments."""
    with postgres.scratch() as server:
        environment = _environment(server.url)
        if arguments:
            return _pytest(arguments, environment)
        failed = run_checks(environment)
        failed += ["tests"] if _pytest(["-n", "auto", f"--ignore={_JOURNEYS}"], environment) else []
        failed += _journeys(environment)
    return _verdict(failed)


def _journeys(environment: Mapping[str, str]) -> list[str]:
    if not any(_JOURNEYS.glob("test_*.py")):
        return []
    if "CHROMIUM" not in environment:
        say("LEFT OUT: the journeys in a browser, because there is no Chromium (set CHROMIUM or install chromium)")
        return []
    say("journeys in a browser")
    return ["journeys"] if _pytest([str(_JOURNEYS)], environment) else []


def _pytest(arguments: list[str], environment: Mapping[str, str]) -> int:
    return call([str(PYTHON), "-m", "pytest", *arguments], environment=environment)


def _verdict(failed: list[str]) -> int:
    if failed:
        say(f"FAILED: {', '.join(failed)}")
        return 1
    say("everything passed")
    return 0


def _environment(database_url: str) -> dict[str, str]:
    LOCAL.mkdir(exist_ok=True)
    environment = site.environment(mode="test", database_url=database_url)
    environment |= {"RONGHE_MODE": "test", "RONGHE_FILES": str(LOCAL / "test-files")}
    # Playwright keeps an event loop in the thread of the test, from where journeys also look at the database.
    environment["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    browser = find_browser(os.environ)
    return {**environment, "CHROMIUM": browser} if browser else environment


def find_browser(environment: Mapping[str, str]) -> str | None:
    """Return the path of a Chromium: the one CHROMIUM names, else one on PATH; None when there is none."""
    named = environment.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    found = (shutil.which(name, path=environment.get("PATH")) for name in _BROWSERS)
    return next((path for path in found if path), None)
