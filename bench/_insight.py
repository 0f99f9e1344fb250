"""What benchmarks of insight have in common: a measured ratio or figure beside its limit, real data, and one timer."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"  # real data, there where the project is developed


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A measured value with its limit, which it has to reach (`at_least`) or not to exceed; None: only told."""

    name: str
    value: float
    limit: float | None = None
    unit: str = ""
    at_least: bool = True

    @property
    def within(self) -> bool:
        """Return whether the limit holds."""
        return self.limit is None or (self.value >= self.limit if self.at_least else self.value <= self.limit)


def cpu_seconds() -> float:
    """Return the CPU time of this process and of its children that have ended."""
    own, children = (resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def cpu_of(run: Callable[[], object], *, times: int = 3) -> float:
    """Return the median CPU time of some runs, in seconds."""
    spent = []
    for _ in range(times):
        before = cpu_seconds()
        run()
        spent.append(cpu_seconds() - before)
    return median(spent)


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what is being measured, and how long it took."""
    started = time.monotonic()
    print(f"… {what}", flush=True)
    yield
    print(f"  {time.monotonic() - started:.0f} s", flush=True)
