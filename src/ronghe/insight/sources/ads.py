"""Rows of a file into job ads (schemas.JOB_AD) and findings: what is not known is empty, what cannot be is told.

A row without title, day or place is refused; a wrong pay, industry or number of posts is dropped alone. An ad is known
by its source and the number that the source gave it, or else by the digest of what it says, whatever its day. Work is
done once for each distinct value of a batch.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ronghe.insight import schemas
from ronghe.insight.sources.cleaning import LONGEST_TEXT, LONGEST_TITLE, plain
from ronghe.insight.sources.days import Day, day_of
from ronghe.insight.sources.duplicates import content_hashes
from ronghe.insight.sources.mapping import FIELDS, Columns
from ronghe.insight.sources.pay import pay_of
from ronghe.insight.sources.privacy import all_without_personal_data, firm_digest
from ronghe.insight.sources.tables import Batch
from ronghe.insight.supply.deliveries import DROPPED, Finding
from ronghe.insight.vocabularies.industries import industry_of
from ronghe.insight.vocabularies.regions import region_of

_MOST_POSTS = 999
_LONGEST_ID = 80
_SILENT = frozenset(("", "无", "-", "--", "/", "null", "none", "nan", "n/a", "不限", "暂无"))
_NUMBER = re.compile(r"-?\d+")
_UNCOUNTED = re.compile(r"若干|不限|多人|数名|面议")
_TOGETHER = {"text": "\n", "region": "·"}

Code = Callable[[Sequence[str]], Sequence[tuple[str, float]]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a batch is read with.

    `columns` say where what is, `key` makes digests of firms, `reference` is the day on which the ads were collected,
    `code` gives titles their occupation and its confidence.
    """

    delivery: str
    columns: Columns
    key: bytes
    reference: dt.date
    code: Code


def staged(batch: Batch, *, setting: Setting) -> tuple[pa.Table, list[Finding]]:
    """Return the ads of a batch and its findings, the batch's own among them."""
    given = {name: _given(batch.rows, name, setting.columns) for name in FIELDS}
    numbers = np.asarray(batch.numbers, dtype=np.int32)
    titles = _distinct(given["title"], _titles)
    days = _distinct(given["published_on"], lambda them: [_day(one, setting) for one in them])
    regions = _distinct(given["region"], lambda them: [region_of(one[:LONGEST_TITLE]) for one in them])
    findings = [*batch.findings, *_refusals(numbers, given, titles=titles, days=days, regions=regions)]
    kept = np.array(
        [bool(title and day.on and region) for title, day, region in zip(titles, days, regions, strict=True)],
        dtype=bool,
    )
    mask = pa.array(kept)
    left = {name: column.filter(mask) for name, column in given.items()}
    ads, dropped = _ads(
        left,
        numbers=numbers[kept],
        titles=titles[kept],
        days=[one.on for one in days[kept]],
        regions=regions[kept],
        setting=setting,
    )
    return ads, sorted([*findings, *dropped], key=lambda one: one.row)


def _ads(
    given: dict[str, pa.Array],
    *,
    numbers: Any,
    titles: Any,
    days: Sequence[dt.date],
    regions: Any,
    setting: Setting,
) -> tuple[pa.Table, list[Finding]]:
    texts = _distinct(_text(given), _texts)
    firms = _distinct(given["firm"], lambda them: [_firm(one, setting.key) for one in them])
    pays = _distinct(given["pay"], lambda them: [pay_of(one) for one in them])
    industries = _distinct(given["industry"], lambda them: [industry_of(one[:LONGEST_TITLE]) for one in them])
    posts = _distinct(given["posts"], lambda them: [_posts(one) for one in them])
    occupations = _distinct(pa.array(titles, pa.string()), setting.code)
    said = [f"{one.low} {one.high}" for one in pays]
    columns = {
        "ad_id": _identities(given, titles=titles, texts=texts, firms=firms, regions=regions, setting=setting),
        "source": [setting.columns.source] * len(numbers),
        "delivery": [setting.delivery] * len(numbers),
        "row": numbers,
        "title": titles,
        "text": texts,
        "firm": firms,
        "occupation": [code for code, _ in occupations],
        "occupation_confidence": [confidence for _, confidence in occupations],
        "region": regions,
        "industry": industries,
        "pay_low": [one.low for one in pays],
        "pay_high": [one.high for one in pays],
        "posts": [one if one and one > 0 else None for one in posts],
        "published_on": days,
        "month": [f"{day:%Y-%m}" for day in days],
        "text_hash": content_hashes(titles, texts, firms, said),
    }
    arrays = [pa.array(columns[one.name], one.type) for one in schemas.JOB_AD]
    dropped = _dropped(numbers, given, pays=pays, industries=industries, posts=posts)
    return pa.Table.from_arrays(arrays, schema=schemas.JOB_AD), list(dropped)


