"""Syllabi: given to their courses; a document made to harm or too long is refused with the reason."""

import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ronghe.cli.__main__ import main
from ronghe.insight.store import Store
from ronghe.insight.supply import documents, syllabi
from ronghe.insight.supply.deliveries import Unreadable
from ronghe.insight.supply.documents import text_of
from ronghe.insight.supply.wholes import COURSE_TEXT

SCHOOL = "4199099999"
OPEN = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
CLOSE = "</w:body></w:document>"


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{_paragraph(one)}</w:tc>" for one in cells) + "</w:tr>"


def _docx(path: Path, body: str, *, before: str = "", frame: tuple[str, str] = (OPEN, CLOSE)) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", before + frame[0] + body + frame[1])
    return path


def _read(path: Path) -> list[tuple[str, str, str]]:
    delivery = syllabi.read(path, school=SCHOOL)
    assert delivery.rows.schema.equals(COURSE_TEXT)
    return [(one["course"], one["name"], one["text"]) for one in delivery.rows.to_pylist()]


def test_paragraphs_and_tables_of_a_document_are_read(tmp_path: Path) -> None:
    table = f"<w:tbl>{_row('课程代码', 'C01')}{_row('课程名称', '数据结构')}</w:tbl>"
    body = table + _paragraph("课程目标") + _paragraph("掌握 A&amp;B")

    assert _read(_docx(tmp_path / "x.docx", body)) == [
        ("C01", "数据结构", "课程代码 ｜C01 ｜\n课程名称 ｜数据结构 ｜\n课程目标\n掌握 A&B")
    ]


def test_a_document_of_many_syllabi_is_parted(tmp_path: Path) -> None:
    path = tmp_path / "all.txt"
    path.write_text("课程名称：数据结构\n课程代码：C01\n树\n课程名称：操作系统\n进程\n", encoding="gb18030")

    assert _read(path) == [
        ("C01", "数据结构", "课程名称：数据结构\n课程代码：C01\n树"),
        ("", "操作系统", "课程名称：操作系统\n进程"),
    ]


@pytest.mark.parametrize(
    ("name", "course"),
    [
        ("COMP2012 数据结构.txt", ("COMP2012", "数据结构")),
        ("《数据结构》课程教学大纲.txt", ("", "数据结构")),
        ("CS-101_数据结构.txt", ("CS-101", "数据结构")),
    ],
)
def test_a_file_names_the_course_where_its_text_does_not(tmp_path: Path, name: str, course: tuple[str, str]) -> None:
    path = tmp_path / name
    path.write_text("掌握树与图", encoding="utf-8")

    assert _read(path) == [(*course, "掌握树与图")]


def test_columns_of_a_table_become_sections(csv_file: Callable[..., Path]) -> None:
    path = csv_file(
        [
            ["课程编号", "课程名称", "教学目标", "教材"],
            ["C01", "数据结构", "掌握树", "《Java》"],
            ["C02", "空课", "", ""],
        ]
    )

    delivery = syllabi.read(path, school=SCHOOL)

    assert delivery.rows["text"].to_pylist() == ["课程目标\n掌握树\n参考书\n《Java》"]
    assert [(one["row"], one["reason"]) for one in delivery.findings.to_pylist()] == [
        (3, "the row says nothing of what is taught")
    ]


def test_personal_data_does_not_stay(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("课程名称：数据结构\n联系电话 13912345678", encoding="utf-8")

    assert "13912345678" not in _read(path)[0][2]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ('<!DOCTYPE d [<!ENTITY a "b">]>', "the document declares a type of document, as no .docx does"),
        ('<!DOCTYPE d SYSTEM "file:///etc/passwd">', "the document declares a type of document, as no .docx does"),
        ("not xml", "the file is cut off or is no .docx"),
    ],
)
def test_entities_and_other_things_are_refused(tmp_path: Path, before: str, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        text_of(_docx(tmp_path / "x.docx", _paragraph("a"), before=before))

    assert str(refused.value) == said


def test_a_document_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _docx(tmp_path / "x.docx", " " * 3_000_000)
    monkeypatch.setattr(documents, "MOST_XML", 2 << 20)

    with pytest.raises(Unreadable) as refused:
        text_of(path)

    assert (path.stat().st_size < 10_000, str(refused.value)) == (True, "the document is longer than 2 MB of XML")


def test_a_document_nested_too_deep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        text_of(_docx(tmp_path / "x.docx", "<w:p>" * 300))

    assert str(refused.value) == "the document is nested more than 200 deep"


@pytest.mark.parametrize("keep", [10, 100])
def test_a_document_that_is_cut_off_is_refused(tmp_path: Path, keep: int) -> None:
    path = _docx(tmp_path / "x.docx", _paragraph("a"))
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises(Unreadable) as refused:
        text_of(path)

    assert str(refused.value) == "the file is cut off or is not what its name says"


def test_an_archive_without_a_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")

    with pytest.raises(Unreadable, match="the file is cut off or is no"):
        text_of(path)


def test_five_hundred_pages_are_read_in_little_time_and_memory(tmp_path: Path) -> None:
    pages = [_paragraph("掌握线性表、栈和队列的基本原理。" * 20)] * 1000  # 340 characters each: 340,000 in all
    path = _docx(tmp_path / "C01 数据结构.docx", "".join(pages))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()

    ((course, name, text),) = _read(path)

    assert (course, name, len(text)) == ("C01", "数据结构", 1000 * 321 - 1)
    assert time.process_time() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_a_thousand_pages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        text_of(_docx(tmp_path / "x.docx", _paragraph("长" * 1000) * 601))

    assert str(refused.value) == "the document is longer than 600000 characters"


def test_an_empty_document_and_a_missing_school_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="the document holds no text"):
        syllabi.read(_docx(tmp_path / "x.docx", ""), school=SCHOOL)
    with pytest.raises(Unreadable, match="the school is not the ten digits of an institution"):
        syllabi.read(_docx(tmp_path / "x.docx", _paragraph("a")), school="1")


def test_the_command_stages_syllabi(tmp_path: Path) -> None:
    path = _docx(tmp_path / "C01 数据结构.docx", _paragraph("掌握树"))

    assert (
        main(["insight", "ingest", "syllabi", str(path), "--school", SCHOOL, "--store", str(tmp_path / "store")]) == 0
    )
    assert [one.note["rows"] for one in Store(tmp_path / "store").staged("syllabi")] == [1]
