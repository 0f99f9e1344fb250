"""`ronghe insight serve-results [--store FOLDER] [--port 8770]`: results over HTTP, read-only, on this machine."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("serve-results", help="serve results over HTTP on this machine, for reading only")
    command.add_argument("--store", type=Path, default=Path(".local/insight"))
    command.add_argument("--port", type=int, default=8770)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted; return 1 if the store has no state or the port is taken."""
    from ronghe.insight.serving import server
    from ronghe.insight.store import Store, StoreError

    store = Store(arguments.store)
    try:
        if store.state() is None:
            sys.stderr.write(f"{arguments.store}: there is no state; `ronghe insight build` makes one\n")
            return 1
        serving = server(store, port=arguments.port)
    except (OSError, OverflowError, StoreError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    with serving:
        sys.stdout.write(f"http://127.0.0.1:{serving.server_port}/state\n")
        sys.stdout.flush()
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
