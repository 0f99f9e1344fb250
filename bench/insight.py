"""Measures insight beside its peers: `./run bench insight [--only NAME,…] [--small] [--json FILE]`.

Ratios are of CPU time in one run on the same cores with the same lexicon. What needs the real data of `../shared/data`
says so where it is not there. Each part is a module `_insight_<name>.py` with `measure`.
"""

import argparse
import dataclasses
import importlib
import inspect
import json
import sys
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench._insight import Line, told

PARTS = ("extraction", "quality", "occupations", "forecast", "engines")


def main(arguments: Sequence[str]) -> int:
    """Measure the parts and print each value beside its limit; return 1 if a limit is broken or a part fails."""
    parser = argparse.ArgumentParser(prog="./run bench insight", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--small", action="store_true", help="with little data: for trying the benchmark itself")
    parser.add_argument("--json", type=Path, help="also write the results to this file")
    options = parser.parse_args(arguments)
    lines: list[Line] = []
    failed: list[str] = []
    for part in options.only.split(","):
        try:
            with told(part):
                lines += _measured(part, small=options.small)
        except Exception:  # one part that fails must not hide the others
            traceback.print_exc()
            failed.append(part)
    _print(lines, failed)
    if options.json:
        options.json.write_text(json.dumps([_as_json(one) for one in lines], indent=1), encoding="utf-8")
    return int(bool(failed) or (not options.small and not all(one.within for one in lines)))


def _measured(part: str, *, small: bool) -> Iterable[Line]:
    if part not in PARTS:
        raise LookupError(f"there is no part {part!r} of {', '.join(PARTS)}")
    measure = importlib.import_module(f"bench._insight_{part}").measure
    takes_small = "small" in inspect.signature(measure).parameters
    return list(measure(small=small) if takes_small else measure())


def _print(lines: Sequence[Line], failed: Sequence[str]) -> None:
    wide = max((len(one.name) for one in lines), default=0)
    for one in lines:
        sign = "≥" if one.at_least else "≤"
        limit = "" if one.limit is None else f"{sign} {one.limit:g}"
        verdict = "" if one.limit is None else ("ok" if one.within else "MISSED")
        print(f"{one.name:<{wide}}  {one.value:>12,.3f} {one.unit:<8} {limit:<10} {verdict}")
    for part in failed:
        print(f"{part}: FAILED, see above")


def _as_json(line: Line) -> dict[str, object]:
    return {**dataclasses.asdict(line), "within": line.within}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
