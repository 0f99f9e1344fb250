"""Matching assessments: the composite by hand, what is missing, grades at their bounds, and the dates that are due."""

import datetime as dt

import pytest

from ronghe.insight.figures import Figure, withheld
from ronghe.insight.products.duties import Kept, duties, schedule
from ronghe.insight.products.matching import Aspect, Assessment, Grade, Unit, assess, grade

UNIT = Unit(school="4199099999", college="软件学院", major="080902")
ON = dt.date(2026, 11, 23)


def _assessed(values: dict[Aspect, Figure], **given: dict[Aspect, float]) -> Assessment:
    return assess(unit=UNIT, on=ON, figures={aspect: (figure, None) for aspect, figure in values.items()}, **given)


def _score(value: float, low: float | None = None, high: float | None = None) -> Figure:
    return Figure(value=value, low=low, high=high, n=50)


FULL = {
    Aspect.QUANTITY: _score(80, 70, 90),
    Aspect.STRUCTURE: _score(60),
    Aspect.QUALITY: _score(90, 85, 95),
    Aspect.ABILITY: _score(40, 30, 50),
    Aspect.CURRENCY: _score(30),
}


@pytest.mark.requirement("TAL-14")
def test_the_composite_is_the_mean_of_the_five() -> None:
    found = _assessed(FULL)  # (80+60+90+40+30)/5, (70+60+85+30+30)/5, (90+60+95+50+30)/5

    assert found.composite == Figure(value=60.0, low=55.0, high=65.0, n=50)
    assert (found.grade, found.missing, found.partial) == (Grade.EXCELLENT, 0.0, False)


def test_weights_change_the_composite() -> None:
    found = _assessed(FULL, weights={Aspect.QUALITY: 3.0, Aspect.CURRENCY: 1.0})

    assert (found.composite.value, [one.aspect for one in found.scores]) == (75.0, [Aspect.QUALITY, Aspect.CURRENCY])


@pytest.mark.requirement("TAL-14")
def test_what_is_withheld_is_marked_and_too_much_of_it_withholds_the_whole() -> None:
    two = FULL | {Aspect.ABILITY: withheld("no-syllabus", n=100), Aspect.QUANTITY: withheld("sample", n=3, floor=10)}
    three = {Aspect.QUALITY: FULL[Aspect.QUALITY], Aspect.STRUCTURE: FULL[Aspect.STRUCTURE]}

    partial, none = _assessed(two), _assessed(three)

    assert (partial.composite.value, partial.partial, partial.missing) == (60.0, True, 0.4)
    assert (none.composite.value, none.composite.withheld, none.grade, none.missing) == (None, "no-data", None, 0.6)
    assert [one.figure.withheld for one in none.scores] == ["no-data", "", "", "no-data", "no-data"]


@pytest.mark.parametrize("weights", [{}, {Aspect.QUALITY: -1.0}, {Aspect.QUALITY: 0.0}])
def test_weights_that_weigh_nothing_are_refused(weights: dict[Aspect, float]) -> None:
    with pytest.raises(ValueError, match="weights are not negative, and one of them is above zero"):
        _assessed(FULL, weights=weights)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, Grade.INITIAL),
        (19.9, Grade.INITIAL),
        (20.0, Grade.GROWING),
        (40.0, Grade.OPTIMIZED),
        (60.0, Grade.EXCELLENT),
        (80.0, Grade.OUTSTANDING),
        (100.0, Grade.OUTSTANDING),
    ],
)
def test_the_lower_bound_belongs_to_a_grade(value: float, expected: Grade) -> None:
    assert grade(value) is expected


@pytest.mark.requirement("TAL-14")
def test_dates_come_regularly_also_at_the_end_of_months() -> None:
    dates = schedule(first_on=dt.date(2025, 8, 31), every_months=6, until=dt.date(2026, 8, 31))

    assert dates == (dt.date(2025, 8, 31), dt.date(2026, 2, 28), dt.date(2026, 8, 31))


def test_dates_less_than_a_month_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="assessments are at least a month apart"):
        schedule(first_on=ON, every_months=0, until=ON)


@pytest.mark.requirement("TAL-14")
def test_a_date_is_kept_early_or_late_and_overdue_after_its_grace() -> None:
    dates = schedule(first_on=dt.date(2025, 1, 1), every_months=6, until=dt.date(2027, 1, 1))
    done = [dt.date(2024, 12, 2), dt.date(2026, 3, 1)]

    found = duties(dates=dates, done=done, today=dt.date(2026, 7, 31))

    assert [(one.due_on.isoformat(), one.kept, one.done_on) for one in found] == [
        ("2025-01-01", Kept.DONE, dt.date(2024, 12, 2)),
        ("2025-07-01", Kept.OVERDUE, None),
        ("2026-01-01", Kept.DONE, dt.date(2026, 3, 1)),
        ("2026-07-01", Kept.DUE, None),
        ("2027-01-01", Kept.COMING, None),
    ]
    assert duties(dates=dates, done=done, today=dt.date(2026, 8, 1))[3].kept is Kept.OVERDUE
