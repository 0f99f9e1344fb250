"""How numbers, figures and keys are written for readers of a report, in Chinese (`zh`) or English (`en`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ronghe.insight.figures import Figure, why
from ronghe.insight.vocabularies.industries import industry_name
from ronghe.insight.vocabularies.majors import major_name
from ronghe.insight.vocabularies.occupations import occupation_name
from ronghe.insight.vocabularies.regions import region_name

_DASH = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of a language, with the names of the skills of a state: Chinese and English by number."""

    language: str
    skills: Mapping[int, tuple[str, str]]

    def say(self, chinese: str, english: str) -> str:
        """Return the text of the language."""
        return english if self.language == "en" else chinese

    def figure(self, figure: Figure, *, percent: bool = False, digits: int = 2) -> str:
        """Return a value with its interval, or why it is withheld."""
        if figure.value is None:
            return why(figure, language=self.language)
        value = _number(figure.value, percent=percent, digits=digits)
        if figure.low is None or figure.high is None:
            return value
        low, high = (_number(one, percent=percent, digits=digits) for one in (figure.low, figure.high))
        return f"{value} ({low}{_DASH}{high})"

    def skill(self, number: int) -> str:
        """Return the name of a skill; its number if it is not in the lexicon."""
        chinese, english = self.skills.get(number, ("", ""))
        return self.say(chinese, english or chinese) or str(number)

    def key(self, kind: str, key: str) -> str:
        """Return the name of a value of a dimension, with its code."""
        if kind == "skill":
            return self.skill(int(key))
        if kind in ("province", "region"):
            return region_name(key.ljust(6, "0"), "en" if self.language == "en" else "zh-hans") or key
        if kind == "industry":
            return f"{industry_name(key, 'en' if self.language == 'en' else 'zh-hans')} {key}"
        if kind in ("occupation", "major"):
            name = (major_name if kind == "major" else occupation_name)(key, self.language)
            return f"{name} {key}" if name != key else key
        return key


def count(number: float) -> str:
    """Return a whole number with commas between thousands."""
    return f"{number:,.0f}"


def _number(value: float, *, percent: bool, digits: int) -> str:
    return f"{100 * value:.1f} %" if percent else f"{value:,.{digits}f}"
