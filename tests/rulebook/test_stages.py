"""Stages: an organisation puts its own steps within a state of the programme, and nobody gets past a state by one."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.rulebook import check_cases, check_overlays, check_stages, overlays, reading
from ronghe.rulebook.decisions import Allowed
from ronghe.rulebook.diagram import svg
from ronghe.rulebook.engine import Ancestor, CaseView, decide, possible
from ronghe.rulebook.overlays import Overlay, merge
from ronghe.rulebook.sources import Clause, Source
from ronghe.rulebook.stages import Stage, Stages, standing
from ronghe.rulebook.structure import Action, Definition, Effect, Text, Timer
from tests.rulebook.conftest import LIBRARY
from tests.rulebook.test_engine import FACTS, FORM, TEACHER, _act, _application
from tests.rulebook.test_overlays import MAIN, _problems


@pytest.fixture(scope="module")
def merged() -> Definition:
    """The small programme with what the demo university adds."""
    return reading.read(LIBRARY / "own-rules", library=LIBRARY)


# --------------------------------------------------------------------------------------------- what a stage is


def test_a_stage_waits_only_for_what_its_own_organisation_does(merged: Definition) -> None:
    actions = merged.cases["application"].actions

    assert {key: action.source for key, action in actions.items()} == {
        "submit": ("draft",),
        "score": ("submitted", "at_school", "told"),
        "select": ("submitted", "at_school", "told"),
        "choose": ("submitted", "at_school", "told"),
        "to_school": ("submitted",),
        "tell_school": ("at_school",),
        "from_school": ("at_school", "told"),
    }


def test_in_a_stage_the_same_people_see_a_case_and_it_is_no_more_public(library: Path) -> None:
    path = library / "small" / MAIN
    seen = "{zh: 已提交, en: Submitted}, edit: [university.teacher], public: true, keeps_sight: true}"
    text = path.read_text(encoding="utf-8").replace("{zh: 已提交, en: Submitted}}", seen)
    path.write_text(text, encoding="utf-8")

    stage = reading.read(library / "own-rules", library=library).cases["application"].states["at_school"]

    assert (stage.seen_by, stage.keeps_sight, stage.public, stage.held, stage.final, stage.edit) == (
        ("university.teacher",), True, True, False, False, ()
    )  # fmt: skip


def test_rules_read_the_state_that_a_stage_lies_within(merged: Definition, small: Definition) -> None:
    wider = {**small.facts, "person.applications": merged.facts["person.applications"]}
    assert wider["person.applications"].related is not None
    assert wider["person.applications"].related.states == ("submitted", "selected", "at_school", "told")
    assert standing(merged.cases["application"], state="told") == "submitted"


def test_a_case_in_a_stage_is_counted_as_one_in_the_state_around_it(library: Path) -> None:
    path = library / "small" / MAIN
    counted = (
        "facts:\n  university.handed_in: {type: integer, label: {zh: 数, en: Number}, "
        "related: {kind: application, states: [submitted], of: university}}\n"
    )
    path.write_text(path.read_text(encoding="utf-8").replace("facts:\n", counted, 1), encoding="utf-8")

    fact = reading.read(library / "own-rules", library=library).facts["university.handed_in"]

    assert fact.related is not None
    assert fact.related.states == ("submitted", "at_school", "told")


def test_a_child_begins_under_a_parent_in_a_stage_as_under_one_in_the_state_around_it(small: Definition) -> None:
    added = _overlay(small, {"guide": _around("published", party="enterprise")}, party="enterprise")

    both = merge(small, added)

    assert both.cases["application"].begin.parent_states == ("published", "aside")
    case = dataclasses.replace(_application("draft"), ancestors={"guide": Ancestor(state="aside", form=FORM)})
    decision = decide(both, case=case, act=_act("submit", TEACHER), facts=FACTS)
    assert isinstance(decision, Allowed)  # D-6 asks for a guide that is published


def test_what_the_system_does_at_a_day_it_does_within_a_stage_too(small: Definition) -> None:
    added = _overlay(small, {"guide": _around("published", party="enterprise")}, party="enterprise")

    close = merge(small, added).cases["guide"].actions["close"]

    assert close.source == ("published", "aside")
    assert [(timer.state, timer.at) for timer in close.timers] == [
        ("published", "window.application.closes"),
        ("aside", "window.application.closes"),
    ]


def test_acts_of_the_programme_take_places_of_quotas_that_an_overlay_brings(merged: Definition) -> None:
    actions = merged.cases["application"].actions

    assert (actions["submit"].takes, actions["select"].takes) == (("own_places",), ("places",))
    assert merged.quotas["own_places"].cites == "own-2025:第四条"


def test_documents_and_downloads_of_an_overlay_cite_its_source(merged: Definition) -> None:
    assert merged.documents["opinion"].cites == "own-2025:第六条"
    assert [each.cites for each in merged.downloads] == ["own-2025:第六条"]


def test_the_diagram_shows_the_way_into_a_stage_but_not_again_what_goes_on_meanwhile(merged: Definition) -> None:
    picture = svg(merged, "application", "en")

    assert picture.count('data-state="at_school"') == 1
    assert [picture.count(f">{label}</text>") for label in ("To the school", "Select", "Choose")] == [1, 1, 1]


# --------------------------------------------------------------------------------------------- planted mistakes

_TO = "        target: at_school\n"
_STATE = "within: submitted, waits_for: [university.teacher]}"
_BY = "        by: [university.teacher]\n        source: [submitted]"
PLANTED = [
    ("  application:\n    states", "  aplication:\n    states", 32,
     "stages.aplication: there is no kind of case 'aplication'; did you mean 'application'?"),
    ("      at_school: {", "      draft: {", 33,
     "stages.application.states.draft: the definition has a state of this name: an overlay adds and does not replace"),
    (_STATE, "within: submited}", 33,
     "stages.application.states.at_school.within: the programme has no state 'submited'; did you mean 'submitted'?"),
    (_STATE, "within: selected}", 33, "stages.application.states.at_school.within: 'selected' is final: "
     "nothing follows it"),
    (_STATE, "waits_for: [university.teacher]}", 33, "stages.application.states.at_school.within: is missing"),
    (_STATE, "within: submitted, final: true}", 33,
     "stages.application.states.at_school.final: there is no such key here"),
    (_STATE, "within: submitted, public: true}", 33,
     "stages.application.states.at_school.public: there is no such key here"),
    (_STATE, "within: submitted, seen_by: [university.teacher]}", 33,
     "stages.application.states.at_school.seen_by: there is no such key here"),
    (_STATE, "within: submitted, edit: [university.teacher]}", 33,
     "stages.application.states.at_school.edit: 'university.teacher' may not change the form in 'submitted', so "
     "neither in a stage within it"),
    (_STATE, "within: submitted, waits_for: [province.officer]}", 33,
     "stages.application.states.at_school.waits_for: 'province.officer' is no role of university: an overlay gives "
     "tasks to its own organisation only"),
    (_STATE, "within: submitted, due: soon}", 33, "stages.application.states.at_school.due: 'soon' is not a period; "
     "write e.g. '5 working days', '30 days', '6 months', '2 years'"),
    ("        source: [at_school, told]\n", "        source: [at_school]\n", 34,
     "stages.application.states.told: no added action leads back to 'submitted'"),
    (_TO, "        target: selected\n", 40, "stages.application.actions.to_school.target: leads from 'submitted' to "
     "'selected': a stage is entered from the state around it and left for it"),
    ("        target: submitted\n", "        target: selected\n", 53,
     "stages.application.actions.from_school.target: leads from 'submitted' to 'selected': a stage is entered from "
     "the state around it and left for it"),
    ("        source: [submitted]\n", "        source: [draft]\n", 40,
     "stages.application.actions.to_school.target: leads from 'draft' to 'submitted': a stage is entered from "
     "the state around it and left for it"),
    ("      to_school:", "      submit:", 37, "stages.application.actions.submit: the definition has an action of "
     "this name: an overlay adds and does not replace"),
    (_BY, _BY.replace("university.teacher", "enterprise.officer"), 38,
     "stages.application.actions.to_school.by: 'enterprise.officer' is no role of university: an overlay gives tasks "
     "to its own organisation only"),
    (_TO, _TO + "        effects: [{do: open_notice, with: {notice: list}}]\n", 41,
     "stages.application.actions.to_school.effects: an added action has no effects beyond its own case"),
    ("        takes: visits\n        cites: 第六条\n", "        takes: visits\n", 37,
     "stages.application.actions.to_school.cites: is missing"),
    ("        takes: visits\n", "        takes: visits\n        gives_back: [places]\n", 42,
     "stages.application.actions.to_school.gives_back: the overlay has no quota 'places'"),
    ("        takes: visits\n", "        takes: [visits, places]\n", 41,
     "stages.application.actions.to_school.takes: the overlay has no quota 'places'"),
    ("        keep_as: opinion\n", "        append_to: scores\n", 55,
     "stages.application.actions.from_school.append_to: 'scores' is kept by the programme: an overlay keeps its own"),
    ("        asks: opinion\n", "        asks: opinon\n", 54,
     "stages.application.actions.from_school.asks: there is no form 'opinon'; did you mean 'opinion'?"),
    ("  own_places: {", "  key_places: {", 59, "quotas.key_places: the definition has a quota of this name: an "
     "overlay adds and does not replace"),
    ("scope: [university, year]", "scope: [programme, year]", 59,
     "quotas.own_places.scope: must have 'university': an organisation counts its own cases only"),
    ("[own_places]}", "[places]}", 61, "takes.application.submit: the overlay has no quota 'places'"),
    ("takes: {application.submit", "takes: {application.sbmit", 61,
     "takes.application.sbmit: there is no act 'application.sbmit'; did you mean 'application.submit'?"),
    ("takes: {application.submit", "takes: {guide.close", 61,
     "takes.guide.close: only the system does guide.close: no overlay may stand in its way"),
    ("guards: [application.select]", "guards: [guide.close]", 85,
     "rules.OWN-3.guards: only the system does guide.close: no overlay may stand in its way"),
    ("  opinion: forms/opinion.yaml", "  reasons: forms/opinion.yaml", 1,
     "forms.reasons: the definition has a form of this name: an overlay adds and does not replace"),
    ("form: opinion, cites", "form: opinon, cites", 66,
     "downloads.0.form: there is no form 'opinon'; did you mean 'opinion'?"),
    ("opinion: documents/opinion.yaml", "opinion: documents/opinon.yaml", 64,
     "documents.opinion: documents/opinon.yaml has mistakes"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "said"), PLANTED, ids=[case[3][:60] for case in PLANTED])
def test_a_planted_mistake_is_told_with_its_path_and_line(
    library: Path, old: str, new: str, line: int, said: str
) -> None:
    told = _problems(library, None, old, new)

    assert [one for one in told if one.split(":")[1] == str(line) and one.split(": ", 1)[1].startswith(said)], told


def test_a_definition_of_its_own_has_no_stages(library: Path) -> None:
    path = library / "small" / MAIN
    text = path.read_text(encoding="utf-8").replace("en: Submitted}}", "en: Submitted}, within: draft}")
    path.write_text(text, encoding="utf-8")

    told = reading.problems_in(library / "small", library=library, offer=None)

    assert [each.path for each in told] == ["cases.application.states.submitted.within"]


def test_no_stage_starts_the_count_of_days_anew_after_which_the_system_acts(small: Definition) -> None:
    guide = small.cases["guide"]
    close = guide.actions["close"].model_copy(update={"timers": (Timer(state="published", after="30 days"),)})
    base = small.model_copy(
        update={
            "cases": {**small.cases, "guide": guide.model_copy(update={"actions": {**guide.actions, "close": close}})}
        }
    )
    added = _overlay(base, {"guide": _around("published", party="enterprise")}, party="enterprise")

    assert [str(each) for each in check_overlays.problems(base, added, offer=None)] == [
        "stages.guide.states.aside.within: the system counts days from entering 'published': a stage would start the "
        "count anew"
    ]


# ------------------------------------------------------------------------------------- proofs over any overlay

_SOURCE = Source(
    key="any-2025", number="", title="any", issuer="any", date=None,
    clauses=(Clause(clause="1", gist=Text(zh="甲", en="a")),),
)  # fmt: skip
_NAME = Text(zh="甲", en="a")


def _overlay(base: Definition, stages: Mapping[str, Stages], *, party: str) -> Overlay:
    return Overlay(
        schema="rulebook/1", key="any", version="2025", title=_NAME, party=party, source=_SOURCE, stages=dict(stages),
        follows=overlays.Follows(programme=base.programme, version=base.version),
    )  # fmt: skip


def _around(state: str, *, party: str) -> Stages:
    role = {"enterprise": "enterprise.officer", "university": "university.teacher"}[party]
    return Stages(
        states={"aside": Stage(label=_NAME, within=state)},
        actions={
            "leave": Action(label=_NAME, by=(role,), source=(state,), target="aside", cites="1"),
            "back": Action(label=_NAME, by=(role,), source=("aside",), target=state, cites="1"),
        },
    )


_STATES = ("draft", "in_review", "published", "closed", "submitted", "selected", "s1", "s2", "s3")
_ROLES = ("enterprise.officer", "university.teacher", "province.officer", "system")
_ANY_ACTION = st.builds(
    Action,
    label=st.just(_NAME),
    by=st.lists(st.sampled_from(_ROLES), min_size=1, max_size=2).map(tuple),
    source=st.lists(st.sampled_from(_STATES), min_size=1, max_size=3).map(tuple),
    target=st.none() | st.sampled_from(_STATES),
    effects=st.sampled_from([(), (), (), (Effect(do="perform_on_parent", **{"with": {"action": "close"}}),)]),
    cites=st.just("1"),
)
_ANY_STAGE = st.builds(
    Stage,
    label=st.just(_NAME),
    within=st.sampled_from(_STATES),
    edit=st.sampled_from([(), (), ("university.teacher",)]),
)
_ANY_STAGES = st.builds(
    Stages,
    states=st.dictionaries(st.sampled_from(["s1", "s2", "s3"]), _ANY_STAGE, max_size=3),
    actions=st.dictionaries(st.sampled_from(["a1", "a2", "a3", "a4", "submit"]), _ANY_ACTION, max_size=5),
)


@st.composite
def _sound_stages(draw: st.DrawFn) -> dict[str, Stages]:
    """Stages that are mostly sound, so that the proof does not run dry: within one state, by one's own, and back."""
    kind, around = draw(
        st.sampled_from([("guide", "published"), ("application", "draft"), ("application", "submitted")])
    )
    names = draw(st.lists(st.sampled_from(["s1", "s2", "s3"]), min_size=1, unique=True))
    places = st.sampled_from([around, *names])
    ways = draw(st.lists(st.tuples(places, places), max_size=4))
    ways += [(around, names[0]), *((name, around) for name in names)]
    actions = {
        f"a{at}": Action(label=_NAME, by=("university.teacher",), source=(source,), target=target, cites="1")
        for at, (source, target) in enumerate(ways)
    }
    return {kind: Stages(states={name: Stage(label=_NAME, within=around) for name in names}, actions=actions)}


