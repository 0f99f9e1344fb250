"""Checks of the codes by which organisations and majors are known. Pure: no framework, no database, no clock."""

from ronghe.portal.organisations.codes.credit import uscc
from ronghe.portal.organisations.codes.finding import CodeFinding, Part, Reason, Verdict, normalise
from ronghe.portal.organisations.codes.majors import ListedMajor, listed_majors, major
from ronghe.portal.organisations.codes.school import ListedUniversity, listed_universities, school

__all__ = [
    "CodeFinding",
    "ListedMajor",
    "ListedUniversity",
    "Part",
    "Reason",
    "Verdict",
    "listed_majors",
    "listed_universities",
    "major",
    "normalise",
    "school",
    "uscc",
]
