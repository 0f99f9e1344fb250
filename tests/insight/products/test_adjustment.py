"""Advice on majors: the rule that fires is named, and what is not known fires nothing and is told."""

from pathlib import Path

import pytest

from ronghe.insight.figures import Figure, withheld
from ronghe.insight.products.adjustment import RULES, Advice, Signal, advise, note, openings, rules
from ronghe.insight.vocabularies.majors import majors


def _signals(**known: float | tuple[float, float, float] | None) -> list[Signal]:
    return [Signal(key=key, figure=_figure(value)) for key, value in known.items()]


def _figure(value: float | tuple[float, float, float] | None) -> Figure:
    if value is None:
        return withheld("no-data", n=0)
    if isinstance(value, tuple):
        return Figure(value=value[0], low=value[1], high=value[2], n=100)
    return Figure(value=value, n=100)


@pytest.mark.requirement("TAL-11")
@pytest.mark.parametrize(
    ("known", "advice", "rule"),
    [
        ({"demand_growth": -0.2, "supply_ratio": 2.0, "placement": 0.69}, Advice.STOP, "stop-no-demand-no-jobs"),
        ({"demand_growth": -0.1, "supply_ratio": 1.5, "placement": 0.79}, Advice.SHRINK, "shrink-surplus"),
        ({"demand_growth": -0.1, "enrolment_growth": 0.05}, Advice.SHRINK, "shrink-falling"),
        ({"demand_growth": 0.3, "coverage": 0.39}, Advice.REFORM, "reform-coverage"),
        ({"placement": 0.8, "related_placement": 0.49}, Advice.REFORM, "reform-unrelated"),
        ({"demand_growth": 0.1, "supply_ratio": 0.8, "placement": 0.8}, Advice.EXPAND, "expand-gap"),
        ({"demand_growth": 0.0, "placement": 0.7}, Advice.KEEP, "keep-steady"),
    ],
)
def test_each_advice_names_its_rule(known: dict[str, float], advice: Advice, rule: str) -> None:
    found = advise(major="080902", signals=_signals(**known))

    assert found.fired is not None
    assert (found.advice, found.fired.rule.key) == (advice, rule)


@pytest.mark.requirement("TAL-11")
def test_one_signal_alone_gives_no_advice_and_what_is_missing_is_told() -> None:
    found = advise(major="080902", signals=_signals(demand_growth=-0.3, supply_ratio=None))

    assert (found.advice, found.fired, found.also) == (Advice.UNKNOWN, None, ())
    assert found.undecided == (
        ("stop-no-demand-no-jobs", ("supply_ratio", "placement")),
        ("shrink-surplus", ("supply_ratio", "placement")),
        ("shrink-falling", ("enrolment_growth",)),
        ("reform-unrelated", ("placement", "related_placement")),
    )
    assert [one.figure.withheld for one in found.signals] == ["", "no-data"]


def test_a_rule_fires_surely_only_over_the_whole_intervals() -> None:
    wide = advise(major="080902", signals=_signals(demand_growth=(0.2, -0.1, 0.5), supply_ratio=0.5, placement=0.9))
    narrow = advise(major="080902", signals=_signals(demand_growth=(0.2, 0.1, 0.3), supply_ratio=0.5, placement=0.9))

    assert wide.fired is not None
    assert narrow.fired is not None
    assert (wide.advice, wide.fired.surely, narrow.fired.surely) == (Advice.EXPAND, False, True)
    assert [one.rule.key for one in wide.also] == ["keep-steady"]


@pytest.mark.requirement("TAL-11")
def test_a_major_that_is_asked_and_not_offered_may_be_opened() -> None:
    candidates = {
        "080902": _signals(demand_growth=0.5),
        "080717": _signals(demand_growth=0.2),
        "080910": _signals(demand_growth=0.3, same_majors=6),
        "080911": _signals(demand_growth=0.4),
        "080903": _signals(demand_growth=0.05),
    }

    found = openings(offered=["080902"], candidates=candidates)

    assert [(one.major, one.advice) for one in found] == [("080911", Advice.OPEN), ("080717", Advice.OPEN)]


@pytest.mark.requirement("TAL-11")
def test_a_controlled_major_says_what_opening_it_takes() -> None:
    controlled = next(code for code, one in majors().items() if "K" in one.suffix)
    special = next(code for code, one in majors().items() if one.suffix == "T")

    assert note(controlled)[1] == "State-controlled: opening it needs the approval of the Ministry"
    assert note(special)[1] == "Special major: find out whether this year's rules ask for approval"
    assert note("080902") == ("", "")
    assert note("999999")[1] == "Not in our list of the catalogue: look it up in the newest first"


def test_a_rule_about_a_signal_that_there_is_not_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(
        RULES.read_text(encoding="utf-8").replace("{signal: coverage,", "{signal: cover,"), encoding="utf-8"
    )

    with pytest.raises(ValueError, match="reform-coverage: there is no signal 'cover'"):
        rules(path)
