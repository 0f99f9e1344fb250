"""Taking units in, planning dates, taking part in an assessment, noting what was missed."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from ronghe.insight.products.duties import schedule
from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership, Offering
from ronghe.portal.talent import products, rows
from ronghe.portal.talent.access import leads_school, runs
from ronghe.portal.talent.models import Assessment, ExitGround, Round, Unit
from ronghe.portal.talent.queries.matching import is_of, missed

MOST_ROUNDS = 12
MOST_MONTHS = 24


def take_in(*, offering_id: int, acting: Membership, since: dt.date | None, at: dt.datetime) -> Unit | Refused:
    """Take a major of a university or college in as a unit. Raises NoAccess for who does not run assessments."""
    if not runs(acting):
        raise NoAccess
    with transaction.atomic():
        rows_ = Offering.objects.select_for_update().filter(pk=offering_id, until_year=None)
        offering = rows_.first()
        if offering is None:
            return _refused("offering", _("请选择一个在办专业。"))
        if since is None:
            return _refused("since", _("请填写起始日期。"))
        if Unit.objects.filter(offering=offering, until=None).exists():
            return _refused("offering", _("该专业已是评估单元。"))
        return Unit.objects.create(offering=offering, since=since, **_who(acting, at))


def end(*, unit_id: int, acting: Membership, until: dt.date, reason: str) -> Unit | Refused:
    """End a unit from a day on, with a reason. Raises NoAccess for who does not run assessments."""
    if not runs(acting):
        raise NoAccess
    with transaction.atomic():
        unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
        if unit is None:
            raise NoAccess
        if not reason.strip():
            return _refused("reason", _("请写明理由。"))
        if unit.until is not None or until < unit.since:
            return _refused("", _("它的状态已经改变，请刷新后再办理。"))
        unit.until, unit.until_reason = until, reason.strip()
        unit.save(update_fields=["until", "until_reason"])
        return unit


def plan(
    *, acting: Membership, first: dt.date | None, months: int, count: int, window: int, at: dt.datetime
) -> list[Round] | Refused:
    """Plan dates at regular distances: `count` rounds, `months` apart, each open for `window` days.

    Raises NoAccess for who does not run assessments.
    """
    if not runs(acting):
        raise NoAccess
    if (problems := tuple(_wrong_plan(first, months, count, window))) or first is None:
        return Refused(problems=problems)
    last = first + dt.timedelta(days=31 * months * count)
    days = schedule(first_on=first, every_months=months, until=last)[:count]
    with transaction.atomic():
        known = set(Round.objects.select_for_update().filter(due_on__in=days).values_list("due_on", flat=True))
        if known:
            return _refused("first", _("%(day)s 已经安排了评估。") % {"day": min(known).isoformat()})
        return [
            Round.objects.create(
                title=f"{day.year}-{day.month:02}",
                opens_on=day - dt.timedelta(days=window),
                due_on=day,
                **_who(acting, at),
            )
            for day in days
        ]


def take_part(
    *, unit_id: int, round_id: int, acting: Membership, confirmed: bool, seen: str, at: dt.datetime, day: dt.date
) -> Assessment | Refused:
    """Confirm the data that was seen (by its digest) and be assessed; doing so again changes nothing.

    Raises NoAccess for anybody but the office of the unit's school.
    """
    unit = Unit.objects.select_related("offering__organisation__parent", "offering__major").filter(pk=unit_id).first()
    round_ = Round.objects.filter(pk=round_id).first()
    if unit is None or round_ is None or not leads_school(acting) or not is_of(unit, acting):
        raise NoAccess
    if done := Assessment.objects.filter(unit=unit, round=round_).first():
        return done
    if unit.since > round_.due_on or (unit.until is not None and unit.until <= day) or day < round_.opens_on:
        return _refused("", _("这次评估尚未开放，或该单元不参加。"))
    if not confirmed:
        return _refused("confirmed", _("请核对数据并勾选确认。"))
    made = products.assess(unit.offering.organisation, unit.offering.major.code, on=day)
    if made is None:
        return _refused("", _("还没有供需数据，暂时不能评估；请联系评估单位。"))
    if made.data_digest != seen:
        return _refused("confirmed", _("数据在您核对之后有了变化，请重新核对。"))
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        stored, _new = Assessment.objects.get_or_create(
            unit=unit,
            round=round_,
            defaults={
                "snapshot": made.snapshot,
                "lexicon_version": made.lexicon_version,
                "run": made.run,
                "value": made.value,
                "result": made.result,
                "digest": rows.digest(made.result),
                **_who(acting, at),
            },
        )
        return stored


def note_exit_ground(
    *, unit_id: int, round_id: int, acting: Membership, reason: str, at: dt.datetime, day: dt.date
) -> ExitGround | Refused:
    """Note a date that a unit let pass as a ground to exit. Raises NoAccess for who does not run assessments."""
    if not runs(acting):
        raise NoAccess
    with transaction.atomic():
        unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
        round_ = Round.objects.filter(pk=round_id).first()
        if unit is None or round_ is None:
            raise NoAccess
        if not reason.strip():
            return _refused("reason", _("请写明理由。"))
        if not missed(unit, round_, day=day):
            return _refused("", _("该单元没有逾期，不能登记。"))
        if found := ExitGround.objects.filter(unit=unit, round=round_).first():
            return found
        return ExitGround.objects.create(unit=unit, round=round_, reason=reason.strip(), **_who(acting, at))


def _wrong_plan(first: dt.date | None, months: int, count: int, window: int) -> Iterator[Problem]:
    if first is None:
        yield Problem(field="first", message=_("请填写第一次评估的截止日期。"))
    if not 1 <= months <= MOST_MONTHS:
        yield Problem(field="months", message=_("间隔为1至%(most)s个月。") % {"most": MOST_MONTHS})
    if not 1 <= count <= MOST_ROUNDS:
        yield Problem(field="count", message=_("次数为1至%(most)s次。") % {"most": MOST_ROUNDS})
    if not 1 <= window <= 180:
        yield Problem(field="window", message=_("开放天数为1至180天。"))


def _who(acting: Membership, at: dt.datetime) -> dict[str, object]:
    return {"by_id": acting.user_id, "organisation_id": acting.organisation_id, "role": acting.role, "at": at}


def _refused(field: str, message: str) -> Refused:
    return Refused(problems=(Problem(field=field, message=message),))
