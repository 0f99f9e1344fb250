"""Which columns of a file hold what: said in a YAML file, or guessed from Chinese and English headings.

    source: 51job
    columns: {title: 职位名称, text: [岗位职责, 任职要求], region: [省份, 城市]}
    defaults: {published_on: 2024-06-01}
    day_format: "%d/%m/%Y"

Several columns of a field are put together. A default stands where a row has nothing; the delivery's note keeps it.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ronghe.insight.supply.deliveries import Unreadable

FIELDS = ("id", "title", "text", "tags", "firm", "industry", "region", "pay", "posts", "published_on")
NEEDED = ("title", "region", "published_on")

_KEYS = ("source", "columns", "defaults", "day_format")
_SHOWN = 20

# The first that a file has is taken.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": (
        "职位编号",
        "职位id",
        "岗位编号",
        "岗位id",
        "招聘id",
        "jobid",
        "job_id",
        "ad_id",
        "positionid",
        "编号",
        "id",
    ),
    "title": (
        *("职位名称", "岗位名称", "招聘岗位", "招聘职位", "职位", "岗位", "职务", "工作名称", "title", "jobtitle"),
        *("jobname", "job_name", "positionname", "position", "job", "name"),
    ),
    "text": (
        *("职位描述", "岗位描述", "工作描述", "职位信息", "职位详情", "岗位详情", "工作内容", "岗位职责", "职位职责"),
        *("工作职责", "任职要求", "任职资格", "岗位要求", "职位要求", "招聘要求", "jobdescription", "job_description"),
        *(
            "description",
            "responsibilities",
            "requirements",
            "requirement",
            "jobdesc",
            "detail",
            "content",
            "text",
            "desc",
        ),
    ),
    "tags": (
        "标签",
        "职位标签",
        "岗位标签",
        "技能标签",
        "福利标签",
        "技能",
        "tags",
        "labels",
        "skills",
        "keywords",
        "关键词",
    ),
    "firm": (
        *("公司名称", "企业名称", "单位名称", "招聘单位", "招聘企业", "公司", "企业", "单位", "company", "companyname"),
        *("company_name", "company_hash", "employer", "firm", "organization", "org"),
    ),
    "industry": (
        "行业",
        "所属行业",
        "公司行业",
        "行业类别",
        "行业名称",
        "企业行业",
        "industry",
        "sector",
        "companyindustry",
    ),
    "region": (
        *("工作地点", "工作地址", "工作城市", "上班地点", "所在地", "地点", "location", "workplace", "joblocation"),
        *(
            "省份",
            "省",
            "工作省份",
            "province",
            "城市",
            "市",
            "所在城市",
            "地区",
            "区域",
            "city",
            "area",
            "region",
            "区县",
        ),
    ),
    "pay": (
        *(
            "薪资",
            "薪酬",
            "薪水",
            "工资",
            "月薪",
            "年薪",
            "薪资待遇",
            "薪资范围",
            "工资待遇",
            "待遇",
            "salary",
            "salary_raw",
        ),
        *("pay", "wage", "salaryrange", "providesalary", "compensation"),
    ),
    "posts": (
        "招聘人数",
        "招聘数量",
        "需求人数",
        "人数",
        "招收人数",
        "posts",
        "headcount",
        "vacancies",
        "recruitnum",
        "openings",
    ),
    "published_on": (
        *(
            "发布日期",
            "发布时间",
            "更新日期",
            "更新时间",
            "发布",
            "招聘日期",
            "日期",
            "时间",
            "采集日期",
            "published_on",
        ),
        *("publishdate", "publish_date", "pubdate", "posted", "posteddate", "date", "publishtime", "updatetime", "day"),
    ),
}
_PLACES_TOGETHER = ("省份", "省", "工作省份", "province")
_PUNCTUATION = re.compile(r"[\s_\-—/\\|·.:：,，、*#]+|[(（\[【].*?[)）\]】]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of each field, what stands where a row has nothing, how days are written, and who the source is."""

    source: str
    columns: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, str] = field(default_factory=dict[str, str])
    day_format: str = ""

    def as_text(self) -> str:
        """Return the mapping as YAML that `read` reads."""
        columns = {name: list(one) if len(one) > 1 else one[0] for name, one in self.columns.items()}
        content = {**asdict(self), "columns": columns, "defaults": dict(self.defaults)}
        kept = {name: value for name, value in content.items() if value}
        return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)