def _given(rows: pa.Table, name: str, columns: Columns) -> pa.Array:
    """Return what the columns of a field say, put together, and its default where they say nothing."""
    found = [pc.utf8_trim_whitespace(rows[one].combine_chunks()) for one in columns.columns.get(name, ())]
    empty = pa.array([""] * rows.num_rows, pa.string())
    told = pc.binary_join_element_wise(*found, _TOGETHER.get(name, " ")) if len(found) > 1 else [*found, empty][0]
    default = columns.defaults.get(name, "")
    return pc.if_else(pc.equal(pc.utf8_trim(told, " \n·"), ""), default, told) if default else told


def _text(given: dict[str, pa.Array]) -> pa.Array:
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(given["text"], given["tags"], "\n"))


def _distinct(column: pa.Array, change: Callable[[list[str]], Sequence[T]]) -> Any:
    """Return a numpy array of objects: what `change` makes of the distinct values, for each value."""
    encoded = column.dictionary_encode()
    values = change(encoded.dictionary.to_pylist())
    made = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        made[place] = value
    return made[encoded.indices.to_numpy()]


def _titles(them: list[str]) -> list[str]:
    return all_without_personal_data(
        [plain(one[: 4 * LONGEST_TITLE]).replace("\n", " ")[:LONGEST_TITLE] for one in them]
    )


def _texts(them: list[str]) -> list[str]:
    return all_without_personal_data([plain(one[: 4 * LONGEST_TEXT])[:LONGEST_TEXT] for one in them])


def _day(text: str, setting: Setting) -> Day:
    return day_of(text, reference=setting.reference, form=setting.columns.day_format)


def _firm(name: str, key: bytes) -> str:
    return "" if name.lower() in _SILENT else firm_digest(name, key=key)


def _posts(text: str) -> int | None:
    """Return the number of posts, None where it is not told, 0 where it cannot be right."""
    plain_text = unicodedata.normalize("NFKC", text[:LONGEST_TITLE]).strip().lower()
    if plain_text in _SILENT or _UNCOUNTED.search(plain_text):
        return None
    found = _NUMBER.search(plain_text)
    number = int(found[0][:9]) if found else 0
    return number if 0 < number <= _MOST_POSTS else 0


def _identities(
    given: dict[str, pa.Array], *, titles: Any, texts: Any, firms: Any, regions: Any, setting: Setting
) -> Iterator[str]:
    source = setting.columns.source
    pays = given["pay"].to_pylist()
    for place, number in enumerate(given["id"].to_pylist()):
        if 0 < len(number) <= _LONGEST_ID:
            yield f"{source}:{number}"
        else:
            said = [number, titles[place], texts[place], firms[place], regions[place], pays[place]]
            digest = hashlib.blake2b("\0".join(said).encode("utf-8", "replace"), digest_size=8)
            yield f"{source}:~{digest.hexdigest()}"


def _refusals(numbers: Any, given: dict[str, pa.Array], *, titles: Any, days: Any, regions: Any) -> Iterator[Finding]:
    wrong = [
        place
        for place, (title, day, region) in enumerate(zip(titles, days, regions, strict=True))
        if not (title and day.on and region)
    ]
    for place in wrong:
        row = int(numbers[place])
        if not titles[place]:
            yield Finding(row=row, field="title", value="", reason="there is no title")
        if days[place].reason:
            yield _finding(row, "published_on", given, place, days[place].reason)
        if not regions[place]:
            silent = given["region"][place].as_py().strip("· ").lower() in _SILENT
            yield _finding(row, "region", given, place, "there is no place" if silent else "the place is not known")


def _dropped(numbers: Any, given: dict[str, pa.Array], *, pays: Any, industries: Any, posts: Any) -> Iterator[Finding]:
    told = pc.not_equal(given["industry"], "").to_numpy(zero_copy_only=False)
    for place, (pay, industry, number) in enumerate(zip(pays, industries, posts, strict=True)):
        row = int(numbers[place])
        if pay.reason:
            yield _finding(row, "pay", given, place, pay.reason, DROPPED)
        if not industry and told[place] and given["industry"][place].as_py().lower() not in _SILENT:
            yield _finding(row, "industry", given, place, "the industry is not known", DROPPED)
        if number == 0:
            yield _finding(row, "posts", given, place, "the number of posts cannot be right", DROPPED)


def _finding(
    row: int, field: str, given: dict[str, pa.Array], place: int, reason: str, severity: str = "refused"
) -> Finding:
    return Finding(row=row, field=field, value=given[field][place].as_py(), reason=reason, severity=severity)
