"""The condition on cases to answer what somebody asks for; the same on pages, in lists and in public."""

from django.db.models import Q

from ronghe.portal.base import search
from ronghe.portal.base.search import Asked
from ronghe.portal.organisations import queries as organisations

PUBLIC = "ACD"  # where names of leaders do not stand
NAMES = "AB"
TITLES = "C"
PUBLIC_NAMES = "A"


def party_lexeme(organisation_id: int) -> str:
    """Return by what the cases of an organisation are found; no text can hold it."""
    return f"@{organisation_id}"


class Finder:
    """What somebody asks for, with the organisations that are called so; it needs one query for each word."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._named = {term: [party_lexeme(one) for one in organisations.called(text=term)] for term in asked.terms}

    def holds(self, *, weights: str = "") -> Q:
        """Return the condition that a case holds all words, under some weights only where they are given."""
        if not self.asked.terms:
            return Q(pk__in=[])
        return Q(search__vector__holds=search.query(self.asked, named=self._named.__getitem__, weights=weights))


def found(text: str, *, weights: str = "") -> Q:
    """Return the condition that a case answers a text; without two characters to look for, every case does."""
    asked = search.asked(text)
    return Finder(asked).holds(weights=weights) if asked.terms else Q()
