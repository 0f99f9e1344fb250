"""Overlays: an organisation adds to a programme; nothing that it adds can loosen what was there."""

import dataclasses
import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.rulebook import check_overlays, overlays, reading, worked
from ronghe.rulebook.decisions import Act, Allowed, Refused, Value
from ronghe.rulebook.engine import Ancestor, CaseView, begin, decide
from ronghe.rulebook.filling import fill
from ronghe.rulebook.stages import standing
from ronghe.rulebook.strict import Loaded, load_file
from ronghe.rulebook.structure import Definition, Offer, Source

LIBRARY = Path(__file__).parent / "library"
MAIN = "definition.yaml"


@pytest.fixture(scope="module")
def merged() -> Definition:
    """The small programme with what the demo university adds."""
    return reading.read(LIBRARY / "own-rules", library=LIBRARY)


def _problems(library: Path, offer: Offer | None, old: str = "", new: str = "") -> list[str]:
    path = library / "own-rules" / MAIN
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(each) for each in reading.problems_in(library / "own-rules", library=library, offer=offer)]


def test_an_overlay_is_read_as_the_definition_with_what_it_adds(small: Definition, merged: Definition) -> None:
    assert [rule.id for rule in merged.rules] == [*(rule.id for rule in small.rules), "OWN-1", "OWN-2", "OWN-3"]
    assert [rule.cites for rule in merged.rules[-3:]] == [f"own-2025:第{n}条" for n in "四六六"]
    assert [section.key for section in merged.forms["application"].sections] == ["all", "school"]
    assert list(merged.facts)[-1] == "person.applications"
    assert [(each.key, each.party) for each in merged.overlays] == [("own-rules", "university")]


def test_everything_of_the_base_stays_as_it_was(small: Definition, merged: Definition) -> None:
    same = {
        "programme",
        "version",
        "source",
        "in_force",
        "parties",
        "operator",
        "windows",
        "notices",
        "settings",
    }

    assert merged.model_dump(include=same) == small.model_dump(include=same)
    assert merged.rules[: len(small.rules)] == small.rules
    assert {key: merged.facts[key] for key in small.facts} == small.facts
    assert {key: merged.quotas[key] for key in small.quotas} == small.quotas
    assert merged.cases["guide"] == small.cases["guide"]


def test_the_merged_definition_has_a_digest_of_its_own_and_can_be_kept(small: Definition, merged: Definition) -> None:
    assert reading.digest(merged) != reading.digest(small)
    assert reading.from_json(reading.to_json(merged)) == merged
    assert reading.digest(reading.read(LIBRARY / "own-rules", library=LIBRARY)) == reading.digest(merged)


def test_the_example_has_no_problems_and_its_worked_cases_run_on_the_merged_definition(
    library: Path, offer: Offer, merged: Definition
) -> None:
    assert _problems(library, offer) == []
    assert [each.complaint for each in worked.run(merged, LIBRARY / "own-rules")] == [""] * 9


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: OWN-1", "id: D-1",
         "rules.D-1: the definition has a rule of this name: an overlay adds and does not replace"),
        ("id: OWN-2", "id: OWN-1", "rules.OWN-1: two rules have this id"),
        ("  person.applications:", "  enterprise.excluded:",
         "facts.enterprise.excluded: the definition has a fact of this name: an overlay adds and "
         "does not replace"),
        ("  person.applications:", "  form.title:",
         "facts.form.title: facts are of a party or of enterprise, university, province, case, "
         "goods, item, leader, money, notice, person, record, results, signatures; 'form' is none of them"),
        ("  person.applications:", "  person.applications.open:",
         "facts.person.applications.open: facts are called <namespace>.<name>, with one full stop"),
        ("key: school_agrees", "key: title",
         "sections.application.school.fields.title: the definition has a field of this name: an "
         "overlay adds and does not replace"),
        ("key: school\n", "key: all\n",
         "sections.application.all: the definition has a section of this name: an overlay adds and "
         "does not replace"),
        ("  application:\n    - key", "  applicaton:\n    - key",
         "sections.applicaton: there is no form 'applicaton'; did you mean 'application'?"),
        ("shown_if: \"!form.school_agrees\"", "shown_if: form.nothing",
         "sections.application.school.fields.school_reason.shown_if: there is no 'form.nothing' "
         "(line 1, column 5)"),
        ("guards: [application.submit]", "guards: [application.sbmit]",
         "rules.OWN-1.guards: there is no act 'application.sbmit'; did you mean "
         "'application.submit'?"),
        ("person.applications < 2", "person.application < 2",
         "rules.OWN-1.require: there is no 'person.application' (line 1, column 7) "
         "[in application.submit]"),
        ("applications already.}\n    cites: 第四条", "applications already.}\n    cites: 一",
         "rules.OWN-1.cites: there is no clause of own-2025 '一'"),
        ("opinion.}, cites: 第六条}", "opinion.}, cites: 第五条}",
         "guidance.0.cites: there is no clause of own-2025 '第五条'; did you mean '第四条'?"),
        ("party: university", "party: universty",
         "party: there is no party 'universty'; did you mean 'university'?"),
        ("key: own-rules", "key: small", "key: 'small' is already taken"),
        ('programme: small, version: "2024.1"', 'programme: small, version: "2023.1"',
         "follows: the library has no small 2023.1"),
        ('programme: small, version: "2024.1"', "programme: small",
         "follows.version: is missing"),
        ("otherwise: block", "otherwise: allow",
         "rules.OWN-1.otherwise: input should be 'block', 'warn', 'prefer' or 'check'"),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_told_where_it_was_written(library: Path, old: str, new: str, said: str) -> None:
    told = _problems(library, None, old, new)

    assert said in [each.split(": ", 1)[1] for each in told]


