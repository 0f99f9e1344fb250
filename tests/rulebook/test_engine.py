"""Decisions: all reasons at once, with values and clause; what is not known is said to be unknown."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest

from ronghe.rulebook.decisions import Act, Allowed, Decision, Finding, Outcome, Value
from ronghe.rulebook.engine import (
    Ancestor,
    CaseView,
    asked_data,
    begin,
    decide,
    evaluate,
    explain,
    fact_names,
    possible,
    quota_limit,
)
from ronghe.rulebook.structure import Definition, Severity, Text

AT = dt.datetime(2024, 10, 25, 1, 0, tzinfo=dt.UTC)
OFFICER = frozenset({"enterprise.officer"})
TEACHER = frozenset({"university.teacher"})
PROVINCE = frozenset({"province.officer"})
FORM: Mapping[str, object] = {
    "title": "指南",
    "field": "ai",
    "items": [{"name": "甲", "money": "20000.00", "places": 10}],
}
FACTS: Mapping[str, Value] = {
    "enterprise.founded_on": dt.date(2010, 1, 1),
    "enterprise.other_money": Decimal(0),
    "enterprise.excluded": False,
    "notice.open_objections": 0,
}


def _guide(state: str = "draft", form: Mapping[str, object] = FORM, **kept: object) -> CaseView:
    return CaseView(kind="guide", state=state, form=form, kept=kept)


def _application(state: str, **kept: object) -> CaseView:
    return CaseView(
        kind="application",
        state=state,
        form={"title": "申报"},
        item={"name": "甲", "places": 2},
        ancestors={"guide": Ancestor(state="published", form=FORM)},
        kept=kept,
    )


def _act(action: str, roles: frozenset[str] = OFFICER, *, at: dt.datetime = AT, **asked: object) -> Act:
    return Act(action=action, roles=roles, at=at, asked=asked)


def _told(decision: Decision) -> list[tuple[str, Severity, Outcome]]:
    return [
        (f"{each.rule}/{each.condition}" if each.condition else each.rule, each.severity, each.outcome)
        for each in decision.findings
    ]


def _names(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{each.rule}/{each.condition}" if each.condition else each.rule for each in findings]


def test_a_sound_guide_is_allowed_and_says_what_held(small: Definition) -> None:
    decision = decide(small, case=_guide(), act=_act("submit"), facts=FACTS)

    assert isinstance(decision, Allowed)
    assert (decision.target, _told(decision), _names(decision.held)) == (
        "in_review",
        [],
        ["D-1", "D-2/each", "D-2/total"],
    )


def test_every_reason_is_told_at_once_and_warnings_come_last(small: Definition) -> None:
    form = {"title": "", "field": "ai", "items": [{"name": "甲", "money": "9999.99", "places": 1}], "mentors": 3,
            "enterprise_mentors": 0}  # fmt: skip
    facts = FACTS | {"enterprise.founded_on": dt.date(2022, 10, 26)}

    decision = decide(small, case=_guide("in_review", form), act=_act("submit", PROVINCE), facts=facts)

    assert _told(decision) == [
        ("role:submit", Severity.BLOCK, Outcome.BROKEN),
        ("state:in_review", Severity.BLOCK, Outcome.BROKEN),
        ("form:title", Severity.BLOCK, Outcome.BROKEN),
        ("D-1", Severity.BLOCK, Outcome.BROKEN),
        ("D-2/each", Severity.BLOCK, Outcome.BROKEN),
        ("D-2/total", Severity.BLOCK, Outcome.BROKEN),
        ("D-3", Severity.WARN, Outcome.BROKEN),
    ]


def test_a_finding_carries_the_values_in_their_own_units_and_the_clause(small: Definition) -> None:
    facts = FACTS | {"enterprise.founded_on": dt.date(2022, 10, 26), "enterprise.other_money": Decimal("5.50")}

    decision = decide(small, case=_guide(form={**FORM, "items": []}), act=_act("submit"), facts=facts)

    found = dict(zip(_names(decision.findings), decision.findings, strict=True))
    assert [(value.name, value.value) for value in found["D-1"].values] == [
        ("enterprise.founded_on", dt.date(2022, 10, 26)),
        ("act.day", dt.date(2024, 10, 25)),
    ]
    assert ("enterprise.other_money", Decimal("5.50")) in [
        (value.name, value.value) for value in found["D-2/total"].values
    ]
    cites = found["D-1"].cites
    assert cites is not None
    assert (cites.source, cites.number, cites.clause, cites.gist.zh) == (
        "demo-2024",
        "演示〔2024〕1号",
        "一",
        "企业成立满两年",
    )


def test_what_is_not_known_blocks_where_the_rule_blocks_and_says_so(small: Definition) -> None:
    decision = decide(small, case=_guide(), act=_act("submit"), facts={"enterprise.other_money": Decimal(0)})

    assert _told(decision) == [("D-1", Severity.BLOCK, Outcome.UNKNOWN)]
    assert decision.findings[0].message == Text(
        zh="尚不能判断是否符合“企业成立满两年”，“成立日期”未知。",
        en="“Enterprise of two years”: this cannot be told yet. Not known: Founded on.",
    )


def test_what_is_not_known_warns_where_the_rule_warns_and_does_not_prefer(small: Definition) -> None:
    form = {key: value for key, value in FORM.items() if key != "field"}
    facts = {key: value for key, value in FACTS.items() if key != "notice.open_objections"}
    case, act = _guide("in_review", form), _act("publish", PROVINCE)

    decision = decide(small, case=case, act=act, facts=facts)
    explained = explain(small, case=case, action="publish", act=act, facts=facts)

    assert (type(decision), _told(decision)) == (Allowed, [("D-5", Severity.WARN, Outcome.UNKNOWN)])
    assert [(each.rule, each.outcome) for each in explained if each.rule == "D-4"] == [("D-4", Outcome.UNKNOWN)]


def test_a_preference_is_told_when_it_is_met_and_only_then(small: Definition) -> None:
    act = _act("publish", PROVINCE)
    told = [
        _told(decide(small, case=_guide("in_review", {**FORM, "field": field}), act=act, facts=FACTS))
        for field in ("ai", "other")
    ]

    assert told == [[("D-4", Severity.PREFER, Outcome.HELD)], []]


def test_a_rule_without_a_source_never_blocks_and_says_so(small: Definition) -> None:
    form = {**FORM, "mentors": 9, "enterprise_mentors": 2}

    decision = decide(small, case=_guide(form=form), act=_act("submit"), facts=FACTS)

    assert isinstance(decision, Allowed)
    assert [each.message.zh for each in decision.findings] == [
        "企业导师不足三分之一。来源未给出此数值：比例由我们暂定。"
    ]


def test_explaining_lists_every_rule_that_guards_the_act(small: Definition) -> None:
    findings = explain(small, case=_guide(), action="submit", act=_act("submit"), facts=FACTS)

    assert [(name, each.outcome) for name, each in zip(_names(findings), findings, strict=True)] == [
        ("D-1", Outcome.HELD),
        ("D-2/each", Outcome.HELD),
        ("D-2/total", Outcome.HELD),
        ("D-3", Outcome.NOT_APPLICABLE),
        ("D-8", Outcome.NOT_APPLICABLE),
    ]


def test_kept_answers_can_be_read_once_they_are_given(small: Definition) -> None:
    case = _guide(form={**FORM, "text": "补充"}, returned={"reason": "补充"})

    decision = decide(small, case=case, act=_act("submit"), facts=FACTS)

    assert _told(decision) == [("D-8", Severity.WARN, Outcome.BROKEN)]


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ([], [("D-7", Severity.BLOCK, Outcome.BROKEN)]),
        ([{"points": 60}, {"points": 59}], [("D-7", Severity.BLOCK, Outcome.BROKEN)]),
        ([{"points": 60}, {"points": "many"}], [("D-7", Severity.BLOCK, Outcome.UNKNOWN)]),
        ([{"points": 60}, {"points": 61}], []),
    ],
)
def test_appended_answers_are_rows(
    small: Definition, scores: list[object], told: list[tuple[str, Severity, Outcome]]
) -> None:
    decision = decide(small, case=_application("submitted", scores=scores), act=_act("select"), facts=FACTS)

    assert _told(decision) == told


def test_asked_answers_must_be_complete_and_are_kept_as_plain_json(small: Definition) -> None:
    refused = decide(small, case=_guide("in_review"), act=_act("return", PROVINCE), facts={})
    given_reason = _act("return", PROVINCE, reason=" 请补充 ", extra="x")
    allowed = decide(small, case=_guide("in_review"), act=given_reason, facts={})
    kept = asked_data(small, kind="guide", action="return", asked=given_reason.asked, at=AT)

    assert (_names(refused.findings), type(allowed), kept) == (["asked:reason"], Allowed, {"reason": "请补充"})


@pytest.mark.parametrize(("used", "told"), [(1, []), (2, [("quota:places", Severity.BLOCK, Outcome.BROKEN)])])
def test_a_place_is_taken_while_there_is_one(
    small: Definition, used: int, told: list[tuple[str, Severity, Outcome]]
) -> None:
    case = _application("submitted", scores=[{"points": 60}, {"points": 61}])

    decision = decide(small, case=case, act=_act("select"), facts=FACTS, used={"places": used})

    assert _told(decision) == told
    if isinstance(decision, Allowed):
        assert (decision.takes, dict(decision.limits)) == (("places",), {"places": 2})


def test_a_limit_that_is_not_known_blocks_and_one_without_a_source_warns(small: Definition) -> None:
    bare = CaseView(kind="application", state="submitted", form={}, item={"name": "甲"},
                    kept={"scores": [{"points": 60}, {"points": 61}]},
                    ancestors={"guide": Ancestor(state="published", form=FORM)})  # fmt: skip

    unknown = decide(small, case=bare, act=_act("select"), facts=FACTS)
    unsourced = decide(small, case=bare, act=_act("choose", PROVINCE), facts=FACTS, used={"key_places": 500})

    assert (_told(unknown), type(unsourced), _told(unsourced)) == (
        [("quota:places", Severity.BLOCK, Outcome.UNKNOWN)],
        Allowed,
        [("quota:key_places", Severity.WARN, Outcome.UNKNOWN)],
    )


def test_the_limit_of_a_quota_can_be_asked_for(small: Definition) -> None:
    limits = [
        quota_limit(small, quota=quota, case=_application("submitted"), facts=FACTS, act=_act(action))
        for quota, action in (("places", "select"), ("key_places", "choose"))
    ]

    assert limits == [2, None]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (dt.datetime(2024, 10, 24, 15, 59, tzinfo=dt.UTC), ["window:application"]),
        (dt.datetime(2024, 10, 24, 16, 0, tzinfo=dt.UTC), []),
        (dt.datetime(2024, 11, 1, 15, 59, tzinfo=dt.UTC), []),
        (dt.datetime(2024, 11, 1, 16, 0, tzinfo=dt.UTC), ["window:application"]),
    ],
)
def test_the_window_is_whole_days_in_china(small: Definition, at: dt.datetime, told: list[str]) -> None:
    decision = decide(small, case=_application("draft"), act=_act("submit", TEACHER, at=at), facts=FACTS)

    assert _names(decision.findings) == told


def test_beginning_needs_role_parent_state_item_and_window(small: Definition) -> None:
    closed = CaseView(kind="guide", state="closed", form=FORM)
    late = dt.datetime(2024, 12, 1, tzinfo=dt.UTC)

    without = begin(small, kind="application", act=_act("begin", OFFICER), parent=None, item=None, facts={})
    too_late = begin(
        small, kind="application", act=_act("begin", TEACHER, at=late), parent=closed, item={"places": 1}, facts={}
    )
    right = begin(
        small, kind="application", act=_act("begin", TEACHER), parent=_guide("published"), item={"places": 1}, facts={}
    )

    assert (_names(without.findings), _names(too_late.findings), right) == (
        ["role:begin", "parent:guide", "item:items"],
        ["state:closed", "window:application"],
        Allowed(target="draft", held=right.held),
    )


def test_possible_acts_follow_role_and_state_in_the_definition_s_order(small: Definition) -> None:
    roles = OFFICER | PROVINCE | {"system"}

    assert [possible(small, kind="guide", state=state, roles=roles) for state in small.cases["guide"].states] == [
        ("submit",),
        ("return", "publish"),
        ("close",),
        (),
    ]


def test_an_action_that_does_not_exist_is_refused(small: Definition) -> None:
    decision = decide(small, case=_guide(), act=_act("destroy"), facts={})

    assert _names(decision.findings) == ["action:destroy"]


def test_only_the_facts_that_an_act_reads_are_named(small: Definition) -> None:
    assert [
        sorted(fact_names(small, kind=kind, action=action))
        for kind, action in (("guide", "submit"), ("guide", "publish"), ("application", "begin"))
    ] == [
        ["enterprise.founded_on", "enterprise.other_money"],
        ["enterprise.other_money", "notice.open_objections"],
        [],
    ]


def test_totals_over_related_cases_are_money_in_yuan(small: Definition) -> None:
    total = "sum(form.items.map(i, i.money * i.places))"

    found = [evaluate(small, kind="guide", form=form, expression=total) for form in (FORM, {"items": [{"places": 1}]})]

    assert found == [Decimal("200000.00"), None]


def test_a_fact_of_another_type_is_a_mistake_of_the_platform(small: Definition) -> None:
    with pytest.raises(TypeError):
        decide(small, case=_guide(), act=_act("submit"), facts=FACTS | {"enterprise.founded_on": "2010-01-01"})
