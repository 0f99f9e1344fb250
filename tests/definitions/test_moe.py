"""The Ministry's two modes carry their requirements, say what the sources say, and stay comparable with each other."""

import datetime as dt
from pathlib import Path

import pytest

from ronghe.rulebook import documents, reading, worked
from ronghe.rulebook.decisions import Act, Allowed, Decision, Refused, Value
from ronghe.rulebook.engine import Ancestor, CaseView, decide
from ronghe.rulebook.structure import CaseKind, Definition, Severity

LIBRARY = Path(__file__).parents[2] / "definitions"
NEW = reading.read(LIBRARY / "moe-2024", library=LIBRARY)
OLD = reading.read(LIBRARY / "moe-2020", library=LIBRARY)
MODES = {"moe-2024": NEW, "moe-2020": OLD}
DECISIONS = {
    folder: {each.name: each.decision for each in worked.run(definition, LIBRARY / folder)}
    for folder, definition in MODES.items()
}

each_mode = pytest.mark.parametrize("definition", MODES.values(), ids=list(MODES))


def refused(decision: Decision | None) -> set[str]:
    assert isinstance(decision, Refused)
    return {each.rule for each in decision.findings if each.severity is Severity.BLOCK}


def ways(kind: CaseKind, *, begins: tuple[str, ...]) -> set[tuple[str, str, str]]:
    """Return (from, by whom, to) of every action that leads on from states with these beginnings."""
    return {
        (source, party.partition(".")[0], action.target)
        for action in kind.actions.values()
        for source in action.source
        for party in action.by
        if action.target not in (None, source) and source.startswith(begins)
    }


def test_both_are_versions_of_one_programme() -> None:
    assert {(each.programme, each.version) for each in MODES.values()} == {
        ("moe-collaborative-projects", "2020.1"),
        ("moe-collaborative-projects", "2024.1"),
    }


def test_both_modes_have_the_same_kinds_of_case_and_their_common_forms_ask_the_same() -> None:
    common = set(NEW.forms) & set(OLD.forms) - {"filing"}

    assert list(NEW.cases) == list(OLD.cases) == ["guide", "application", "project"]
    assert [key for key in common if NEW.forms[key] != OLD.forms[key]] == []
    assert {field.key for field in NEW.forms["filing"].fields()} == {"number", "documents", "file"}
    assert {field.key for field in OLD.forms["filing"].fields()} == {"number", "documents", "file"}


def test_lists_of_both_modes_have_the_same_columns() -> None:
    assert {key: kind.lists for key, kind in NEW.cases.items() if key != "guide"} == {
        key: kind.lists for key, kind in OLD.cases.items() if key != "guide"
    }


@pytest.mark.parametrize("folder", MODES)
def test_every_act_of_every_kind_is_allowed_in_some_worked_case(folder: str) -> None:
    definition = MODES[folder]
    written = reading.read_shape(LIBRARY / folder / "cases.yaml", shape=worked.WorkedCases, name="cases.yaml").cases
    done = {(case.case, case.act.action) for case in written if isinstance(DECISIONS[folder][case.name], Allowed)}

    assert {
        (kind, act) for kind, shape in definition.cases.items() for act in ("begin", *shape.actions)
    } - done == set()


@pytest.mark.requirement("MOE-01")
def test_guides_are_taken_on_every_day_of_the_year() -> None:
    shape = NEW.cases["guide"]

    assert NEW.windows == {}
    assert [action.window for action in (shape.begin, shape.actions["submit"])] == [None, None]


@pytest.mark.requirement("MOE-02")
def test_a_guide_is_public_only_after_the_expert_group_has_passed_it() -> None:
    guide = NEW.cases["guide"]
    into = {
        (source, tuple(action.by))
        for action in guide.actions.values()
        for source in action.source
        if action.target and guide.states[action.target].public and not guide.states[source].public
    }

    assert into == {("at_experts", ("ministry.expert",))}
    assert refused(DECISIONS["moe-2024"]["an unreviewed guide cannot be published (MOE-02)"]) == {"state:in_review"}


