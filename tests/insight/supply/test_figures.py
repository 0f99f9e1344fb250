"""Enrolment, graduates and placement: what contradicts itself is dropped, and told by row."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ronghe.cli.__main__ import main
from ronghe.insight.schemas import SUPPLY
from ronghe.insight.store import Store
from ronghe.insight.supply import figures

SCHOOL = "4199099999"
HEAD = ["专业名称", "年份", "招生数", "毕业生数", "就业数", "对口就业数"]
SOUND = ["软件工程", "2025", "120", "100", "90", "60"]
COLUMNS = ["major", "year", "enrolled", "graduates", "placed", "related_placed"]


def test_figures_become_a_row_a_school_major_and_year(csv_file: Callable[..., Path]) -> None:
    delivery = figures.read(csv_file([HEAD, SOUND]), school=SCHOOL)

    assert delivery.rows.schema.equals(SUPPLY)
    assert [tuple(one.values()) for one in delivery.rows.to_pylist()] == [
        (SCHOOL, "080902", 2025, 120, 100, 90, 60, delivery.key, 2)
    ]


@pytest.mark.requirement("TAL-11")
@pytest.mark.parametrize(
    ("change", "told", "kept"),
    [
        (
            {4: "101"},
            [
                ("placed", "is more than graduates, 100"),
                ("related_placed", "cannot be compared: placed is not known"),
            ],
            (120, 100, None, None),
        ),
        ({5: "91"}, [("related_placed", "is more than placed, 90")], (120, 100, 90, None)),
        ({2: "-1"}, [("enrolled", "is not between 0 and 100000")], (None, 100, 90, 60)),
        ({2: "约120"}, [("enrolled", "is no whole number")], (None, 100, 90, 60)),
        ({2: "1.5"}, [("enrolled", "is no whole number")], (None, 100, 90, 60)),
        ({2: ""}, [], (None, 100, 90, 60)),
    ],
)
def test_a_number_that_cannot_be_right_is_dropped(
    csv_file: Callable[..., Path],
    change: dict[int, str],
    told: list[tuple[str, str]],
    kept: tuple[int | None, ...],
) -> None:
    row = [change.get(at, cell) for at, cell in enumerate(SOUND)]

    delivery = figures.read(csv_file([HEAD, row]), school=SCHOOL)

    assert [(one["field"], one["reason"]) for one in delivery.findings.to_pylist()] == told
    assert [tuple(one.values()) for one in delivery.rows.select(COLUMNS[2:]).to_pylist()] == [kept]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({0: "某专业"}, ("major", "no major of the catalogue is called so")),
        ({1: "1066"}, ("year", "is no year from 1949 to 2100")),
        ({1: "去年"}, ("year", "is no year from 1949 to 2100")),
        ({}, ("year", "the year of this major is already in row 2")),
    ],
)
def test_a_row_that_cannot_be_placed_is_refused(
    csv_file: Callable[..., Path], change: dict[int, str], told: tuple[str, str]
) -> None:
    row = [change.get(at, cell) for at, cell in enumerate(SOUND)]

    delivery = figures.read(csv_file([HEAD, SOUND, row]), school=SCHOOL)

    found = delivery.findings.to_pylist()
    assert [(one["row"], one["severity"], one["field"], one["reason"]) for one in found] == [(3, "refused", *told)]
    assert delivery.rows.num_rows == 1


def test_the_command_stages_figures(csv_file: Callable[..., Path], tmp_path: Path) -> None:
    store = tmp_path / "store"

    assert (
        main(["insight", "ingest", "supply", str(csv_file([HEAD, SOUND])), "--school", SCHOOL, "--store", str(store)])
        == 0
    )
    assert [one.note["rows"] for one in Store(store).staged("supply")] == [1]
