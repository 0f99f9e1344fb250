"""Objections in a world that is not stored."""

import datetime as dt
import random

from ronghe.portal.cases.actors import Actor
from ronghe.portal.cases.commands.messages import message_to
from ronghe.portal.cases.models import Case
from ronghe.portal.config.demo.history.world import World
from ronghe.portal.notices.commands import LEGIBLE, lodged, refuse_objection
from ronghe.portal.notices.models import Objection

ORGANISATION = "演示异议单位"
CONTACT = "演示联系方式，见书面材料"


def lodge(world: World, *, case: Case, name: str, grounds: str, at: dt.datetime) -> str:
    """Lodge an objection to the newest entry of a case and return its reference. Raises ObjectionRefused."""
    entry = world.entries[case.pk][-1]
    refuse_objection(entry=entry, at=at)
    chosen = random.Random(f"{case.number}{at.isoformat()}")  # noqa: S311 -- a reference of the demo guards nothing
    objection = Objection(
        entry=entry,
        reference="YY-" + "".join(chosen.choice(LEGIBLE) for _ in range(8)),
        name=name,
        organisation_name=ORGANISATION,
        contact=CONTACT,
        grounds=grounds,
        lodged_at=at,
    )
    world.objections[entry.pk].append(world.keep(objection))
    issued_by = world.definition.notices[entry.notice.kind].issued_by
    message = message_to(case=case, to=issued_by, text=lodged(objection.reference), at=at)
    if message is not None:
        world.keep(message)
    return objection.reference


def settle(
    world: World, *, reference: str, actor: Actor, result: Objection.Result, reason: str, at: dt.datetime
) -> None:
    """Settle an open objection. Raises StopIteration for a reference that nobody lodged."""
    objection = next(one for some in world.objections.values() for one in some if one.reference == reference)
    objection.result, objection.reason, objection.settled_at = result, reason, at
    objection.settled_by_id = actor.user_id
