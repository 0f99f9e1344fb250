"""Offering resources and services, examining, publishing, returning and withdrawing them."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ronghe.insight.lexicon import normal
from ronghe.insight.vocabularies.majors import majors
from ronghe.insight.vocabularies.occupations import occupations
from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.cases.commands import FileRefused
from ronghe.portal.cases.commands.files import check, clean_name
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.access import contributes, examines, runs
from ronghe.portal.talent.lexicon import spellings
from ronghe.portal.talent.models import Resource, ResourceEvent

MOST_CODES = 20
_Act, _State = ResourceEvent.Act, Resource.State
_AFTER = {
    _Act.SUBMIT: _State.SUBMITTED,
    _Act.PUBLISH: _State.PUBLISHED,
    _Act.RETURN: _State.RETURNED,
    _Act.WITHDRAW: _State.WITHDRAWN,
    _Act.REVISE: _State.DRAFT,
}
_CHANGEABLE = (_State.DRAFT, _State.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a contributor says about a resource or service; codes and skills as they were typed."""

    form: str
    title: str
    summary: str = ""
    majors: tuple[str, ...] = field(default=())
    occupations: tuple[str, ...] = field(default=())
    skills: tuple[str, ...] = field(default=())
    licence: str = ""
    terms: str = ""
    address: str = ""
    upload: "UploadedFile[bytes] | None" = None


def save(
    *, resource: Resource | None, acting: Membership, offered: Offered, revision: int, at: dt.datetime
) -> Resource | Refused:
    """Store a draft, new or changed since `revision` was looked at. Raises NoAccess for who may not change it."""
    if not contributes(acting) or (resource is not None and resource.contributor_id != acting.organisation_id):
        raise NoAccess
    problems = tuple(_wrong(offered))
    if problems:
        return Refused(problems=problems)
    with transaction.atomic():
        if resource is None:
            found = Resource(
                contributor_id=acting.organisation_id, created_by_id=acting.user_id, created_at=at, state_since=at
            )
        else:
            found = Resource.objects.select_for_update().get(pk=resource.pk)
            if found.state not in _CHANGEABLE:
                return _refused(_("已提交的内容不能修改。"))
            if found.revision != revision:
                return _refused(_("其他人刚修改过这份草稿，请刷新后再改。"))
        _write(found, offered)
        return _step(found, act=_Act.SAVE, acting=acting, reason="", at=at)


def submit(*, resource_id: int, acting: Membership, at: dt.datetime) -> Resource | Refused:
    """Hand a draft in. Raises NoAccess for anybody but its contributor."""
    return _act(resource_id=resource_id, act=_Act.SUBMIT, acting=acting, at=at)


def publish(*, resource_id: int, acting: Membership, at: dt.datetime, revision: int) -> Resource | Refused:
    """Publish what was handed in, as it was looked at. Raises NoAccess for who does not examine it."""
    return _act(resource_id=resource_id, act=_Act.PUBLISH, acting=acting, at=at, revision=revision)


def send_back(*, resource_id: int, acting: Membership, reason: str, at: dt.datetime) -> Resource | Refused:
    """Return what was handed in, with reasons. Raises NoAccess for who does not examine it."""
    return _act(resource_id=resource_id, act=_Act.RETURN, acting=acting, reason=reason, at=at)


def withdraw(*, resource_id: int, acting: Membership, reason: str, at: dt.datetime) -> Resource | Refused:
    """Take a published one out of the catalogue, with a reason: the contributor or the office."""
    return _act(resource_id=resource_id, act=_Act.WITHDRAW, acting=acting, reason=reason, at=at)


def revise(*, resource_id: int, acting: Membership, at: dt.datetime) -> Resource | Refused:
    """Make a draft of a withdrawn one again, to be examined anew. Raises NoAccess for anybody but its contributor."""
    return _act(resource_id=resource_id, act=_Act.REVISE, acting=acting, at=at)


def may(act: str, *, resource: Resource, acting: Membership) -> bool:
    """Return whether a membership may do something with a resource in its present state."""
    rule = _RULES.get(act)
    return rule is not None and resource.state in rule[0] and rule[1](resource, acting)


def _own(resource: Resource, acting: Membership) -> bool:
    return resource.contributor_id == acting.organisation_id and contributes(acting)


def _in_charge(resource: Resource, acting: Membership) -> bool:
    """Return whether a membership examines this resource: never its own, a department in its province."""
    if not examines(acting) or resource.contributor_id == acting.organisation_id:
        return False
    return runs(acting) or resource.contributor.province == acting.organisation.province


def _own_or_in_charge(resource: Resource, acting: Membership) -> bool:
    return _own(resource, acting) or _in_charge(resource, acting)


_RULES: dict[str, tuple[tuple[str, ...], Callable[[Resource, Membership], bool]]] = {
    _Act.SAVE: (_CHANGEABLE, _own),
    _Act.SUBMIT: (_CHANGEABLE, _own),
    _Act.PUBLISH: ((_State.SUBMITTED,), _in_charge),
    _Act.RETURN: ((_State.SUBMITTED,), _in_charge),
    _Act.WITHDRAW: ((_State.PUBLISHED,), _own_or_in_charge),
    _Act.REVISE: ((_State.WITHDRAWN,), _own),
}


