"""Finding texts by two characters and more: what a text is found by, and what somebody asks for. No extension needed.

Chinese is cut into pairs of neighbouring characters, everything else into words. PostgreSQL keeps them in a `tsvector`
that is written here as a whole, so that none of its own parsers has a say; weights tell where a word stands.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup
from markupsafe import Markup, escape

from ronghe.portal.base.synonyms import meanings

SHORTEST = 2
LONGEST = 60
_TERMS = 6
_WEIGHTS = "ABCD"
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECES = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:[-.][^\W_{_HAN}]+)*")
_IS_HAN = re.compile(rf"[{_HAN}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks for: the words, all of which must be found."""

    text: str
    terms: tuple[str, ...]

    @property
    def too_short(self) -> bool:
        """Return whether something was typed, but less than two characters that could be found."""
        return bool(self.text) and not self.terms

    @property
    def words(self) -> tuple[str, ...]:
        """Return what to mark in a text that was found: the words and those of the same meaning, longest first."""
        found = {one for term in self.terms for one in meanings(term)}
        return tuple(sorted(found, key=lambda one: (-len(one), one)))


def asked(text: str) -> Asked:
    """Return what a text typed into a search box asks for."""
    clean = normal(text).strip()[:LONGEST]
    terms = tuple(dict.fromkeys(one for one in clean.split() if len("".join(_pieces(one))) >= SHORTEST))
    return Asked(text=text.strip()[:LONGEST], terms=terms[:_TERMS])


def normal(text: str) -> str:
    """Return a text in the one way of writing in which texts are compared: no full-width letters, no capitals."""
    return unicodedata.normalize("NFKC", text).lower()


def lexemes(text: str) -> Iterator[str]:
    """Yield what a text is found by: pairs of Chinese characters, words, and the parts of numbers such as `a-0001`."""
    for piece in _pieces(text):
        if not _IS_HAN.match(piece):
            yield piece
            yield from _parts(piece)
        elif len(piece) == 1:
            yield piece
        else:
            yield from _pairs(piece)


def vector(parts: Mapping[str, Iterable[str]]) -> str:
    """Return the `tsvector` of the lexemes that stand under each weight, A to D."""
    places: dict[str, str] = {}
    for weight, found in sorted(parts.items()):
        place = f"{_WEIGHTS.index(weight) + 1}{weight}"
        for one in dict.fromkeys(found):
            places[one] = f"{places[one]},{place}" if one in places else place
    return " ".join(f"'{one}':{place}" for one, place in places.items())


def query(wanted: Asked, *, named: Callable[[str], Iterable[str]] = lambda term: (), weights: str = "") -> str:
    """Return the `tsquery` of what somebody asks for, under some weights only where they are given.

    `named` gives further lexemes that answer a word: those of the things that are called so.
    """
    return " & ".join(f"({_alternatives(one, named(one), weights)})" for one in wanted.terms)


def answers(wanted: Asked, text: str) -> bool:
    """Return whether a text holds all words, or others of their meaning; for the few texts that no table keeps."""
    plain = normal(text)
    return bool(wanted.terms) and all(any(way in plain for way in meanings(one)) for one in wanted.terms)


def marked(text: object, words: Iterable[str]) -> Markup:
    """Return a text for a page with the words that were found in it marked."""
    plain = str(text)
    wanted = "|".join(re.escape(one) for one in words)
    if not wanted:
        return escape(plain)
    pieces = re.split(f"({wanted})", plain, flags=re.IGNORECASE)
    return Markup("").join(Markup("<mark>{}</mark>").format(one) if at % 2 else one for at, one in enumerate(pieces))


@SearchVectorField.register_lookup
class Holds(Lookup):
    """`vector__holds=…`: whether a `tsvector` answers a `tsquery` that is written already."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition in SQL."""
        left, left_values = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*left_values, self.rhs)


def _alternatives(term: str, named: Iterable[str], weights: str) -> str:
    ways = [" & ".join(_wanted(way, weights)) for way in meanings(term)]
    return " | ".join([*(f"({way})" for way in ways if way), *(_lexeme(one, weights) for one in named)])


def _wanted(text: str, weights: str) -> Iterator[str]:
    for piece in _pieces(text):
        if not _IS_HAN.match(piece) or len(piece) == 1:
            yield _lexeme(piece, f"*{weights}")
        else:
            yield from (_lexeme(one, weights) for one in _pairs(piece))


def _lexeme(text: str, marks: str) -> str:
    return f"'{text}':{marks}" if marks else f"'{text}'"


def _pieces(text: str) -> list[str]:
    return _PIECES.findall(normal(text))


def _parts(piece: str) -> list[str]:
    return re.split(r"[-.]", piece) if "-" in piece or "." in piece else []


def _pairs(piece: str) -> Iterator[str]:
    return (piece[at : at + 2] for at in range(len(piece) - 1))
