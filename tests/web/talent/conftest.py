"""Browsers for pages of supply and demand, an empty store, and a small built one."""

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.conf import settings as configured
from django.test import Client

from ronghe.insight import schemas
from ronghe.insight.building import build
from ronghe.insight.store import Store
from ronghe.portal.organisations.models import Major, Membership, Offering
from tests.portal.factories import member, organisation

SCHOOL, MAJOR, OCCUPATION = "4199099999", "080901", "2-02-10-03"
MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in (3, 9)]
LEXICON = (
    "name,type,parent,aliases,boundary,negative\nPython,S,,,word,\nJava,S,,,word,\n沟通能力,T,,,,\nCOBOL,S,,,word,\n"
)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]  # pytest-django's settings
    """Return the folder of an empty store, which the portal reads."""
    settings.INSIGHT = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store that was built once: 80 ads of one occupation, a plan with syllabi, three years of figures."""
    root = tmp_path_factory.mktemp("made")
    lexicon = root / "lexicon"
    lexicon.mkdir()
    (lexicon / "it.csv").write_text(LEXICON, encoding="utf-8")
    store = Store(root / "store")
    stage_ads(store, range(80), delivery="a" * 16)
    _stage(
        store, "courses", schemas.COURSE, [_course("程序设计", "掌握Python。"), _course("大型机", "熟练应用COBOL。")]
    )
    _stage(store, "supply", schemas.SUPPLY, [_year(year) for year in (2023, 2024, 2025)])
    build(store, folder=lexicon, workers=1)
    return store.root


@pytest.fixture
def built(made: Path, store: Path) -> Path:
    """Return the folder of a store that holds a state."""
    shutil.copytree(made, store)
    return store


@pytest.fixture
def as_member() -> Callable[[Membership], Client]:
    """Return a browser in which a membership acts."""

    def logged_in(membership: Membership) -> Client:
        client = Client()
        client.force_login(membership.user, backend=configured.AUTHENTICATION_BACKENDS[-1])
        return client

    return logged_in


@pytest.fixture
def school(db: None) -> Membership:
    """Return the project office of the university whose plan the built store holds; it teaches the major."""
    office = member(organisation("university", school_code=SCHOOL, name="示例大学"), "project_office")
    major = Major.objects.create(
        catalogue="undergraduate",
        edition="2025",
        code=MAJOR,
        name="计算机科学与技术",
        class_code="0809",
        discipline_code="08",
    )
    Offering.objects.create(organisation=office.organisation, major=major, since_year=2000)
    return office


def stage_ads(store: Store, numbers: range, *, delivery: str) -> None:
    """Stage ads of the occupation: three of four ask Python, the fourth Java, all of them communication."""
    with store.staging("ads", delivery, schema=schemas.JOB_AD) as one:
        found = [{**dict.fromkeys(schemas.JOB_AD.names), **_ad(at), "delivery": delivery} for at in numbers]
        one.rows(pa.Table.from_pylist(found, schema=schemas.JOB_AD))
        one.note["months"] = MONTHS


def _stage(store: Store, kind: str, schema: pa.Schema, found: list[dict[str, Any]], **note: object) -> None:
    with store.staging(kind, kind[0] * 16, schema=schema) as one:
        one.rows(pa.Table.from_pylist([{**dict.fromkeys(schema.names), **row} for row in found], schema=schema))
        one.note.update(note)


def _ad(number: int) -> dict[str, Any]:
    month = MONTHS[number % 4]
    words = hashlib.sha256(str(number).encode()).hexdigest()
    return {
        "ad_id": f"示例:{number}",
        "source": "示例",
        "delivery": "a" * 16,
        "row": number,
        "title": "工程师",
        "text": f"熟悉{'Python' if number % 4 else 'Java'}，沟通能力强，{words}",
        "firm": f"f{number % 7}",
        "occupation": OCCUPATION,
        "occupation_confidence": 0.9,
        "region": "220100",
        "industry": "I65",
        "posts": 1,
        "published_on": dt.date.fromisoformat(f"{month}-{1 + number % 28:02}"),
        "month": month,
        "text_hash": f"h{number}",
    }


def _course(name: str, syllabus: str) -> dict[str, Any]:
    return {
        "school": SCHOOL,
        "major": MAJOR,
        "major_name": "计算机科学与技术",
        "plan": "2025",
        "course": f"示例{name}",
        "name": name,
        "nature": "",
        "semester": "",
        "credit": 4.0,
        "syllabus": syllabus,
        "delivery": "c" * 16,
        "row": 1,
    }


def _year(year: int) -> dict[str, Any]:
    figures = {"enrolled": 100 + year - 2023, "graduates": 90, "placed": 80, "related_placed": 60}
    return {"school": SCHOOL, "major": MAJOR, "year": year, **figures, "delivery": "s" * 16, "row": year - 2022}


@pytest.fixture
def china_today(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.date], None]:
    """Return a way to say which day it is."""
    from django.utils import timezone

    def show(day: dt.date) -> None:
        monkeypatch.setattr(timezone, "now", lambda: dt.datetime(day.year, day.month, day.day, 4, tzinfo=dt.UTC))

    return show
