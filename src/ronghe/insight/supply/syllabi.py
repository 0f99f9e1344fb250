"""Syllabi, each given to its course by code or name: .docx, text, and tables with a row a course.

A document may hold many syllabi: each begins where a course's code or name is stated (课程代码：, 课程名称：). One that
states neither is named by its file: `COMP2012 数据结构.docx`. What a table says in columns becomes sections. Personal
data is taken out as it is of ads.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ronghe.insight.sources.privacy import without_personal_data
from ronghe.insight.supply.columns import Row, Told, rows_of
from ronghe.insight.supply.deliveries import Delivery, Unreadable, delivered, key_of
from ronghe.insight.supply.documents import MOST_TEXT, text_of
from ronghe.insight.supply.sheets import decoded
from ronghe.insight.supply.wholes import COURSE_TEXT

KIND = "syllabi"
NAMES: Mapping[str, tuple[str, ...]] = {
    "course": ("course code", "课程代码", "课程编号", "课程编码", "课程号"),
    "name": ("course name", "课程名称", "课程", "课程中文名称", "课程名"),
    "other": ("课程简介", "课程描述", "简介", "教学大纲", "大纲", "syllabus", "description"),
    "goals": ("课程目标", "教学目标", "目标", "objectives"),
    "content": ("教学内容", "课程内容", "内容", "content"),
    "demands": ("教学要求", "基本要求", "要求", "requirements"),
    "books": ("参考书", "教材", "参考教材", "教材及参考书", "books"),
}
_HEADINGS = {
    "other": "",
    "goals": "课程目标\n",
    "content": "教学内容\n",
    "demands": "教学要求\n",
    "books": "参考书\n",
}
_SEP = r"[ \t　]{0,8}[:：｜|][ \t　:：｜|]{0,8}"
_STATED = re.compile(
    rf"课程(?:代码|编号|编码|号){_SEP}(?P<code>[A-Za-z0-9][A-Za-z0-9_.\-]{{1,29}})"
    rf"|课程(?:中文)?名称(?:[(（]中文[)）])?{_SEP}(?P<name>[^\s｜|:：，,。；;][^\n｜|:：，,。；;]{{0,59}})"
)
_FILE = re.compile(r"(?P<code>[A-Za-z]{1,8}[\-_]?\d[A-Za-z0-9\-]{1,15})?[ _\-—]*(?P<name>.*)")
_FILE_WORDS = re.compile(r"课程教学大纲|教学大纲|课程大纲|大纲|《|》|syllabus", re.IGNORECASE)
_LARGEST_TEXT = MOST_TEXT * 4


def read(path: Path, *, school: str, mapping: Mapping[str, str] | None = None) -> Delivery:
    """Return the syllabi of a file (COURSE_TEXT) and its findings; `school` is the ten digits of the institution.

    Raises Unreadable if the file holds none or is too large, with the reason.
    """
    if not re.fullmatch(r"\d{10}", school):
        raise Unreadable("the school is not the ten digits of an institution; say it with --school")
    told = Told()
    if path.suffix.lower() in (".docx", ".txt", ".md"):
        found = _of_document(path)
    else:
        rows = rows_of(path, names=NAMES, needed=("name",), mapping=mapping or {})
        found = (one for row in rows if (one := _of_row(row, told)))
    rows_made = [{**one, "school": school, "file": path.name} for one in found]
    key = key_of(path, given={"school": school, **(mapping or {})})
    return delivered(path, key=key, kind=KIND, rows=rows_made, schema=COURSE_TEXT, findings=told.findings)


def _of_document(path: Path) -> Iterator[dict[str, object]]:
    text = text_of(path) if path.suffix.lower() == ".docx" else _plain(path)
    if not text:
        raise Unreadable("the document holds no text")
    for number, (code, name, start, end) in enumerate(_split(text), start=1):
        if not code and not name:
            code, name = _by_file(path)
        yield {"course": code, "name": name, "text": without_personal_data(text[start:end].strip()), "row": number}


def _plain(path: Path) -> str:
    if path.stat().st_size > _LARGEST_TEXT:
        raise Unreadable(f"the text is longer than {MOST_TEXT} characters")
    text = decoded(path.read_bytes()).replace("\0", "").strip()
    if len(text) > MOST_TEXT:
        raise Unreadable(f"the text is longer than {MOST_TEXT} characters")
    return text


def _split(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield code, name, start and end of each syllabus: a new one begins where what is stated was stated already."""
    at, code, name = 0, "", ""
    for match in _STATED.finditer(text):
        again = (match["code"] and code and match["code"] != code) or (match["name"] and name)
        if again:
            yield code, name, at, match.start()
            at, code, name = match.start(), "", ""
        code, name = match["code"] or code, (match["name"] or name).strip()
    yield code, name, at, len(text)


def _by_file(path: Path) -> tuple[str, str]:
    match = _FILE.fullmatch(_FILE_WORDS.sub("", path.stem).strip())
    return ((match["code"] or ""), match["name"].strip()) if match else ("", path.stem)


def _of_row(row: Row, told: Told) -> dict[str, object] | None:
    text = "\n".join(heading + row.get(named) for named, heading in _HEADINGS.items() if row.get(named))
    if not row.get("name") and not row.get("course"):
        told.refuse(row, "name", "", "the row names no course")
    elif not text:
        told.refuse(row, "content", row.get("name"), "the row says nothing of what is taught")
    elif len(text) > MOST_TEXT:
        told.refuse(row, "content", "", f"the text is longer than {MOST_TEXT} characters")
    else:
        return {
            "course": row.get("course"),
            "name": row.get("name"),
            "text": without_personal_data(text),
            "row": row.number,
        }
    return None
