"""What higher apps note about a version when it is published; each may be called again for the same version."""

from collections.abc import Callable

from ronghe.portal.programmes.models import ProgrammeVersion

_followers: list[Callable[[ProgrammeVersion], None]] = []


def register(follower: Callable[[ProgrammeVersion], None]) -> None:
    """Let an app note something about every version that is published."""
    _followers.append(follower)


def follow(version: ProgrammeVersion) -> None:
    """Let every app note what it needs about a published version, in the transaction of its publication."""
    for follower in _followers:
        follower(version)
