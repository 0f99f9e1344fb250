"""Industries: the keys of GB/T 4754-2017 for the words by which job sites and firms call them.

The keys and their labels lie in `definitions/vocabularies/industries.yaml`; which words mean which industry is our
judgement, in `lexicon/industry_words.csv`.
"""

import csv
import functools
import re
from collections.abc import Mapping

import yaml

from ronghe.insight.lexicon import normal
from ronghe.insight.places import INDUSTRIES, LEXICON

WORDS = LEXICON / "industry_words.csv"
_KEY = re.compile(r"[A-T](\d\d)?")
_BREAKS = re.compile(r"[/、,;|·+&]+")
_ENDS = re.compile(r"(行业|产业|领域|类)$")


@functools.lru_cache(maxsize=1)
def industries() -> Mapping[str, tuple[str, str]]:
    """Return the Chinese and the English name of every section and division by key."""
    values = yaml.safe_load(INDUSTRIES.read_text(encoding="utf-8"))["values"]
    return {one["key"]: (one["label"]["zh"], one["label"]["en"]) for one in values}


def industry_name(key: str, language: str) -> str:
    """Return the name of an industry in a language such as `zh-hans` or `en`; the key itself if unknown."""
    names = industries().get(key)
    return names[language.startswith("en")] if names else key


@functools.lru_cache(maxsize=20_000)
def industry_of(words: str) -> str:
    """Return the key of the industry that words name: as a whole, else by their first part known; else empty text."""
    plain = normal(words)
    if _KEY.fullmatch(plain.upper()):
        return plain.upper() if plain.upper() in industries() else ""
    parts = (plain, *_BREAKS.split(plain))
    return next((key for one in parts if (key := _known(one.strip()))), "")


def _known(words: str) -> str:
    return _words().get(words) or _words().get(_ENDS.sub("", words), "")


@functools.lru_cache(maxsize=1)
def _words() -> Mapping[str, str]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        ours = {normal(row["words"]): row["industry"] for row in csv.DictReader(file)}
    return {normal(zh): key for key, (zh, _) in industries().items()} | ours
