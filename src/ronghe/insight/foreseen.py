"""The forecasts that were frozen for a state, read for screens: no library of forecasts is needed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ronghe.insight.figures import Figure
from ronghe.insight.reading import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasts:
    """Of one run: by kind (`occupation`, `skill` …) and name the months to come with their figures, and past errors."""

    run: str
    months: Mapping[tuple[str, str], tuple[tuple[str, Figure], ...]]
    errors: Mapping[tuple[str, str], float]
    overall: Mapping[tuple[str, str, str], float]


def forecasts(root: Path, snapshot: str) -> Forecasts | None:
    """Return the forecasts (F) of the run that was frozen last for a snapshot; None where there is none."""
    notes = [(one, json.loads(one.read_text(encoding="utf-8"))) for one in (root / "runs").glob("*.json")]
    fitting = [
        (one.stat().st_mtime, one) for one, note in notes if (note["metric"], note["snapshot"]) == ("F", snapshot)
    ]
    if not fitting:
        return None
    path = max(fitting)[1]
    found = rows(
        "select keys, value, low, high, n, withheld from read_parquet(?) order by keys",
        [str(path.with_suffix(".parquet"))],
    )
    return _sorted(path.stem, found)


def _sorted(run: str, found: list[tuple[str, float | None, float | None, float | None, int, str]]) -> Forecasts:
    months: dict[tuple[str, str], list[tuple[str, Figure]]] = {}
    errors: dict[tuple[str, str], float] = {}
    overall: dict[tuple[str, str, str], float] = {}
    for text, value, low, high, n, withheld in found:
        keys = json.loads(text)
        if "all" in keys and value is not None:
            overall[keys["all"], keys["model"], keys["error"]] = value
        elif "month" in keys:
            ((kind, name),) = ((kind, name) for kind, name in keys.items() if kind != "month")
            figure = Figure(value=value, low=low, high=high, n=n, withheld=withheld)
            months.setdefault((kind, name), []).append((keys["month"], figure))
        elif keys.get("error") == "WAPE" and value is not None:
            ((kind, name),) = ((kind, name) for kind, name in keys.items() if kind != "error")
            errors[kind, name] = value
    ordered = {key: tuple(sorted(each, key=lambda one: one[0])) for key, each in months.items()}
    return Forecasts(run=run, months=ordered, errors=errors, overall=overall)
