"""What everybody may read of notices: period, list, digest; of objections, only how far each is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from ronghe.ledger.chain import GENESIS
from ronghe.portal.base.search import Asked, answers
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.public_queries import offering_of
from ronghe.portal.cases.queries.columns import column_of
from ronghe.portal.cases.queries.shown import Shown, shown
from ronghe.portal.notices.commands import ObjectionRefused, refuse_objection
from ronghe.portal.notices.models import Entry, Notice, Objection
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.calendar import Period, parse_period
from ronghe.rulebook.citations import cite
from ronghe.rulebook.decisions import Citation
from ronghe.rulebook.structure import Column, Definition, NoticeKind, Text

PAGE_SIZE = 20
ENTRIES, ALL_ENTRIES = 50, 5000
OPEN, ENDED, PUBLISHED = "open", "ended", "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNotice:
    """A notice with its kind; `state` is open, ended, or published for one without a period for objections."""

    notice: Notice
    shape: NoticeKind
    programme: Text
    count: int
    state: str

    @property
    def period(self) -> Period | None:
        """Return how long objections are taken, counted from the day after the notice opened; None: not at all."""
        return None if self.shape.period is None or self.notice.ends_on is None else parse_period(self.shape.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEntry:
    """A row of a notice, as it was listed; `guide` is the number of the public guide that it is about, or empty."""

    entry: Entry
    values: tuple[Shown, ...]
    may_object: bool
    guide: str

    @property
    def title(self) -> str:
        """Return the name under which the row is listed."""
        return self.entry.case.title


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """A notice with one page of its list."""

    about: PublicNotice
    cites: Citation | None
    heads: tuple[Text, ...]
    page: Page[Entry]
    entries: tuple[PublicEntry, ...] = field(default=())

    @property
    def may_object(self) -> bool:
        """Return whether an objection to any row on the page may be lodged."""
        return any(one.may_object for one in self.entries)


def newest_notices(*, count: int, at: dt.datetime) -> tuple[PublicNotice, ...]:
    """Return the notices opened last."""
    return tuple(_public(one, at) for one in _notices()[:count])


def notices(
    *, programme: str, kind: str, only_open: bool, page: int, at: dt.datetime
) -> tuple[Page[Notice], tuple[PublicNotice, ...]]:
    """Return one page of the notices, newest first; `kind` is a notice's key in its definition."""
    found = _notices()
    if programme:
        found = found.filter(version__programme__key=programme)
    if kind:
        found = found.filter(kind=kind)
    if only_open:
        found = found.filter(ends_at__gt=at)
    shown_page = Paginator(found, PAGE_SIZE).get_page(page)
    return shown_page, tuple(_public(one, at) for one in shown_page.object_list)


def found_notices(asked: Asked, *, count: int, at: dt.datetime) -> tuple[PublicNotice, ...]:
    """Return the newest notices whose title or programme answers what somebody asks for."""
    found: dict[str, list[int]] = defaultdict(list)
    for version in programmes.versions() if asked.terms else ():
        definition = programmes.definition(version.pk)
        for key, shape in definition.notices.items():
            names = (shape.title, definition.title, definition.called)
            if answers(asked, " ".join(f"{one.zh} {one.en}" for one in names)):
                found[key].append(version.pk)
    holds = Q(pk__in=[])
    for key, versions in found.items():
        holds |= Q(kind=key, version_id__in=versions)
    return tuple(_public(one, at) for one in _notices().filter(holds)[:count]) if found else ()


def kinds() -> dict[str, Text]:
    """Return the titles of the kinds of notices of all programmes, by key."""
    found: dict[str, Text] = {}
    for version in programmes.versions():
        for key, shape in programmes.definition(version.pk).notices.items():
            found.setdefault(key, shape.title)
    return found


def notice_page(*, notice_id: int, page: int, at: dt.datetime, whole: bool = False) -> NoticePage | None:
    """Return a notice with one page of its list, or None where there is none; `whole` puts the list on one page."""
    notice = _notices().filter(pk=notice_id).first()
    if notice is None:
        return None
    about = _public(notice, at)
    definition = programmes.definition(notice.version_id)
    listed = notice.entries.select_related("case").order_by("position")
    entries = Paginator(listed, ALL_ENTRIES if whole else ENTRIES).get_page(page)
    for one in entries.object_list:
        one.notice = notice
    columns = _columns(definition, about.shape, kind=entries.object_list[0].case.kind if entries.object_list else "")
    return NoticePage(
        about=about,
        cites=cite(definition, about.shape.cites),
        heads=tuple(column.label for column in columns.values()),
        page=entries,
        entries=tuple(_entry(one, columns, definition, at) for one in entries.object_list),
    )


