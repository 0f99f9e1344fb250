"""A university's own decision on what was advised for one of its majors."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ronghe.insight.vocabularies.majors import majors
from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent import products, rows
from ronghe.portal.talent.access import leads_school
from ronghe.portal.talent.models import MajorDecision


def decide(
    *, acting: Membership, major: str, year: int, answer: str, step: str, reason: str, seen: str, at: dt.datetime
) -> MajorDecision | Refused:
    """Store a decision with the advice and the evidence as they were shown (`seen` is their digest).

    Raises NoAccess for who does not decide for a school.
    """
    if not leads_school(acting):
        raise NoAccess
    advice = products.advice_on(acting.organisation, major)
    if advice is None and major not in majors():
        return Refused(problems=(Problem(field="major", message=_("本科专业目录中没有这个专业。")),))
    evidence = advice.evidence if advice else {}
    problems = tuple(_wrong(year=year, answer=answer, step=step, reason=reason, today=at.date()))
    if not problems and rows.digest(evidence) != seen:
        problems = (Problem(field="", message=_("依据的数据在您查看之后有了变化，请重新核对。")),)
    if problems:
        return Refused(problems=problems)
    return MajorDecision.objects.create(
        major=major,
        year=year,
        advice=advice.step if advice else "",
        answer=answer,
        step=step,
        evidence=evidence,
        snapshot=advice.snapshot if advice else "",
        digest=rows.digest(evidence),
        reason=reason.strip(),
        by_id=acting.user_id,
        organisation_id=acting.organisation_id,
        role=acting.role,
        at=at,
    )


def _wrong(*, year: int, answer: str, step: str, reason: str, today: dt.date) -> Iterator[Problem]:
    if not today.year <= year <= today.year + 5:
        message = _("年份为 %(first)s 至 %(last)s。")
        yield Problem(field="year", message=message % {"first": today.year, "last": today.year + 5})
    if answer not in MajorDecision.Answer.values:
        yield Problem(field="answer", message=_("请选择是否采纳。"))
    if step not in MajorDecision.Step.values:
        yield Problem(field="step", message=_("请选择对该专业的安排。"))
    if not reason.strip():
        yield Problem(field="reason", message=_("请写明理由。"))
