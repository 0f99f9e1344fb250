"""What the office sets, what stands in a checklist, and acts that take places of several quotas."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from ronghe.rulebook import reading, worked
from ronghe.rulebook.decisions import Allowed, Outcome, Refused, Value
from ronghe.rulebook.engine import CaseView, checklist, checklist_names, decide, explain, fact_names
from ronghe.rulebook.structure import Definition
from tests.rulebook.conftest import LIBRARY
from tests.rulebook.test_engine import FACTS, FORM, PROVINCE, _act, _application, _guide

_SETTING = """
settings:
  floor: {title: {zh: 资金下限, en: Floor of money}, type: money, default: %s, cites: 三%s}
quotas:"""
_UNKNOWN = ", unsourced: {reason: {zh: 通知没有写明。, en: The notice is silent.}}"
_RULES = """rules:
  - id: S-1
    title: {zh: 不低于下限, en: Not below the floor}
    guards: [guide.publish]
    require: form.items.all(i, i.money >= setting.floor)
    otherwise: block
    message: {zh: 低于下限, en: Below the floor}
    unsourced: %s
    cites: 三
  - id: C-1
    title: {zh: 名称与领域, en: Title and field}
    guards: [guide.publish]
    require: form.field == "ai"
    otherwise: check
    message: {zh: 领域不是人工智能, en: The field is another one}
    shows: [form.title, enterprise.name]
    cites: 三
  - id: C-2
    title: {zh: 题目无错别字, en: No slips in the title}
    guards: [guide.publish]
    otherwise: check
    shows: [form.title]
    cites: 三
"""
_REASON = "{reason: {zh: 通知没有写明。, en: The notice is silent.}}"


def _with(*edits: tuple[str, str]) -> Definition:
    import tempfile
    from pathlib import Path
    from shutil import copytree

    with tempfile.TemporaryDirectory() as folder:
        library = Path(copytree(LIBRARY, Path(folder) / "library"))
        path = library / "small" / "definition.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, old
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        return reading.read(library / "small", library=library)


def _set(default: str = "null", *, unsourced: str = _UNKNOWN, rule: str = "null") -> Definition:
    return _with(("\nquotas:", _SETTING % (default, unsourced)), ("rules:\n", _RULES % rule))


def _publish(definition: Definition, **facts: Value) -> tuple[str, list[tuple[str, Outcome]]]:
    known = {**FACTS, **{name.replace("__", "."): value for name, value in facts.items()}}
    decision = decide(definition, case=_guide("in_review"), act=_act("publish", PROVINCE), facts=known)
    told = [(one.rule, one.outcome) for one in decision.findings if one.rule.startswith("S-")]
    return ("allowed" if isinstance(decision, Allowed) else "refused", told)


def test_a_rule_reads_what_the_office_has_set_else_the_default() -> None:
    sound = _set("'20000'", unsourced="")

    assert _publish(sound) == ("allowed", [])
    assert _publish(sound, setting__floor=Decimal(20001)) == ("refused", [("S-1", Outcome.BROKEN)])


def test_a_setting_without_a_value_bars_and_where_the_sources_give_none_only_warns() -> None:
    assert _publish(_set()) == ("refused", [("S-1", Outcome.UNKNOWN)])
    assert _publish(_set(rule=_REASON)) == ("allowed", [("S-1", Outcome.UNKNOWN)])
    assert _publish(_set(rule=_REASON), setting__floor=Decimal(10)) == ("allowed", [])


def test_settings_are_among_the_facts_to_collect() -> None:
    assert "setting.floor" in fact_names(_set(), kind="guide", action="publish")


def _looked(definition: Definition, form: Mapping[str, object] = FORM) -> list[tuple[str, Outcome, list[str]]]:
    found = checklist(
        definition,
        case=_guide("in_review", form),
        action="publish",
        act=_act("publish", PROVINCE),
        facts={"enterprise.name": "示例公司"},
    )
    return [(one.rule, one.outcome, [value.name for value in one.values]) for one in found]


def test_a_checklist_tells_what_held_what_differs_and_what_is_for_the_eye() -> None:
    shown = ["form.field", "form.title", "enterprise.name"]

    assert _looked(_set()) == [("C-1", Outcome.HELD, shown), ("C-2", Outcome.BY_EYE, ["form.title"])]
    assert _looked(_set(), {**FORM, "field": "other"})[0][:2] == ("C-1", Outcome.BROKEN)
    assert _looked(_set(), {"title": "指南"})[0][:2] == ("C-1", Outcome.UNKNOWN)


def test_a_checklist_never_decides_and_its_facts_are_collected_only_for_it() -> None:
    definition = _set("'0'", unsourced="")
    case = CaseView(kind="guide", state="in_review", form={**FORM, "field": "other"})

    decision = decide(definition, case=case, act=_act("publish", PROVINCE), facts=FACTS)
    explained = explain(definition, case=case, action="publish", act=_act("publish", PROVINCE), facts=FACTS)

    assert isinstance(decision, Allowed)
    assert not [one for one in (*decision.findings, *decision.held, *explained) if one.rule.startswith("C-")]
    assert "enterprise.name" not in fact_names(definition, kind="guide", action="publish")
    assert checklist_names(definition, kind="guide", action="publish") == {"enterprise.name"}


@pytest.mark.parametrize(
    ("used", "refused"),
    [
        ({"places": 1, "yearly": 2}, []),
        ({"places": 2, "yearly": 2}, ["quota:places"]),
        ({"places": 2, "yearly": 3}, ["quota:places", "quota:yearly"]),
    ],
)
def test_an_act_takes_a_place_of_each_of_its_quotas_or_of_none(used: dict[str, int], refused: list[str]) -> None:
    definition = _with(
        ("        takes: places\n", "        takes: [places, yearly]\n"),
        (
            "\nquotas:",
            "\nquotas:\n  yearly: {title: {zh: 每年, en: Yearly}, limit: 3, scope: [person, year], cites: 三}",
        ),
    )
    case = _application("submitted", scores=[{"points": 60}, {"points": 61}])

    decision = decide(definition, case=case, act=_act("select"), facts=FACTS, used=used)

    if refused:
        assert isinstance(decision, Refused)
        assert [one.rule for one in decision.findings] == refused
    else:
        assert isinstance(decision, Allowed)
        assert dict(decision.limits) == {"places": 2, "yearly": 3}


def test_worked_cases_expect_outcomes_of_a_checklist(tmp_path) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        """
- name: the list
  case: guide
  state: in_review
  act: {action: publish, role: province.officer, at: 2024-10-25T09:00:00+08:00}
  facts: {form.title: 指南, form.field: ai, notice.open_objections: 0, setting.floor: "0"}
  expect: {target: published, checklist: {C-1: held, C-2: held}}
""",
        encoding="utf-8",
    )

    (result,) = worked.run(_set(), tmp_path, file=cases)

    assert result.complaint.endswith("checklist: C-2 is by_eye, not held")
