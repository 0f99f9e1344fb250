"""Signals and sub-scores read from a state: figures by hand, and what a state does not hold is withheld."""

import datetime as dt
import math
from typing import Any

import pytest

from ronghe.insight.figures import Figure
from ronghe.insight.products import evidence, majors, signals
from ronghe.insight.products.adjustment import Signal, advise, openings
from ronghe.insight.products.matching import Aspect, Unit, assess
from ronghe.insight.reading import Filter
from ronghe.insight.store import State, Store
from tests.insight.conftest import DEVELOPER, JAVA, MONTHS, PYTHON, SCHOOL, SQL, publish, small

MAJOR = "080901"
SKILLS = [(JAVA, "Java", "编程语言"), (PYTHON, "Python", "编程语言"), (SQL, "SQL", "数据库"), (99, "焊接", "")]
ON = dt.date(2025, 12, 31)


def _supply(school: str, year: int, *numbers: int | None) -> dict[str, Any]:
    enrolled, graduates, placed, related = numbers
    row = {"school": school, "major": MAJOR, "year": year, "enrolled": enrolled, "graduates": graduates}
    return row | {"placed": placed, "related_placed": related, "delivery": "d", "row": year}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    """Return the state that most tests read, written once."""
    return _state(Store(tmp_path_factory.mktemp("insight")))


def _state(store: Store, *more: dict[str, Any], schools: int = 5) -> State:
    return publish(store, _tables(*more, schools=schools))


