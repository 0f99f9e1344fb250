"""What a check of a code says: the verdict with all its reasons, in both languages."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"


class Verdict(StrEnum):
    """Exceptional: the code is real in all likelihood, but a person has to compare it with the licence."""

    VALID = "valid"
    INVALID = "invalid"
    EXCEPTIONAL = "exceptional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in a language such as `zh-hans` or `en`."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of the code with what it means."""

    characters: str
    meaning: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFinding:
    """The verdict on one code. `normalised` is how to store it; `suggestion` a code that would be valid, or empty."""

    given: str
    normalised: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    parts: tuple[Part, ...] = ()
    suggestion: str = ""

    def explain(self, language: str) -> str:
        """Return all reasons in one line, in a language such as `zh-hans` or `en`."""
        english = language.startswith("en")
        return ("; " if english else "；").join(one.in_language(language) for one in self.reasons)


def normalise(given: str) -> str:
    """Return a code as it is stored: half-width capitals without blanks, hyphens and invisible characters."""
    plain = unicodedata.normalize("NFKC", given).upper()
    return "".join(one for one in plain if one.isprintable() and not one.isspace() and one not in "-‐‑‒–—_.·")


def normalising(given: str, normalised: str) -> tuple[Reason, ...]:
    """Return the reason that says what normalising changed, if it changed anything."""
    if given.strip() == normalised:
        return ()
    return (Reason(zh=f"已规范为 {normalised}", en=f"normalised to {normalised}"),)
