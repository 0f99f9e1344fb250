"""The benchmark of insight can be run: it measures what it says, tells what fails, and leaves nothing behind."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench import _insight_engines as engines
from bench import insight
from bench._insight import Line


def test_the_invented_facts_are_the_same_each_time_and_name_a_skill_once_an_ad(tmp_path: Path) -> None:
    for name in ("a", "b"):
        engines._write(tmp_path / name, ads=engines.MONTHS * 20)
    first, second = (pq.read_table(engines._files(tmp_path / name, "ad_skill")) for name in ("a", "b"))
    order = [("ad_id", "ascending"), ("skill_id", "ascending")]

    assert first.sort_by(order) == second.sort_by(order)
    assert len(engines._files(tmp_path / "a", "ad")) == engines.MONTHS
    pairs = first.group_by(["ad_id", "skill_id"]).aggregate([([], "count_all")])
    assert len(pairs) == len(first) > engines.MONTHS * 20 * 8


def test_queries_and_sql_by_hand_are_measured_side_by_side(tmp_path: Path) -> None:
    engines._write(tmp_path, ads=engines.MONTHS * 20)
    lines = tuple(engines._beside_sql(tmp_path))

    assert [one.name for one in lines] == [
        "Ibis beside SQL by hand: cube",
        "Ibis beside SQL by hand: counts by month and place",
    ]
    assert all(one.value > 0 and one.limit == 1.1 and not one.at_least for one in lines)


@pytest.mark.parametrize(("value", "code"), [(3.0, 0), (2.9, 1)])
def test_a_broken_limit_is_told_and_written(
    value: float, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(insight, "_measured", lambda _part, small: [Line(name="times", value=value, limit=3)])
    out = tmp_path / "out.json"

    assert insight.main(["--only", "engines", "--json", str(out)]) == code
    assert json.loads(out.read_text(encoding="utf-8"))[0]["within"] is not bool(code)
    assert ("MISSED" in capsys.readouterr().out) is bool(code)


def test_a_part_that_fails_is_told_and_hides_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measured(part: str, *, small: bool) -> list[Line]:
        if part == "quality":
            raise OSError("gone")
        return [Line(name=part, value=1.0)]

    monkeypatch.setattr(insight, "_measured", measured)
    assert insight.main(["--only", "quality,engines", "--small"]) == 1
    said = capsys.readouterr().out
    assert "quality: FAILED" in said
    assert "engines " in said
