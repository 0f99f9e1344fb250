"""Filling in a case's form: the task list, one section, the check of all answers before the act that needs them."""

import datetime as dt
from dataclasses import dataclass

from ronghe.portal.cases.access import access_case, roles_of
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.explaining import Prospect, explain_all
from ronghe.portal.cases.queries.limits import LimitLine, limits
from ronghe.portal.cases.queries.shown import ShownSection, sections_of
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import calendar as periods
from ronghe.rulebook import forms
from ronghe.rulebook.forms import FormProblem, SectionStatus
from ronghe.rulebook.structure import CaseKind, Definition, Form, FormField, State, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A form that its viewer may fill in, with the progress of each section."""

    case: Case
    definition: Definition
    shape: CaseKind
    state: State
    form: Form
    day: dt.date
    sections: tuple[SectionStatus, ...]
    files: dict[str, str]

    @property
    def complete(self) -> bool:
        """Return whether nothing is missing or wrong."""
        return not any(one.problems for one in self.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPage:
    """One section to fill in: the fields now asked, their stored answers and what is wrong with them."""

    page: FormPage
    status: SectionStatus
    fields: tuple[FormField, ...]
    number: int
    before: str
    after: str

    @property
    def data(self) -> dict[str, object]:
        """Return the stored answers, files with the keys under which they can be opened."""
        files = self.page.files
        return {
            key: {**value, "key": files[value["digest"]]}
            if isinstance(value, dict) and value.get("digest") in files
            else value
            for key, value in self.page.case.data.items()
        }

    @property
    def wrong(self) -> tuple[FormProblem, ...]:
        """Return what is wrong with answers that were given; what is merely missing is said at the check."""
        return tuple(one for one in self.status.problems if one.message != forms.NEEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """All answers with what is missing or wrong, and the acts that hand the form in with their rules."""

    page: FormPage
    answers: tuple[ShownSection, ...]
    prospects: tuple[Prospect, ...]
    limits: tuple[LimitLine, ...]

    @property
    def labels(self) -> dict[str, Text]:
        """Return the questions by their keys."""
        return {one.key: one.label for one in self.page.form.fields()}


def form_page(*, number: str, acting: Membership, at: dt.datetime) -> FormPage:
    """Return a case's form for filling in. Raises NoAccess where the viewer may not edit it in its present state."""
    case = access_case(number=number, acting=acting)
    definition = programmes.definition(case.version_id)
    shape = definition.cases[case.kind]
    if not roles_of(case=case, acting=acting) & frozenset(shape.states[case.state].edit):
        raise NoAccess
    form = definition.forms[shape.form]
    day = periods.day_of(at, zone=definition.timezone)
    return FormPage(
        case=case,
        definition=definition,
        shape=shape,
        state=shape.states[case.state],
        form=form,
        day=day,
        sections=forms.status(form, case.data, vocabularies=definition.vocabularies, day=day),
        files={one.digest: str(one.key) for one in case.attachments.all()},
    )


def section_page(*, number: str, section: str, acting: Membership, at: dt.datetime) -> SectionPage:
    """Return one section of a form for filling in. Raises NoAccess as `form_page` does, or for an unknown section."""
    page = form_page(number=number, acting=acting, at=at)
    keys = [one.section.key for one in page.sections]
    if section not in keys:
        raise NoAccess
    place = keys.index(section)
    status = page.sections[place]
    asked = {one.key for one in forms.visible(page.form, page.case.data)}
    return SectionPage(
        page=page,
        status=status,
        fields=tuple(one for one in status.section.fields if one.key in asked),
        number=place + 1,
        before=keys[place - 1] if place else "",
        after=keys[place + 1] if place + 1 < len(keys) else "",
    )


def check_page(*, number: str, acting: Membership, at: dt.datetime) -> CheckPage:
    """Return all answers with every problem, and the acts that need the form complete. Raises NoAccess as above."""
    page = form_page(number=number, acting=acting, at=at)
    prospects = explain_all(case=page.case, acting=acting, at=at)
    return CheckPage(
        page=page,
        answers=sections_of(
            page.form,
            page.case.data,
            definition=page.definition,
            visible=[one.key for one in forms.visible(page.form, page.case.data)],
            masked=False,
            files=page.files,
        ),
        prospects=tuple(one for one in prospects if one.action.complete),
        limits=limits(case=page.case, at=at),
    )
