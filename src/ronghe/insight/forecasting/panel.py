"""A panel: how many advertisements each of some series had in each of some months, with no month missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ronghe.insight.intervals import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Series × months: `values[i, t]` is the demand of `names[i]` in `months[t]`; months follow one another.

    `refused` are the series that could not be used, each with why; `dropped` are months before a gap in all series.
    """

    names: tuple[str, ...]
    months: tuple[str, ...]
    values: Vector
    refused: Mapping[str, str]
    dropped: tuple[str, ...] = ()


def panel(series: Mapping[str, Mapping[str, float]], *, months: Sequence[str] = ()) -> Panel:
    """Return the panel of series by name, each with its demand by month (`2026-11`); an absent month is no demand.

    `months` are those that were observed, else all that some series has. After a gap in them only the later ones
    are used. A series with a value that is negative or no number is refused. Raises ValueError without any month.
    """
    observed = sorted({*months} or {month for one in series.values() for month in one})
    if not observed:
        raise ValueError("there is no month in the series")
    kept = unbroken(observed)
    values = np.array([[one.get(month, 0.0) for month in kept] for one in series.values()], dtype=float)
    values = values.reshape(len(series), len(kept))
    sound = np.isfinite(values).all(axis=1) & (values >= 0).all(axis=1)
    names = [*series]
    return Panel(
        names=tuple(name for name, fine in zip(names, sound, strict=True) if fine),
        months=tuple(kept),
        values=values[sound],
        refused={name: "input" for name, fine in zip(names, sound, strict=True) if not fine},
        dropped=tuple(observed[: -len(kept)]),
    )


def following(month: str, number: int) -> tuple[str, ...]:
    """Return the months that follow a month."""
    return tuple(_month(_number(month) + ahead) for ahead in range(1, number + 1))


def unbroken(months: Sequence[str]) -> list[str]:
    """Return the months after the last gap in a sorted sequence. Raises ValueError for one that is no month."""
    numbers = [_number(one) for one in months]
    breaks = [at for at in range(1, len(numbers)) if numbers[at] != numbers[at - 1] + 1]
    return [*months[breaks[-1] :]] if breaks else [*months]


def _number(month: str) -> int:
    year, _, number = month.partition("-")
    if len(month) != 7 or not (year + number).isdecimal() or not 1 <= int(number) <= 12:
        raise ValueError(f"{month!r} is no month like 2026-11")
    return int(year) * 12 + int(number) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def month_of_year(months: Sequence[str]) -> Iterator[int]:
    """Return the place of each month in its year, 0 to 11."""
    return (_number(one) % 12 for one in months)
