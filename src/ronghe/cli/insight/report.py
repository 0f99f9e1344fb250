"""`ronghe insight report [--store FOLDER] --out FILE.md|.html`: the report over a store."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("report", help="write the report over the state")
    command.add_argument("--store", type=Path, default=Path(".local/insight"))
    command.add_argument("--out", type=Path, required=True, help="FILE.md or FILE.html")
    command.add_argument("--language", choices=("zh", "en"), default="zh")
    command.add_argument("--quality", type=Path, help="what `./run bench insight --json FILE` wrote")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the report; return 1 if the store has no state, or the file is neither Markdown nor HTML."""
    from ronghe.insight.reporting.contents import document
    from ronghe.insight.reporting.document import markdown, page
    from ronghe.insight.runs import RunError
    from ronghe.insight.store import Store, StoreError

    writers = {".md": markdown, ".html": page}
    if arguments.out.suffix not in writers:
        sys.stderr.write(f"{arguments.out}: a report is a file .md or .html\n")
        return 1
    store = Store(arguments.store)
    try:
        state = store.state()
        if state is None:
            sys.stderr.write(f"{arguments.store}: there is no state; `ronghe insight build` makes one\n")
            return 1
        quality = json.loads(arguments.quality.read_text(encoding="utf-8")) if arguments.quality else []
        found = document(store, state, language=arguments.language, quality=quality, say=_progress)
        arguments.out.write_text(writers[arguments.out.suffix](found), encoding="utf-8")
    except (OSError, RunError, StoreError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{arguments.out}\n")
    return 0


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text}\x1b[K")
