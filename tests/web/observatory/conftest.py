"""A small store, built as a real one is: two years of ads in two provinces, a training plan, a forecast."""

import datetime as dt
import hashlib
from pathlib import Path

import pyarrow as pa
import pytest

from ronghe.insight import schemas
from ronghe.insight.building import build
from ronghe.insight.lexicon import skill_id
from ronghe.insight.store import Store

SCHOOL = "4122010001"
PYTHON, JAVA = skill_id("Python"), skill_id("Java")
LEXICON = (
    "name,type,parent,aliases,boundary,negative\nPython,S,,,word,\nJava,S,,,word,\n沟通能力,T,,communication skills,,\n"
)
AI, SOFTWARE = "2-02-38-01", "2-02-10-03"


def _words(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _ad(number: int, *, month: str) -> dict[str, object]:
    in_jilin = number % 3 > 0
    return {
        "ad_id": f"s:{number}",
        "source": "s",
        "delivery": "a" * 16,
        "row": number,
        "title": "算法工程师" if number % 2 else "Java工程师",
        "text": f"熟悉{'Python' if number % 2 else 'Java'}，有良好的沟通能力 {_words(number)}",
        "firm": f"f{number % 9}",
        "occupation": AI if number % 2 else SOFTWARE,
        "occupation_confidence": 0.9,
        "region": "220100" if in_jilin else "440300",
        "industry": "I65" if number % 5 else "C36",
        "pay_low": 9000.0,
        "pay_high": 11000.0,
        "posts": 1,
        "published_on": dt.date.fromisoformat(f"{month}-05"),
        "month": month,
        "text_hash": _words(number)[:16],
    }


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lexicon")
    (folder / "it.csv").write_text(LEXICON, encoding="utf-8")
    store = Store(tmp_path_factory.mktemp("store"))
    months = [f"{2024 + at // 12}-{1 + at % 12:02}" for at in range(24)]
    ads = [_ad(30 * at + n, month=month) for at, month in enumerate(months) for n in range(20 + at // 12 * 5)]
    course = {"school": SCHOOL, "major": "080717", "major_name": "人工智能", "plan": "2025", "course": "C1"}
    with store.staging("ads", "a" * 16, schema=schemas.JOB_AD) as one:
        one.rows(pa.Table.from_pylist(ads, schema=schemas.JOB_AD))
        one.findings(
            pa.Table.from_pylist(
                [
                    {
                        "delivery": "a" * 16,
                        "row": 9,
                        "field": "region",
                        "value": "",
                        "reason": "no place",
                        "severity": "refused",
                    }
                ],
                schema=schemas.FINDING,
            )
        )
        one.note["months"] = months
    with store.staging("courses", "b" * 16, schema=schemas.COURSE) as one:
        row = course | {"name": "Python程序设计", "credit": 3.0, "hours": 48.0, "syllabus": "掌握Python", "row": 2}
        one.rows(pa.Table.from_pylist([row | {"delivery": "b" * 16}], schema=schemas.COURSE))
    build(store, folder=folder)
    return store.root


@pytest.fixture
def store(built: Path, settings) -> Path:  # type: ignore[no-untyped-def]  # pytest-django's settings
    settings.INSIGHT = built
    return built
