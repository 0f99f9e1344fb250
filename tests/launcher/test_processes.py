"""Nothing that the launcher started stays behind."""

import os
import signal
import time
from pathlib import Path

from launcher.processes import start


def _serves(number: int) -> bool:
    state = Path(f"/proc/{number}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_what_a_killed_server_leaves_behind_is_ended_with_it(tmp_path):
    """A web server that is killed cannot stop its workers, which would keep the port."""
    note = tmp_path / "worker"
    command = ["/bin/sh", "-c", f"sleep 300 & echo $! > {note}.new; mv {note}.new {note}; wait"]
    child = start("a server", command, log=tmp_path / "log", environment={"PATH": os.environ["PATH"]}, cwd=tmp_path)
    while not note.exists():
        time.sleep(0.01)
    worker = int(note.read_text())

    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    before = _serves(worker)
    child.stop()
    deadline = time.monotonic() + 5
    while _serves(worker) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert (before, _serves(worker)) == (True, False)
