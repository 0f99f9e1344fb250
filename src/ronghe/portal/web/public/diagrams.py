"""Pictures of how a kind of case moves, drawn once per version and language."""

import functools

from markupsafe import Markup

from ronghe.portal.programmes import queries
from ronghe.rulebook.diagram import svg


@functools.lru_cache(maxsize=100)
def diagram_of(version_id: int, kind: str, language: str) -> Markup:
    """Return the picture as SVG in a language (`zh` or `en`); the drawer escapes every text of the definition."""
    return Markup(svg(queries.definition(version_id), kind, language))  # noqa: S704 -- escaped by the drawer
