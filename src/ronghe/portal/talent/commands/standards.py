"""Drafting standards, changing their rows, reviewing and publishing them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ronghe.insight import lexicon
from ronghe.insight.products.standards import Importance
from ronghe.insight.vocabularies.occupations import occupations
from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent import products
from ronghe.portal.talent import rows as parts
from ronghe.portal.talent.access import judges, runs
from ronghe.portal.talent.lexicon import names, spellings
from ronghe.portal.talent.models import Standard, StandardEvent

_Act, _State = StandardEvent.Act, Standard.State
_OPEN = (_State.DRAFT, _State.REVIEW)


def draft(*, occupation: str, acting: Membership, at: dt.datetime, months: int = 12) -> Standard | Refused:
    """Draft the next version of an occupation's standard from the store's state.

    Raises NoAccess for who does not work on standards.
    """
    if not judges(acting):
        raise NoAccess
    if occupation not in occupations():
        return _refused("occupation", _("职业分类大典中没有这个代码。"))
    if Standard.objects.filter(occupation=occupation, state__in=_OPEN).exists():
        return _refused("occupation", _("这个职业已有一份草案，请先完成或放弃它。"))
    made = products.draft_standard(occupation, months=months)
    if made is None:
        return _refused("occupation", _("还没有供需数据：请先由运行人员导入招聘广告并计算。"))
    if made.withheld:
        message = _("招聘广告只有 %(n)s 条，不足 %(floor)s 条，不能生成标准。")
        return _refused("occupation", message % {"n": made.ads.n, "floor": products.LEAST_ADS})
    last = Standard.objects.filter(occupation=occupation).order_by("-number").first()
    with transaction.atomic():
        found, new = Standard.objects.get_or_create(
            occupation=occupation,
            number=last.number + 1 if last else 1,
            defaults={
                "state_since": at,
                "created_at": at,
                "rows": parts.to_rows(made),
                "made_from": parts.origin(made),
            },
        )
        return _step(found, act=_Act.DRAFT, acting=acting, at=at) if new else found


def change(
    *, standard_id: int, acting: Membership, skill: int, importance: str, level: int, reason: str, at: dt.datetime
) -> Standard | Refused:
    """Change what a draft asks of a skill; an empty importance takes the row out. Raises NoAccess for others."""
    with transaction.atomic():
        found = _locked(standard_id, acting)
        row = next((one for one in found.rows if one["skill_id"] == skill), None)
        if found.state != _State.DRAFT or row is None:
            return _refused("", _("它的状态已经改变，请刷新后再办理。"))
        if problems := tuple(_wrong(importance, level, reason, may_go=True)):
            return Refused(problems=problems)
        after = parts.changed(row, importance=importance, level=level, reason=reason.strip()) if importance else None
        rest = [one for one in found.rows if one["skill_id"] != skill]
        found.rows = parts.ordered([*rest, after] if after else rest)
        act = _Act.CHANGE if after else _Act.REMOVE
        return _step(found, act=act, acting=acting, at=at, reason=reason, name=row["name"], before=row, after=after)


def add(
    *, standard_id: int, acting: Membership, name: str, importance: str, level: int, reason: str, at: dt.datetime
) -> Standard | Refused:
    """Add a skill of the lexicon to a draft. Raises NoAccess for who does not work on standards."""
    with transaction.atomic():
        found = _locked(standard_id, acting)
        if found.state != _State.DRAFT:
            return _refused("", _("它的状态已经改变，请刷新后再办理。"))
        called = spellings().get(lexicon.normal(name), "")
        problems = list(_wrong(importance, level, reason, may_go=False))
        if not called:
            problems.append(Problem(field="name", message=_("词库中没有这项能力。")))
        elif any(one["name"] == called for one in found.rows):
            problems.append(Problem(field="name", message=_("标准中已有这项能力。")))
        if problems:
            return Refused(problems=tuple(problems))
        number = lexicon.skill_id(called)
        row = parts.added(
            skill_id=number,
            name=called,
            kind=names()[number].type,
            importance=importance,
            level=level,
            reason=reason.strip(),
            ads=found.made_from["ads"],
        )
        found.rows = parts.ordered([*found.rows, row])
        return _step(found, act=_Act.ADD, acting=acting, at=at, reason=reason, name=called, after=row)


def submit(*, standard_id: int, acting: Membership, at: dt.datetime) -> Standard | Refused:
    """Hand a draft over for review. Raises NoAccess for who does not work on standards."""
    with transaction.atomic():
        found = _locked(standard_id, acting)
        if found.state != _State.DRAFT or not found.rows:
            return _refused("", _("它的状态已经改变，请刷新后再办理。"))
        found.state, found.state_since = _State.REVIEW, at
        return _step(found, act=_Act.SUBMIT, acting=acting, at=at)


def review(
    *, standard_id: int, acting: Membership, act: str, reason: str, revision: int, at: dt.datetime
) -> Standard | Refused:
    """Publish, return or drop what was looked at: the office does, and never who handed it over.

    Raises NoAccess for who is not of the office.
    """
    if not runs(acting) or act not in (_Act.PUBLISH, _Act.RETURN, _Act.DROP):
        raise NoAccess
    with transaction.atomic():
        found = _locked(standard_id, acting)
        if found.revision != revision or found.state not in (_OPEN if act == _Act.DROP else (_State.REVIEW,)):
            return _refused("", _("它的状态已经改变，请刷新后再办理。"))
        if act != _Act.PUBLISH and not reason.strip():
            return _refused("reason", _("请写明理由。"))
        if act == _Act.PUBLISH and _handed_over_by(found) == acting.user_id:
            return _refused("", _("提交审定的人不能自己发布，请由另一位负责人员审定。"))
        after = {_Act.PUBLISH: _State.PUBLISHED, _Act.RETURN: _State.DRAFT, _Act.DROP: _State.DROPPED}
        found.state, found.state_since = after[_Act(act)], at
        if act == _Act.PUBLISH:
            found.published_at, found.digest = at, digest_of(found)
        return _step(found, act=_Act(act), acting=acting, at=at, reason=reason)


def digest_of(found: Standard) -> str:
    """Return the digest of a version: of everything that its public page says."""
    content = {
        "occupation": found.occupation,
        "number": found.number,
        "rows": found.rows,
        "made_from": found.made_from,
    }
    return parts.digest(content)


def _locked(standard_id: int, acting: Membership) -> Standard:
    found = Standard.objects.select_for_update().filter(pk=standard_id).first() if judges(acting) else None
    if found is None:
        raise NoAccess
    return found


def _handed_over_by(found: Standard) -> int | None:
    last = found.events.filter(act=_Act.SUBMIT).order_by("-number").first()
    return last.by_id if last else None


def _wrong(importance: str, level: int, reason: str, *, may_go: bool) -> Iterator[Problem]:
    if importance not in [one.value for one in Importance] and not (may_go and not importance):
        yield Problem(field="importance", message=_("请选择要求程度。"))
    if level not in parts.LEVELS and importance:
        yield Problem(field="level", message=_("请选择水平。"))
    if not reason.strip():
        yield Problem(field="reason", message=_("请写明理由。"))


def _step(
    found: Standard,
    *,
    act: StandardEvent.Act,
    acting: Membership,
    at: dt.datetime,
    reason: str = "",
    name: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Standard:
    found.revision += 1
    found.save()
    StandardEvent.objects.create(
        standard=found,
        number=found.revision,
        act=act,
        name=name,
        before=before,
        after=after,
        reason=reason.strip(),
        by_id=acting.user_id,
        organisation_id=acting.organisation_id,
        role=acting.role,
        at=at,
    )
    return found


def _refused(field: str, message: str) -> Refused:
    return Refused(problems=(Problem(field=field, message=message),))