@transaction.atomic
def _act(
    *,
    resource_id: int,
    act: ResourceEvent.Act,
    acting: Membership,
    at: dt.datetime,
    reason: str = "",
    revision: int | None = None,
) -> Resource | Refused:
    rows = Resource.objects.select_related("contributor").select_for_update(of=("self",))
    found = rows.filter(pk=resource_id).first()
    if found is None or not _RULES[act][1](found, acting):
        raise NoAccess
    if found.state not in _RULES[act][0] or (revision is not None and revision != found.revision):
        return _refused(_("它的状态已经改变，请刷新后再办理。"))
    if act in (_Act.RETURN, _Act.WITHDRAW) and not reason.strip():
        return Refused(problems=(Problem(field="reason", message=_("请写明理由。")),))
    if act == _Act.SUBMIT and (missing := tuple(_missing(found))):
        return Refused(problems=missing)
    return _step(found, act=act, acting=acting, reason=reason, at=at)


def _step(resource: Resource, *, act: ResourceEvent.Act, acting: Membership, reason: str, at: dt.datetime) -> Resource:
    resource.revision += 1
    if act in _AFTER:
        resource.state, resource.state_since = _AFTER[act], at
    resource.save()
    ResourceEvent.objects.create(
        resource=resource,
        number=resource.revision,
        act=act,
        state=resource.state,
        reason=reason.strip(),
        by_id=acting.user_id,
        organisation_id=acting.organisation_id,
        role=acting.role,
        at=at,
    )
    return resource


def _write(resource: Resource, offered: Offered) -> None:
    resource.form, resource.title, resource.summary = offered.form, offered.title.strip(), offered.summary.strip()
    resource.majors = list(dict.fromkeys(offered.majors))
    resource.occupations = list(dict.fromkeys(offered.occupations))
    resource.skills = list(dict.fromkeys(spellings()[normal(one)] for one in offered.skills))
    resource.licence, resource.terms = offered.licence, offered.terms.strip()
    resource.address = offered.address.strip()
    if offered.upload is not None:
        resource.content_name = clean_name(offered.upload.name or "")
        resource.content.save(resource.content_name, offered.upload, save=False)


def _wrong(offered: Offered) -> Iterator[Problem]:
    """Yield what cannot even be kept as a draft."""
    if offered.form not in Resource.Form.values:
        yield Problem(field="form", message=_("请选择种类。"))
    if not 1 <= len(offered.title.strip()) <= 120:
        yield Problem(field="title", message=_("请填写名称，不超过120个字。"))
    if offered.licence and offered.licence not in Resource.Licence.values:
        yield Problem(field="licence", message=_("请选择使用许可。"))
    if offered.address.strip() and not _is_address(offered.address.strip()):
        yield Problem(field="address", message=_("请填写以 https:// 或 http:// 开头的网址。"))
    lists = (
        ("majors", offered.majors, set(majors()), _("本科专业目录中没有：%(unknown)s。")),
        ("occupations", offered.occupations, set(occupations()), _("职业分类大典中没有：%(unknown)s。")),
        ("skills", tuple(normal(one) for one in offered.skills), set(spellings()), _("词库中没有：%(unknown)s。")),
    )
    for name, given, known, message in lists:
        if unknown := [one for one in given if one not in known]:
            yield Problem(field=name, message=message % {"unknown": "、".join(unknown[:5])})
        elif len(given) > MOST_CODES:
            yield Problem(field=name, message=_("最多填写 %(most)s 项。") % {"most": MOST_CODES})
    if offered.upload is not None:
        yield from _wrong_file(offered.upload)


def _wrong_file(upload: "UploadedFile[bytes]") -> Iterator[Problem]:
    try:
        check(name=clean_name(upload.name or ""), size=upload.size or 0, head=upload.read(16))
    except FileRefused as refusal:
        yield Problem(field="upload", message=_said(refusal))
    finally:
        upload.seek(0)


def _said(refusal: FileRefused) -> str:
    english = (get_language() or "").startswith("en")
    return refusal.message.en if english else refusal.message.zh


def _missing(resource: Resource) -> Iterator[Problem]:
    """Yield what has to be there before a resource is examined."""
    if not resource.summary:
        yield Problem(field="summary", message=_("请写明内容简介。"))
    if not resource.licence:
        yield Problem(field="licence", message=_("请选择使用许可。"))
    if not resource.address and not resource.content:
        yield Problem(field="address", message=_("请填写网址，或上传文件。"))
    if not resource.majors and not resource.occupations and not resource.skills:
        yield Problem(field="majors", message=_("请至少填写一个适用的专业、职业或能力。"))


def _is_address(text: str) -> bool:
    if len(text) > 300:
        return False
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return True


def _refused(message: str) -> Refused:
    return Refused(problems=(Problem(field="", message=message),))
