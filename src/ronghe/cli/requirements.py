"""`ronghe requirements`: what carries each requirement and which test shows it, read from definitions and tests."""

import argparse
import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ronghe.rulebook import reading, worked
from ronghe.rulebook.structure import Definition

HEAD = """# Requirements

Made by `./run ronghe requirements --write`; do not edit. For each identifier: the rules and parts of
a definition that carry it, and the tests that show it. A rule's worked cases run with every check of its definition.
"""


@dataclass(slots=True)
class Carried:
    """What carries one requirement: rules and parts of definitions, worked cases, tests."""

    rules: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("requirements", help="write docs/requirements.md, or say whether it is up to date")
    parser.add_argument("--write", action="store_true", help="write the file instead of comparing it")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the checkout")
    parser.set_defaults(run=_run)


def page(root: Path) -> str:
    """Return the page for a checkout. Raises DefinitionError for a definition that cannot be read."""
    found = collect(root)
    lines = [HEAD, "| requirement | carried by | shown by |", "| --- | --- | --- |"]
    for identifier in sorted(found):
        one = found[identifier]
        carried = [f"rule {rule} ({title})" for rule, title in one.rules.items()] + [f"`{part}`" for part in one.parts]
        cases = [f"{len(one.cases)} worked cases"] if one.cases else []
        shown = [f"`{test}`" for test in one.tests] + cases
        lines.append(f"| {identifier} | {'<br>'.join(carried) or '(the platform)'} | {'<br>'.join(shown)} |")
    return "\n".join(lines) + "\n"


def collect(root: Path) -> dict[str, Carried]:
    """Return what carries each requirement, by identifier."""
    found: dict[str, Carried] = {}
    library = root / "definitions"
    for folder in sorted(path.parent for path in library.glob("*/definition.yaml")):
        definition = reading.read(folder, library=library)
        _of_definition(found, definition)
        _of_worked_cases(found, definition, folder)
    for path in sorted((root / "tests").rglob("test_*.py")):
        for identifier, name in _marks(path):
            found.setdefault(identifier, Carried()).tests.append(f"{path.relative_to(root).as_posix()}::{name}")
    return found


def _of_definition(found: dict[str, Carried], definition: Definition) -> None:
    for rule in definition.rules:
        for identifier in rule.carries:
            found.setdefault(identifier, Carried()).rules[rule.id] = rule.title.en
    for provision in definition.provisions:
        found.setdefault(provision.requirement, Carried()).parts.extend(provision.by)


def _of_worked_cases(found: dict[str, Carried], definition: Definition, folder: Path) -> None:
    carries = {rule.id: rule.carries for rule in definition.rules}
    for result in worked.run(definition, folder):
        findings = result.decision.findings if result.decision else ()
        for identifier in {one for finding in findings for one in carries.get(finding.rule, ())}:
            found[identifier].cases.append(result.name)


def _marks(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the identifiers with which a test file's functions are marked, and the functions' names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("mark.requirement"):
                    yield from ((str(ast.literal_eval(one)), node.name) for one in mark.args)


def _run(arguments: argparse.Namespace) -> int:
    target = arguments.root / "docs" / "requirements.md"
    made = page(arguments.root)
    if arguments.write:
        target.write_text(made, encoding="utf-8")
        sys.stdout.write(f"wrote {target.name}\n")
        return 0
    if not target.exists() or target.read_text(encoding="utf-8") != made:
        sys.stdout.write("docs/requirements.md is out of date: run ./run ronghe requirements --write\n")
        return 1
    sys.stdout.write("docs/requirements.md is up to date\n")
    return 0
