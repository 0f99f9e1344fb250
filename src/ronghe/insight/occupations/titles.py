"""Job titles without what is no part of the occupation: employers, places, pay, benefits, numbers of posts.

The words that are taken out are ours, in `lexicon/title_noise.txt`.
"""

import functools
import re
import unicodedata

from ronghe.insight.places import LEXICON
from ronghe.insight.vocabularies.regions import regions

NOISE = LEXICON / "title_noise.txt"
_RECRUITING = re.compile(
    r"^.*(?:诚聘|急聘|直聘|招聘|聘请|直招|急招|诚招)(?!专员|主管|经理|顾问|助理|文员|实习|师|岗|人员|hr|bp|负责|运营|总监|官|组长|$)"
)
_BRACKETS = re.compile(r"[(\[{【<《（].*?[)\]}】>》）]|[(\[【（].*$")
_CODE = re.compile(r"[(\[]?\b[a-z]{1,5}[-_]?\d{3,}[a-z\d]*\b[)\]]?")
_PAY = re.compile(
    r"(?:月薪|年薪|日薪|底薪|综合|保底|薪资|到手|月入|收入)?(?<![a-z\d])(?!\d+[a-jl-vx-z])\d[\d.]*\s*(?:[-~至到]\s*\d[\d.]*)?\s*"
    r"(?:k|w|万|千|元|块|薪|名|人|岁|届|天|小时|点|月|年|周|个|位|%)*(?:起|以上|左右|一天|/天|/月|/小时|每天)?\+?"
)
_OTHER = re.compile(r"[^0-9a-z\u4e00-\u9fff+#./&]+")
_SHORTEST, _LONGEST = 2, 300


@functools.lru_cache(maxsize=100_000)
def cleaned(title: str) -> str:
    """Return what a title says of the occupation: NFKC, lower case, parts set off by single blanks; never empty text
    where the title has letters.
    """
    plain = unicodedata.normalize("NFKC", title[:_LONGEST]).lower()
    asked = _RECRUITING.sub("", plain) or plain
    bare = _BRACKETS.sub(" ", asked)
    for text in (bare, asked, plain):
        kept = _without_noise(text)
        if len(kept) >= _SHORTEST:
            return kept
    return _OTHER.sub(" ", plain).strip()


def _without_noise(text: str) -> str:
    text = _CODE.sub(" ", text)
    text = _noise().sub(" ", text)
    text = _PAY.sub(" ", text)
    return _OTHER.sub(" ", text).strip(" +./&#")


@functools.lru_cache(maxsize=1)
def _noise() -> re.Pattern[str]:
    words = NOISE.read_text(encoding="utf-8").split()
    places = [one.name for one in regions().values() if len(one.name) > _SHORTEST]
    places += [one.short for one in regions().values() if one.code.endswith("00") and len(one.short) >= _SHORTEST]
    return re.compile("|".join(re.escape(one.lower()) for one in sorted({*words, *places}, key=len, reverse=True)))
