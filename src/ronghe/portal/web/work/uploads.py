"""Files that come with a form: taken in once, kept on the page while other answers are corrected."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from ronghe.portal.cases.actors import actor_of
from ronghe.portal.cases.commands import FileRefused, attach
from ronghe.portal.cases.models import Attachment, Case
from ronghe.portal.organisations.models import Membership
from ronghe.rulebook.forms import FormProblem
from ronghe.rulebook.structure import FactType, FormField

KEPT = "kept-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The files of a form as its data, by field, and why others were refused."""

    values: dict[str, object]
    problems: tuple[FormProblem, ...]


def take_files(
    request: HttpRequest, *, case: Case, fields: Iterable[FormField], acting: Membership, at: dt.datetime
) -> Taken:
    """Store the files sent with a form. A file sent with an earlier try counts on, if it belongs to this case."""
    values: dict[str, object] = {}
    problems: list[FormProblem] = []
    for one in fields:
        if one.type is not FactType.FILE:
            continue
        upload = request.FILES.get(one.key)
        try:
            found = (
                attach(case=case, actor=actor_of(acting), upload=upload, at=at)
                if upload is not None
                else _kept(case, digest=request.POST.get(KEPT + one.key, ""))
            )
        except FileRefused as refusal:
            problems.append(FormProblem(field=one.key, message=refusal.message))
            continue
        if found is not None:
            values[one.key] = as_data(found)
    return Taken(values=values, problems=tuple(problems))


def as_data(found: Attachment) -> dict[str, object]:
    """Return a stored file as a form's data says it."""
    return {"name": found.name, "digest": found.digest, "size": found.size}


def _kept(case: Case, *, digest: str) -> Attachment | None:
    return case.attachments.filter(digest=digest).order_by("pk").first() if digest else None
