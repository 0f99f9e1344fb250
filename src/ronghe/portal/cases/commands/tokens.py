"""Tokens of pages: the page's own number made that of one act by one person, so that it stands for nothing else."""

import uuid

from ronghe.portal.cases.actors import Actor


def bound(token: uuid.UUID | None, *, actor: Actor, act: str) -> uuid.UUID | None:
    """Return the token under which an act is stored: the same page, actor and act give the same, all else another."""
    if token is None:
        return None
    return uuid.uuid5(token, f"{actor.user_id}:{actor.organisation_id}:{actor.role}:{act}")
