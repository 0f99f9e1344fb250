"""How PostgreSQL, which refuses to run as root, is started by whoever starts us.

As an ordinary user nothing is needed. Root enters a user namespace in which it is an ordinary user. Where namespaces
are forbidden, root becomes `nobody`, who needs binaries and a data folder that it can reach.
"""

import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher.processes import end_with_parent
from launcher.report import Failure

_CLONE_NEWUSER = 0x10000000
_NOBODY = 65534
_INSIDE = 1000
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom PostgreSQL runs as: `become` runs in the child, the other two give it what it can reach."""

    name: str
    become: Callable[[], None]

    def prepare_child(self) -> None:
        """Change who the calling process is, and let it end with its parent (in this order: the change forgets it)."""
        self.become()
        end_with_parent(signal.SIGINT)


def _stay() -> None:
    return


def _enter_namespace() -> None:
    if _LIBC.unshare(_CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{_INSIDE} 0 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{_INSIDE} 0 1", encoding="ascii")


def _become_nobody() -> None:
    os.setgroups([])
    os.setgid(_NOBODY)
    os.setuid(_NOBODY)
    os.umask(0o077)


ORDINARY = Identity("the user who started it", _stay)
NAMESPACE = Identity("an ordinary user in a namespace of its own", _enter_namespace)
NOBODY = Identity("nobody", _become_nobody)


def choose() -> Identity:
    """Return the first way that works here."""
    if os.geteuid() != 0:
        return ORDINARY
    return NAMESPACE if _namespaces_work() else NOBODY


def _namespaces_work() -> bool:
    try:
        subprocess.run([sys.executable, "-c", ""], preexec_fn=_enter_namespace, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def place_of_data(data: Path, identity: Identity) -> Path:
    """Return where a data folder stands: where it should, or for `nobody` outside a checkout that it cannot enter."""
    if identity is not NOBODY or _open_to_others(data.parent):
        return data
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    place = Path("/var/tmp") / f"ronghe-{mark}"  # noqa: S108 -- a folder of another's is refused
    if place.is_symlink() or (place.exists() and place.lstat().st_uid not in (0, _NOBODY)):
        raise Failure(f"{place} belongs to somebody else")
    return place


def places_of_data(data: Path) -> list[Path]:
    """Return every place where a data folder may stand, whoever served it."""
    identities = (ORDINARY, NOBODY) if os.geteuid() == 0 else (ORDINARY,)
    return sorted({place_of_data(data, identity) for identity in identities})


def reachable_binaries(binaries: Path, identity: Identity, *, scratch: Path) -> Path:
    """Return a folder with the binaries that the identity can run: for `nobody` a copy when theirs is closed to it."""
    if identity is not NOBODY or _open_to_others(binaries):
        return binaries
    install = binaries.parent
    package = install.parent
    copy = scratch / "lib" / package.name / install.name
    shutil.copytree(install, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
    # A wheel keeps shared libraries beside its package, and the programs look for them by a relative path.
    for libraries in package.parent.glob(f"{package.name}.libs"):
        shutil.copytree(libraries, scratch / "lib" / libraries.name)
    return copy / binaries.name


def give(folder: Path, identity: Identity) -> None:
    """Let the identity own a folder that only we and it may enter."""
    if identity is NOBODY:
        os.chown(folder, _NOBODY, _NOBODY)


def _open_to_others(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (folder.resolve(), *folder.resolve().parents))
