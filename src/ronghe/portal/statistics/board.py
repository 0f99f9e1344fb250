"""A board: what stands where in one programme, over no other cases than its reader may see."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from ronghe.portal.agreements.filing import states_after_filing
from ronghe.portal.cases.access import visible_cases
from ronghe.portal.cases.actors import roles_of_organisation
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.public_queries.offering import offering_of
from ronghe.portal.cases.queries.columns import item_columns
from ronghe.portal.cases.queries.counting import AGES, SELECTED, counted, is_at
from ronghe.portal.cases.queries.listing import Mode, modes
from ronghe.portal.cases.queries.lists import with_row_relations
from ronghe.portal.cases.queries.shown import labels_of
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.codes.provinces import provinces
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.statistics import tallies
from ronghe.portal.statistics.tallies import Amounts, Tally
from ronghe.portal.statistics.tiles import CODES, PLACES, shade
from ronghe.rulebook.scope import uncounted
from ronghe.rulebook.structure import CaseKind, Definition, State, Text

TOP = 10
WAITING = 8
COUNTED = "counted"
MOMENTS = {"filed": "filing__filed_at", "begun": "begun_at"}
_NATION = (Organisation.Kind.MINISTRY, Organisation.Kind.AGENCY)


@dataclass(frozen=True, slots=True, kw_only=True)
class InState:
    """How many cases of a kind are in a state, in all and in each mode, how many of them are late, and how old."""

    key: str
    state: State
    number: int
    by_mode: tuple[int, ...]
    late: int
    ages: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One kind of case: `number` are those that count, `before` those that do not yet, such as unfiled projects."""

    kind: str
    shape: CaseKind
    number: int
    before: int
    late: int
    states: tuple[InState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How many cases came so far on the way from the guide to the closing, in all and in each mode."""

    kind: str
    shape: CaseKind
    stage: str
    number: int
    by_mode: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A province-level unit in the grid with its number."""

    key: str
    name: Text
    code: str
    row: int
    column: int
    number: int
    shade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What began in a year, and what ended in it well and badly."""

    year: int
    begun: int
    good: int
    bad: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A named number of a comparison; `key` is what the list filters by."""

    key: str
    label: Text
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Bars of one sort, the largest number first or in the order of their choice."""

    title: Text
    by: str
    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        """Return the largest number."""
        return max((one.number for one in self.bars), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that a board shows. `main` is the kind that maps, years and comparisons are about.

    `shown` are the modes that are counted side by side; `years_by` is the filter that leads to what began in a year.
    """

    tier: str
    programme: str
    modes: tuple[Mode, ...]
    shown: tuple[Mode, ...]
    chosen: str
    called: Text
    stages: tuple[Stage, ...]
    main: Stage
    way: tuple[Step, ...]
    money_kind: str
    money: Mapping[str, Amounts]
    tiles: tuple[Tile, ...]
    years: tuple[Year, ...]
    years_by: str
    comparisons: tuple[Comparison, ...]
    waiting: tuple[Case, ...]

    @property
    def empty(self) -> bool:
        """Return whether there is nothing to show yet."""
        return not any(stage.number + stage.before for stage in self.stages)


def board(*, acting: Membership, programme: str, version: str = "", kind: str = "", at: dt.datetime) -> Board:
    """Return the board of a programme for a membership, in a constant number of statements.

    `version` narrows it to one mode, `kind` chooses what maps and comparisons are about; what does not exist is not
    chosen. Raises NoAccess where the membership has no part in the programme, or acts for itself only.
    """
    every = tuple(one for one in modes(programme) if has_board(one.definition, acting))
    if not every:
        raise NoAccess
    chosen = tuple(one for one in every if one.key == version) or every
    members = [pk for one in chosen for pk in one.members]
    cases = visible_cases(acting, programme=programme).filter(version_id__in=members)
    zone = chosen[0].definition.timezone
    counted_ones = tallies.tallies(cases, at=at, zone=zone)
    stages = tuple(_stages(chosen, counted_ones))
    main = next((one for one in stages if one.kind == kind), stages[-1])
    of_main = cases.filter(counted(main.kind, _having(chosen, main.kind)), kind=main.kind)
    way = way_of(chosen)
    promised = way[-1] if way else main.kind
    of_promised = cases.filter(counted(promised, _having(chosen, promised)), kind=promised)
    years_by = _years_by(chosen, main.kind)
    return Board(
        tier=acting.organisation.kind,
        programme=programme,
        modes=every,
        shown=chosen,
        chosen=chosen[0].key if len(chosen) == 1 and len(every) > 1 else "",
        called=programmes.called(one.version.pk for one in chosen),
        stages=stages,
        main=main,
        way=tuple(_steps(way, chosen=chosen, found=counted_ones, cases=cases)) if way else (),
        money_kind=promised,
        money=tallies.amounts(of_promised, day=at.astimezone(ZoneInfo(zone)).date()),
        tiles=_tiles(counted_ones, main=main, chosen=chosen) if acting.organisation.kind in _NATION else (),
        years=tuple(_years(of_main, chosen=chosen, kind=main.kind, moment=MOMENTS[years_by])),
        years_by=years_by,
        comparisons=tuple(_comparisons(of_main, chosen=chosen, main=main, acting=acting)),
        waiting=_waiting(cases, chosen=chosen),
    )


def programmes_of(acting: Membership) -> list[tuple[str, Text]]:
    """Return the programmes that have a board for a membership, by key with their names."""
    keys = dict.fromkeys(version.programme.key for version in programmes.versions())
    found = [(key, [one for one in modes(key) if has_board(one.definition, acting)]) for key in keys]
    return [(key, programmes.called(one.version.pk for one in seen)) for key, seen in found if seen]


def has_board(definition: Definition, acting: Membership) -> bool:
    """Return whether a membership stands for an organisation in a programme, not only for its own cases."""
    roles = roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role)
    return any(
        not definition.parties[party].roles[name].personal for party, _, name in (r.partition(".") for r in roles)
    )