def _tables(*more: dict[str, Any], schools: int) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the small state with names of skills and figures: every demand doubles in its second year."""
    tables = small()
    for month in MONTHS[12:]:
        for table in ("cube_ads", "cube_demand"):
            tables[table, month] = [{**one, "ads": 2 * one["ads"]} for one in tables[table, month]]
    rows = [(number, name, "S", above, "") for number, name, above in SKILLS]
    rows += [(100, "编程语言", "S", "", ""), (101, "数据库", "K", "", "")]
    names = ("skill_id", "name", "type", "parent", "english")
    tables["skill", "all"] = [dict(zip(names, one, strict=True)) for one in rows]
    others = [_supply(f"411101000{at}", 2025, 100, 100, None, None) for at in range(schools - 1)]
    own = [_supply(SCHOOL, 2022, 100, None, None, None), _supply(SCHOOL, 2025, 133, 100, 90, 45), *more]
    tables["supply", "all"] = [*others, *own]
    tables["survey_skill", "all"] = [
        {"occupation": DEVELOPER, "skill_id": JAVA, "importance": 4.5, "level": 4.0, "n": 6}
    ]
    return tables


def _by_key(found: tuple[Signal, ...]) -> dict[str, Signal]:
    return {one.key: one for one in found}


def _value(figure: Figure) -> float | str:
    return figure.withheld if figure.value is None else pytest.approx(figure.value)


@pytest.mark.requirement("TAL-11")
@pytest.mark.requirement("TAL-15")
def test_signals_of_a_major_are_figures_with_what_is_behind_them(state: State) -> None:
    found = _by_key(signals.of_major(state, school=SCHOOL, major=MAJOR))

    assert {key: _value(one.figure) for key, one in found.items()} == {
        "demand_growth": 1.0,  # twice the ads
        "supply_ratio": _value(found["supply_ratio"].figure),
        "placement": 0.9,
        "related_placement": 0.5,
        "enrolment_growth": 1.33 ** (1 / 3) - 1,
        "coverage": _value(found["coverage"].figure),
        "forecast_growth": "no-data",
        "first_choice": "no-data",
        "first_choice_growth": "no-data",
        "same_majors": "no-data",
    }
    growth, placement = found["demand_growth"].trace, found["placement"].trace
    assert growth is not None
    assert placement is not None
    assert (len(growth.ads), growth.ads_total) == (20, 12 * 20 + 12 * 40)
    assert Filter(since=MONTHS[0], until=MONTHS[-1], occupation=DEVELOPER) in growth.filters
    assert placement.rows == ("d:2025",)


@pytest.mark.requirement("TAL-11")
def test_figures_that_the_caller_knows_stand(state: State) -> None:
    given = {"same_majors": Figure(value=3.0, n=3)}

    found = _by_key(signals.of_major(state, school=SCHOOL, major=MAJOR, given=given))

    assert found["same_majors"].figure == Figure(value=3.0, n=3)


@pytest.mark.requirement("TAL-11")
def test_a_few_schools_are_no_supply_of_a_country(store: Store) -> None:
    found = _by_key(signals.of_major(_state(store, schools=4), school=SCHOOL, major=MAJOR))

    assert found["supply_ratio"].figure.withheld == "schools:5"


@pytest.mark.requirement("TAL-11")
def test_five_schools_give_the_ratio_with_the_range_of_its_factors(state: State) -> None:
    # by the edges: all 12·40 developers and a quarter of 12·20 analysts; ads·1.5/.3 people; 5·100·.6 graduates stay
    wanted = 12 * 40 + 12 * 20 / 4

    figure = signals.ratio(signals.balance(state), MAJOR)

    assert figure.value == pytest.approx(500 * 0.6 / (wanted * 1.5 / 0.3))
    assert (figure.low, figure.high) == (
        pytest.approx(500 * 0.4 / (wanted * 3 / 0.1)),
        pytest.approx(500 * 0.8 / (wanted * 1 / 0.6)),
    )


def test_under_two_years_of_ads_there_is_no_growth(store: Store) -> None:
    tables = {key: rows for key, rows in small().items() if key[1] != MONTHS[3]}

    figure, _ = majors.demand_growth(publish(store, tables), MAJOR)

    assert figure.withheld == "short:24"


def test_ten_graduates_give_no_rate(store: Store) -> None:
    found = _by_key(signals.of_major(_state(store, _supply(SCHOOL, 2026, None, 10, 9, 9)), school=SCHOOL, major=MAJOR))

    assert (found["placement"].figure.withheld, found["related_placement"].figure.withheld) == (
        "sample:30",
        "sample:30",
    )


@pytest.mark.requirement("TAL-14")
def test_a_unit_is_assessed_from_its_state(state: State) -> None:
    found = signals.of_unit(state, school=SCHOOL, major=MAJOR, on=ON)
    made = assess(unit=Unit(school=SCHOOL, college="软件学院", major=MAJOR), on=ON, figures=found)

    assert _value(found[Aspect.QUALITY][0]) == 70.0  # (90 + 50) / 2
    assert found[Aspect.QUANTITY][0].value == pytest.approx(100 * 300 / 2700)
    assert _value(found[Aspect.CURRENCY][0]) == "no-demand"  # all ads doubled: no share rose
    assert _value(found[Aspect.STRUCTURE][0]) == "sample:10"  # a single skill of the groups is taught
    assert (made.missing, made.partial) == (0.4, True)


@pytest.mark.requirement("TAL-14")
def test_currency_and_structure_are_those_of_what_is_asked_now(store: Store) -> None:
    # Python rises from half to all of 480 ads; the plan reaches half of what suffices. Twelve courses of languages, one
    # of databases beside 960 ads of languages alone: M5 = 1 − √JSD of (12/13, 1/13) and (1, 0)
    tables = _tables(schools=5)
    for month in MONTHS[12:]:
        tables["cube_demand", month][1] |= {"ads": 40}
    plan = {"school": SCHOOL, "major": MAJOR, "plan": "2024", "course": "C1", "level": 2}
    tables["course_skill", "all"] = [{**plan, "skill_id": PYTHON, "weight": 0.005 / 12} for _ in range(12)]
    tables["course_skill", "all"].append({**plan, "skill_id": SQL, "weight": 0.01})

    found = signals.of_unit(publish(store, tables), school=SCHOOL, major=MAJOR, on=ON)

    assert _value(found[Aspect.CURRENCY][0]) == 50.0
    assert _value(found[Aspect.STRUCTURE][0]) == 100 * (1 - math.sqrt(_divergence(1 / 13)))


def _divergence(q: float) -> float:
    """Return the Jensen–Shannon divergence of (1 − q, q) and (1, 0) in bits, written out."""

    def entropy(*shares: float) -> float:
        return -sum(one * math.log2(one) for one in shares if one)

    return entropy(1 - q / 2, q / 2) - entropy(1 - q, q) / 2


@pytest.mark.requirement("TAL-14")
def test_without_a_plan_and_figures_only_that_is_told(state: State) -> None:
    found = signals.of_unit(state, school="4199099999", major=MAJOR, on=ON)

    assert {aspect: figure.withheld for aspect, (figure, _) in found.items()} == {
        Aspect.QUANTITY: "",
        Aspect.STRUCTURE: "no-supply",
        Aspect.QUALITY: "no-data",
        Aspect.ABILITY: "no-supply",
        Aspect.CURRENCY: "no-supply",
    }


def test_a_state_without_ads_gives_no_demand_and_no_error(store: Store) -> None:
    state = publish(store, {key: rows for key, rows in _tables(schools=1).items() if key[1] == "all"})

    found = _by_key(signals.of_major(state, school=SCHOOL, major=MAJOR))

    assert {key: found[key].figure.withheld for key in ("demand_growth", "supply_ratio", "coverage")} == {
        "demand_growth": "short:24",
        "supply_ratio": "no-data",
        "coverage": "no-demand",
    }
    assert evidence.occupation(state, Filter(occupation=DEVELOPER)).n_o == 0
    assert signals.of_unit(state, school=SCHOOL, major=MAJOR, on=ON)[Aspect.ABILITY][0].withheld == "no-demand"
    assert openings(offered=[], candidates=signals.of_candidates(state, besides=[])) == ()


@pytest.mark.requirement("TAL-11")
def test_candidates_for_opening_are_those_whose_demand_grows(state: State) -> None:
    found = openings(offered=[MAJOR], candidates=signals.of_candidates(state, besides=[MAJOR]))

    assert found
    assert all(one.major != MAJOR and one.signals[0].figure.value == pytest.approx(1.0) for one in found)


@pytest.mark.requirement("TAL-12")
def test_the_evidence_of_an_occupation_is_counted_from_the_cube(state: State) -> None:
    found = evidence.occupation(state, Filter(since="2025-01", until="2025-12", occupation=DEVELOPER))

    assert (found.n_o, found.n) == (12 * 40, 12 * 60)
    assert [(one.skill_id, one.n_os, one.n_s) for one in found.asked] == [(JAVA, 480, 480), (PYTHON, 240, 456)]
    assert [(one.skill_id, one.importance, one.n) for one in found.opinions] == [(JAVA, 4.5, 6)]
    assert found.names[JAVA] == ("Java", "S")
    assert all(one.startswith("s:2025-") for one in found.asked[0].ads)


def test_the_newest_plan_is_read_with_what_its_courses_teach(state: State) -> None:
    found = evidence.curriculum(state, school=SCHOOL, major=MAJOR)

    assert found is not None
    assert [
        (one.node, one.has_syllabus, [(skill.name, skill.level) for skill in one.teaches]) for one in found.courses
    ] == [(f"course:{SCHOOL}/{MAJOR}/2024/C1", True, [("Java", 2), ("焊接", 1)])]
    assert evidence.curriculum(state, school="4199099999", major=MAJOR) is None


def test_advice_on_a_growing_major_that_covers_little_is_to_reform_or_expand(state: State) -> None:
    found = advise(major=MAJOR, signals=signals.of_major(state, school=SCHOOL, major=MAJOR))

    assert found.fired is not None
    assert "expand-gap" in [one.rule.key for one in (found.fired, *found.also)]