def test_a_mistake_is_told_with_its_line(library: Path) -> None:
    assert _problems(library, None, "person.applications < 2", "person.application < 2") == [
        "definition.yaml:72: rules.OWN-1.require: there is no 'person.application' (line 1, column 7) "
        "[in application.submit]"
    ]


@pytest.mark.parametrize("part", ["windows", "cases", "operator", "in_force", "notices", "settings", "parties"])
def test_an_overlay_cannot_bring_what_could_loosen(library: Path, part: str) -> None:
    told = _problems(library, None, "party: university", f"party: university\n{part}: {{}}")

    assert [each for each in told if f" {part}: " in each] == [
        f"definition.yaml:7: {part}: an overlay only adds rules, facts, forms, sections, quotas, stages, documents, "
        "downloads and guidance"
    ]


def test_a_fact_that_the_platform_does_not_offer_is_refused(library: Path, offer: Offer) -> None:
    fact = "  university.rank: {type: integer, label: {zh: 名次, en: Rank}}\n  person.applications:"

    assert _problems(library, offer, "  person.applications:", fact) == [
        "definition.yaml:10: facts.university.rank: the platform offers no fact 'university.rank'; did you mean "
        "'university.name'?"
    ]


def test_a_base_with_mistakes_is_told_as_such(library: Path) -> None:
    base = library / "small" / MAIN
    base.write_text(base.read_text(encoding="utf-8").replace("operator: province", "operator: nobody"), "utf-8")

    assert _problems(library, None) == [
        "definition.yaml:5: follows: the definition has 1 mistakes of its own, first operator: there is no party "
        "'nobody'"
    ]


def test_a_definition_cannot_claim_to_hold_overlays(library: Path) -> None:
    path = library / "small" / MAIN
    path.write_text(path.read_text(encoding="utf-8") + "overlays: []\n", encoding="utf-8")

    assert [
        str(each).split(": ", 1)[1] for each in reading.problems_in(library / "small", library=library, offer=None)
    ] == ["overlays: there is no such key here"]


def test_a_second_overlay_adds_to_the_first(library: Path, merged: Definition) -> None:
    shutil.copytree(library / "own-rules", library / "more")
    text = (library / "more" / MAIN).read_text(encoding="utf-8")
    further = _overlay(library / "more", text.replace("key: own-rules", "key: more"))

    both = overlays.merge(merged, further)

    assert check_overlays.problems(merged, further, offer=None) == ()
    assert [each.key for each in both.overlays] == ["own-rules", "more"]
    assert [each.key for each in both.also_cites] == ["other-2020", "own-2025"]


_HEAD = ("schema", "key", "version", "title", "follows", "party", "guidance")


def _overlay(folder: Path, text: str) -> overlays.Overlay:
    (folder / MAIN).write_text(text, encoding="utf-8")
    source = reading.read_shape(folder.parent / "sources" / "own-2025.yaml", shape=Source, name="s")
    written = load_file(folder / MAIN, name=MAIN).value
    assert isinstance(written, dict)
    kept = {key: part for key, part in written.items() if key in _HEAD}
    whole = Loaded(value={**kept, "source": source.model_dump(mode="json")}, lines={})
    return fill(whole, shape=overlays.Overlay, name=MAIN)


