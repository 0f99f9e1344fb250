"""How the observatory calls things: places, industries, occupations, skills and majors in the reader's language."""

import functools
from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ronghe.insight import reasons, results
from ronghe.insight.reading import Filter
from ronghe.insight.vocabularies.industries import industry_name
from ronghe.insight.vocabularies.majors import major_name
from ronghe.insight.vocabularies.occupations import occupation_name
from ronghe.insight.vocabularies.regions import region_name
from ronghe.portal.statistics.observatory import Opened, paths_of


@functools.lru_cache(maxsize=2)
def _skills(at: Opened) -> Mapping[int, tuple[str, str, str]]:
    return results.skill_names(paths_of(at))


def skills(at: Opened) -> Mapping[int, tuple[str, str]]:
    """Return the Chinese and the English name of every skill of a state; the English one may be empty."""
    return {number: (name, english) for number, (name, english, _type) in _skills(at).items()}


def skill(at: Opened, number: int) -> str:
    """Return the name of a skill: in English its Latin spelling where it has one."""
    name, english, _type = _skills(at).get(number, (str(number), "", ""))
    return (english or name) if _english() else name


def skill_type(at: Opened, number: int) -> str:
    """Return what a skill is, in words; empty where the lexicon of the state does not know it."""
    return {"K": _("知识"), "S": _("技能、工具或方法"), "T": _("通用能力"), "L": _("语言")}.get(
        _skills(at).get(number, ("", "", ""))[2], ""
    )


def knows_skill(at: Opened, number: int) -> bool:
    """Return whether the lexicon of a state has a skill."""
    return number in _skills(at)


def occupation(code: str) -> str:
    """Return the name of an occupation of the classification of 2022; the code itself where it is unknown."""
    return occupation_name(code, get_language() or "")


def reason(found: str) -> str:
    """Return why something of a delivery was left out."""
    return reasons.reason(found, language="en" if _english() else "zh")


def field(named: str) -> str:
    """Return what readers call a field of a delivery."""
    return reasons.field(named, language="en" if _english() else "zh")


def region(code: str) -> str:
    """Return the short name of a place given by six digits, or by two for a province."""
    return region_name(code if len(code) == 6 else f"{code}0000", get_language() or "")


def industry(key: str) -> str:
    """Return the name of a section or division of GB/T 4754."""
    return industry_name(key, get_language() or "")


def major(code: str) -> str:
    """Return the name of a major of the undergraduate catalogue."""
    return major_name(code, get_language() or "")


def meant(at: Opened, chosen: Filter) -> list[tuple[str, str]]:
    """Return the conditions of a filter in words, each with the name of its parameter."""
    said = [
        ("occupation", occupation(chosen.occupation) if chosen.occupation else ""),
        ("region", region(chosen.region) if chosen.region else ""),
        ("industry", industry(chosen.industry) if chosen.industry else ""),
        ("skill", skill(at, chosen.skill) if chosen.skill is not None else ""),
        ("since", _("从 %(month)s") % {"month": chosen.since} if chosen.since else ""),
        ("until", _("到 %(month)s") % {"month": chosen.until} if chosen.until else ""),
    ]
    return [(name, words) for name, words in said if words]


def _english() -> bool:
    return (get_language() or "").startswith("en")


def either(pair: tuple[str, str]) -> str:
    """Return the Chinese or the English of a pair."""
    return pair[1] if _english() and pair[1] else pair[0]
