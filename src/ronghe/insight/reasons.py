"""Why rows and values of deliveries are left out, in the words of readers.

Findings hold the English text, `REASONS` its key and the Chinese one; `{}` stands for what differs from row to row, and
`…` in a finding for such numbers of several.
"""

import functools
import re
from collections.abc import Mapping, Sequence

REASONS: Mapping[str, tuple[str, str]] = {
    "line-encoding": ("the line is in another encoding than the file", "这一行的编码与文件不同"),
    "line-bytes": ("the line holds bytes of no encoding", "这一行含有不属于任何编码的字节"),
    "line-nul": ("the line holds NULs", "这一行含有空字符（NUL）"),
    "line-json": ("the line is no JSON object", "这一行不是 JSON 对象"),
    "row-quote": (
        "the row has a quote that is not closed, or a cell without end",
        "这一行的引号没有闭合，或单元格没有结尾",
    ),
    "row-cut": ("the row is cut off", "这一行被截断"),
    "row-width": ("the row has more or fewer cells than the header", "这一行的单元格数与表头不同"),
    "title-none": ("there is no title", "没有岗位名称"),
    "place-none": ("there is no place", "没有工作地点"),
    "place-unknown": ("the place is not known", "不能识别的地点"),
    "industry-unknown": ("the industry is not known", "不能识别的行业"),
    "posts-wrong": ("the number of posts cannot be right", "招聘人数不合理"),
    "day-none": ("there is no day", "没有发布日期"),
    "day-unread": ("the day cannot be read", "发布日期不能识别"),
    "day-early": ("the day is before {}", "发布日期早于 {} 年"),
    "day-late": ("the day is yet to come", "发布日期在今天之后"),
    "pay-long": ("pay is too long a text", "薪酬的文字过长"),
    "pay-currency": ("pay is not in yuan", "薪酬不以人民币计"),
    "pay-piece": ("pay is by the piece", "计件薪酬"),
    "pay-unread": ("pay cannot be read", "薪酬不能识别"),
    "pay-time": ("pay is for a time that we do not know", "薪酬的计算周期不能识别"),
    "pay-order": ("pay ends below its beginning", "薪酬上限低于下限"),
    "pay-high": ("pay is beyond what is paid", "薪酬高于合理范围"),
    "pay-low": ("pay is below what is paid", "薪酬低于合理范围"),
    "pay-nothing": ("pay is nothing", "薪酬为零"),
    "nobody": ("names neither a firm nor a respondent", "没有企业，也没有填写人"),
    "occupation-unknown": ("no occupation of the classification is called so", "职业分类大典中没有这个职业"),
    "skill-unknown": ("the lexicon knows no such skill", "词表中没有这项能力"),
    "importance": ("there is no importance from 1 to 5", "没有 1 至 5 的重要程度"),
    "scale": ("is not between 1 and 5", "不在 1 至 5 之间"),
    "straight": ("the same answer to every question", "所有问题的答案都相同"),
    "answered": ("the same question was answered in row {}", "第 {} 行已经回答过同一问题"),
    "major-unknown": ("no major of the catalogue is called so", "专业目录中没有这个专业"),
    "year-none": ("names no year", "没有年份"),
    "weeks": ("in weeks, not in hours", "以周计，不是学时"),
    "no-number": ("is no number", "不是数字"),
    "no-whole": ("is no whole number", "不是整数"),
    "bounds": ("is not between 0 and {}", "不在 0 至 {} 之间"),
    "credit-zero": ("a credit of zero: the course weighs by its hours", "学分为零：按学时计算课程的分量"),
    "hours-sum": ("the kinds of hours add up to {}, which stands", "各类学时合计 {}，以合计为准"),
    "hours-differ": (
        "the kinds of hours add up to {}, not to {}, which stands",
        "各类学时合计 {}，与总学时 {} 不符，以总学时为准",
    ),
    "text-long": ("the text is longer than {} characters", "文字超过 {} 个字符"),
    "course-double": ("the course is already in row {} of this plan", "第 {} 行已有本方案的这门课程"),
    "course-none": ("the row names no course", "没有课程名称"),
    "course-sum": ("a sum of rows, no course", "合计行，不是课程"),
    "syllabus-none": ("the row says nothing of what is taught", "没有教学内容"),
    "school": (
        "the school is not the ten digits of an institution; say it with --school",
        "学校不是十位院校标识码；请用 --school 指明",
    ),
    "year-bounds": ("is no year from {} to {}", "不是 {} 至 {} 之间的年份"),
    "year-double": ("the year of this major is already in row {}", "第 {} 行已有本专业的这一年"),
    "more-graduates": ("is more than graduates, {}", "大于毕业人数 {}"),
    "more-placed": ("is more than placed, {}", "大于就业人数 {}"),
    "not-compared": ("cannot be compared: placed is not known", "就业人数未知，不能比较"),
}
TREATMENTS: Mapping[str, tuple[str, str]] = {
    "refused": ("refused", "整行不计入"),
    "dropped": ("dropped", "只是这个值不采用"),
    "noted": ("noted", "计入，仅作提示"),
}
FIELDS: Mapping[str, tuple[str, str]] = {
    "": ("the row", "整行"),
    "id": ("number", "编号"),
    "title": ("title", "岗位名称"),
    "text": ("description", "职位描述"),
    "tags": ("tags", "标签"),
    "firm": ("firm", "企业"),
    "industry": ("industry", "行业"),
    "region": ("place", "工作地点"),
    "pay": ("pay", "薪酬"),
    "posts": ("posts", "招聘人数"),
    "published_on": ("day", "发布日期"),
    "occupation": ("occupation", "职业"),
    "skill": ("skill", "能力"),
    "importance": ("importance", "重要程度"),
    "level": ("level", "要求水平"),
    "respondent": ("respondent", "填写人"),
    "school": ("school", "学校"),
    "major": ("major", "专业"),
    "major_name": ("name of the major", "专业名称"),
    "plan": ("plan", "培养方案"),
    "year": ("year", "年份"),
    "semester": ("semester", "学期"),
    "course": ("course", "课程"),
    "name": ("name of the course", "课程名称"),
    "nature": ("kind of the course", "课程性质"),
    "credit": ("credit", "学分"),
    "hours": ("hours", "学时"),
    "hours_theory": ("hours of theory", "理论学时"),
    "hours_lab": ("hours in laboratories", "实验学时"),
    "hours_practice": ("hours of practice", "实践学时"),
    "syllabus": ("syllabus", "教学大纲"),
    "content": ("content", "教学内容"),
    "goals": ("goals", "教学目标"),
    "demands": ("demands", "教学要求"),
    "books": ("books", "教材"),
    "other": ("other", "其他"),
    "enrolled": ("enrolled", "招生人数"),
    "graduates": ("graduates", "毕业人数"),
    "placed": ("placed", "就业人数"),
    "related_placed": ("placed in a related job", "对口就业人数"),
}


