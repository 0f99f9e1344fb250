"""The lexicon as the portal sees it: what ships, and the terms that experts have accepted since."""

import functools
from collections.abc import Mapping

from ronghe.insight import lexicon
from ronghe.insight.lexicon import Skill
from ronghe.insight.places import SKILLS


@functools.lru_cache(maxsize=1)
def shipped() -> tuple[Skill, ...]:
    """Return the skills that ship with the project."""
    return lexicon.read(SKILLS)


@functools.lru_cache(maxsize=1)
def spellings() -> Mapping[str, str]:
    """Return the name of the skill by each spelling that ships, as spellings are compared."""
    return {lexicon.normal(one): skill.name for skill in shipped() for one in skill.spellings}


@functools.lru_cache(maxsize=1)
def names() -> Mapping[int, Skill]:
    """Return the skills that ship by their numbers."""
    return {lexicon.skill_id(one.name): one for one in shipped()}


def nearest(text: str, *, limit: int = 12) -> tuple[str, ...]:
    """Return skills whose spelling holds a text or is held by it, the closest in length first."""
    key = lexicon.normal(text)
    found: dict[str, int] = {}
    for spelling, name in spellings().items():
        if len(spelling) > 1 and (spelling in key or key in spelling):
            distance = abs(len(spelling) - len(key))
            found[name] = min(distance, found.get(name, distance))
    return tuple(sorted(found, key=lambda name: (found[name], name))[:limit])
