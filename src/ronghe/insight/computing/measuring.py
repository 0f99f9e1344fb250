"""All measures over a state: each is computed where its inputs exist, and frozen; what was frozen is not done again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from ronghe.insight.computing import demand, matching
from ronghe.insight.computing.inputs import Missing
from ronghe.insight.computing.parameters import Parameters
from ronghe.insight.measures import FORMULAS
from ronghe.insight.runs import Value, freeze, known, run_id
from ronghe.insight.store import State, Store

Say = Callable[[str], None]
Compute = Callable[[State, Parameters, Say], Iterable[Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a measure: the run and its number of values, or what is missing; `again` if it was there."""

    metric: str
    run: str = ""
    values: int = 0
    again: bool = False
    missing: str = ""


def measure(
    store: Store,
    state: State,
    *,
    metrics: Sequence[str],
    given: Parameters,
    anew: bool,
    say: Callable[[str, str], None],
) -> Iterator[Outcome]:
    """Compute measures over a state and freeze them one by one, so that a kill loses only the one at work.

    A run that is there is left, or with `anew` computed again and compared: RunError if it differs.
    """
    for metric in metrics:
        formula, parameters = FORMULAS[metric], _parameters(metric, given)
        found = known(store, run_id(state, formula=formula, parameters=parameters))
        if found and not anew:
            yield Outcome(metric=metric, run=found.run, values=found.values, again=True)
            continue
        try:
            values = [*_COMPUTE[metric][0](state, given, partial(say, metric))]
        except Missing as missing:
            yield Outcome(metric=metric, missing=str(missing))
            continue
        run = freeze(store, state, formula=formula, parameters=parameters, values=values)
        yield Outcome(metric=metric, run=run, values=len(values), again=bool(found))


def _parameters(metric: str, given: Parameters) -> dict[str, object]:
    return {name: value for name, value in asdict(given).items() if name in _COMPUTE[metric][1]}


def _structure(metric: str) -> Compute:
    def compute(state: State, given: Parameters, say: Say) -> Iterator[Value]:
        return (value for key, value in matching.structures(state, given, say) if key == metric)

    return compute


# How each is computed, and on which parameters it depends.
_COMPUTE: Mapping[str, tuple[Compute, tuple[str, ...]]] = {
    "M1": (matching.coverage, ("floor", "threshold")),
    "M1s": (matching.soft_coverage, ("floor",)),
    "M2": (demand.advantages, ("floor",)),
    "M3": (matching.cosines, ("floor",)),
    "M4": (demand.relatedness, ("floor",)),
    "M5": (_structure("M5"), ("floor",)),
    "M6": (_structure("M6"), ("floor",)),
    "M7": (_structure("M7"), ("floor",)),
    "M8": (matching.coupling, ("floor",)),
    "M9": (demand.places, ("floor",)),
    "M10": (matching.gaps, ("floor", "posts", "coverage", "retention")),
    "M11": (_structure("M11"), ("floor", "alpha")),
    "M12": (demand.shortage, ("floor",)),
    "F": (demand.expected, ("floor", "horizon")),
}
METRICS = tuple(_COMPUTE)
