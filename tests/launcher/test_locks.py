"""Only one launcher at a time, and the others learn which."""

import subprocess
import sys
from pathlib import Path

import pytest

from launcher.demo import already_running
from launcher.locks import Taken, exclusive

_HOLDER = """
import sys
from pathlib import Path
from launcher.locks import exclusive
with exclusive(Path(sys.argv[1]), wait=False) as lock:
    lock.tell({"what": "demo", "url": "http://127.0.0.1:8123/", "process": "77"})
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_who_comes_second_is_told_what_runs_and_where(holder, tmp_path):
    with pytest.raises(Taken) as caught, exclusive(tmp_path / "lock", wait=False):
        pass

    assert already_running(caught.value.holder) == (
        "The demo of this checkout is already running (or starting) at http://127.0.0.1:8123/ (process 77)."
    )


def test_a_killed_holder_leaves_no_lock(holder, tmp_path):
    holder.kill()
    holder.wait()

    with exclusive(tmp_path / "lock", wait=False) as lock:
        lock.tell({"what": "manage"})

    assert (tmp_path / "lock").read_text(encoding="ascii") == "{}"


def test_a_command_on_the_database_is_named_to_the_demo():
    assert already_running({"what": "manage shell", "process": "5"}) == (
        "The database of this checkout is in use by ./run manage shell (process 5)."
    )
