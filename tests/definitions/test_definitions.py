"""What holds for every programme in definitions/: no problems, every rule worked both ways, texts fit for people."""

import re
from pathlib import Path

import pytest

from ronghe.portal.cases.offer import offer
from ronghe.rulebook import reading, worked
from ronghe.rulebook.decisions import Allowed, Decision, Finding, Outcome
from ronghe.rulebook.structure import Definition, Rule, Severity

LIBRARY = Path(__file__).parents[2] / "definitions"
FOLDERS = sorted(path.parent for path in LIBRARY.glob("**/definition.yaml"))
TOLD = {
    Severity.BLOCK: {Outcome.BROKEN, Outcome.UNKNOWN},
    Severity.WARN: {Outcome.BROKEN, Outcome.UNKNOWN},
    Severity.PREFER: {Outcome.HELD},
}

each_definition = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def read(folder: Path) -> Definition:
    return reading.read(folder, library=LIBRARY)


def added(definition: Definition, cites: str) -> bool:
    """Return whether an overlay added a part, by the source it cites; in a programme itself every part counts."""
    sources = tuple(f"{overlay.source}:" for overlay in definition.overlays)
    return not sources or cites.startswith(sources)


def rules_of(definition: Definition) -> list[Rule]:
    return [rule for rule in definition.rules if added(definition, rule.cites)]


def written(folder: Path) -> tuple[worked.WorkedCase, ...]:
    return reading.read_shape(folder / worked.CASES_FILE, shape=worked.WorkedCases, name=worked.CASES_FILE).cases


def parts_of(rule_id: str, definition: Definition) -> set[str]:
    rule = next(rule for rule in definition.rules if rule.id == rule_id)
    return {f"{rule_id}/{each.id}" for each in rule.conditions} or {rule_id}


def name_of(finding: Finding) -> str:
    return f"{finding.rule}/{finding.condition}" if finding.condition else finding.rule


def told(decision: Decision) -> set[str]:
    return {name_of(each) for each in decision.findings if each.outcome in TOLD[each.severity]}


@each_definition
def test_a_definition_has_no_problems_with_what_the_platform_offers(folder: Path) -> None:
    assert [str(each) for each in reading.problems_in(folder, library=LIBRARY, offer=offer())] == []


@each_definition
def test_a_definition_survives_its_canonical_text(folder: Path) -> None:
    definition = read(folder)

    assert reading.from_json(reading.to_json(definition)) == definition


@each_definition
def test_every_condition_is_found_wanting_in_some_worked_case(folder: Path) -> None:
    definition = read(folder)
    deciding = [rule for rule in rules_of(definition) if rule.otherwise is not Severity.CHECK]
    wanted = {part for rule in deciding for part in parts_of(rule.id, definition)}
    found = {part for each in worked.run(definition, folder) if each.decision for part in told(each.decision)}

    assert wanted - found == set()


@each_definition
def test_every_guarded_rule_lets_some_worked_case_pass(folder: Path) -> None:
    definition = read(folder)
    passed = {
        each.rule
        for result in worked.run(definition, folder)
        if isinstance(result.decision, Allowed)
        for each in result.decision.held
    }
    # a value that the sources do not give at all has no condition, so it is always said and can never hold
    conditional = [rule for rule in rules_of(definition) if rule.require or rule.conditions]
    wanted = {rule.id for rule in conditional if rule.otherwise not in (Severity.PREFER, Severity.CHECK)}

    assert wanted - passed == set()


@each_definition
def test_every_check_of_a_checklist_comes_out_both_ways_in_worked_cases(folder: Path) -> None:
    definition = read(folder)
    checks = [rule for rule in rules_of(definition) if rule.otherwise is Severity.CHECK]
    by_machine = {part for rule in checks if rule.require or rule.conditions for part in parts_of(rule.id, definition)}
    by_eye = {rule.id for rule in checks} - {part.partition("/")[0] for part in by_machine}
    expected = {pair for each in written(folder) for pair in (each.expect.checklist or {}).items()}

    assert {(part, outcome) for part in by_machine for outcome in (Outcome.HELD, Outcome.BROKEN)} - expected == set()
    assert {(rule, Outcome.BY_EYE) for rule in by_eye} - expected == set()


@each_definition
def test_every_window_and_every_quota_is_refused_in_some_worked_case(folder: Path) -> None:
    definition = read(folder)
    wanted = {f"window:{key}" for key, window in definition.windows.items() if added(definition, window.cites)}
    wanted |= {f"quota:{key}" for key, quota in definition.quotas.items() if added(definition, quota.cites)}
    found = {part for each in worked.run(definition, folder) if each.decision for part in told(each.decision)}

    assert wanted - found == set()


@each_definition
def test_definitions_name_no_telephone_mail_or_address_of_the_web(folder: Path) -> None:
    pattern = re.compile(r"https?://|[\w.]+@[\w.]+|\b1[3-9]\d{9}\b|\b0\d{2,3}-[1-9]\d{6,7}\b")
    found = {
        (path.name, hit) for path in folder.rglob("*.yaml") for hit in pattern.findall(path.read_text(encoding="utf-8"))
    }

    assert found == set()
