"""How pages of supply and demand call what the tables hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ronghe.insight.products import adjustment
from ronghe.insight.products.matching import TITLES, Aspect
from ronghe.insight.vocabularies import majors, occupations
from ronghe.portal.talent import lexicon
from ronghe.portal.talent.models import MajorDecision, Resource
from ronghe.portal.web.talent.behind import ads, is_kept
from ronghe.portal.web.talent.figures import figure, interval, percent, reason

SKILL_TYPES = (
    ("K", _("知识")),
    ("S", _("技能、工具与方法")),
    ("T", _("通用能力")),
    ("L", _("语言")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The codes of a resource with their names: (code, name)."""

    majors: tuple[tuple[str, str], ...]
    occupations: tuple[tuple[str, str], ...]
    skills: tuple[str, ...]


def said_codes(resource: Resource) -> Codes:
    """Return what a resource serves, with names."""
    return Codes(
        majors=tuple((code, major_name(code)) for code in resource.majors),
        occupations=tuple((code, occupation_name(code)) for code in resource.occupations),
        skills=tuple(resource.skills),
    )


def occupation_name(code: str) -> str:
    """Return the name of an occupation; the code where the classification does not know it."""
    return occupations.occupation_name(code, get_language() or "")


def major_name(code: str, given: str = "") -> str:
    """Return the name of a major as its school gives it, in English ours; the code where no name is known."""
    language = get_language() or ""
    listed = majors.major_name(code, language)
    return given if given and (listed == code or not language.startswith("en")) else listed


def skill_name(number: int, given: str) -> str:
    """Return the name of a skill as a standard gives it, in English that of the lexicon where it has one."""
    known = lexicon.names().get(number) if (get_language() or "").startswith("en") else None
    return known.english or given if known else given


def skill_names(listed: Sequence[Any]) -> str:
    """Return the names of the skills that a course teaches, in one line; empty where it teaches none."""
    return _("、").join(skill_name(one.skill_id, one.name) for one in listed)


def codes_of(listed: Sequence[str]) -> str:
    """Return codes as they are typed into a form."""
    return "、".join(listed)


IMPORTANCES = {"required": _("必备"), "important": _("重要"), "useful": _("有用")}
LEVELS = {1: _("了解"), 2: _("掌握"), 3: _("熟练应用")}
LEVELS_FROM = {"survey": _("企业调查"), "expert": _("专家"), "assumed": _("推定")}
IMPORTANCE_TONES = {"required": "bad", "important": "waiting", "useful": "neutral"}


STEPS = {
    **dict(MajorDecision.Step.choices),
    "unknown": _("数据不足，没有建议"),
    "": _("没有建议"),
}
ADVICE_TONES = {
    "open": "good",
    "expand": "good",
    "keep": "neutral",
    "reform": "waiting",
    "shrink": "bad",
    "stop": "bad",
}
ASPECT_TONES = {
    "outstanding": "good",
    "excellent": "good",
    "optimized": "waiting",
    "growing": "waiting",
    "initial": "bad",
}
GRADES = {
    "initial": _("初始级"),
    "growing": _("成长级"),
    "optimized": _("优化级"),
    "excellent": _("优秀级"),
    "outstanding": _("卓越级"),
}
DUTY_STATES = {
    "ahead": (_("未开放"), "neutral"),
    "open": (_("待参加"), "waiting"),
    "overdue": (_("已逾期"), "bad"),
    "done": (_("已参加"), "good"),
    "late": (_("逾期后参加"), "waiting"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalWords:
    """A signal as a page says it: name, value, interval, why there is none, how many stand behind it."""

    name: str
    value: str
    interval: str
    missing: str
    n: int
    trace: Mapping[str, Any]


def signal_words(evidence: Mapping[str, Any]) -> list[SignalWords]:
    """Return the signals of stored evidence in words."""
    named = adjustment.rules().signals
    return [_signal(one, named.get(one["key"])) for one in evidence.get("signals", ())]


def _signal(one: Mapping[str, Any], named: adjustment.Named | None) -> SignalWords:
    found = figure(one["figure"])
    english = (get_language() or "").startswith("en")
    share = named is not None and named.unit == "share"
    value = "" if found.value is None else (f"{found.value * 100:.1f}%" if share else f"{found.value:,.2f}")
    bounds = (found.low, found.high)
    ends = [f"{end * 100:.1f}%" if share else f"{end:,.2f}" for end in bounds if end is not None]
    return SignalWords(
        name=(named.en if english else named.zh) if named else one["key"],
        value=value,
        interval="–".join(ends) if len(ends) == 2 else "",
        missing=reason(found),
        n=found.n,
        trace=one.get("trace") or {},
    )


def in_language(pair: Sequence[str]) -> str:
    """Return the text in the reader's language from a pair of Chinese and English."""
    return str(pair[1 if (get_language() or "").startswith("en") else 0]) if pair else ""


def aspect_name(key: str) -> str:
    """Return what a sub-score of the matching assessment is called."""
    return in_language(TITLES[Aspect(key)])


class Words:
    """What templates of supply and demand call `talent_words`: the words for keys, and figures as they are written."""

    percent = staticmethod(percent)
    interval = staticmethod(interval)
    reason = staticmethod(reason)

    pair = staticmethod(in_language)
    major = staticmethod(major_name)
    skill = staticmethod(skill_name)
    skills = staticmethod(skill_names)
    ads = staticmethod(ads)
    is_kept = staticmethod(is_kept)
    aspect = staticmethod(aspect_name)

    @staticmethod
    def kind(key: str) -> str:
        """Return the type of a skill."""
        return str(dict(SKILL_TYPES).get(key, key))

    @staticmethod
    def importance(key: str) -> str:
        """Return how much a skill is needed."""
        return str(IMPORTANCES.get(key, key))

    @staticmethod
    def tone(key: str) -> str:
        """Return the tone of the tag that says how much a skill is needed."""
        return IMPORTANCE_TONES.get(key, "neutral")

    @staticmethod
    def level(key: int) -> str:
        """Return a level of mastery; a dash where there is none."""
        return str(LEVELS.get(key, "–"))

    @staticmethod
    def level_from(key: str) -> str:
        """Return who says which level is needed."""
        return str(LEVELS_FROM.get(key, key))


WORDS = Words()
