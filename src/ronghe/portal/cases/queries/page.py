"""One case's page: where it is, how it got there, what can be done now, and everything handed in with it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from ronghe.portal.cases import happenings
from ronghe.portal.cases.access import access_among, messages_for, roles_of, visible_cases
from ronghe.portal.cases.integrity import chain_holds
from ronghe.portal.cases.models import Attachment, Case, CaseParty, Deadline, Event, Message
from ronghe.portal.cases.queries.ageing import age_of, days_in_state, last_day
from ronghe.portal.cases.queries.columns import columns_of, item_columns, kept_form, value_of
from ronghe.portal.cases.queries.explaining import Prospect, explain_all
from ronghe.portal.cases.queries.limits import LimitLine, limits
from ronghe.portal.cases.queries.lists import with_row_relations
from ronghe.portal.cases.queries.recorded import recorded_finding
from ronghe.portal.cases.queries.shown import Shown, ShownSection, sections_of, shown
from ronghe.portal.cases.views_of_case import item_of
from ronghe.portal.organisations.models import Membership
from ronghe.portal.organisations.queries import former_names
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import forms
from ronghe.rulebook.additions import Additions
from ronghe.rulebook.decisions import Finding
from ronghe.rulebook.structure import Action, CaseKind, Definition, Form, State, Text

CHILDREN = 20
MESSAGES = 10
SHORT = 3
BEGIN = "begin"
SYSTEM = Text(zh="系统自动办理", en="the system")
TONES = ("primary", "secondary", "danger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A state on a case's way. `state` is done, current or ahead."""

    label: Text
    state: str
    tone: str
    since: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A form that an act has kept, once or in several rows."""

    key: str
    title: Text
    rows: tuple[tuple[ShownSection, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who stands for a party of the programme."""

    label: Text
    party: CaseParty
    formerly: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A child case as a row."""

    case: Case
    state: State
    days: int
    values: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Children:
    """The children of one kind that the viewer may see, with their number by state."""

    kind: str
    shape: CaseKind
    heads: tuple[Text, ...]
    counts: tuple[tuple[str, State, int], ...]
    rows: tuple[Child, ...]

    @property
    def total(self) -> int:
        """Return how many there are."""
        return sum(number for _, _, number in self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event of the history, in words."""

    event: Event
    label: Text
    role: Text | None
    target: State
    moved: bool
    asked: tuple[ShownSection, ...]
    findings: tuple[Finding, ...]
    facts: tuple[Shown, ...]
    looked_at: tuple[Text, ...] = ()

    @property
    def long(self) -> bool:
        """Return whether so much was filled in that a page folds it away."""
        return sum(len(section.values) for section in self.asked) > SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Everything about a case that its viewer may see."""

    case: Case
    definition: Definition
    shape: CaseKind
    state: State
    days: int
    age: str
    due_on: dt.date | None
    way: tuple[Step, ...]
    edit: bool
    prospects: tuple[Prospect, ...]
    limits: tuple[LimitLine, ...]
    additions: Additions | None
    item: tuple[Shown, ...]
    sections: tuple[ShownSection, ...]
    kept: tuple[Kept, ...]
    files: tuple[Attachment, ...]
    parties: tuple[Party, ...]
    parent_visible: bool
    children: tuple[Children, ...]
    history: tuple[Happening, ...]
    chain_holds: bool
    coming: tuple[tuple[Deadline, Action], ...]
    messages: tuple[Message, ...]

    @property
    def ready(self) -> tuple[Prospect, ...]:
        """Return the actions that nothing bars: the main ones first, what cannot be undone last."""
        return tuple(sorted((one for one in self.prospects if one.ready), key=lambda one: TONES.index(one.action.tone)))

    @property
    def barred(self) -> tuple[Prospect, ...]:
        """Return the actions that a rule or an unfinished form bars now."""
        return tuple(one for one in self.prospects if not one.ready)


def case_page(*, number: str, acting: Membership, at: dt.datetime) -> CasePage:
    """Return a case's page, in a constant number of queries. Raises NoAccess where the case is not for this viewer."""
    visible = visible_cases(acting)
    case = access_among(visible, number=number)
    definition = programmes.definition(case.version_id)
    shape = definition.cases[case.kind]
    roles = roles_of(case=case, acting=acting)
    files = tuple(case.attachments.order_by("pk"))
    keys = {one.digest: str(one.key) for one in files}
    form = definition.forms[shape.form]
    events = list(case.events.select_related("actor", "organisation").order_by("sequence"))
    return CasePage(
        case=case,
        definition=definition,
        shape=shape,
        state=shape.states[case.state],
        days=days_in_state(case, definition=definition, at=at),
        age=age_of(case, definition=definition, at=at),
        due_on=last_day(case, definition=definition),
        way=way_of(case, shape=shape, events=events),
        edit=bool(roles & frozenset(shape.states[case.state].edit)),
        prospects=explain_all(case=case, acting=acting, at=at),
        limits=limits(case=case, at=at),
        additions=programmes.additions_in(case.version),
        item=_item(case, definition=definition),
        sections=sections_of(
            form,
            case.data,
            definition=definition,
            visible=[one.key for one in forms.visible(form, case.data)],
            masked=not roles,
            files=keys,
        ),
        kept=tuple(_kept(case, definition=definition, masked=not roles, files=keys)),
        files=files,
        parties=_parties(case, definition=definition),
        parent_visible=case.parent_id is not None and visible.filter(pk=case.parent_id).exists(),
        children=_children(case, definition=definition, visible=visible, at=at),
        history=tuple(_happening(one, definition, shape, masked=not roles, files=keys) for one in reversed(events)),
        chain_holds=chain_holds(number=case.number or "", events=events),
        coming=tuple((one, shape.actions[one.action]) for one in case.deadlines.order_by("at", "pk")),
        messages=tuple(messages_for(acting).filter(case=case)[:MESSAGES]),
    )


