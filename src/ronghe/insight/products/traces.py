"""Where a figure comes from: formula, snapshot, the ads it counts and the courses it reads (TAL-15)."""

from dataclasses import dataclass

from ronghe.insight.figures import Formula
from ronghe.insight.reading import Filter

SAMPLE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is behind a figure: a sample of at most 20 ads and how many there are, and the filter that finds them all.

    Where several filters together find them, as for the occupations of a major, these are `filters`.
    `courses` are nodes of the map (`course:<school>/<major>/<plan>/<course>`), a sample too; `rows` are places in
    deliveries (`<delivery>:<row>`) of figures and surveys; `run` is the frozen run if there is one.
    """

    formula: str
    version: int
    snapshot: str = ""
    ads: tuple[str, ...] = ()
    ads_total: int = 0
    filter: Filter | None = None
    filters: tuple[Filter, ...] = ()
    courses: tuple[str, ...] = ()
    courses_total: int = 0
    rows: tuple[str, ...] = ()
    run: str = ""


def of(formula: Formula, **behind: object) -> Trace:
    """Return the trace of a figure by a formula; ads, courses and rows beyond the sample are cut."""
    cut = {name: value[:SAMPLE] if isinstance(value, tuple) else value for name, value in behind.items()}
    return Trace(formula=formula.key, version=formula.version, **cut)  # type: ignore[arg-type]