@pytest.mark.requirement("MOE-04")
@each_mode
def test_there_are_exactly_the_six_types_and_money_and_goods_are_apart(definition: Definition) -> None:
    items = next(field for field in definition.forms["guide"].fields() if field.key == "items")
    columns = {column.key: column for column in items.columns}

    assert len(definition.vocabularies["project-types"].values) == 6
    assert columns["type"].options == "project-types"
    assert columns["money"].type == columns["goods"].type == "money"


@pytest.mark.requirement("MOE-09")
@each_mode
def test_nobody_is_selected_beyond_the_places_of_the_item(definition: Definition) -> None:
    case = CaseView(
        kind="application", state="submitted", form={}, item={"places": 2}, kept={"reviews": [{"score": 90}]}
    )
    act = Act(
        action="select",
        roles=frozenset({"enterprise.officer"}),
        at=dt.datetime(2024, 9, 1, tzinfo=dt.UTC),
        asked={"reasons": "示例"},
    )

    decision = decide(definition, case=case, act=act, facts={}, used={"item_places": 2})

    assert "quota:item_places" in refused(decision)


@pytest.mark.requirement("MOE-11")
def test_every_way_into_a_running_project_of_the_new_mode_is_a_filing_by_the_university() -> None:
    project = NEW.cases["project"]
    before = {"preparing", "signing_university", "signing_enterprise", "signed", "confirmed"}
    into = [
        (name, tuple(action.by))
        for name, action in project.actions.items()
        if action.target not in (None, *before) and before & set(action.source)
    ]

    assert into == [
        ("decline", ("university.project_office",)),
        ("file", ("university.project_office",)),
        ("stop_unfiled", ("system",)),
    ]


@pytest.mark.requirement("MOE-15")
def test_in_the_new_mode_the_closing_passes_enterprise_and_university_in_this_order() -> None:
    changes = {("running", "university", "changing_university"), ("running", "university", "changing_enterprise")}

    assert ways(NEW.cases["project"], begins=("running", "closing")) - changes == {
        ("running", "university", "closing_enterprise"),
        ("closing_enterprise", "enterprise", "closing_university"),
        ("closing_enterprise", "enterprise", "rectifying"),
        ("closing_university", "university", "closing_enterprise"),
        ("closing_university", "university", "closing_publication"),
        ("closing_publication", "university", "closed"),
        ("closing_publication", "university", "failed"),
    }


@pytest.mark.requirement("MOE-20")
def test_in_the_old_mode_the_ministry_publishes_approval_and_closing() -> None:
    project = OLD.cases["project"]

    assert ways(project, begins=("closing",)) == {
        ("closing_office", "university", "closing_enterprise"),
        ("closing_office", "university", "running"),
        ("closing_enterprise", "enterprise", "closing_university"),
        ("closing_enterprise", "enterprise", "rectifying"),
        ("closing_university", "university", "closing_enterprise"),
        ("closing_university", "university", "closing_experts"),
        ("closing_experts", "ministry", "closing_university"),
        ("closing_experts", "ministry", "closing_publication"),
        ("closing_publication", "ministry", "closed"),
        ("closing_publication", "ministry", "failed"),
    }
    assert {OLD.notices[key].issued_by for key in ("approvals", "closed", "failed")} == {"ministry.officer"}


@pytest.mark.requirement("MOE-20")
def test_on_the_day_of_the_cut_over_one_mode_ends_and_the_other_begins() -> None:
    old, new = DECISIONS["moe-2020"], DECISIONS["moe-2024"]

    assert isinstance(old["the last moment of the old mode, China time (MOE-20)"], Allowed)
    assert refused(old["from the day of the cut-over no guide is published in the old mode (MOE-20)"]) == {"MOE-20"}
    assert isinstance(old["the Ministry publishes the closing, also after the cut-over (MOE-20)"], Allowed)
    assert refused(new["the day before the notice belongs to the old mode (MOE-20)"]) == {"MOE-20"}
    assert isinstance(new["a guide of the new mode (MOE-20)"], Allowed)