def way_of(case: Case, *, shape: CaseKind, events: Sequence[Event]) -> tuple[Step, ...]:
    """Return the states passed, the present one and the usual way ahead; a way back cuts the detour out."""
    passed: dict[str, dt.datetime] = {}
    for event in events:
        if event.target in passed and event.target != event.source:
            later = list(passed)[list(passed).index(event.target) :]
            for one in later:
                del passed[one]
        passed.setdefault(event.target, event.at)
    passed.pop(case.state, None)
    done = [_step(shape, key, "done", since) for key, since in passed.items()]
    return (*done, _step(shape, case.state, "current", case.state_since), *_ahead(shape, case.state))


def _step(shape: CaseKind, key: str, place: str, since: dt.datetime | None) -> Step:
    state = shape.states[key]
    return Step(label=state.label, state=place, tone=state.tone, since=since)


def _ahead(shape: CaseKind, state: str) -> list[Step]:
    """Return the usual way from a state: along the main actions, to the first fork, whose ends stand in one step."""
    passed, way = {state}, list[Step]()
    while len(targets := _main_targets(shape, state) - passed) == 1:
        (state,) = targets
        passed.add(state)
        way.append(_step(shape, state, "ahead", None))
    return [*way, _fork(shape, targets)] if targets else way


def _main_targets(shape: CaseKind, state: str) -> set[str]:
    main = (one for one in shape.actions.values() if state in one.source and one.tone == "primary")
    return {one.target for one in main if one.target}


def _fork(shape: CaseKind, targets: set[str]) -> Step:
    labels = [state.label for key, state in shape.states.items() if key in targets]
    label = Text(zh="，或".join(one.zh for one in labels), en=", or ".join(one.en for one in labels))
    return Step(label=label, state="ahead", tone="neutral")


def _item(case: Case, *, definition: Definition) -> tuple[Shown, ...]:
    row = item_of(definition=definition, case=case)
    if row is None:
        return ()
    columns = item_columns(definition, kind=case.kind)
    return tuple(shown(one, row.get(one.key), vocabularies=definition.vocabularies) for one in columns)


def _kept(case: Case, *, definition: Definition, masked: bool, files: Mapping[str, str]) -> Iterator[Kept]:
    for key, value in case.kept.items():
        form = kept_form(definition, kind=definition.cases[case.kind], key=key)
        if form is None:
            continue
        rows = value if isinstance(value, list) else [value]
        yield Kept(
            key=key,
            title=_kept_title(definition.cases[case.kind], key=key, form=form),
            rows=tuple(
                sections_of(
                    form,
                    row,
                    definition=definition,
                    visible=[one.key for one in forms.visible(form, row)],
                    masked=masked,
                    files=files,
                )
                for row in rows
            ),
        )


