"""Words that mean the same to whoever searches, as data with its sources."""

import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from annotated_types import MinLen
from django.conf import settings

from ronghe.rulebook.reading import read_shape
from ronghe.rulebook.shapes import Shape


class Group(Shape):
    """Words of one meaning, where it says so, and what of it could not be confirmed."""

    words: Annotated[tuple[str, ...], MinLen(2)]
    source: str
    as_of: dt.date
    unconfirmed: str | None = None


class Synonyms(Shape):
    """All groups; no word stands in two of them."""

    groups: tuple[Group, ...]


@functools.lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """Return the synonyms that ship with the definitions. Raises DefinitionError."""
    path = Path(settings.DEFINITIONS_DIR) / "synonyms.yaml"
    return read_shape(path, shape=Synonyms, name=path.name)


def meanings(text: str) -> Iterator[str]:
    """Yield a text, then the text with a word that it holds replaced by each word of the same meaning."""
    yield text
    for group in synonyms().groups:
        held = max((one for one in group.words if one in text), key=len, default=None)
        if held is not None:
            yield from (text.replace(held, one) for one in group.words if one != held)
