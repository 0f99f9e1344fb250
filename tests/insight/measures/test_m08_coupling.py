"""M8: two grades are high together, in the classic form and the corrected, always by name."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.insight.figures import Figure, withheld
from ronghe.insight.measures.m08_coupling import (
    Form,
    coordinated,
    coordination,
    coupled,
    entropy_weights,
    grade,
)


# policy.md 4.3 (4)
@pytest.mark.parametrize(
    ("first", "second", "form", "coupling", "degree"),
    [
        (0.8, 0.2, Form.CLASSIC, 0.8, 0.632456),
        (0.72, 0.55, Form.CLASSIC, 0.991, 0.793275),
        (0.8, 0.2, Form.CORRECTED, 0.316228, 0.397635),
        (0, 0, Form.CLASSIC, 0, 0),
        (0, 0, Form.CORRECTED, 0, 0),
        (1, 1, Form.CLASSIC, 1, 1),
        (1, 1, Form.CORRECTED, 1, 1),
        (0, 1, Form.CLASSIC, 0, 0),
    ],
)
def test_the_published_examples(first: float, second: float, form: Form, coupling: float, degree: float) -> None:
    assert coupled(first, second, form=form) == pytest.approx(coupling, abs=1e-4)
    assert coordinated(first, second, form=form) == pytest.approx(degree, abs=1e-4)


def test_a_bound_belongs_to_the_grade_below() -> None:
    assert [grade(one) for one in (0, 0.1, 0.5, 0.5001, 0.8, 1)] == [
        *("极度失调", "极度失调", "濒临失调", "勉强协调", "中级协调", "优质协调"),
    ]
    assert grade(0.95, language="en") == "excellent coordination"


def test_the_interval_is_the_range_over_both() -> None:
    """corners and inside of [.6, .8] × [.2, .2]: lowest at (.8, .2)? D' falls as the gap widens: .397635 at .8"""
    found = coordination(
        Figure(value=0.7, low=0.6, high=0.8, n=50), Figure(value=0.2, low=0.2, high=0.2, n=30), form=Form.CORRECTED
    )

    assert found.n == 30
    assert found.value == pytest.approx(math.sqrt(math.sqrt(0.5 * 2 / 7) * 0.45))
    assert found.low == pytest.approx(0.397635, abs=1e-6)
    assert found.high == pytest.approx(math.sqrt(math.sqrt(0.6 / 3) * 0.4))


def test_a_withheld_grade_withholds_the_degree_and_a_grade_above_one_is_none() -> None:
    sound = Figure(value=0.5, n=30)

    assert coordination(withheld("sample", n=3, floor=10), sound, form=Form.CLASSIC) == withheld(
        "sample", n=3, floor=10
    )
    assert coordination(sound, Figure(value=1.2, n=30), form=Form.CLASSIC).withheld == "input"
    assert coordination(sound, Figure(value=math.nan, n=30), form=Form.CLASSIC).withheld == "input"


grades = st.floats(0, 1)


@given(grades, grades)
def test_both_forms_have_no_direction_and_keep_to_their_bounds(first: float, second: float) -> None:
    for form in Form:
        degree = coordinated(first, second, form=form)
        assert degree == pytest.approx(coordinated(second, first, form=form))
        assert 0 <= degree <= 1 + 1e-12
    assert coupled(first, second, form=Form.CORRECTED) <= coupled(first, second, form=Form.CLASSIC) + 1e-9


def test_entropy_weighs_what_tells_units_apart() -> None:
    """columns (1, 1): e = 1, weight 0; (1, 0): e = 0, weight all"""
    assert entropy_weights([[1, 1], [1, 0]]).tolist() == [0, 1]
    """(1, 3): e = .811278, 1 − e = .188722; (1, 0): 1 → .158760, .841240"""
    assert entropy_weights([[1, 1], [3, 0]]) == pytest.approx([0.158760, 0.841240], abs=1e-6)


def test_indicators_that_are_all_the_same_weigh_the_same() -> None:
    assert entropy_weights([[2, 5], [2, 5]]).tolist() == [0.5, 0.5]
    assert entropy_weights([[2, 5]]).tolist() == [0.5, 0.5]
    assert entropy_weights([[0, 0], [0, 0]]).tolist() == [0.5, 0.5]
    with pytest.raises(ValueError, match="not negative"):
        entropy_weights(np.array([[math.nan, 1]]))
