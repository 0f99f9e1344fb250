"""One organisation takes another's place in all its cases, with an event in the record of each."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.cases.access import with_relations
from ronghe.portal.cases.actors import actor_of
from ronghe.portal.cases.commands import quotas, search
from ronghe.portal.cases.commands.messages import tell
from ronghe.portal.cases.commands.record import write_event
from ronghe.portal.cases.happenings import SUCCEED
from ronghe.portal.cases.models import Case, CaseParty
from ronghe.portal.organisations import commands as organisations
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merger has done: who went into whom, and how many cases followed."""

    closed: Organisation
    into: Organisation
    cases: int


def merge(
    *, organisation_id: int, into_id: int, acting: Membership, reason: str, at: dt.datetime, day: dt.date
) -> Merged | Refused:
    """Let an organisation go into its successor, which takes its place in every case, ended ones too.

    What was signed keeps the old name; each case's record says what happened, by whom and why; owners of what still
    runs are told. Raises NoAccess for whoever does not keep the register of both.
    """
    with transaction.atomic():
        done = organisations.close_into(
            organisation_id=organisation_id, into_id=into_id, acting=acting, reason=reason, day=day
        )
        if isinstance(done, Refused):
            return done
        closed, into = done
        numbers = CaseParty.objects.filter(organisation=closed).values("case_id")
        cases = list(with_relations(Case.objects.filter(pk__in=numbers)).select_for_update(of=("self",)).order_by("pk"))
        for case in cases:
            _take_over(case, closed=closed, into=into, acting=acting, reason=reason, at=at)
        search.write(with_relations(Case.objects.filter(pk__in=[one.pk for one in cases])))
        return Merged(closed=closed, into=into, cases=len(cases))


def _take_over(
    case: Case, *, closed: Organisation, into: Organisation, acting: Membership, reason: str, at: dt.datetime
) -> None:
    case.parties.filter(organisation=closed).update(organisation=into)
    if case.owner_id == closed.pk:
        case.owner = into
        case.save(update_fields=["owner"])
    event = write_event(
        case=case,
        actor=actor_of(acting),
        role=acting.role,
        action=SUCCEED,
        source=case.state,
        target=case.state,
        at=at,
        asked={"closed": closed.name, "into": into.name, "reason": reason.strip()},
        facts={},
        findings=(),
    )
    quotas.follow(former=f"o{closed.pk}", present=f"o{into.pk}", event=event)
    if not programmes.definition(case.version_id).cases[case.kind].states[case.state].final:
        tell(case=case, to="owner", text=_told(closed, into), at=at)


def _told(closed: Organisation, into: Organisation) -> Text:
    return Text(
        zh=f"{closed.name}已并入{into.name}，本事项由{into.name}承接。",
        en=f"{closed.name} has gone into {into.name}, which takes its place in this case.",
    )