def read(path: Path) -> Columns:
    """Return the mapping that a YAML file says. Raises Unreadable with every mistake in it."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Unreadable(f"{path}: no mapping can be read: {error}") from error
    if not isinstance(content, dict):
        raise Unreadable(f"{path}: a mapping has the keys {', '.join(_KEYS)}")
    if wrong := list(_mistakes(content)):
        raise Unreadable("\n".join(f"{path}: {one}" for one in wrong))
    return Columns(
        source=str(content.get("source") or ""),
        columns={name: _listed(one) for name, one in (content.get("columns") or {}).items()},
        defaults={name: str(one) for name, one in (content.get("defaults") or {}).items()},
        day_format=str(content.get("day_format") or ""),
    )


def guessed(columns: Sequence[str], *, source: str) -> Columns:
    """Return the mapping that headings suggest; fields that none suggests have no column."""
    plain: dict[str, str] = {}
    for name in columns:
        plain.setdefault(_plain(name), name)
    found = {}
    for name, headings in _HEADINGS.items():
        known = [plain[key] for one in headings if (key := _plain(one)) in plain]
        if known:
            found[name] = tuple(_chosen(name, dict.fromkeys(known)))
    return Columns(source=source, columns=found)


def wrong(mapping: Columns, columns: Sequence[str]) -> str:
    """Return which columns of a mapping a file lacks and which needed fields it leaves unsaid; empty if none."""
    absent = [f"{field} in {one!r}" for field, names in mapping.columns.items() for one in names if one not in columns]
    unsaid = [one for one in NEEDED if one not in mapping.columns and one not in mapping.defaults]
    if not absent and not unsaid:
        return ""
    shown = ", ".join(columns[:_SHOWN]) + (", …" if len(columns) > _SHOWN else "")
    return "; ".join([*(f"there is no column for {one}" for one in (*absent, *unsaid)), f"the file has: {shown}"])


def _chosen(name: str, known: Mapping[str, Any]) -> Iterator[str]:
    """Yield the columns of a field: all that tell of the ad's text, the province before the city, else the first."""
    names = list(known)
    if name == "text":
        yield from names
    elif name == "region" and any(_plain(one) in _PLACES_TOGETHER for one in names[:1]):
        yield from names[:2]
    else:
        yield names[0]


def _listed(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def _plain(heading: str) -> str:
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", heading)).lower()


def _mistakes(content: Mapping[Any, Any]) -> Iterator[str]:
    yield from (f"there is no key {one!r}" for one in content if one not in _KEYS)
    for key in ("columns", "defaults"):
        part = content.get(key) or {}
        if not isinstance(part, dict):
            yield f"{key}: has to hold lines of the form `field: …`"
            continue
        yield from (
            f"{key}.{one}: there is no such field; there are {', '.join(FIELDS)}" for one in part if one not in FIELDS
        )
    columns = content.get("columns")
    if isinstance(columns, dict):
        yield from (f"columns.{name}: a column is a text" for name, one in columns.items() if not _is_named(one))
    day = (content.get("defaults") or {}).get("published_on") if isinstance(content.get("defaults"), dict) else None
    if day is not None and not _is_day(day):
        yield f"defaults.published_on: {day!r} is no day such as 2024-06-01"


def _is_named(value: object) -> bool:
    return bool(value) and all(isinstance(one, str) for one in (value if isinstance(value, list) else [value]))


def _is_day(value: object) -> bool:
    try:
        dt.date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
