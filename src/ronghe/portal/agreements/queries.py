"""Reads of agreements: what is agreed, filed, delivered and achieved under a case; overdue promises of many cases."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from ronghe.portal.agreements import drawing, facts
from ronghe.portal.agreements.changes import as_amended
from ronghe.portal.agreements.models import (
    AchievedResult,
    Agreement,
    Amendment,
    Commitment,
    Delivery,
    Filing,
    Kind,
    PromisedResult,
    ResultException,
    Signature,
)
from ronghe.portal.cases.access import visible_cases
from ronghe.portal.cases.commands.situation import day_of
from ronghe.portal.cases.inbox import InboxItem
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.columns import kept_form
from ronghe.portal.cases.queries.shown import Shown, labels_of, shown
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import Action, CaseKind, Column, Definition, FactType, Form, Text

EFFECTS = frozenset({"draw_up", "sign", "promise", "deliver", "file_project", "promise_results", "amend"})
CONCERNED = frozenset({Organisation.Kind.ENTERPRISE, Organisation.Kind.UNIVERSITY})
INBOX_MOST = 50
_SIGNATURES = Prefetch("signatures", queryset=Signature.objects.select_related("organisation", "signer"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """A party of an agreement with its signature, or without one yet."""

    label: Text
    signature: Signature | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that an amendment changes, or what it says in words: as it was, as it is now."""

    label: Text | None
    before: Shown | str
    after: Shown | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """An amendment as people read it."""

    amendment: Amendment
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """One agreement with its signatures, and whether it is what was drawn up."""

    agreement: Agreement
    signings: tuple[Signing, ...]
    intact: bool

    @property
    def tone(self) -> str:
        """Return how it stands, as a tone of a tag."""
        if self.agreement.withdrawn_at is not None:
            return "bad"
        return "good" if self.agreement.signed_at is not None else "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A delivery as a line of its account, under the number that a counter-entry names."""

    number: int
    delivery: Delivery
    taken_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Money or goods: promised until when, received, still missing."""

    kind: str
    promise: Commitment | None
    received: Decimal
    overdue: bool
    entries: tuple[Entry, ...]

    @property
    def missing(self) -> Decimal:
        """Return what is still to come."""
        if self.promise is None or self.promise.settled_on is not None:
            return Decimal(0)
        return max(self.promise.amount - self.received, Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """A promised result with what was handed in for it: evidence, or the reason why it is missing."""

    promise: PromisedResult | None
    source: Text | None
    kind: Text | None
    due_on: dt.date | None
    achieved: tuple[AchievedResult, ...]
    exception: ResultException | None

    @property
    def count(self) -> int:
        """Return how many were achieved."""
        return sum(one.count for one in self.achieved)

    @property
    def open(self) -> int:
        """Return how many are missing."""
        return max(self.promise.count - self.count, 0) if self.promise is not None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Everything agreed, filed, delivered and achieved under a case."""

    agreements: tuple[AgreementView, ...]
    amendments: tuple[Amended, ...]
    ends_on: dt.date | None
    accounts: tuple[Account, ...]
    filing: Filing | None
    results: tuple[ResultLine, ...]

    @property
    def counts(self) -> AgreementView | None:
        """Return the agreement that counts, or None."""
        return next((one for one in self.agreements if one.agreement.withdrawn_at is None), None)


def may_have_agreement(kind: CaseKind) -> bool:
    """Return whether acts of a kind of case draw up, sign, file, promise or deliver anything."""
    return any(effect.do in EFFECTS for action in kind.actions.values() for effect in action.effects)


