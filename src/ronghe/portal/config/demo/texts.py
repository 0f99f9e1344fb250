"""The words of the demo: loaded once, filled in by field, topic and course."""

import functools
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("texts.yaml")
Texts = Mapping[str, Any]


@functools.lru_cache(maxsize=1)
def texts() -> Texts:
    """Return all words by their place in `texts.yaml`."""
    found: Texts = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def chance(key: str) -> random.Random:
    """Return a source of chance that gives the same for the same key."""
    return random.Random(key)  # noqa: S311 -- for the demo's variety, not for secrets


class Titles:
    """Composes titles of applications, none of them twice unless they may repeat."""

    def __init__(self, *, may_repeat: bool = False) -> None:
        self._may_repeat = may_repeat
        self._taken: set[str] = set()

    def application(self, *, field: str, type_: str, topic: str, chosen: random.Random) -> tuple[str, str, str]:
        """Return a new title with the course and the approach that it speaks of."""
        words = texts()
        of_field = words["fields"][field]
        while True:
            course, approach = chosen.choice(of_field["courses"]), chosen.choice(words["approaches"])
            title = chosen.choice(words["types"][type_]["titles"]).format(
                topic=topic,
                course=course,
                approach=approach,
                college=chosen.choice(of_field["colleges"]),
                new=words["new"][field],
            )
            if self._may_repeat or title not in self._taken:
                break
            topic = chosen.choice(of_field["topics"])
            if chosen.random() < 0.1:
                type_ = chosen.choice(list(words["types"]))
        self._taken.add(title)
        return title, course, approach
