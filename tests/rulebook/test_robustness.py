"""What decisions withstand: hostile and broken data, many threads, many rules."""

import datetime as dt
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ronghe.rulebook import reading
from ronghe.rulebook.decisions import Act, Allowed, Outcome, Refused, Value
from ronghe.rulebook.engine import Ancestor, CaseView, decide
from ronghe.rulebook.structure import Definition, Rule, Severity, Text

AT = dt.datetime(2024, 10, 25, 1, 0, tzinfo=dt.UTC)
FORM: Mapping[str, object] = {
    "title": "指南",
    "field": "ai",
    "items": [{"name": "甲", "money": "20000.00", "places": 10}],
}
FACTS: Mapping[str, Value] = {"enterprise.founded_on": dt.date(2010, 1, 1), "enterprise.other_money": Decimal(0)}


def _guide(form: Mapping[str, object] = FORM) -> CaseView:
    return CaseView(kind="guide", state="draft", form=form)


def _act(action: str, **asked: object) -> Act:
    return Act(action=action, roles=frozenset({"enterprise.officer"}), at=AT, asked=asked)


def test_form_data_never_shadows_what_the_system_knows(small: Definition) -> None:
    hostile = {
        **FORM,
        "enterprise.founded_on": "1990-01-01",
        "enterprise": {"founded_on": "1990-01-01", "excluded": False},
        "act": {"day": "2099-01-01"},
    }
    facts = FACTS | {"enterprise.founded_on": dt.date(2024, 1, 1), "form.title": "", "act.day": dt.date(2099, 1, 1)}
    act = _act("submit", **{"enterprise.founded_on": "1990-01-01"})

    decision = decide(small, case=_guide(form=hostile), act=act, facts=facts)

    assert [(each.rule, each.outcome) for each in decision.findings] == [("D-1", Outcome.BROKEN)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["title", "field", "items", "mentors", "enterprise_mentors", "tags", "text", "paper"])
ROWS = st.lists(st.dictionaries(st.sampled_from(["name", "money", "places"]), JSON, max_size=3), max_size=4)
DATA = st.dictionaries(FIELDS, JSON | ROWS, max_size=6)


@given(form=DATA, item=st.none() | DATA, kept=JSON, asked=DATA, action=st.sampled_from(["submit", "return", "publish"]))
def test_deciding_never_fails_on_bad_data(
    small: Definition, form: dict[str, object], item: dict[str, object] | None, kept: object,
    asked: dict[str, object], action: str,
) -> None:  # fmt: skip
    guide = CaseView(kind="guide", state="draft", form=form, item=item, kept={"returned": kept})
    application = CaseView(
        kind="application", state="submitted", form=form, item=item, kept={"scores": kept},
        ancestors={"guide": Ancestor(state="x", form=form)},
    )  # fmt: skip
    act = Act(action=action, roles=frozenset(), at=AT, asked=asked)

    decisions = [
        decide(small, case=guide, act=act, facts={}),
        decide(small, case=application, act=_act("select"), facts={}),
    ]

    assert [type(each) for each in decisions] == [Refused, Refused]


def test_threads_may_decide_on_one_definition(small: Definition) -> None:
    fresh = reading.from_json(reading.to_json(small) + " ")

    def allowed(_: int) -> bool:
        return isinstance(decide(fresh, case=_guide(), act=_act("submit"), facts=FACTS), Allowed)

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert all(pool.map(allowed, range(400)))


def _forty_rules(small: Definition) -> Definition:
    requires = [
        "form.items.all(i, i.money >= yuan(10000))",
        "years_between(enterprise.founded_on, act.day) >= 2",
        'form.field in ["ai", "new"] && size(form.title) > 0',
        "sum(form.items.map(i, i.money * i.places)) + enterprise.other_money >= yuan(200000)",
    ]
    message = Text(zh="不符合。", en="Not so.")
    rules = tuple(
        Rule(id=f"R-{at}", title=message, guards=("guide.submit",), require=requires[at % 4],
             otherwise=Severity.BLOCK, message=message, cites="一")
        for at in range(40)
    )  # fmt: skip
    return small.model_copy(update={"rules": rules})


def test_deciding_on_forty_rules_is_quick(small: Definition) -> None:
    definition = _forty_rules(small)
    case, act = _guide(), _act("submit")
    decide(definition, case=case, act=act, facts=FACTS)  # compiles
    times = []
    for _ in range(50):
        started = time.perf_counter()
        decision = decide(definition, case=case, act=act, facts=FACTS)
        times.append(time.perf_counter() - started)

    assert (len(decision.held), sorted(times)[len(times) // 2] < 0.002) == (40, True), times
