"""The Jilin definition carries every requirement of its list and says what the notice says."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from ronghe.rulebook import reading
from ronghe.rulebook.decisions import Act, Refused, Value
from ronghe.rulebook.engine import Ancestor, CaseView, decide, possible

LIBRARY = Path(__file__).parents[2] / "definitions"
DEFINITION = reading.read(LIBRARY / "jl-2024", library=LIBRARY)


def test_every_requirement_of_the_notice_is_carried() -> None:
    carried = {each for rule in DEFINITION.rules for each in rule.carries}
    carried |= {provision.requirement for provision in DEFINITION.provisions}

    assert carried == {f"JL-{number:02}" for number in range(1, 17)}


def test_the_numbering_hole_of_section_six_is_kept() -> None:
    clauses = [each.clause for each in DEFINITION.source.clauses if each.clause.startswith("六（")]

    assert clauses == ["六（一）", "六（三）", "六（四）", "六（五）", "六（六）", "六（七）"]


def test_each_floor_rests_on_its_own_clause() -> None:
    floors = {rule.id: rule.cites for rule in DEFINITION.rules if rule.id.startswith("JL-06-")}

    assert floors == {f"JL-06-{at}": f"四（{numeral}）" for at, numeral in enumerate("一二三四五六", start=1)}


def test_the_lists_of_the_notice_are_whole() -> None:
    lists = {key: len(DEFINITION.vocabularies[key].values) for key in ("jl-fields", "jl-directions", "project-types")}

    assert lists == {"jl-fields": 13, "jl-directions": 7, "project-types": 6}
    assert all(each.preferred for each in DEFINITION.vocabularies["jl-directions"].values)


def test_the_closing_passes_university_enterprise_and_province_in_this_order() -> None:
    ways = {
        (source, action.target)
        for action in DEFINITION.cases["project"].actions.values()
        for source in action.source
        if action.target not in (None, source) and source.startswith(("running", "closing"))
    }

    assert ways == {
        ("running", "closing_university"),
        ("closing_university", "closing_enterprise"),
        ("closing_university", "running"),
        ("closing_enterprise", "closing_province"),
        ("closing_enterprise", "failed"),
        ("closing_province", "closed"),
    }


def test_a_revoked_guide_reaches_every_application_that_is_under_way_or_approved() -> None:
    kind = DEFINITION.cases["application"]
    reached = {*kind.actions["guide_revoked"].source, *kind.actions["note_revocation"].source}

    assert set(kind.states) - reached == {"not_selected", "not_approved", "held", "withdrawn"}


def test_a_teacher_can_neither_apply_nor_approve() -> None:
    roles = ["university.teacher"]
    held = {
        state: possible(DEFINITION, kind="application", state=state, roles=roles)
        for state in DEFINITION.cases["application"].states
    }

    assert {state: actions for state, actions in held.items() if actions} == {
        "draft": ("send", "withdraw"),
        "at_university": ("withdraw",),
        "submitted": ("withdraw",),
        "shortlisted": ("withdraw",),
        "recommended": ("withdraw",),
    }


def test_a_refusal_outside_the_window_says_the_window_and_its_clause() -> None:
    case = CaseView(
        kind="application",
        state="draft",
        form={},
        item={},
        ancestors={"guide": Ancestor(state="published", form={})},
    )
    act = Act(
        action="apply",
        roles=frozenset({"university.project_office"}),
        at=dt.datetime(2024, 10, 24, 15, 59, tzinfo=dt.UTC),
    )

    decision = decide(DEFINITION, case=case, act=act, facts={"enterprise.excluded": False})

    assert isinstance(decision, Refused)
    found = next(each for each in decision.findings if each.rule == "window:application")
    assert [each.value for each in found.values] == [dt.date(2024, 10, 25), dt.date(2024, 11, 1)]
    assert found.cites is not None
    assert (found.cites.clause, found.cites.source) == ("七", "jl-2024")


def test_an_amount_below_the_guides_promise_is_shown_beside_the_promise() -> None:
    case = CaseView(kind="project", state="preparing", form={}, item={"money": "20000.00", "goods": "0.00"})
    act = Act(
        action="agree",
        roles=frozenset({"university.project_office"}),
        at=dt.datetime(2024, 12, 10, tzinfo=dt.UTC),
        asked={"money": "19999.99", "goods_value": "0"},
    )

    decision = decide(DEFINITION, case=case, act=act, facts={})

    found = next(each for each in decision.findings if each.rule == "JL-14-P")
    assert {each.name: each.value for each in found.values} == {
        "asked.money": Decimal("19999.99"),
        "item.money": Decimal("20000.00"),
    }


def test_a_floor_names_the_type_and_shows_the_row_and_the_amount_offered() -> None:
    items = [
        {"title": "甲", "type": "teacher_training", "places": 30, "money": "10000.00", "goods": "0.00"},
        {"title": "乙", "type": "teacher_training", "places": 1, "money": "8000.00", "goods": "90000.00"},
        {"title": "丙", "type": "four_new", "places": 1, "money": "20000.00", "goods": "0.00"},
    ]
    case = CaseView(kind="guide", state="in_review", form={"items": items, "unconditional": True})
    act = Act(
        action="announce",
        roles=frozenset({"province.officer"}),
        at=dt.datetime(2024, 9, 16, tzinfo=dt.UTC),
    )
    facts: dict[str, Value] = {
        "enterprise.excluded": False,
        "enterprise.qualifications": 1,
        "enterprise.other_money": Decimal(0),
    }

    decision = decide(DEFINITION, case=case, act=act, facts=facts)

    assert [each.rule for each in decision.findings] == ["JL-06-3"]
    found = decision.findings[0]
    assert found.message.zh == "师资培训项目每项资金不得少于 10000 元，清单中有低于此数的项目。"
    assert [(each.label.zh, each.value) for each in found.values] == [
        ("项目清单第2行“乙”：每项资金", Decimal("8000.00"))
    ]
    held = {each.rule: [(one.label.zh, one.value) for one in each.values] for each in decision.held}
    assert held["JL-06-1"] == [("项目清单（行数）", 3)]
