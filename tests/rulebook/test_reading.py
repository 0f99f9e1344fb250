"""From the files to a definition and back."""

import datetime as dt
from pathlib import Path

import pytest

from ronghe.rulebook import reading
from ronghe.rulebook.problems import DefinitionError
from ronghe.rulebook.structure import Definition


def test_the_canonical_text_gives_the_same_definition_and_digest(small: Definition) -> None:
    text = reading.to_json(small)
    again = reading.from_json(text)

    assert (again, reading.to_json(again), reading.digest(again)) == (small, text, reading.digest(small))


def test_the_author_s_order_of_actions_survives(small: Definition) -> None:
    again = reading.from_json(reading.to_json(small))

    assert list(again.cases["guide"].actions) == ["submit", "return", "publish", "close"]


def test_the_digest_changes_with_any_change(small: Definition, library: Path) -> None:
    path = library / "small" / "forms" / "guide.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("max_length: 20", "max_length: 21"), encoding="utf-8")

    assert reading.digest(reading.read(library / "small", library=library)) != reading.digest(small)


def test_a_published_text_that_is_no_definition_is_refused() -> None:
    with pytest.raises(DefinitionError) as caught:
        reading.from_json('{"schema": "rulebook/1"}')

    assert str(caught.value).splitlines()[0] == "programme: is missing"


def test_a_form_file_may_be_named_where_it_is_used(library: Path) -> None:
    folder = library / "small"
    path = folder / "definition.yaml"
    text = path.read_text(encoding="utf-8")
    (folder / "forms" / "ruling.yaml").write_text("title: {zh: 认定, en: Ruling}\nsections: []\n", encoding="utf-8")
    path.write_text(text.replace("asks: reasons", "asks: forms/ruling.yaml"), encoding="utf-8")

    definition = reading.read(folder, library=library)

    assert (definition.cases["guide"].actions["return"].asks, definition.forms["ruling"].title.en) == (
        "ruling",
        "Ruling",
    )


def test_the_calendar_is_read_from_the_library(library: Path) -> None:
    calendar = reading.read_calendar(library)

    days = [dt.date(2024, 9, 29), dt.date(2024, 10, 1), dt.date(2024, 10, 8), dt.date(2024, 10, 13)]
    assert [calendar.is_working(day) for day in days] == [True, False, True, False]
