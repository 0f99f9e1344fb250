"""`ronghe insight ingest curricula|syllabi|supply|surveys FILE…`: takes in what universities and firms deliver."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.insight import reasons

if TYPE_CHECKING:
    from ronghe.insight.store import Store
    from ronghe.insight.supply.deliveries import Delivery

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_SHOWN = 5
Reader = Callable[[Path, argparse.Namespace, Mapping[str, str]], "Delivery"]


def add(subparsers: "Subparsers") -> None:
    """Add the kinds; their parsers carry the function to run as `run`."""
    for kind, (text, reader) in _KINDS.items():
        command = subparsers.add_parser(kind, help=text)
        command.add_argument("files", nargs="+", type=Path, metavar="FILE")
        command.add_argument("--store", type=Path, default=Path(".local/insight"), help="default: .local/insight")
        command.add_argument("--school", default="", metavar="CODE", help="ten digits, where the file does not say")
        command.add_argument("--major", default="", help="code or name, where the file does not say")
        command.add_argument("--plan", default="", metavar="YEAR", help="where the file does not say")
        command.add_argument("--mapping", type=Path, metavar="YAML", help="field: heading of its column")
        command.set_defaults(run=run, reader=reader)


def run(arguments: argparse.Namespace) -> int:
    """Stage every file and say what counts in no figure and why; return 1 if a file could not be used, else 0."""
    from ronghe.insight.store import Store, StoreError
    from ronghe.insight.supply.deliveries import Unreadable

    try:
        mapping = _mapping(arguments.mapping)
    except ValueError as error:
        sys.stderr.write(f"{arguments.mapping}: {error}\n")
        return 1
    store, failed = Store(arguments.store), False
    for path in arguments.files:
        try:
            said = list(_taken(store, arguments.reader(path, arguments, mapping)))
        except (Unreadable, StoreError, OSError) as error:
            failed, said = True, [f"refused: {error}"]
        sys.stdout.write("\n  ".join([f"{path.name}:", *said]) + "\n")
    return int(failed)


def _mapping(path: Path | None) -> Mapping[str, str]:
    """Return which heading holds which field. Raises ValueError if the file says anything else."""
    import yaml

    if path is None:
        return {}
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"no mapping can be read: {error}") from error
    if not isinstance(content, dict):
        raise ValueError("a mapping has lines of the form `field: heading`")
    return {str(field): str(heading) for field, heading in content.items()}


def _taken(store: "Store", delivery: "Delivery") -> Iterator[str]:
    from ronghe.insight.supply.deliveries import stage

    if not stage(store, delivery):
        yield f"delivery {delivery.key} is there already; nothing changed"
        return
    yield f"delivery {delivery.key}: {delivery.rows.num_rows} rows, {delivery.findings.num_rows} findings"
    found = delivery.findings.to_pylist()
    kinds = Counter((one["severity"], one["field"]) for one in found)
    for (severity, field), count in kinds.most_common():
        yield f"{severity} {field}: {count}"
        same = [one for one in found if (one["severity"], one["field"]) == (severity, field)]
        yield from (f"  row {one['row']}: {one['value']!r} {reasons.both(one['reason'])}" for one in same[:_SHOWN])


def _curricula(path: Path, arguments: argparse.Namespace, mapping: Mapping[str, str]) -> "Delivery":
    from ronghe.insight.supply import curricula

    return curricula.read(path, school=arguments.school, major=arguments.major, plan=arguments.plan, mapping=mapping)


def _syllabi(path: Path, arguments: argparse.Namespace, mapping: Mapping[str, str]) -> "Delivery":
    from ronghe.insight.supply import syllabi

    return syllabi.read(path, school=arguments.school, mapping=mapping)


def _supply(path: Path, arguments: argparse.Namespace, mapping: Mapping[str, str]) -> "Delivery":
    from ronghe.insight.supply import figures

    return figures.read(path, school=arguments.school, mapping=mapping)


def _surveys(path: Path, arguments: argparse.Namespace, mapping: Mapping[str, str]) -> "Delivery":
    from ronghe.insight import lexicon
    from ronghe.insight.occupations.coder import Coder
    from ronghe.insight.places import SKILLS
    from ronghe.insight.sources.privacy import firm_key
    from ronghe.insight.supply import surveys

    coder = Coder.of()
    return surveys.read(
        path,
        skills=lexicon.read(SKILLS),
        secret=firm_key(arguments.store),
        mapping=mapping,
        code=lambda title: coder.code([title])[0].code,
    )


_KINDS: Mapping[str, tuple[str, Reader]] = {
    "curricula": ("training plans (.xlsx, .csv, .parquet)", _curricula),
    "syllabi": ("syllabi of one school (.docx, .txt, or a table of them)", _syllabi),
    "supply": ("enrolment, graduates and placement (.xlsx, .csv, .parquet)", _supply),
    "surveys": ("what enterprises say of skills (.xlsx, .csv, .parquet)", _surveys),
}
