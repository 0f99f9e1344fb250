"""`ronghe codes uscc|school|major CODE…`: says per code whether it is valid and why. Needs no database."""

import argparse
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ronghe.portal.organisations import codes
from ronghe.portal.organisations.codes import CodeFinding, Verdict

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_VERDICTS = {Verdict.VALID: "有效", Verdict.INVALID: "无效", Verdict.EXCEPTIONAL: "例外"}


def add(subparsers: "Subparsers") -> None:
    """Add the command `codes`; its parsers carry the function to run as `run`."""
    parser = subparsers.add_parser("codes", help="check credit codes, school codes and codes of majors")
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="uscc|school|major")
    _add(kinds, "uscc", "unified social credit codes (GB 32100-2015)", lambda _: codes.uscc)
    _add(kinds, "school", "school codes of institutions of higher education", lambda _: codes.school)
    majors = _add(kinds, "major", "codes of majors", _major_check)
    majors.add_argument("--catalogue", choices=["undergraduate", "vocational"], help="default: by the first digits")
    majors.add_argument("--edition", help="a year such as 2020; default: any")


def run(arguments: argparse.Namespace) -> int:
    """Print a finding per code; return 1 if any code is invalid, else 0."""
    check = arguments.check(arguments)
    findings = [check(code) for code in arguments.codes]
    for finding in findings:
        sys.stdout.write("\n".join(_lines(finding)) + "\n")
    return int(any(finding.verdict is Verdict.INVALID for finding in findings))


Check = Callable[[str], CodeFinding]


def _add(
    kinds: "Subparsers", name: str, text: str, check: Callable[[argparse.Namespace], Check]
) -> argparse.ArgumentParser:
    parser = kinds.add_parser(name, help=text, description=f"Checks {text}. Exit status 1 if any is invalid.")
    parser.add_argument("codes", nargs="+", metavar="CODE")
    parser.set_defaults(run=run, check=check)
    return parser


def _major_check(arguments: argparse.Namespace) -> Check:
    return lambda code: codes.major(code, catalogue=arguments.catalogue, edition=arguments.edition)


def _lines(finding: CodeFinding) -> Iterable[str]:
    yield f"{finding.given}: {finding.verdict} {_VERDICTS[finding.verdict]}"
    yield f"  zh: {finding.explain('zh')}"
    yield f"  en: {finding.explain('en')}"
    for part in finding.parts:
        yield f"  {part.characters}  {part.meaning.zh} / {part.meaning.en}"
    if finding.suggestion:
        yield f"  是否应为 / did you mean: {finding.suggestion}"