def reason(found: str, *, language: str) -> str:
    """Return the reason of a finding in Chinese (`zh`) or English (`en`); one of no key as it was found."""
    known = key_of(found)
    if language == "en" or known is None:
        return found
    key, given = known
    return REASONS[key][1].format(*given)


def both(found: str) -> str:
    """Return the reason of a finding for the terminal: in English, and in Chinese where it has a key."""
    chinese = reason(found, language="zh")
    return found if chinese == found else f"{found} / {chinese}"


def key_of(found: str) -> tuple[str, Sequence[str]] | None:
    """Return the key of a reason and what stands in the places of `{}`; None where it has none."""
    for key, pattern in _patterns():
        if match := pattern.fullmatch(found):
            return key, match.groups()
    return None


def treatment(severity: str, *, language: str) -> str:
    """Return what became of a row or a value."""
    return TREATMENTS.get(severity, (severity, severity))[language != "en"]


def field(named: str, *, language: str) -> str:
    """Return what readers call a field of a delivery; one that is not known as it is."""
    return FIELDS.get(named, (named, named))[language != "en"]


@functools.cache
def _patterns() -> Sequence[tuple[str, re.Pattern[str]]]:
    number = r"([0-9][0-9.e+]*|…)"
    return [(key, re.compile(number.join(map(re.escape, text.split("{}"))))) for key, (text, _) in REASONS.items()]
