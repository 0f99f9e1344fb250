"""Invented deliveries: the same seed writes the same files, and nothing in them could be taken for real."""

import csv
from pathlib import Path

from ronghe.insight import invented

SCHOOL = "4199099999"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_writes_the_same_files_and_another_does_not(tmp_path: Path) -> None:
    first = invented.write(tmp_path / "a", school=SCHOOL, seed=1)
    again = invented.write(tmp_path / "b", school=SCHOOL, seed=1)
    other = invented.write(tmp_path / "c", school=SCHOOL, seed=2)

    assert [one.read_bytes() for one in first] == [one.read_bytes() for one in again]
    assert [one.read_bytes() for one in first] != [one.read_bytes() for one in other]


def test_every_firm_says_that_it_is_invented_and_every_month_is_there(tmp_path: Path) -> None:
    paths = invented.write(tmp_path, school=SCHOOL)
    months = [one for one in paths if one.name.startswith("ads-")]

    assert (len(months), months[0].name, months[-1].name) == (29, "ads-2024-06.csv", "ads-2026-10.csv")
    assert all(row["公司"].startswith("虚构企业") for row in _rows(months[0]))
    assert {row["学校标识码"] for row in _rows(tmp_path / "curricula.csv")} == {SCHOOL}


def test_faults_and_copies_are_planted_as_real_sites_have_them(tmp_path: Path) -> None:
    rows = [row for one in invented.write(tmp_path, school=SCHOOL) if "ads-" in one.name for row in _rows(one)]
    said = [tuple(row[name] for name in invented.ADS[1:]) for row in rows]

    assert 0.2 < 1 - len(set(said)) / len(said) < 0.3
    assert sum(not row["发布日期"] or not row["工作地点"] for row in rows) > 50
