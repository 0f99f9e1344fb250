"""`ronghe explain`: how every rule that guards an act comes out on given facts, then its checklist."""

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.cli.folders import add_folder, add_language, library_of, say, tell, tell_problems
from ronghe.rulebook import reading, values, worked
from ronghe.rulebook.decisions import Finding, FoundValue
from ronghe.rulebook.filling import fill
from ronghe.rulebook.problems import DefinitionError, Problem
from ronghe.rulebook.scope import BEGIN
from ronghe.rulebook.strict import Loaded, Plain, load_file
from ronghe.rulebook.structure import Definition, FactType

if TYPE_CHECKING:
    from ronghe.cli.folders import Subparsers

_PARTS = ("state", "form", "item", "ancestors", "kept", "facts", "used")
_MARKS = {"held": "✓", "broken": "✗", "unknown": "?", "not_applicable": "–", "by_eye": "·"}


def add(subparsers: "Subparsers") -> None:
    """Add the command `explain`."""
    text = "show how each rule that guards an act comes out on given facts"
    parser = subparsers.add_parser("explain", help=text, description=f"{text.capitalize()}.")
    add_folder(parser)
    parser.add_argument("--kind", required=True, help="a kind of case, e.g. guide")
    parser.add_argument("--action", required=True, help=f"one of its actions, or {BEGIN}")
    parser.add_argument(
        "--facts",
        required=True,
        type=Path,
        metavar="FILE",
        help=f"YAML: facts by name, or the parts {', '.join(_PARTS)}, asked and at as in worked cases",
    )
    add_language(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every rule with its outcome, the values it read and its clause; return 1 if the facts cannot be read."""
    folder, library = arguments.folder, library_of(arguments, arguments.folder)
    try:
        definition = reading.read(folder, library=library)
        case = _case(definition, arguments, load_file(arguments.facts, name=arguments.facts.name))
        findings = worked.explain_case(definition, case, calendar=reading.read_calendar(library))
    except DefinitionError as error:
        return tell_problems(folder, error.problems)
    except ValueError as error:
        return tell_problems(folder, [Problem(path=arguments.facts.name, message=str(error))])
    for finding in findings:
        _tell(finding, arguments.lang)
    if not findings:
        tell("No rule, window or quota guards this act.")
    return 0


def _case(definition: Definition, arguments: argparse.Namespace, loaded: Loaded) -> worked.WorkedCase:
    """Return the given facts as a worked case; without a state or a moment, the action's first state and now."""
    given = loaded.value if isinstance(loaded.value, dict) else {}
    shape = definition.cases.get(arguments.kind)
    action = shape.actions.get(arguments.action) if shape else None
    act: dict[str, Plain] = {
        "action": arguments.action,
        "role": "",
        "at": given.get("at", dt.datetime.now(tz=dt.UTC)),
        "asked": given.get("asked", {}),
    }
    named = {key: value for key, value in given.items() if "." in key}
    facts = given.get("facts")
    case: dict[str, Plain] = {
        "state": action.source[0] if action else "",
        **{key: given[key] for key in _PARTS if key in given},
        "name": arguments.facts.name,
        "case": arguments.kind,
        "act": act,
        "facts": {**(facts if isinstance(facts, dict) else {}), **named},
        "expect": {},
    }
    unknown = [key for key in given if key not in (*_PARTS, "asked", "at") and key not in named]
    if unknown:
        raise ValueError(f"facts are called <namespace>.<name>; what is {', '.join(unknown)}?")
    return fill(Loaded(value=case, lines=loaded.lines), shape=worked.WorkedCase, name=arguments.facts.name)


def _tell(finding: Finding, language: str | None) -> None:
    name = f"{finding.rule}/{finding.condition}" if finding.condition else finding.rule
    outcome = finding.outcome.value
    tell(f"{_MARKS[outcome]} {outcome:14} {finding.severity.value:6} {name}  {say(finding.title, language)}")
    if finding.message != finding.title:
        tell(f"    {say(finding.message, language)}")
    for value in finding.values:
        tell(f"    {value.name} = {_shown(value)}  ({say(value.label, language)})")
    if finding.cites:
        tell(f"    {finding.cites.source} {finding.cites.clause}: {say(finding.cites.gist, language)}")


def _shown(found: FoundValue) -> str:
    if found.value is None:
        return "not known"
    if found.type is FactType.MONEY:
        return f"CNY {found.value:,}"
    return str(values.to_json(found.value))
