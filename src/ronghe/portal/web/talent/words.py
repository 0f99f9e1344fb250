"""How pages of supply and demand call what the tables hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ronghe.insight.vocabularies.majors import major_name
from ronghe.insight.vocabularies.occupations import occupations
from ronghe.portal.talent.models import Resource

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
    found = occupations().get(code)
    return found.name if found else code


def codes_of(listed: Sequence[str]) -> str:
    """Return codes as they are typed into a form."""
    return "、".join(listed)