@each_mode
def test_a_revoked_guide_reaches_every_application_that_is_under_way_or_approved(definition: Definition) -> None:
    kind = definition.cases["application"]
    reached = {*kind.actions["guide_revoked"].source, *kind.actions["note_revocation"].source}

    assert set(kind.states) - reached == {"not_selected", "not_established", "held", "withdrawn"}


@each_mode
def test_whatever_stops_before_the_approval_stops_its_project_too(definition: Definition) -> None:
    project = definition.cases["project"]
    before = {key for key, state in project.states.items() if not state.final} - {
        key for key in project.states if key.startswith(("running", "changing", "closing", "rectifying"))
    }

    assert set(project.actions["stop_unfiled"].source) == before


@pytest.mark.requirement("MOE-07")
@each_mode
def test_everything_that_people_fill_in_on_paper_can_be_downloaded_blank(definition: Definition) -> None:
    files = [each.form or each.document for each in definition.downloads]

    assert files == ["guide", "application", "agreement", "report", "results_list", "change", "progress"]


@pytest.mark.requirement("MOE-10")
@each_mode
def test_the_agreement_says_in_both_languages_what_was_agreed(definition: Definition) -> None:
    case = CaseView(
        kind="project",
        state="signing_university",
        form={"title": "示例项目", "leader": "示例教师"},
        item={"type": "teaching_content", "money": "30000"},
        ancestors={
            "application": Ancestor(
                state="selected",
                form={"results": [{"code": "A1", "kind": "course", "count": 1, "description": "一门"}]},
            ),
            "guide": Ancestor(state="published", form={"title": "示例指南"}),
        },
        kept={
            "agreement": {
                "money": "30000",
                "money_due_on": "2025-03-31",
                "goods_value": "0",
                "goods_due_on": "2025-03-31",
                "starts_on": "2025-01-01",
                "ends_on": "2028-02-29",
                "payment_terms": "一次付清。",
                "duties": "各负其责。",
                "ip_owner": "joint",
                "ip_terms": "双方共有。",
                "sharing_terms": "均可免费使用。",
            }
        },
    )
    facts: dict[str, Value] = {"enterprise.name": "示例企业", "university.name": "示例大学"}
    at = dt.datetime(2024, 12, 1, tzinfo=dt.UTC)

    chinese, english = (
        documents.render(definition, document="agreement", case=case, facts=facts, at=at, language=language)
        for language in ("zh", "en")
    )

    assert {each.zh for each in chinese.missing} == {"所在院系"}
    assert "提供资金30,000.00 元，于2025年3月31日前到账" in chinese.text()
    assert "至2028年2月29日止" in chinese.text()
    assert "知识产权归属。双方共有。双方共有。" in chinese.text()
    assert "保密。双方对合作中知悉" in chinese.text()
    assert "另行约定的成果如下" not in chinese.text()
    assert "CNY 30,000.00, received by 2025-03-31" in english.text()
    assert [block.type for block in chinese.blocks] == [block.type for block in english.blocks]


@pytest.mark.requirement("MOE-12")
def test_a_university_adds_a_review_before_the_closing_and_loosens_nothing() -> None:
    folder = LIBRARY / "overlays" / "example-university-2026"
    merged = reading.read(folder, library=LIBRARY)
    decisions = {each.name: each.decision for each in worked.run(merged, folder)}

    assert [rule for rule in merged.rules if rule in NEW.rules] == list(NEW.rules)
    assert refused(decisions["a closing without a mid-term review (EX-9)"]) == {"EX-9"}
    assert refused(decisions["what the programme bars stays barred (MOE-14-T)"]) == {"MOE-14-T"}
    assert isinstance(decisions["after a review that found it on track it closes (EX-9)"], Allowed)
