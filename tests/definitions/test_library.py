"""Sources, vocabularies and holidays: readable, named as their files, and true to what they are read from."""

import datetime as dt
from pathlib import Path

import pytest

from ronghe.rulebook.reading import read_calendar, read_shape
from ronghe.rulebook.structure import Holidays, Source, Vocabulary

LIBRARY = Path(__file__).parents[2] / "definitions"
SOURCES = sorted((LIBRARY / "sources").glob("*.yaml"))
HOLIDAYS = sorted((LIBRARY / "vocabularies").glob("holidays-*.yaml"))
VOCABULARIES = sorted(set((LIBRARY / "vocabularies").glob("*.yaml")) - set(HOLIDAYS))


def vocabulary(key: str) -> Vocabulary:
    return read_shape(LIBRARY / "vocabularies" / f"{key}.yaml", shape=Vocabulary, name=key)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_source_is_named_as_its_file_and_says_why_it_has_no_date(path: Path) -> None:
    source = read_shape(path, shape=Source, name=path.name)
    clauses = [each.clause for each in source.clauses]

    assert source.key == path.stem
    assert bool(source.date) or bool(source.date_note)
    assert len(set(clauses)) == len(clauses)


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_a_vocabulary_is_named_as_its_file_and_has_each_key_once(path: Path) -> None:
    found = read_shape(path, shape=Vocabulary, name=path.name)
    keys = [each.key for each in found.values]

    assert found.key == path.stem
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("path", HOLIDAYS, ids=lambda path: path.stem)
def test_holidays_lie_in_their_year_and_working_days_on_weekends(path: Path) -> None:
    found = read_shape(path, shape=Holidays, name=path.name)

    assert path.stem == f"holidays-{found.year}"
    assert {day.year for day in (*found.off, *found.working)} == {found.year}
    assert {day.weekday() for day in found.working} <= {5, 6}
    assert set(found.off) & set(found.working) == set()


def test_the_provinces_are_the_34_units_and_the_corps_outside_the_standard() -> None:
    keys = [each.key for each in vocabulary("provinces").values]

    assert len([key for key in keys if key.isdigit()]) == 34
    assert [key for key in keys if not key.isdigit()] == ["bingtuan"]


def test_the_industries_are_20_sections_and_97_divisions() -> None:
    keys = [each.key for each in vocabulary("industries").values]

    assert [key for key in keys if len(key) == 1] == list("ABCDEFGHIJKLMNOPQRST")
    assert [key[1:] for key in keys if len(key) == 3] == [f"{number:02}" for number in range(1, 98)]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ((2024, 9, 27), (2024, 10, 12), 7),  # 29 September and 12 October are worked, 1 to 7 October are not
        ((2025, 1, 24), (2025, 2, 8), 6),  # 26 January and 8 February are worked, 28 January to 4 February are not
        ((2026, 2, 13), (2026, 2, 28), 6),  # 14 and 28 February are worked, 15 to 23 February are not
    ],
)
def test_working_days_over_a_long_holiday(start: tuple[int, int, int], end: tuple[int, int, int], days: int) -> None:
    assert read_calendar(LIBRARY).working_days(dt.date(*start), dt.date(*end)) == days
