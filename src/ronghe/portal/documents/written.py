"""A programme's documents with everything filled in that is known about a case."""

import datetime as dt
from collections.abc import Mapping

from ronghe.portal.cases.models import Case
from ronghe.portal.documents.filled import filled
from ronghe.portal.documents.words import written
from ronghe.portal.organisations.models import Organisation
from ronghe.rulebook.documents import Plain, Rendered
from ronghe.rulebook.structure import Definition, FactType, Form


def answers_as_agreement(
    *, case: Case, form: Form, answers: Mapping[str, object], definition: Definition, day: dt.date,
    parties: Mapping[str, Organisation], signing: tuple[str, ...],
) -> Rendered:  # fmt: skip
    """Return an agreement of a programme without a template: who agrees on what, in the words of its form."""
    body = filled(form, answers, definition=definition)
    between = tuple((definition.parties[key].label.zh, parties[key].name) for key in signing)
    drawn_up = written(day.isoformat(), kind=FactType.DATE, options={})
    about = (("项目", case.title), ("项目编号", case.number or ""), ("拟定日期", drawn_up))
    lines = tuple((f"{label}（盖章）", name) for label, name in between)
    return Rendered(
        title=form.title.zh,
        blocks=(Plain(type="fields", pairs=(*between, *about)), *body.blocks, Plain(type="signatures", pairs=lines)),
    )