def agreed(case: Case, *, at: dt.datetime) -> Agreed | None:
    """Return everything agreed under a case, in a constant number of queries; None for kinds without agreements."""
    definition = programmes.definition(case.version_id)
    if not may_have_agreement(definition.cases[case.kind]):
        return None
    rows = case.agreements.prefetch_related(_SIGNATURES).order_by("-sequence")
    agreements = tuple(_view(one, case=case, definition=definition) for one in rows)
    amendments = list(case.amendments.order_by("sequence"))
    kept = next((one.agreement.kept for one in agreements if one.agreement.withdrawn_at is None), drawing.KEPT)
    ends_on = _day(as_amended(case.kept.get(kept) or {}, amendments).answers.get("ends_on"))
    return Agreed(
        agreements=agreements,
        amendments=tuple(_amended(one, case=case, kept=kept, definition=definition) for one in amendments),
        ends_on=ends_on,
        accounts=_accounts(case, day=day_of(definition, at)),
        filing=Filing.objects.filter(case=case).select_related("file", "event__actor", "event__organisation").first(),
        results=_results(case, definition=definition, ends_on=ends_on),
    )


def access_agreement(*, number: str, sequence: int, acting: Membership) -> AgreementView:
    """Return an agreement of a case that this membership may see. Raises NoAccess otherwise."""
    found = (
        Agreement.objects.filter(case__in=visible_cases(acting), case__number=number, sequence=sequence)
        .select_related("case__version")
        .prefetch_related(_SIGNATURES)
        .first()
    )
    if found is None:
        raise NoAccess
    return _view(found, case=found.case, definition=programmes.definition(found.case.version_id))


def text_to_sign(case: Case, action: Action) -> Agreement | None:
    """Return the text that an act signs, for who is about to sign it; None for other acts and without a text."""
    if not any(one.do == "sign" for one in action.effects):
        return None
    return Agreement.objects.filter(case=case, withdrawn_at=None).first()


def amended(agreement: Agreement) -> tuple[Amended, ...]:
    """Return what was agreed to change since an agreement was signed, in order."""
    case, definition = agreement.case, programmes.definition(agreement.case.version_id)
    rows = case.amendments.order_by("sequence")
    return tuple(_amended(one, case=case, kept=agreement.kept, definition=definition) for one in rows)


def _view(agreement: Agreement, *, case: Case, definition: Definition) -> AgreementView:
    signed = {one.party: one for one in agreement.signatures.all()}
    withdrawn = agreement.withdrawn_at is not None
    intact = drawing.text_is_intact(agreement) if withdrawn else drawing.is_intact(agreement, case=case)
    return AgreementView(
        agreement=agreement,
        signings=tuple(
            Signing(label=definition.parties[key].label, signature=signed.get(key)) for key in agreement.parties
        ),
        intact=intact,
    )


def _amended(amendment: Amendment, *, case: Case, kept: str, definition: Definition) -> Amended:
    form = kept_form(definition, kind=definition.cases[case.kind], key=kept)
    fields = {one.key: one for one in form.fields()} if form is not None else {}
    return Amended(
        amendment=amendment,
        changes=tuple(_change(one, fields=fields, definition=definition) for one in amendment.changes),
    )


def _change(stored: Mapping[str, object], *, fields: Mapping[str, Column], definition: Definition) -> Change:
    field = fields.get(str(stored["field"]))
    if field is None:
        return Change(label=None, before=str(stored.get("before") or ""), after=str(stored.get("after") or ""))
    return Change(
        label=field.label,
        before=shown(field, stored.get("before"), vocabularies=definition.vocabularies),
        after=shown(field, stored.get("after"), vocabularies=definition.vocabularies),
    )


def _accounts(case: Case, *, day: dt.date) -> tuple[Account, ...]:
    promised = {one.kind: one for one in case.commitments.all()}
    entries = list(case.deliveries.select_related("evidence").order_by("pk"))
    taken_back = {one.corrects_id for one in entries}
    lines = [
        Entry(number=number, delivery=one, taken_back=one.pk in taken_back)
        for number, one in enumerate(entries, start=1)
    ]
    return tuple(
        _account(kind, promise=promised.get(kind), lines=[one for one in lines if one.delivery.kind == kind], day=day)
        for kind in Kind.values
        if kind in promised or any(one.kind == kind for one in entries)
    )


