"""What a state says: counts without copies, shares with Wilson's interval, pay only from who says it."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.insight import behind, results, schemas
from ronghe.insight.figures import Figure
from ronghe.insight.reading import Filter, occupation_prefix, place_prefix
from ronghe.insight.results import Count, Pay, Totals

PYTHON, JAVA = 1, 2


def _ad(number: int, **other: object) -> dict[str, object]:
    month = str(other.get("month", "2026-01"))
    return {
        "ad_id": f"s:{number}",
        "dup_group": f"s:{number}",
        "firm": f"f{number % 3}",
        "occupation": "2-02-10-03",
        "region": "220100",
        "industry": "I65",
        "pay_low": 8000.0,
        "pay_high": 12000.0,
        "month": month,
        "published_on": dt.date.fromisoformat(f"{month}-02"),
    } | other


def _write(folder: Path, table: str, rows: list[dict[str, object]]) -> list[str]:
    path = folder / f"{table}.parquet"
    schema = schemas.BY_MONTH[table]
    pq.write_table(
        pa.Table.from_pylist([{name: None, **row} for row in rows for name in ["text"]], schema=schema), path
    )
    return [str(path)]


@pytest.fixture
def paths(tmp_path: Path) -> dict[str, list[str]]:
    """Thirty ads: 20 in Changchun that ask Python (one of them a copy), 10 in Beijing that ask Java and say no pay."""
    changchun = [_ad(number) for number in range(20)]
    changchun[19]["dup_group"] = "s:0"
    beijing = [_ad(number, region="110000", month="2026-02", pay_low=None, pay_high=None) for number in range(20, 30)]
    place = {"industry": "I65", "occupation": "2-02-10-03"}
    here = {"month": "2026-01", "region": "220100", **place}
    there = {"month": "2026-02", "region": "110000", **place}
    facts = [
        {"ad_id": f"s:{number}", "skill_id": skill, "lexicon_version": "v", **(here if number < 20 else there)}
        for number, skill in [*((n, PYTHON) for n in range(19)), (5, JAVA), *((n, JAVA) for n in range(20, 30))]
    ]
    cube = [
        {**here, "skill_id": PYTHON, "ads": 19, "firms": 3, "pay_p50": 10000.0},
        {**here, "skill_id": JAVA, "ads": 1, "firms": 1, "pay_p50": 10000.0},
        {**there, "skill_id": JAVA, "ads": 10, "firms": 3, "pay_p50": None},
    ]
    return {
        "ad": _write(tmp_path, "ad", [*changchun, *beijing]),
        "ad_skill": _write(tmp_path, "ad_skill", facts),
        "cube_demand": _write(tmp_path, "cube_demand", cube),
        "cube_ads": _write(
            tmp_path,
            "cube_ads",
            [{**here, "ads": 19, "firms": 3, "pay_p50": 10000.0}, {**there, "ads": 10, "firms": 3, "pay_p50": None}],
        ),
    }


def test_a_copy_counts_for_nothing(paths: dict[str, list[str]]) -> None:
    assert results.totals(paths, Filter()) == Totals(ads=29, firms=3, months=2, first="2026-01", last="2026-02")
    assert results.totals(paths, Filter(region="220000", until="2026-01")).ads == 19


def test_ads_are_counted_by_month_place_industry_and_occupation(paths: dict[str, list[str]]) -> None:
    assert results.by_month(paths, Filter()) == (Count(key="2026-01", ads=19), Count(key="2026-02", ads=10))
    assert results.by_province(paths, Filter()) == (Count(key="22", ads=19), Count(key="11", ads=10))
    assert results.by_region(paths, Filter(skill=JAVA)) == (Count(key="110000", ads=10), Count(key="220100", ads=1))
    assert results.by_industry(paths, Filter(industry="I")) == (Count(key="I65", ads=29),)
    assert results.by_occupation(paths, Filter(occupation="2-02-00-00")) == (Count(key="2-02-10-03", ads=29),)


def test_a_skill_has_its_share_and_its_advantage(paths: dict[str, list[str]]) -> None:
    first, second = results.skills(paths, Filter(region="220100"))

    assert (first.skill_id, first.share.value, first.share.n) == (PYTHON, 1.0, 19)
    assert first.rca == pytest.approx(1 / (19 / 29))
    assert (second.skill_id, second.rca) == (JAVA, None)


def test_a_share_has_wilsons_interval_and_a_small_sample_has_none() -> None:
    assert results.share(3, 9) == Figure(value=None, n=9, withheld="floor")

    found = results.share(5, 10)
    assert found.value == 0.5
    assert found.low == pytest.approx(0.236593, abs=1e-6)  # (.5 + 1.9208/10 ± …)/(1 + 3.8415/10), by hand
    assert found.high == pytest.approx(0.763407, abs=1e-6)


def test_pay_is_told_from_who_says_it_and_not_under_the_floor(paths: dict[str, list[str]]) -> None:
    assert results.pay(paths, Filter()) == Pay(low=10000.0, median=10000.0, high=10000.0, n=19)
    assert results.pay(paths, Filter(region="110000")) is None
    assert [key for key, _ in results.pay_by(paths, Filter(), dimension="province")] == ["22"]


def test_skills_asked_together_are_shares_of_the_ads_that_ask_the_skill(paths: dict[str, list[str]]) -> None:
    assert [(one.skill_id, one.share.value, one.share.n) for one in results.together(paths, Filter(skill=JAVA))] == [
        (PYTHON, pytest.approx(1 / 11), 11)
    ]


@pytest.mark.parametrize(
    ("code", "begins"), [("220000", "22"), ("220100", "2201"), ("220104", "220104"), ("000000", "000000")]
)
def test_a_broader_place_is_how_codes_begin(code: str, begins: str) -> None:
    assert place_prefix(code) == begins


@pytest.mark.parametrize(
    ("code", "begins"), [("2-02-10-03", "2-02-10-03"), ("2-02-00-00", "2-02"), ("2-00-00-00", "2")]
)
def test_a_broader_occupation_is_how_codes_begin(code: str, begins: str) -> None:
    assert occupation_prefix(code) == begins


def test_the_ads_behind_a_figure_are_as_many_as_it_says_and_tell_their_copies(paths: dict[str, list[str]]) -> None:
    found = behind.ads(paths, Filter(skill=PYTHON), offset=0, limit=100)

    assert len(found) == results.totals(paths, Filter(skill=PYTHON)).ads == 19
    assert {one.ad_id: one.copies for one in found if one.copies > 1} == {"s:0": 2}
    assert behind.ads(paths, Filter(skill=PYTHON), offset=18, limit=5) == found[18:]
    assert behind.ads(paths, Filter(region="310000"), offset=0) == ()
