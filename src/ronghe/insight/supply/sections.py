"""Parts of a syllabus: what it teaches, and what it only mentions (books, marks, what is to be known before).

A heading is a line, or the start of a sentence up to a colon, made of nothing but words for such a part. One that says
what a course needs and is followed by text (先修课程：高等数学) is about that line or sentence only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a section of a syllabus is about."""

    GOALS = "goals"
    CONTENT = "content"
    DEMANDS = "demands"
    OTHER = "other"
    BOOKS = "books"
    ASIDE = "aside"


TAUGHT = (Part.GOALS, Part.CONTENT, Part.DEMANDS, Part.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of a syllabus; `start` and `end` are places in its text."""

    part: Part
    start: int
    end: int


_WORDS = {
    Part.BOOKS: "参考书目|参考书|参考教材|参考文献|参考资料|教材|书目|阅读材料|学习资源|教学资源|课程资源"
    "|textbooks?|references?|reading list|bibliography",
    Part.ASIDE: "先修课程|先修要求|先修|预修课程|后续课程|考核方式|考核方法|考核|成绩评定|成绩|评分标准|适用专业"
    "|授课对象|开课单位|任课教师|教学团队|编写人|审核人|学时分配|学分|学时|prerequisites?|assessment|grading",
    Part.GOALS: "课程目标|教学目标|学习目标|课程目的|教学目的|目标|目的|任务|objectives?|learning outcomes?|aims?",
    Part.DEMANDS: "毕业要求|能力要求|基本要求|教学要求|学习要求|课程要求|要求|requirements?",
    Part.CONTENT: "教学内容|课程内容|实验内容|实践内容|内容提要|内容纲要|内容|知识点|大纲|课程简介|课程描述|课程概述"
    "|实验项目|实践环节|教学安排|教学进度|contents?|topics?|syllabus|outline|description",
}
_ANY = "|".join(_WORDS.values())
_FILL = r"本课程|课程|教学|主要|基本|学习|推荐|建议|选用|使用|中文|英文|以及|[与及和、/的&\s]|and|course|main|安排|表"
_NUMBER = r"(?:第?[一二三四五六七八九十\d]{1,3}[、.．)）章节部分 \t]{1,4}|[(（][一二三四五六七八九十\d]{1,3}[)）])?"
# The bounds keep a text that was made to do so from being read in ever more ways.
_LABEL = rf"(?:{_FILL}){{0,4}}(?:{_ANY})(?:{_FILL}|{_ANY}|[(（][^)）\n]{{0,12}}[)）]){{0,6}}"
_HEADING = re.compile(
    rf"(?:\A|(?<=[\n。；;.]))[ \t　]{{0,8}}{_NUMBER}[ \t【\[]{{0,4}}(?P<label>{_LABEL})"
    r"[】\]]?[ \t]{0,8}(?:(?P<colon>[:：|｜])|(?=\n|\Z))",
    re.IGNORECASE,
)


def sections(text: str) -> tuple[Section, ...]:
    """Return the sections of a syllabus in order; together they are all of its text."""
    return tuple(one for one in _cut(text) if one.end > one.start)


def _cut(text: str) -> Iterator[Section]:
    part, at = Part.OTHER, 0
    for match in _HEADING.finditer(text):
        yield Section(part=part, start=at, end=match.start())
        named, at = _part(match["label"]), match.start()
        line_end = text.find("\n", match.end())
        if named is Part.ASIDE and match["colon"] and text[match.end() : line_end if line_end >= 0 else None].strip():
            at = _end_of_line(text, match.end())
            yield Section(part=named, start=match.start(), end=at)
        else:
            part = named
    yield Section(part=part, start=at, end=len(text))


def _end_of_line(text: str, at: int) -> int:
    """Return where a remark ends: with its sentence or its line."""
    ends = [place for one in "\n。；;" if (place := text.find(one, at)) >= 0]
    return min(ends, default=len(text))


def _part(label: str) -> Part:
    return next(part for part, words in _WORDS.items() if re.search(words, label, re.IGNORECASE))
