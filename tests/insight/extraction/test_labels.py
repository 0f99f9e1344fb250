"""The labels that quality is measured by: places only, halves apart, spans in order."""

import csv
from pathlib import Path

import pytest

LABELS = Path(__file__).parents[3] / "bench" / "labels"


def _rows(half: str) -> list[dict[str, str]]:
    with (LABELS / f"spans-{half}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("half", ["tune", "report"])
def test_labels_are_places_in_their_sentences_and_no_text(half: str) -> None:
    rows = _rows(half)

    assert len(rows) >= 160
    assert set(rows[0]) == {"ad", "start", "end", "digest", "spans"}
    for row in rows:
        places = [int(place) for span in row["spans"].split() for place in span.split("-")]
        assert places == sorted(places), row
        assert all(start < end for start, end in zip(places[::2], places[1::2], strict=True)), row
        assert max(places, default=0) <= int(row["end"]) - int(row["start"]), row


def test_no_ad_is_in_both_halves() -> None:
    assert {row["ad"] for row in _rows("tune")} & {row["ad"] for row in _rows("report")} == set()