def way_of(chosen: Sequence[Mode]) -> tuple[str, str, str] | None:
    """Return the kinds from the offer over what applies to it to what comes of it; None where there is no such way."""
    for mode in chosen:
        offering = offering_of(mode.version.pk)
        for key, shape in mode.definition.cases.items():
            if offering is not None and shape.parent == offering.child:
                return offering.kind, offering.child, key
    return None


def _steps(
    way: tuple[str, str, str], *, chosen: Sequence[Mode], found: Sequence[Tally], cases: QuerySet[Case]
) -> Iterable[Step]:
    guide, application, project = way
    selected = tallies.selected(cases, kind=application)
    for kind, stage in (
        (guide, "published"), (application, "entered"), (application, SELECTED), (project, COUNTED), (project, "good")
    ):  # fmt: skip
        numbers = selected if stage == SELECTED else _come(found, chosen=chosen, kind=kind, stage=stage)
        by_mode = tuple(sum(numbers[pk] for pk in one.members) for one in chosen)
        shape = next(one.definition.cases[kind] for one in chosen if kind in one.definition.cases)
        yield Step(kind=kind, shape=shape, stage=stage, number=sum(by_mode), by_mode=by_mode)


def _come(found: Iterable[Tally], *, chosen: Iterable[Mode], kind: str, stage: str) -> Counter[int]:
    """Return how many cases of a kind have come to a stage, by version."""
    shapes = {pk: one.cases[kind] for mode in chosen for pk, one in mode.members.items() if kind in one.cases}
    without = {pk: uncounted(shape) for pk, shape in shapes.items()}
    numbers: Counter[int] = Counter()
    for one in found:
        if one.kind != kind or one.state in without[one.version_id]:
            continue
        if stage == COUNTED or is_at(stage, shapes[one.version_id], one.state):
            numbers[one.version_id] += one.number
    return numbers


def _years_by(chosen: Sequence[Mode], kind: str) -> str:
    """Return by which moment years are counted: the filing where every mode files cases of the kind."""
    shapes = [one.definition.cases[kind] for one in chosen if kind in one.definition.cases]
    return "filed" if all(states_after_filing(one) for one in shapes) else "begun"


def _having(chosen: Iterable[Mode], kind: str) -> list[int]:
    return [pk for one in chosen for pk, definition in one.members.items() if kind in definition.cases]


def _stages(chosen: Sequence[Mode], found: Iterable[Tally]) -> Iterable[Stage]:
    numbers: dict[tuple[str, str], Counter[str]] = {}
    without = {
        (pk, kind, state)
        for one in chosen
        for pk, definition in one.members.items()
        for kind, shape in definition.cases.items()
        for state in uncounted(shape)
    }
    of_mode = {pk: place for place, one in enumerate(chosen) for pk in one.members}
    for one in found:
        into = numbers.setdefault((one.kind, one.state), Counter())
        counts = (one.version_id, one.kind, one.state) not in without
        into.update(number=one.number, late=one.late, **{"counts" if counts else "before": one.number})
        into.update({f"mode {of_mode[one.version_id]}": one.number, **one.ages})
    shapes: dict[str, CaseKind] = {}
    states: dict[str, dict[str, State]] = {}
    for mode in chosen:
        for definition in mode.members.values():
            for kind, shape in definition.cases.items():
                shapes.setdefault(kind, shape)
                for key, state in shape.states.items():
                    states.setdefault(kind, {}).setdefault(key, state)
    for kind, shape in shapes.items():
        rows = [
            InState(
                key=key,
                state=state,
                number=here["number"],
                by_mode=tuple(here[f"mode {place}"] for place in range(len(chosen))),
                late=here["late"],
                ages={age: here[age] for age in AGES},
            )
            for key, state in states[kind].items()
            if (here := numbers.get((kind, key)))
        ]
        every = [here for (of, _), here in numbers.items() if of == kind]
        yield Stage(
            kind=kind,
            shape=shape,
            number=sum(one["counts"] for one in every),
            before=sum(one["before"] for one in every),
            late=sum(one.late for one in rows),
            states=tuple(rows),
        )


