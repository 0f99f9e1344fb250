"""Saving a form while it is being filled in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from ronghe.portal.accounts.models import User
from ronghe.portal.cases.access import with_relations
from ronghe.portal.cases.actors import Actor
from ronghe.portal.cases.commands import index
from ronghe.portal.cases.commands.files import only_handed_in
from ronghe.portal.cases.commands.situation import day_of, situation
from ronghe.portal.cases.models import Case
from ronghe.portal.organisations.access import NoAccess
from ronghe.rulebook.forms import Cleaned, FormProblem, clean
from ronghe.rulebook.structure import Definition, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The form's new revision, and what is not right yet in the section."""

    revision: int
    problems: tuple[FormProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody saved in between: the revision that stands now, who saved it and when. Nothing was changed."""

    revision: int
    saved_at: dt.datetime | None
    saved_by: User | None


@transaction.atomic
def save_draft(
    *, case_id: int, actor: Actor, section: str, posted: Mapping[str, object], revision: int, at: dt.datetime
) -> Saved | Conflict:
    """Save one section of a case's form as typed; what does not fit its type is kept as typed and named as a problem.

    Raises NoAccess unless the actor may edit the form in the state that the case is in.
    """
    case = with_relations(Case.objects.select_for_update(of=("self",)).filter(pk=case_id)).first()
    if case is None:
        raise NoAccess
    here = situation(case=case, actor=actor)
    kind = here.definition.cases[case.kind]
    form = here.definition.forms[kind.form]
    keys = {field.key for field in _section(form.sections, key=section).fields}
    if not here.roles & frozenset(kind.states[case.state].edit):
        raise NoAccess
    if revision != case.revision:
        return Conflict(revision=case.revision, saved_at=case.saved_at, saved_by=case.saved_by)
    typed = only_handed_in(case=case, form=form, answers={key: value for key, value in posted.items() if key in keys})
    cleaned = fill(case=case, definition=here.definition, typed=typed, at=at)
    case.revision += 1
    case.saved_at, case.saved_by_id = at, actor.user_id
    case.save(update_fields=["data", "revision", "title", "saved_at", "saved_by"])
    index.write(case=case, definition=here.definition)
    problems = tuple(one for one in cleaned.problems if one.field in keys)
    return Saved(revision=case.revision, problems=problems)


def fill(*, case: Case, definition: Definition, typed: Mapping[str, object], at: dt.datetime) -> Cleaned:
    """Take answers over into a case's form and title, without storing anything."""
    kind = definition.cases[case.kind]
    cleaned = clean(
        definition.forms[kind.form],
        {**case.data, **typed},
        vocabularies=definition.vocabularies,
        complete=False,
        day=day_of(definition, at),
    )
    merged = {**case.data, **{key: cleaned.data.get(key) for key in typed}}
    case.data = {key: value for key, value in merged.items() if value not in (None, "", [])}
    title = case.data.get(kind.title_from)
    case.title = str(title)[:300] if title else kind.title.zh
    return cleaned


def _section(sections: tuple[Section, ...], *, key: str) -> Section:
    for section in sections:
        if section.key == key:
            return section
    raise NoAccess
