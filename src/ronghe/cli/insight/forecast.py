"""`ronghe insight forecast FILE [--horizon 6] [--out FILE]`: forecasts series of monthly demand, with their errors."""

import argparse
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ronghe.insight.forecasting.forecasts import Forecasts
    from ronghe.insight.forecasting.panel import Panel

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("forecast", help="forecast series of monthly demand")
    command.add_argument("file", type=Path, help="CSV or Parquet: months as columns, or series, month, value")
    command.add_argument("--horizon", type=int, default=6, help="months ahead, at most 24")
    command.add_argument("--out", type=Path, help="CSV or Parquet to write; else the rows are printed")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write or print the forecasts and say how wrong they were in the past; return 1 if the file holds no panel."""
    from ronghe.insight.forecasting import files
    from ronghe.insight.forecasting.forecasts import forecasts

    if not 1 <= arguments.horizon <= 24:
        sys.stderr.write("the horizon is 1 to 24 months\n")
        return 1
    try:
        panel = files.read(arguments.file)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    found = forecasts(panel, horizon=arguments.horizon, say=_progress)
    if arguments.out:
        files.write(found.series, path=arguments.out)
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(files.COLUMNS)
        writer.writerows(row for one in found.series for row in files.lines(one))
    (sys.stdout if arguments.out else sys.stderr).write(_summary(panel, found))
    return 0


def _summary(panel: "Panel", found: "Forecasts") -> str:
    given = sum(any(figure.value is not None for figure in one.figures) for one in found.series)
    lines = [f"{given} of {len(found.series)} series forecast from {panel.months[0]} to {panel.months[-1]}"]
    if panel.dropped:
        lines.append(f"{len(panel.dropped)} months before a gap are not used: {panel.dropped[0]} …")
    why = [one.figures[0].withheld for one in found.series if one.figures[0].withheld]
    lines += [f"withheld ({reason}): {why.count(reason)}" for reason in sorted({*why})]
    for model, errors in found.overall.items():
        known = {"WAPE": errors.wape, "MASE": errors.mase, "bias": errors.bias, "80 % coverage": errors.coverage}
        said = ", ".join(f"{name} {value:.3f}" for name, value in known.items() if value is not None)
        lines.append(f"backtest, {model}: {said}")
    return "\n".join(lines) + "\n"


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text}\x1b[K")