def _tiles(found: Iterable[Tally], *, main: Stage, chosen: Sequence[Mode]) -> tuple[Tile, ...]:
    without = {
        pk: uncounted(definition.cases[main.kind])
        for one in chosen
        for pk, definition in one.members.items()
        if main.kind in definition.cases
    }
    numbers: Counter[str] = Counter()
    for one in found:
        if one.kind == main.kind and one.state not in without.get(one.version_id, ()):
            numbers[one.province] += one.number
    return tiles_of(numbers)


def tiles_of(numbers: Mapping[str, int]) -> tuple[Tile, ...]:
    """Return every province-level unit as a tile with its number, shaded by it."""
    most = max(numbers.values(), default=0)
    names = provinces()
    return tuple(
        Tile(
            key=key,
            name=Text(zh=names[key].zh, en=names[key].en),
            code=CODES[key],
            row=row,
            column=column,
            number=numbers.get(key, 0),
            shade=shade(numbers.get(key, 0), most=most),
        )
        for key, (row, column) in PLACES.items()
        if key in names
    )


def _years(cases: QuerySet[Case], *, chosen: Sequence[Mode], kind: str, moment: str) -> Iterable[Year]:
    tones = {
        (pk, key): state.tone
        for one in chosen
        for pk, definition in one.members.items()
        if kind in definition.cases
        for key, state in definition.cases[kind].states.items()
        if state.final
    }
    begun: Counter[int] = Counter()
    ended: dict[str, Counter[int]] = {"good": Counter(), "bad": Counter()}
    for year, since, version, state, number in tallies.by_year(cases, moment=moment):
        if year is not None:
            begun[year] += number
        if (tone := tones.get((version, state), "")) in ended:
            ended[tone][since] += number
    known = {*begun, *ended["good"], *ended["bad"]}
    for year in range(min(known), max(known) + 1) if known else ():
        yield Year(year=year, begun=begun[year], good=ended["good"][year], bad=ended["bad"][year])


def _comparisons(
    cases: QuerySet[Case], *, chosen: Sequence[Mode], main: Stage, acting: Membership
) -> Iterable[Comparison]:
    choices = {
        f"item.{column.key}": (column.label, labels_of(column, vocabularies=mode.definition.vocabularies))
        for mode in reversed(chosen)
        if main.kind in mode.definition.cases
        for column in item_columns(mode.definition, kind=main.kind)
        if column.options
    }
    numbers = tallies.by_choice(cases, fields=choices) if choices else {}
    for field, (label, options) in choices.items():
        bars = tuple(Bar(key=key, label=one, number=numbers.get((field, key), 0)) for key, one in options.items())
        yield Comparison(title=label, by=f"f-{field}", bars=bars)
    for party, label in _compared(chosen, acting):
        found = tallies.by_party(cases, party=party, most=TOP)
        bars = tuple(Bar(key=str(pk), label=name, number=number) for pk, name, number in found)
        yield Comparison(title=label, by="organisation", bars=bars)


def _compared(chosen: Sequence[Mode], acting: Membership) -> list[tuple[str, Text]]:
    """Return the parties whose organisations are worth comparing: neither the reader's own nor a department's."""
    kinds = {Organisation.Kind.UNIVERSITY.value, Organisation.Kind.ENTERPRISE.value} - {acting.organisation.kind}
    parties = {key: party for mode in chosen for key, party in mode.definition.parties.items()}
    return [(key, party.label) for key, party in parties.items() if party.kind in kinds]


def _waiting(cases: QuerySet[Case], *, chosen: Sequence[Mode]) -> tuple[Case, ...]:
    waits = Q(pk__in=[])
    for one in chosen:
        for pk, definition in one.members.items():
            for kind, shape in definition.cases.items():
                states = [key for key, state in shape.states.items() if state.waits_for]
                waits |= Q(version_id=pk, kind=kind, state__in=states)
    found = cases.filter(waits).order_by("state_since", "pk")
    return tuple(with_row_relations(found)[:WAITING])