@given(stages=_sound_stages() | st.dictionaries(st.sampled_from(["guide", "application"]), _ANY_STAGES, max_size=2))
def test_whatever_stages_are_accepted_every_step_is_one_of_the_programme_or_stays_where_it_was(
    small: Definition, stages: dict[str, Stages]
) -> None:
    added = _overlay(small, stages, party="university")
    both = merge(small, added)
    if any(check_stages.problems(small, added)) or any(check_cases.problems(both, None)):
        return

    for key, kind in both.cases.items():
        base = small.cases[key]
        for name, action in kind.actions.items():
            for state in action.source:
                here = standing(kind, state=state)
                there = standing(kind, state=action.target or state)
                if name in base.actions:
                    assert here in base.actions[name].source
                    assert there == (base.actions[name].target or here)
                else:
                    assert (here, action.effects, action.gives_back) == (there, (), ())
        for name, state in kind.states.items():
            around = base.states[standing(kind, state=name)]
            assert (state.public, state.held, state.final) == (around.public, around.held, around.final)
            assert set(state.edit) <= set(around.edit)


@given(stages=_sound_stages(), data=st.data())
def test_on_any_way_through_stages_others_can_do_all_that_they_could_do_without(
    small: Definition, stages: dict[str, Stages], data: st.DataObject
) -> None:
    both = merge(small, _overlay(small, stages, party="university"))
    (kind,) = stages
    state = both.cases[kind].initial
    for _ in range(8):
        stood = standing(both.cases[kind], state=state)
        others = ["enterprise.officer", "province.officer", "system"]
        assert set(possible(small, kind=kind, state=stood, roles=others)) <= set(
            possible(both, kind=kind, state=state, roles=others)
        )
        ways = possible(both, kind=kind, state=state, roles=_ROLES)
        if not ways:
            break
        chosen = both.cases[kind].actions[data.draw(st.sampled_from(ways))]
        state = chosen.target or state


def test_the_proof_is_not_empty(small: Definition) -> None:
    """A way that skips a state is accepted by no check, whichever stage it leads over."""
    skipping = _around("draft", party="university")
    back = skipping.actions["back"].model_copy(update={"target": "selected"})
    wrong = skipping.model_copy(update={"actions": {**skipping.actions, "back": back}})

    found = [
        each.path for each in check_stages.problems(small, _overlay(small, {"application": wrong}, party="university"))
    ]

    assert found == ["stages.application.states.aside", "stages.application.actions.back.target"]
    case = CaseView(kind="application", state="aside", form={"title": "申报"})
    assert case.state not in small.cases["application"].states
