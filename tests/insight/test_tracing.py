"""From a figure of the cube to the very ads that it counts, and to the words in them."""

import argparse
import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.cli.insight import trace as command
from ronghe.insight import lexicon, schemas
from ronghe.insight.building import build
from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.lexicon import skill_id
from ronghe.insight.products.demand import state_paths
from ronghe.insight.reading import Filter
from ronghe.insight.store import State, Store
from ronghe.insight.tracing import trace

TEXTS = ("Java专业，熟悉Python与Java", "会Java，也会 Python", "负责销售工作", "Java后端", "只写Python脚本")

pytestmark = pytest.mark.requirement("TAL-15")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "it.csv").write_text(
        "name,type,parent,aliases,boundary,negative\nPython,S,,,word,\nJava,S,,,word,\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def store(tmp_path: Path, folder: Path) -> Store:
    """Five ads of Changchun in January, the same text once more, and one in February."""
    store = Store(tmp_path / "store")
    ads = [_ad(at, text=text) for at, text in enumerate(TEXTS)]
    ads += [_ad(5, text=TEXTS[0], text_hash="h0"), _ad(6, text="Python运维", month="2026-02")]
    with store.staging("ads", "a" * 16, schema=schemas.JOB_AD) as one:
        one.rows(pa.Table.from_pylist(ads, schema=schemas.JOB_AD))
        one.note["months"] = ["2026-01", "2026-02"]
    build(store, folder=folder)
    return store


def _ad(at: int, *, text: str, month: str = "2026-01", text_hash: str = "") -> dict[str, object]:
    return {
        "ad_id": f"s:{at}",
        "source": "s",
        "delivery": "a" * 16,
        "row": at,
        "title": f"工程师{at}" if at != 3 else "Python工程师",
        "text": text,
        "firm": f"f{at}",
        "occupation": "2-02-10-03",
        "region": "220100",
        "industry": "I65",
        "pay_low": None,
        "pay_high": None,
        "posts": 1,
        "month": month,
        "published_on": dt.date.fromisoformat(f"{month}-{at + 1:02}"),
        "text_hash": text_hash or f"h{at}",
    }


def _state(store: Store) -> State:
    state = store.state()
    assert state is not None
    return state


def test_a_cell_of_the_cube_leads_to_exactly_the_ads_that_it_counts(store: Store, folder: Path) -> None:
    state, matcher = _state(store), Matcher.of(lexicon.read(folder))
    cells = [row for path in state.paths("cube_demand") for row in pq.read_table(path).to_pylist()]
    assert cells
    for cell in cells:
        chosen = Filter(
            since=cell["month"],
            until=cell["month"],
            region=cell["region"],
            industry=cell["industry"],
            occupation=cell["occupation"],
            skill=cell["skill_id"],
        )
        found = trace(state_paths(state), chosen, matcher=matcher)
        assert found.total == len(found.found) == cell["ads"]
        assert all(one.title or one.text for one in found.found)


def test_the_places_are_those_of_the_words_in_title_and_text(store: Store, folder: Path) -> None:
    chosen = Filter(until="2026-01", skill=skill_id("Python"))
    found = trace(state_paths(_state(store)), chosen, matcher=Matcher.of(lexicon.read(folder))).found

    assert [one.ad.ad_id for one in found] == ["s:4", "s:3", "s:1", "s:0"]
    assert [[one.ad.text[span.start : span.end] for span in one.text] for one in found] == [
        ["Python"],
        [],
        ["Python"],
        ["Python"],
    ]
    assert [(span.start, span.end) for span in found[1].title] == [(0, 6)]
    assert found[-1].ad.copies == 2


def test_a_major_that_is_wanted_is_not_marked(store: Store, folder: Path) -> None:
    chosen = Filter(skill=skill_id("Java"))
    found = trace(state_paths(_state(store)), chosen, matcher=Matcher.of(lexicon.read(folder))).found
    assert [(one.ad.text[: span.start]) for one in found[-1:] for span in one.text] == ["Java专业，熟悉Python与"]


def test_pages_follow_one_another_and_are_bounded(store: Store, folder: Path) -> None:
    paths, matcher = state_paths(_state(store)), Matcher.of(lexicon.read(folder))
    pages = [trace(paths, Filter(), matcher=matcher, offset=at, limit=4) for at in (0, 4, 8)]
    assert [[one.ad.ad_id for one in page.found] for page in pages] == [
        ["s:6", "s:4", "s:3", "s:2"],
        ["s:1", "s:0"],
        [],
    ]
    assert {page.total for page in pages} == {6}
    for offset, limit in ((-1, 20), (0, 0), (0, 101)):
        with pytest.raises(ValueError, match="1 to 100 ads at a time"):
            trace(paths, Filter(), matcher=matcher, offset=offset, limit=limit)


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    arguments = parser.parse_args(["trace", *words])
    return int(arguments.run(arguments))


def test_the_terminal_shows_the_ads_a_line_each(store: Store, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ("--store", str(store.root), "--lexicon", str(folder))
    assert _run(*given, "--skill", "java", "--limit", "2") == 0
    said = capsys.readouterr()
    assert [json.loads(line)["ad"]["ad_id"] for line in said.out.splitlines()] == ["s:3", "s:1"]
    assert said.err == f"3 ads in the state {_state(store).snapshot}, 1 to 2 of them here\n"


def test_what_cannot_be_traced_is_told(
    store: Store, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--store", str(store.root), "--lexicon", str(folder))
    assert _run(*given, "--skill", "COBOL") == 1
    assert _run(*given, "--limit", "1000") == 1
    assert _run("--store", str(tmp_path / "none"), "--lexicon", str(folder)) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.partition(":")[0] for line in told.err.splitlines()] == [
        "the lexicon has no skill 'COBOL'",
        "from 0 on and 1 to 100 ads at a time, not 1000 from 0 on",
        str(tmp_path / "none"),
    ]
