"""Child processes: none outlives the launcher, whatever ends it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from launcher.places import ROOT
from launcher.report import Failure, Stop

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_RUNNING: set[subprocess.Popen[bytes]] = set()
_GUARD = threading.Lock()


def end_with_parent(number: signal.Signals) -> None:
    """Ask the kernel to send this signal to the calling process when the thread that started it ends."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def _follow_parent() -> None:
    end_with_parent(signal.SIGTERM)


def die_with_parent() -> None:
    """Ask the kernel to end the calling process at once when the launcher ends without stopping it."""
    end_with_parent(signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Child:
    """A process that serves until it is stopped; it has its own session, so that Ctrl-C reaches only the launcher."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    def stop(self, *, patience: float = 10.0) -> None:
        """Stop the process in good order; what it left behind, or all after `patience` seconds, is ended."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str],
    cwd: Path = ROOT,
    stop_signal: signal.Signals = signal.SIGTERM,
    prepare: Callable[[], None] = _follow_parent,
) -> Child:
    """Start a process that serves; its output goes to `log`. `prepare` runs in the child before the program."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command),
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=prepare,
        )
    return Child(name, process, log, stop_signal)


def call(command: Sequence[str], *, environment: Mapping[str, str], cwd: Path = ROOT) -> int:
    """Run a program with our own input and output and return its exit code."""
    process = subprocess.Popen(list(command), cwd=cwd, env=dict(environment), preexec_fn=_follow_parent)
    with _registered(process):
        return process.wait()


def run(command: Sequence[str], *, environment: Mapping[str, str], cwd: Path = ROOT) -> str:
    """Run a program and return its output; raises Failure with the end of the output when it fails."""
    code, output = attempt(command, environment=environment, cwd=cwd)
    if code:
        end = "\n".join(output.splitlines()[-30:])
        raise Failure(f"{Path(command[0]).name} failed ({' '.join(command[1:4])} …), exit code {code}:\n{end}")
    return output


def attempt(command: Sequence[str], *, environment: Mapping[str, str], cwd: Path = ROOT) -> tuple[int, str]:
    """Run a program and return its exit code and output."""
    try:
        process = subprocess.Popen(
            list(command),
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=_follow_parent,
        )
    except FileNotFoundError:
        return 127, f"{command[0]} is not there"
    with _registered(process):
        output, _ = process.communicate()
    return process.returncode, output.decode("utf-8", errors="replace")


@contextlib.contextmanager
def _registered(process: subprocess.Popen[bytes]) -> Iterator[None]:
    with _GUARD:
        _RUNNING.add(process)
    try:
        yield
    finally:
        with _GUARD:
            _RUNNING.discard(process)


def stop_on_signals() -> None:
    """Turn SIGINT and SIGTERM into Stop, and end what is running in other threads."""

    def handle(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for process in list(_RUNNING):
            process.terminate()
        raise Stop

    signal.signal(signal.SIGINT, handle)
    signal.signal(signal.SIGTERM, handle)