# ------------------------------------------------------------------------------------------- it never loosens

DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2026, 1, 1))
FORMS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(max_size=5),
        "ends_on": DAYS.map(str),
        "school_agrees": st.sampled_from(["true", "false", "?"]),
        "school_reason": st.text(max_size=5),
        "field": st.sampled_from(["ai", "new", "x"]),
        "items": st.lists(st.fixed_dictionaries({"name": st.just("a"), "money": st.integers(0, 10**6).map(str),
                                                 "places": st.integers(0, 99)}), max_size=4),
        "mentors": st.integers(0, 9),
        "enterprise_mentors": st.integers(0, 9),
    },
)  # fmt: skip
FACTS: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "enterprise.founded_on": DAYS,
        "enterprise.excluded": st.booleans(),
        "enterprise.other_money": st.integers(0, 10**6).map(Decimal),
        "notice.open_objections": st.integers(0, 2),
        "person.applications": st.integers(0, 3),
    },
)
STATES = {
    "guide": st.sampled_from(["draft", "in_review", "published", "closed"]),
    "application": st.sampled_from(["draft", "submitted", "at_school", "told", "selected"]),
}
ROLES = st.sets(st.sampled_from(["enterprise.officer", "university.teacher", "province.officer", "system"]), max_size=4)
MOMENTS = st.integers(0, 16 * 24).map(
    lambda hours: dt.datetime(2024, 10, 20, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
)


@st.composite
def _situations(draw: st.DrawFn, definition: Definition) -> tuple[CaseView, Act, dict[str, Value]]:
    kind = draw(st.sampled_from(["guide", "application"]))
    action = draw(st.sampled_from(list(definition.cases[kind].actions)))
    guide = Ancestor(state=draw(STATES["guide"]), form=draw(FORMS))
    scores = draw(st.lists(st.fixed_dictionaries({"points": st.integers(50, 100)}), max_size=3))
    opinion = draw(st.sampled_from([{}, {"opinion": {"agreed": True}}]))
    case = CaseView(
        kind=kind, state=draw(STATES[kind]), form=draw(FORMS), item={"name": "a", "places": draw(st.integers(0, 3))},
        ancestors={"guide": guide} if kind == "application" else {}, kept={"scores": scores, **opinion},
    )  # fmt: skip
    act = Act(action=action, roles=frozenset(draw(ROLES)), at=draw(MOMENTS), asked=draw(FORMS))
    return case, act, draw(FACTS)


@given(data=st.data())
def test_whatever_the_merged_definition_allows_the_base_allows_too(
    small: Definition, merged: Definition, data: st.DataObject
) -> None:
    case, act, facts = data.draw(_situations(small))
    used = {"places": data.draw(st.integers(0, 3)), "key_places": 0, "own_places": data.draw(st.integers(0, 3))}
    shape = merged.cases[case.kind]

    with_it = decide(merged, case=case, act=act, facts=facts, used=used)
    stood = dataclasses.replace(case, state=standing(shape, state=case.state))
    without = decide(small, case=stood, act=act, facts=facts, used=used)

    if isinstance(with_it, Allowed):
        assert isinstance(without, Allowed)
        assert standing(shape, state=with_it.target) == without.target
    else:
        named = {f"state:{stood.state}": f"state:{case.state}"}  # the same reason, told with the state as it is called
        before = without.findings if isinstance(without, Refused) else ()
        assert {named.get(each.rule, each.rule) for each in before} <= {each.rule for each in with_it.findings}


@given(data=st.data())
def test_what_may_be_begun_with_an_overlay_may_be_begun_without(
    small: Definition, merged: Definition, data: st.DataObject
) -> None:
    roles, at = frozenset(data.draw(ROLES)), data.draw(MOMENTS)
    parent = CaseView(kind="guide", state=data.draw(STATES["guide"]), form=data.draw(FORMS))
    act = Act(action="begin", roles=roles, at=at)
    decisions = [
        begin(each, kind="application", act=act, parent=parent, item={"name": "a"}, facts={})
        for each in (small, merged)
    ]

    assert decisions[0] == decisions[1]
