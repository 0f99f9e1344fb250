"""Places: provinces, prefectures and counties of GB/T 2260, from `lexicon/regions.csv`.

A place is told to the prefecture: six digits that end in 00, those of the province for the four municipalities, for
counties that a province governs itself and where only the province is said. `000000` is China, no place in it.
"""

import csv
import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ronghe.insight.places import LEXICON

REGIONS = LEXICON / "regions.csv"
CHINA = "000000"
_ANYWHERE = re.compile(r"全国|远程|异地|多地|居家|线上办公|在家办公|不限|中国(大陆|内地|境内)?$")
_ABROAD = re.compile(
    r"海外|国外|境外|美国|加拿大|英国|德国|法国|俄罗斯|日本|韩国|朝鲜|越南|泰国|印度|新加坡|马来西亚|菲律宾|缅甸|老挝|柬埔寨"
    r"|澳大利亚|新西兰|北海道"
)
_BREAKS = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")
_MUNICIPALITIES = frozenset(("11", "12", "31", "50"))
_GOVERNED_BY_THE_PROVINCE = "90"
_LONGEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place of GB/T 2260, as the standard writes it, in short, and in English where known."""

    code: str
    name: str
    short: str
    name_en: str
    aliases: tuple[str, ...]


@functools.lru_cache(maxsize=2)
def regions(path: Path = REGIONS) -> Mapping[str, Region]:
    """Return the places by code."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Region(
                code=row["code"],
                name=row["name"],
                short=row["short"],
                name_en=row["name_en"],
                aliases=tuple(one for one in row["aliases"].split(";") if one),
            )
            for row in csv.DictReader(file)
        }


@functools.lru_cache(maxsize=50_000)
def region_of(text: str) -> str:
    """Return the code of the place that a text names first, `000000` for all of China, empty text if unknown."""
    plain = _BREAKS.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()
    if re.fullmatch(r"\d{6}", plain):
        return _by_code(plain)
    if _ABROAD.match(plain):
        return ""
    found = ""
    for word in plain.split():
        found = _narrowed(found, _places_in(word.removeprefix("中国"), within=found))
    if not found and _ANYWHERE.search(plain):
        return CHINA
    return found


def region_name(code: str, language: str) -> str:
    """Return the short name of a place in a language such as `zh-hans` or `en`; the code itself if unknown."""
    english = language.startswith("en")
    if code == CHINA:
        return "China" if english else "全国"
    known = regions().get(code)
    if known is None:
        return code
    return (known.name_en if english else known.short) or known.name


def province_of(code: str) -> str:
    """Return the code of the province that a place lies in; empty text stays empty."""
    return code[:2] + "0000" if code else ""


def _by_code(code: str) -> str:
    if code == CHINA:
        return CHINA
    return _prefecture(code) if {code, code[:4] + "00"} & regions().keys() else ""


def _places_in(word: str, *, within: str) -> str:
    found, at = "", 0
    while at < len(word):
        name, code = _longest(word[at:], province=(found or within)[:2])
        if not code:
            break
        found = _narrowed(found, code) if found else code
        at += len(name)
    return found


def _longest(text: str, *, province: str) -> tuple[str, str]:
    names = _names()
    for length in range(min(len(text), _LONGEST), 1, -1):
        for key in ((province, text[:length]), ("", text[:length])):
            if key in names:
                return text[:length], names[key]
    return "", ""


def _narrowed(found: str, other: str) -> str:
    if not found:
        return other
    return other if other[:2] == found[:2] and found.endswith("0000") else found


def _prefecture(code: str) -> str:
    alone = code[:2] in _MUNICIPALITIES or code[2:4] == _GOVERNED_BY_THE_PROVINCE
    return code[:2] + "0000" if alone else code[:4] + "00"


@functools.lru_cache(maxsize=1)
def _names() -> Mapping[tuple[str, str], str]:
    """Return the prefecture by province (or none) and name: broader places win, empty text where several bear it."""
    found: dict[tuple[str, str], str] = {}
    for rank in range(4):
        same = [one for one in regions().values() if _rank(one) == rank]
        for province in (True, False):
            for key, codes in _claims(same, province=province).items():
                found.setdefault(key, next(iter(codes)) if len(codes) == 1 else "")
    return found


def _claims(places: Iterable[Region], *, province: bool) -> Mapping[tuple[str, str], set[str]]:
    claims: dict[tuple[str, str], set[str]] = {}
    for one in places:
        for name in {one.name, one.short, one.name_en, *one.aliases} - {""}:
            claims.setdefault((one.code[:2] if province else "", name.lower()), set()).add(_prefecture(one.code))
    return claims


def _rank(place: Region) -> int:
    """Return 0 for a province, 1 for a prefecture, 2 for a county or its city, 3 for a city's district."""
    if place.code.endswith("00"):
        return 0 if place.code.endswith("0000") else 1
    return 3 if place.name.endswith("区") else 2
