"""Setting a value that the definition leaves to the office."""

import datetime as dt

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries
from ronghe.portal.programmes.access import access_to_run
from ronghe.portal.programmes.models import Programme, ProgrammeSetting
from ronghe.rulebook import values
from ronghe.rulebook.structure import FactType, Setting

_COUNTED = (FactType.INTEGER, FactType.MONEY, FactType.DECIMAL, FactType.SHARE)


def set_setting(
    *, programme: str, key: str, value: str, reason: str, acting: Membership, at: dt.datetime
) -> ProgrammeSetting | Refused:
    """Set a value for all versions of a programme from now on; an empty one goes back to what the definition says.

    Raises NoAccess for whoever does not run the programme, and where it leaves no such value to the office.
    """
    version = access_to_run(programme=programme, acting=acting)
    shape = queries.setting_shapes(programme).get(key)
    if shape is None:
        raise NoAccess
    problems = problems_with_setting(shape, value=value, reason=reason)
    if problems:
        return Refused(problems=problems)
    typed = values.to_json(values.parse(value, kind=shape.type))
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=version.programme_id)
        newest = queries.newest_settings(programme).get(key)
        if newest is not None and (newest.value, newest.reason) == (typed, reason.strip()):
            return newest  # a second click
        return ProgrammeSetting.objects.create(
            programme_id=version.programme_id,
            key=key,
            value=typed,
            reason=reason.strip(),
            set_by_id=acting.user_id,
            organisation_id=acting.organisation_id,
            set_at=at,
        )


def problems_with_setting(shape: Setting, *, value: str, reason: str) -> tuple[Problem, ...]:
    """Return everything that stands against setting a value, by field."""
    problems = []
    try:
        typed = values.parse(value, kind=shape.type)
        if shape.type in _COUNTED and typed is not None and typed < 0:  # type: ignore[operator]  # a number
            problems.append(Problem(field="value", message=_("不能小于 0。")))
    except values.UnfitError as error:
        english = (get_language() or "").startswith("en")
        problems.append(Problem(field="value", message=error.text.en if english else error.text.zh))
    if not reason.strip():
        problems.append(Problem(field="reason", message=_("请写明理由。")))
    return tuple(problems)