def notice_list(notice_id: int) -> dict[str, object] | None:
    """Return a notice as plain JSON from which anybody can compute its digests again, or None where there is none.

    The digest of an entry is the SHA-256 of the canonical JSON of its case, position and listed values together with
    `previous`, the digest of the entry before it; the first one has `genesis` before it, the last one is the notice's.
    """
    notice = _notices().filter(pk=notice_id).first()
    if notice is None:
        return None
    shape = programmes.definition(notice.version_id).notices[notice.kind]
    entries = notice.entries.order_by("position")
    rows = entries.values_list("case__number", "position", "listed", "digest", "withdrawn_at")
    return {
        "number": notice.pk,
        "title": shape.title.model_dump(),
        "issuer": notice.issuer.name,
        "opens_on": notice.opens_on,
        "ends_on": notice.ends_on,
        "genesis": GENESIS,
        "entries": [
            {"case": case, "position": position, "listed": listed, "digest": digest, "withdrawn_at": withdrawn}
            for case, position, listed, digest, withdrawn in rows
        ],
        "digest": notice.digest,
    }


def entry_for_objection(*, notice_id: int, position: int) -> Entry | None:
    """Return a row of a notice with its notice and case, or None where there is none."""
    return (
        Entry.objects.select_related("notice__version__programme", "notice__issuer", "case")
        .filter(notice_id=notice_id, position=position)
        .first()
    )


def notice_of(entry: Entry, *, at: dt.datetime) -> PublicNotice:
    """Return the notice of an entry; its list is not counted."""
    return _public(entry.notice, at)


def objection_progress(reference: str) -> Objection | None:
    """Return an objection for whoever knows its reference. Show only its result and times, never who lodged it."""
    return Objection.objects.select_related("entry__case", "entry__notice").filter(reference=reference).first()


def notices_listing(case: Case) -> QuerySet[Entry]:
    """Return where a case is listed, newest first."""
    return Entry.objects.filter(case=case).select_related("notice").order_by("-notice__opened_at")


def _notices() -> QuerySet[Notice]:
    return (
        Notice.objects.select_related("version__programme", "issuer")
        .defer("version__text")
        .annotate(count=Count("entries"))
        .order_by("-opened_at", "-pk")
    )


def _public(notice: Notice, at: dt.datetime) -> PublicNotice:
    definition = programmes.definition(notice.version_id)
    running = OPEN if notice.ends_at is not None and at < notice.ends_at else ENDED
    return PublicNotice(
        notice=notice,
        shape=definition.notices[notice.kind],
        programme=definition.title,
        count=getattr(notice, "count", 0),
        state=PUBLISHED if notice.ends_at is None else running,
    )


def _columns(definition: Definition, shape: NoticeKind, *, kind: str) -> dict[str, Column]:
    """Return the columns of a list by the names that the definition gives."""
    if not kind:
        return {}
    found = {name: column_of(definition, kind=kind, name=name) for name in shape.lists}
    return {name: column.shape for name, column in found.items() if column is not None}


def _entry(entry: Entry, columns: Mapping[str, Column], definition: Definition, at: dt.datetime) -> PublicEntry:
    try:
        refuse_objection(entry=entry, at=at)
    except ObjectionRefused:
        may_object = False
    else:
        may_object = True
    values = tuple(
        shown(column, entry.listed.get(name), vocabularies=definition.vocabularies, key=name)
        for name, column in columns.items()
    )
    return PublicEntry(entry=entry, values=values, may_object=may_object, guide=_guide_of(entry, definition))


def _guide_of(entry: Entry, definition: Definition) -> str:
    offering, case = offering_of(entry.notice.version_id), entry.case
    public = (
        offering is not None and case.kind == offering.kind and definition.cases[case.kind].states[case.state].public
    )
    return (case.number or "") if public else ""
