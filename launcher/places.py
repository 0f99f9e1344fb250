"""Where things stand in a checkout. Everything that the launcher makes is in `.local`, `.venv` and `node_modules`."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCAL = ROOT / ".local"
LOGS = LOCAL / "log"
DIST = LOCAL / "dist"
STAMPS = LOCAL / "stamps"
TOOLS = LOCAL / "tools"
DATA = LOCAL / "pg"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SOURCE = ROOT / "src"
REQUIREMENTS = ROOT / "requirements"
SETUP_LOCK = LOCAL / "setup.lock"
OWNER_LOCK = LOCAL / "owner.lock"
SECRET_KEY = LOCAL / "secret_key"


def program(name: str) -> str:
    """Return the path of a program that the virtual environment brings."""
    return str(VENV / "bin" / name)


def home() -> str:
    """Return a home folder that can be written to: the user's own, else one inside the checkout."""
    own = os.environ.get("HOME", "")
    if own and Path(own).is_dir() and os.access(own, os.W_OK):
        return own
    substitute = LOCAL / "home"
    substitute.mkdir(parents=True, exist_ok=True)
    return str(substitute)


def short_temporary_folder() -> Path:
    """Return a new private folder with a path short enough for a unix socket, which ends at 107 bytes."""
    base = tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix="ronghe-", dir=base if len(base) < 60 else "/tmp"))  # noqa: S108