def _account(kind: str, *, promise: Commitment | None, lines: Sequence[Entry], day: dt.date) -> Account:
    received = sum((one.delivery.amount for one in lines), Decimal(0))
    late = promise is not None and promise.settled_on is None and promise.due_on < day and promise.amount > received
    return Account(kind=kind, promise=promise, received=received, overdue=late, entries=tuple(lines))


def _results(case: Case, *, definition: Definition, ends_on: dt.date | None) -> tuple[ResultLine, ...]:
    promised = list(case.promised_results.all())
    achieved, exceptions = facts.newest_report([case.pk])
    excused = {one.promise_id: one for one in exceptions[case.pk]}
    lines = [
        ResultLine(
            promise=one,
            source=_title(definition, kind=definition.cases[case.kind], source=one.source),
            kind=_kind(definition, kind=definition.cases[case.kind], promise=one),
            due_on=one.due_on or ends_on,
            achieved=tuple(each for each in achieved[case.pk] if each.promise_id == one.pk),
            exception=excused.get(one.pk),
        )
        for one in promised
    ]
    beyond = tuple(one for one in achieved[case.pk] if one.promise_id is None)
    nothing = ResultLine(promise=None, source=None, kind=None, due_on=None, achieved=beyond, exception=None)
    return (*lines, nothing) if beyond else tuple(lines)


def _form(definition: Definition, *, kind: CaseKind, source: str) -> Form | None:
    if source in definition.cases:
        return definition.forms[definition.cases[source].form]
    return kept_form(definition, kind=kind, key=source)


def _title(definition: Definition, *, kind: CaseKind, source: str) -> Text | None:
    form = _form(definition, kind=kind, source=source)
    return form.title if form is not None else None


def _kind(definition: Definition, *, kind: CaseKind, promise: PromisedResult) -> Text | None:
    form = _form(definition, kind=kind, source=promise.source)
    columns = (column for field in (form.fields() if form else ()) for column in field.columns)
    chosen = (one for one in columns if one.key == "kind" and one.type is FactType.CHOICE)
    labels = (labels_of(one, vocabularies=definition.vocabularies) for one in chosen)
    return next((one[promise.kind] for one in labels if promise.kind in one), None)


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------ over all cases


def outstanding(cases: QuerySet[Case]) -> QuerySet[Commitment]:
    """Return the promises under some cases on which something is still to come, the earliest due first.

    Each has `came`, what was received, and `missing`.
    """
    totals = (
        Delivery.objects.filter(case_id=OuterRef("case_id"), kind=OuterRef("kind"))
        .order_by()
        .values("case_id")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    rows = Commitment.objects.filter(case__in=cases, settled_on=None)
    return (
        rows.annotate(came=Coalesce(Subquery(totals), Value(Decimal(0))))
        .annotate(missing=F("amount") - F("came"))
        .filter(missing__gt=0)
        .select_related("case__owner", "case__version__programme")
        .defer("case__version__text")
        .order_by("due_on", "pk")
    )


def overdue(cases: QuerySet[Case], *, day: dt.date) -> QuerySet[Commitment]:
    """Return the promises under some cases whose day has passed with something still to come."""
    return outstanding(cases).filter(due_on__lt=day)


def promises_overdue(acting: Membership, at: dt.datetime) -> list[InboxItem]:
    """Return the overdue promises under the cases of an enterprise or a university, for the inboxes of its people."""
    if acting.organisation.kind not in CONCERNED:
        return []
    found = overdue(visible_cases(acting), day=timezone.localdate(at)).select_related(None).select_related("case")
    late = found.only("kind", "due_on", "case__title", "case__number")[:INBOX_MOST]
    words = {Kind.MONEY: _("资金逾期未到账：%(title)s"), Kind.GOODS: _("软硬件逾期未交付：%(title)s")}
    return [
        InboxItem(
            title=words[Kind(one.kind)] % {"title": one.case.title},
            detail=one.case.number or "",
            url_name="case",
            url_args=(one.case.number or "",),
            since=dt.datetime.combine(one.due_on, dt.time(), tzinfo=dt.UTC),
            due_at=None,
            kind="promise",
        )
        for one in late
    ]
