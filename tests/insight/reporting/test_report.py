"""The report: what came and was left out, figures with intervals, what is withheld and why, and how to trace."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

from ronghe.cli.__main__ import main
from ronghe.insight import schemas
from ronghe.insight.computing.measuring import METRICS, measure
from ronghe.insight.computing.parameters import Parameters
from ronghe.insight.reporting.document import Document, Section, Table, markdown, page
from ronghe.insight.store import State, Store


def _report(store: Store, to: Path, *more: str) -> str:
    assert main(["insight", "report", "--store", str(store.root), "--out", str(to), *more]) == 0
    return to.read_text(encoding="utf-8")


def _deliver(store: Store) -> None:
    finding = {
        "delivery": "d",
        "row": 7,
        "field": "published_on",
        "value": "",
        "reason": "there is no day",
        "severity": "refused",
    }
    with store.staging("ads", "d", schema=schemas.JOB_AD) as staging:
        staging.findings(pa.Table.from_pylist([finding, {**finding, "row": 8}], schema=schemas.FINDING))
        staging.note |= {"file": "ads|1.csv", "read": 722, "rows": 720, "refused_rows": 2, "months": []}


@pytest.mark.requirement("TAL-15")
def test_the_report_tells_what_was_left_out_and_leads_to_the_runs(store: Store, state: State, tmp_path: Path) -> None:
    _deliver(store)
    outcomes = [*measure(store, state, metrics=METRICS, given=Parameters(), anew=False, say=lambda *_: None)]

    said = _report(store, tmp_path / "report.md", "--language", "en")

    assert f"| Snapshot | {state.snapshot} |" in said
    assert "| ads | d | ads\\|1.csv | 722 | 720 | 2 |" in said
    assert "| day | there is no day | refused | 2 |" in said
    assert "| Java | 66.7 % (63.1 %–70.0 %) | 1.00 (0.91–1.09) | 480 |" in said
    assert "| M12 | fewer than 10 cells to compare | 2 |" in said
    assert "Nothing yet: inputs are missing, or it was not computed. (ronghe insight measure M4)" in said
    assert all(f"| {one.run} | {one.metric} |" in said for one in outcomes if one.run)


@pytest.mark.requirement("TAL-10")
def test_the_report_tells_demand_and_its_forecast_with_intervals_and_past_errors(
    store: Store, state: State, tmp_path: Path
) -> None:
    _deliver(store)
    said = _report(store, tmp_path / "report.md")

    assert "| 发布日期 | 没有发布日期 | 整行不计入 | 2 |" in said
    assert state.snapshot in said
    assert "| 2-02-30-09 | 240 | 33.3 % (30.0 %–36.9 %) |" in said.replace("数据分析处理工程技术人员 ", "")
    assert "| 2026-01 | 30 (30–30) | 0.000 | 0.000 |" in said


def test_the_same_state_gives_the_same_report(store: Store, state: State, tmp_path: Path) -> None:
    assert state.snapshot
    assert _report(store, tmp_path / "a.html") == _report(store, tmp_path / "b.html")


def test_measured_quality_stands_in_the_report(store: Store, state: State, tmp_path: Path) -> None:
    line = {"name": "overlap F1", "value": 0.84, "limit": 0.82, "unit": "", "at_least": True, "within": True}
    (tmp_path / "quality.json").write_text(json.dumps([line]), encoding="utf-8")

    said = _report(store, tmp_path / "a.md", "--quality", str(tmp_path / "quality.json"))

    assert state.snapshot in said
    assert "| overlap F1 | 0.840 | ≥ 0.82 | ✓ |" in said


def test_nothing_in_a_name_becomes_markup() -> None:
    table = Table(caption="a", head=("b",), rows=(("<script>alert(1)</script>|x\n# y",),))
    document = Document(title="<t>", language="en", sections=(Section(title="s", text=("*p*",), tables=(table,)),))

    assert "<script>" not in page(document)
    assert "<title>&lt;t&gt;</title>" in page(document)
    assert "| \\<script\\>alert(1)\\</script\\>\\|x # y |" in markdown(document)
    assert "\\*p\\*" in markdown(document)


def test_a_table_without_rows_is_not_written() -> None:
    empty = Table(caption="nothing", head=("b",), rows=())
    document = Document(title="t", language="zh", sections=(Section(title="s", tables=(empty,)),))

    assert markdown(document) == "# t\n\n## s\n"
    assert "nothing" not in page(document)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--out", "report.pdf"], "is a file .md or .html"), (["--out", "report.md"], "there is no state")],
)
def test_the_command_says_what_it_cannot_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["insight", "report", "--store", str(tmp_path / "none"), *arguments]) == 1
    assert said in capsys.readouterr().err


def test_quality_that_is_none_is_told(
    store: Store, state: State, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "quality.json").write_text("[1]", encoding="utf-8")
    arguments = ["--store", str(store.root), "--out", str(tmp_path / "a.md"), "--quality"]

    assert main(["insight", "report", *arguments, str(tmp_path / "quality.json")]) == 1
    assert main(["insight", "report", *arguments, str(tmp_path / "none.json")]) == 1
    assert "none.json" in capsys.readouterr().err
    assert state.snapshot
