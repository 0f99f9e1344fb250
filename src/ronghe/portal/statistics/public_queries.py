"""What everybody may count: published guides and public results, each number with the public list that it counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ronghe.portal.cases.public_queries import guide_counts, result_counts
from ronghe.portal.cases.public_queries.results import Outcome, ResultCount
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.statistics.board import Tile, tiles_of
from ronghe.rulebook.structure import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The public numbers of one programme over all its versions; `chosen` is the outcome that the map is about."""

    programme: str
    called: Text
    programmes: Sequence[tuple[str, Text]]
    guides: int
    outcomes: Sequence[Outcome]
    chosen: Outcome | None
    tiles: Sequence[Tile]


def summary(*, programme: str = "", outcome: str = "") -> Summary | None:
    """Return the public numbers of a programme, or of the one with most results; None where there is no programme."""
    keys: dict[str, list[int]] = {}
    for version in programmes.versions():
        keys.setdefault(version.programme.key, []).append(version.pk)
    if not keys:
        return None
    guides, results = guide_counts(), result_counts()
    most: Counter[int] = Counter()
    for one in results:
        most[one.version_id] += one.number
    chosen = programme if programme in keys else max(keys, key=lambda key: sum(most[pk] for pk in keys[key]))
    names = [(key, programmes.called(versions)) for key, versions in keys.items()]
    outcomes, by_province = _of_versions(results, keys[chosen])
    best = max((one for one in outcomes if one.state.tone == "good"), key=lambda one: one.count, default=None)
    about = next((one for one in outcomes if one.key == outcome), best)
    return Summary(
        programme=chosen,
        called=dict(names)[chosen],
        programmes=names,
        guides=sum(number for pk, number in guides.items() if pk in keys[chosen]),
        outcomes=outcomes,
        chosen=about,
        tiles=tiles_of(by_province[about.key]) if about else (),
    )


def _of_versions(
    results: Sequence[ResultCount], versions: Sequence[int]
) -> tuple[list[Outcome], Mapping[str, Counter[str]]]:
    """Return the public outcomes with their numbers, and these numbers by outcome and province."""
    found: dict[str, Outcome] = {}
    by_province: dict[str, Counter[str]] = {}
    for one in results:
        if one.version_id not in versions:
            continue
        shape = programmes.definition(one.version_id).cases[one.kind]
        key = f"{one.kind}.{one.state}"
        before = found[key].count if key in found else 0
        state = shape.states[one.state]
        found[key] = Outcome(key=key, kind=shape.title, state=state, count=before + one.number)
        by_province.setdefault(key, Counter())[one.province] += one.number
    return [found[key] for key in sorted(found)], by_province
