"""`ronghe insight ingest ads` at the terminal: what it says and refuses, and that a kill leaves no half delivery."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ronghe.cli.__main__ import main
from ronghe.insight.store import Store

pytestmark = pytest.mark.requirement("TAL-10")
HEAD = "职位名称,工作地点,发布日期,薪资\n"
SOUND = "焊工,长春,2024-06-03,8千-1.2万\n"


def _command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "ronghe.cli", "insight", "ingest", "ads", *map(str, arguments)]


def _until(happened: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while not happened():
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3] / "src")}


def test_the_summary_tells_what_was_read_staged_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ads.csv"
    path.write_text(HEAD + SOUND * 3 + "焊工,,2024-06-03,0\n" + "焊工,长春,2024-06-04,0\n", encoding="utf-8")
    given = ["insight", "ingest", "ads", str(path), "--store", str(tmp_path / "s"), "--source", "site"]
    assert main([*given, "--findings", str(tmp_path / "f.csv")]) == 0
    delivery = Store(tmp_path / "s").staged("ads")[0].delivery
    assert capsys.readouterr().out.splitlines() == [
        "ads.csv:",
        f"  delivery {delivery} of site: "
        "title from 职位名称, region from 工作地点, pay from 薪资, published_on from 发布日期",
        "  5 rows read, 4 staged, 1 refused",
        "    refused 1: there is no place / 没有工作地点 (region)",
        "    dropped 1: pay is nothing / 薪酬为零 (pay)",
        f"{tmp_path / 'f.csv'}: 2 findings",
    ]
    assert main(given) == 0
    assert capsys.readouterr().out == f"ads.csv:\n  delivery {delivery} is there already; nothing changed\n"
    assert main([*given, "--again"]) == 0
    assert "5 rows read, 4 staged, 1 refused" in capsys.readouterr().out


def test_what_cannot_be_used_is_told_and_the_rest_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_bytes(b"")
    (folder / "b.csv").write_text(HEAD + SOUND, encoding="utf-8")
    assert (
        main(["insight", "ingest", "ads", str(folder), str(tmp_path / "no.csv"), "--store", str(tmp_path / "s")]) == 1
    )
    told = capsys.readouterr()
    assert "a.csv: refused: a.csv: the file is empty" in told.err
    assert "no.csv: refused: " in told.err
    assert "1 rows read, 1 staged, 0 refused" in told.out


def test_an_empty_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["insight", "ingest", "ads", str(tmp_path), "--store", str(tmp_path / "s")]
    assert main(given) == 0
    assert main([*given, "--write-mapping", str(tmp_path / "m.yaml")]) == 1
    assert capsys.readouterr().err == "there is no file to take in\nthere is no file to take a mapping from\n"


def test_a_mapping_is_written_completed_and_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, kept = tmp_path / "ads.csv", tmp_path / "m.yaml"
    path.write_text("岗位,城市\n焊工,长春\n", encoding="utf-8")
    given = ["insight", "ingest", "ads", str(path), "--store", str(tmp_path / "s")]
    assert main([*given, "--write-mapping", str(kept), "--source", "site"]) == 0
    assert "there is no column for published_on" in capsys.readouterr().err
    kept.write_text(kept.read_text(encoding="utf-8") + "defaults: {published_on: 2024-06-01}\n", encoding="utf-8")
    assert main([*given, "--mapping", str(kept)]) == 0
    assert pq.read_table(Store(tmp_path / "s").staged("ads")[0].path)["month"].to_pylist() == ["2024-06"]
    kept.write_text("nonsense: 1\n", encoding="utf-8")
    assert main([*given, "--mapping", str(kept)]) == 1
    assert "there is no key 'nonsense'" in capsys.readouterr().err


def test_a_kill_in_the_middle_leaves_no_delivery_and_the_next_ingest_is_whole(tmp_path: Path) -> None:
    path, staging = tmp_path / "ads.csv", tmp_path / "s" / "staging" / "ads"
    path.write_text(HEAD + SOUND * 200_000, encoding="utf-8")
    command = _command(path, "--store", tmp_path / "s")
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _until(lambda: any(staging.glob("*.unfinished")), process)
        process.send_signal(signal.SIGKILL)
    assert Store(tmp_path / "s").staged("ads") == ()

    path.write_text(HEAD + SOUND * 10, encoding="utf-8")
    subprocess.run(command, env=_environment(), check=True, capture_output=True)
    (delivery,) = Store(tmp_path / "s").staged("ads")
    assert pq.read_metadata(delivery.path).num_rows == 10
    assert list(staging.glob("*.unfinished")) == []


def test_a_folder_is_watched_through_kills(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    command = _command(folder, "--store", tmp_path / "s", "--watch", "--every", "0.1")
    for number in range(2):
        with subprocess.Popen(command, env=_environment(), stdout=subprocess.DEVNULL) as process:
            (folder / f"{number}.csv").write_text(HEAD + SOUND * (number + 1), encoding="utf-8")
            _until((folder / "done" / f"{number}.csv").exists, process)
            process.kill()
    assert [one.note["rows"] for one in Store(tmp_path / "s").staged("ads")] == [1, 2]
    assert "2 rows read, 2 staged" in (folder / "done" / "1.csv.note.txt").read_text(encoding="utf-8")
