"""Telling the parties of a case."""

import datetime as dt

from ronghe.portal.cases.access import messages_for, parties_of
from ronghe.portal.cases.models import Case, Message
from ronghe.portal.organisations.models import Membership
from ronghe.rulebook.structure import Text


def tell(*, case: Case, to: str, text: Text, at: dt.datetime) -> None:
    """Leave a message for `owner` (the leader, where a person leads the case) or for a party's role."""
    message = message_to(case=case, to=to, text=text, at=at)
    if message is not None:
        message.save()


def message_to(*, case: Case, to: str, text: Text, at: dt.datetime) -> Message | None:
    """Return a message without storing it, or None where nobody stands for the party."""
    if to == "owner":
        return Message(case=case, user_id=case.leader_id, organisation_id=case.owner_id, zh=text.zh, en=text.en, at=at)
    party, _, role = to.partition(".")
    found = parties_of(case).get(party)
    if found is None:
        return None
    return Message(case=case, organisation_id=found.pk, role=role, zh=text.zh, en=text.en, at=at)


def mark_read(*, message_id: int, acting: Membership, at: dt.datetime) -> None:
    """Mark a message as read, if it is the person's own or to their role; anything else changes nothing."""
    messages_for(acting).filter(pk=message_id, read_at=None).update(read_at=at)
