"""The edges of the map, each weight computed by hand."""

import datetime as dt

import pyarrow as pa
import pytest

from ronghe.insight import schemas
from ronghe.insight.graph.edges import Inputs, edges
from ronghe.insight.graph.names import METHODS, method_text
from ronghe.insight.vocabularies.chains import Chain, Link
from ronghe.insight.vocabularies.occupation_majors import OccupationMajor

_DAY = dt.date(2026, 11, 23)


def _link(key: str, *occupations: str, industries: tuple[str, ...] = ("I",)) -> Link:
    return Link(
        key=key, title=("甲", "A"), stream="upstream", industries=industries, occupations=occupations, words=("词",)
    )


def _chain(*links: Link) -> Chain:
    return Chain(key="ai", title=("智能", "AI"), source="s", status="judgement", as_of=_DAY, links=links)


def _table(schema: pa.Schema, *rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema=schema)


def _ads(occupation: str, ads: int, industry: str = "I65", month: str = "2026-01") -> dict[str, object]:
    return {"month": month, "occupation": occupation, "industry": industry, "ads": ads}


def _asked(occupation: str, skill: int, ads: int, month: str = "2026-01") -> dict[str, object]:
    return {"month": month, "occupation": occupation, "skill_id": skill, "ads": ads}


def _course(course: str, credit: float, major: str = "080901") -> dict[str, object]:
    return {"school": "4111010001", "major": major, "plan": "2025", "course": course, "name": "课", "credit": credit}


def _drawn(
    chains: tuple[Chain, ...] = (),
    majors: tuple[OccupationMajor, ...] = (),
    demand: tuple[dict[str, object], ...] = (),
    ads: tuple[dict[str, object], ...] = (),
    courses: tuple[dict[str, object], ...] = (),
    course_skills: tuple[dict[str, object], ...] = (),
) -> list[dict[str, object]]:
    found = edges(
        Inputs(
            chains=chains,
            majors=majors,
            demand=_table(schemas.CUBE_DEMAND, *demand),
            ads=_table(schemas.CUBE_ADS, *ads),
            courses=_table(schemas.COURSE, *courses),
            course_skills=_table(schemas.COURSE_SKILL, *course_skills),
        )
    )
    assert found.schema == schemas.EDGE
    rows: list[dict[str, object]] = found.to_pylist()
    return rows


def _weights(rows: list[dict[str, object]]) -> dict[tuple[object, object], tuple[object, object]]:
    return {(row["source"], row["target"]): (row["weight"], row["support"]) for row in rows}


@pytest.mark.requirement("TAL-10")
def test_links_and_their_occupations_share_the_ads_of_their_industries() -> None:
    chain = _chain(_link("x", "2-02-38-01", "2-02-10-03"), _link("y", "2-02-38-09", industries=("C39",)))
    ads = (
        _ads("2-02-38-01", 20),
        _ads("2-02-38-01", 10, industry=""),
        _ads("2-02-38-01", 99, industry="C36"),
        _ads("2-02-10-03", 30, month="2026-02"),
        _ads("2-02-38-09", 20, industry="C39"),
    )
    assert _weights(_drawn(chains=(chain,), ads=ads)) == {
        ("chain:ai", "link:ai/x"): (0.75, 60),
        ("chain:ai", "link:ai/y"): (0.25, 20),
        ("link:ai/x", "occupation:2-02-38-01"): (0.5, 30),
        ("link:ai/x", "occupation:2-02-10-03"): (0.5, 30),
        ("link:ai/y", "occupation:2-02-38-09"): (1.0, 20),
    }


def test_fewer_ads_than_the_floor_give_equal_shares_that_say_so() -> None:
    chain = _chain(_link("x", "2-02-38-01", "2-02-10-03"))
    rows = _drawn(chains=(chain,), ads=(_ads("2-02-38-01", 9),))
    assert [(row["target"], row["weight"], row["support"], row["method"]) for row in rows] == [
        ("link:ai/x", 1.0, 9, "equal_shares: chains.yaml"),
        ("occupation:2-02-10-03", 0.5, 0, "equal_shares: chains.yaml"),
        ("occupation:2-02-38-01", 0.5, 9, "equal_shares: chains.yaml"),
    ]


@pytest.mark.requirement("TAL-15")
def test_an_occupation_asks_what_ten_of_its_ads_ask_with_share_support_and_months() -> None:
    demand = (_asked("2-02-38-01", 7, 6), _asked("2-02-38-01", 7, 4, "2026-02"), _asked("2-02-38-01", 8, 9))
    ads = (_ads("2-02-38-01", 30), _ads("2-02-38-01", 10, month="2026-02"))
    assert _drawn(demand=demand, ads=ads) == [
        {
            "source": "occupation:2-02-38-01",
            "target": "skill:7",
            "relation": "asks",
            "weight": 0.25,
            "support": 10,
            "method": "asked_share: cube_demand, cube_ads",
            "valid_from": dt.date(2026, 1, 1),
            "valid_to": dt.date(2026, 2, 28),
        }
    ]


def test_ads_without_an_occupation_ask_nothing_in_the_map() -> None:
    assert _drawn(demand=(_asked("", 7, 50),), ads=(_ads("", 60),)) == []


def test_courses_teach_skills_and_are_part_of_their_major_by_credits() -> None:
    taught = {
        "school": "4111010001",
        "major": "080901",
        "plan": "2025",
        "course": "A",
        "skill_id": 7,
        "weight": 0.2,
        "reviewed_by": "",
    }
    rows = _drawn(courses=(_course("A", 3), _course("B", 1), _course("C", 9, major="")), course_skills=(taught,))
    node = "course:4111010001/080901/2025/A"
    assert _weights(rows) == {
        (node, "major:080901"): (0.75, 1),
        ("course:4111010001/080901/2025/B", "major:080901"): (0.25, 1),
        ("skill:7", node): (0.2, 1),
    }
    assert {row["valid_from"] for row in rows} == {dt.date(2025, 9, 1)}


def test_an_occupation_leads_to_a_major_by_our_judgement() -> None:
    rows = _drawn(majors=(OccupationMajor(major="080901", occupation="2-02-10-03", weight=0.6),))
    assert [(row["source"], row["target"], row["weight"], row["support"], row["method"]) for row in rows] == [
        ("occupation:2-02-10-03", "major:080901", 0.6, 0, "graduates_share: occupation_majors.csv")
    ]


def test_every_method_is_told_in_both_languages_with_its_tables() -> None:
    assert method_text("credit_share: course", "en") == "share of the plan's credits (course)"
    assert method_text("credit_share: course", "zh-hans") == "占培养方案学分的比例（course）"
    assert method_text("another", "en") == "another"
    assert [key for key, names in METHODS.items() if not all(names)] == []


def test_the_same_inputs_give_the_same_edges_in_the_same_order() -> None:
    demand = tuple(_asked("2-02-38-01", skill, 10) for skill in range(100))
    ads = (_ads("2-02-38-01", 50),)
    first, again = _drawn(demand=demand, ads=ads), _drawn(demand=tuple(reversed(demand)), ads=ads)
    assert (first, len(first)) == (again, 80)