def _kept_title(shape: CaseKind, *, key: str, form: Form) -> Text:
    """Return the form's title, or the act's where several acts keep the same form: two signatures, say."""
    keeping = {each.keep_as: each for each in shape.actions.values() if each.keep_as and each.asks}
    same = [each for each in keeping.values() if key in keeping and each.asks == keeping[key].asks]
    return keeping[key].label if len(same) > 1 else form.title


def _parties(case: Case, *, definition: Definition) -> tuple[Party, ...]:
    found = {one.party: one for one in case.parties.all()}
    begun_on = case.begun_at.astimezone(ZoneInfo(definition.timezone)).date()
    formerly = former_names([one.organisation_id for one in found.values()], since=begun_on)
    return tuple(
        Party(label=shape.label, party=found[key], formerly=formerly.get(found[key].organisation_id, ""))
        for key, shape in definition.parties.items()
        if key in found
    )


def _children(case: Case, *, definition: Definition, visible: QuerySet[Case], at: dt.datetime) -> tuple[Children, ...]:
    kinds = [key for key, shape in definition.cases.items() if shape.parent == case.kind]
    if not kinds:
        return ()
    under = visible.filter(parent=case)
    counts = list(under.order_by().values_list("kind", "state").annotate(number=Count("pk")))
    rows = list(_newest(under))
    return tuple(
        _of_kind(key, definition=definition, counts=counts, rows=rows, at=at)
        for key in kinds
        if any(kind == key for kind, _, _ in counts)
    )


def _newest(cases: QuerySet[Case]) -> QuerySet[Case]:
    return with_row_relations(cases).order_by("-state_since", "-pk")[:CHILDREN]


def _of_kind(
    kind: str, *, definition: Definition, counts: list[tuple[str, str, int]], rows: list[Case], at: dt.datetime
) -> Children:
    shape = definition.cases[kind]
    columns = columns_of(definition, kind=kind)
    numbers = {state: number for one, state, number in counts if one == kind}
    return Children(
        kind=kind,
        shape=shape,
        heads=tuple(one.label for one in columns),
        counts=tuple((key, state, numbers[key]) for key, state in shape.states.items() if key in numbers),
        rows=tuple(
            Child(
                case=row,
                state=shape.states[row.state],
                days=days_in_state(row, definition=definition, at=at),
                values=tuple(value_of(row, column=one, definition=definition) for one in columns),
            )
            for row in rows
            if row.kind == kind
        ),
    )


def _happening(
    event: Event, definition: Definition, shape: CaseKind, *, masked: bool, files: Mapping[str, str]
) -> Happening:
    action = shape.actions.get(event.action)
    form = definition.forms[action.asks] if action is not None and action.asks else None
    asked = event.body.get("asked") or {}
    return Happening(
        event=event,
        label=happenings.LABELS.get(event.action, shape.begin.label) if action is None else action.label,
        findings=tuple(recorded_finding(one) for one in event.body.get("findings") or []),
        looked_at=_looked_at(event.body.get("looked_at") or (), definition=definition),
        facts=_facts(event.body.get("facts") or {}, definition=definition),
        role=_role(event.role, definition),
        target=shape.states[event.target],
        moved=event.source != event.target,
        asked=happenings.told(event.action, asked)
        if form is None or not asked
        else sections_of(form, asked, definition=definition, visible=list(asked), masked=masked, files=files),
    )


def _looked_at(rules: Iterable[str], *, definition: Definition) -> tuple[Text, ...]:
    """Return what somebody has confirmed to have looked at, by the titles of the checks."""
    titles = {rule.id: rule.title for rule in definition.rules}
    return tuple(titles[one] for one in rules if one in titles)


def _facts(values: Mapping[str, object], *, definition: Definition) -> tuple[Shown, ...]:
    declared = definition.facts
    return tuple(
        Shown(key=name, label=declared[name].label, type=declared[name].type, value=value)
        for name, value in sorted(values.items())
        if name in declared
    )


def _role(role: str, definition: Definition) -> Text | None:
    if role == "system":
        return SYSTEM
    party, _, name = role.partition(",")[0].partition(".")
    shape = definition.parties.get(party)
    return shape.roles[name].label if shape is not None and name in shape.roles else None
