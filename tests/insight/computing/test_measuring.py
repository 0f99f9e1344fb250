"""Measures over a state: each where its inputs are, frozen once, told what is missing."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ronghe.cli.__main__ import main
from ronghe.insight import store as stores
from ronghe.insight.computing.measuring import METRICS, Outcome, measure
from ronghe.insight.computing.parameters import Parameters
from ronghe.insight.figures import Figure
from ronghe.insight.measures import FORMULAS
from ronghe.insight.runs import read_run
from ronghe.insight.store import State, Store

DEVELOPER, ANALYST = "2-02-10-03", "2-02-30-09"


def _measure(store: Store, state: State, *metrics: str, anew: bool = False) -> list[Outcome]:
    return [*measure(store, state, metrics=metrics, given=Parameters(), anew=anew, say=lambda *_: None)]


def _figures(store: Store, state: State, metric: str) -> Mapping[tuple[str, ...], Figure]:
    (outcome,) = _measure(store, state, metric)
    found = read_run(store, outcome.run)
    assert found is not None
    hidden = {"school", "plan", "year", "orientation", "seekers"}
    return {tuple(value for name, value in one.keys.items() if name not in hidden): one.figure for one in found[1]}


def test_every_measure_is_computed_or_says_what_is_missing(store: Store, state: State) -> None:
    found = _measure(store, state, *METRICS)

    assert [one.metric for one in found] == [*FORMULAS] == [*METRICS]
    assert {one.metric: one.missing for one in found if one.missing} == {"M4": "no skill matters to 10 occupations"}


@pytest.mark.requirement("TAL-15")
def test_a_plan_covers_what_its_courses_teach_of_what_ads_ask(store: Store, state: State) -> None:
    """developers: Java 480, Python 240 asked; Java taught: 480/720; of .03 taught .01 nobody asks"""
    found = _figures(store, state, "M1")

    assert found["080901", DEVELOPER].value == pytest.approx(480 / 720)
    assert found["080901", DEVELOPER].n == 480
    assert found["080901", DEVELOPER, "surplus"].value == pytest.approx(1 / 3)
    assert found["080901", ANALYST].value == 0


def test_advantages_are_over_all_ads_that_could_be_coded(store: Store, state: State) -> None:
    """Java: 480 of 480 developers, 480 of 720: expected 320, (480 + 5)/(320 + 5)"""
    assert _figures(store, state, "M2")[DEVELOPER, "1"].value == pytest.approx(485 / 325)


def test_demand_reaches_majors_by_the_weights_of_the_edges(store: Store, state: State) -> None:
    """analysts lead 1 : 3 to 080901 and 071201: 240 + 120/4 = 270 and 90 a year; graduates 120 and 40: the same"""
    assert _figures(store, state, "M7")[()].value == pytest.approx(0)
    assert _figures(store, state, "M6")["080901",].n == 270
    gap = _figures(store, state, "M10")["080901", "gap"]
    assert gap.value == pytest.approx(270 * 1.5 / 0.3 - 120 * 0.6)


def test_forecasts_stand_beside_the_errors_of_the_backtest(store: Store, state: State) -> None:
    found = _figures(store, state, "F")

    assert found["2026-01", DEVELOPER].value == 20
    assert found["occupation", "WAPE", "combined"] == Figure(value=0, n=36)


def test_a_run_is_computed_once_and_again_only_to_be_compared(store: Store, state: State) -> None:
    (first,) = _measure(store, state, "M2")
    (second,) = _measure(store, state, "M2")
    (third,) = _measure(store, state, "M2", anew=True)

    assert (first.again, second.again, third.again) == (False, True, True)
    assert first.run == second.run == third.run


def test_a_shortage_is_not_told_across_a_gap_in_the_months(store: Store, gapped: State) -> None:
    assert _measure(store, gapped, "M12")[0].missing == "two months in a row with advertisements, to see growth"


def test_without_courses_graduates_or_edges_it_is_said_what_is_missing(store: Store) -> None:
    (store.root / "states").mkdir(parents=True)
    state = store.publish({"cube_ads": [], "cube_demand": []}, lexicon_version="a", report={})

    found = {one.metric: one.missing for one in _measure(store, state, *METRICS)}

    assert all(found.values())
    assert found["M2"] == "the state has no table cube_ads"
    assert found["F"] == "no month with advertisements"


def test_the_command_tells_each_run_and_a_second_time_that_it_is_unchanged(
    store: Store, state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["insight", "measure", "M2", "M4", "--store", str(store.root)]) == 0
    first = capsys.readouterr().out
    assert main(["insight", "measure", "M2", "--store", str(store.root)]) == 0

    run = first.split()[2].rstrip(",")
    assert first == f"M2: run {run}, 4 values\nM4: missing: no skill matters to 10 occupations\n"
    assert capsys.readouterr().out == f"M2: run {run}, 4 values, unchanged\n"
    assert state.snapshot


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["M99"], "there is no measure M99"),
        (["M10", "--posts", "1,2"], "is not three numbers"),
        (["M10", "--posts", "3,2,1"], "are no range"),
        (["M2"], "there is no state"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["insight", "measure", *arguments, "--store", str(tmp_path / "none")]) == 1
    assert said in capsys.readouterr().err


def test_a_tampered_run_is_told_by_the_command(store: Store, state: State, capsys: pytest.CaptureFixture[str]) -> None:
    (outcome,) = _measure(store, state, "M2")
    stores.write_text(store.root / "runs" / f"{outcome.run}.json", "{}")

    assert main(["insight", "measure", "M2", "--store", str(store.root)]) == 1
    assert f"run {outcome.run}: its description is broken" in capsys.readouterr().err
