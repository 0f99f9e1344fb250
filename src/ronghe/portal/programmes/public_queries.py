"""What everybody may read about programmes: versions, windows, rules by party, quotas, where they come from."""

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ronghe.portal.base.search import Asked, answers
from ronghe.portal.programmes import queries
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.portal.programmes.words import scope_words
from ronghe.rulebook.calendar import WindowState, day_of, window_state
from ronghe.rulebook.citations import cite
from ronghe.rulebook.decisions import Citation, Value
from ronghe.rulebook.structure import CaseKind, Definition, Quota, Rule, Text, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicWindow:
    """A window with where today lies in regard to it."""

    key: str
    window: Window
    state: WindowState
    cites: Citation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProgramme:
    """A version of a programme with its windows as they stand today."""

    version: ProgrammeVersion
    definition: Definition
    windows: tuple[PublicWindow, ...]

    @property
    def key(self) -> str:
        """Return the programme's permanent key."""
        return self.definition.programme


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRule:
    """A rule with its clause and the acts that it guards, in words."""

    rule: Rule
    cites: Citation | None
    acts: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRules:
    """The rules that a party meets first."""

    key: str
    label: Text
    rules: tuple[PublicRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicQuota:
    """A quota with its clause; `limit` only where it is a number."""

    key: str
    quota: Quota
    limit: int | None
    words: tuple[Text, ...]
    cites: Citation | None

    @property
    def each(self) -> bool:
        """Return whether places are counted apart, such as for every person, and not over the whole programme."""
        return not set(self.quota.scope) <= {"programme", "every_version"}


def programmes_in_force(at: dt.datetime) -> tuple[PublicProgramme, ...]:
    """Return the versions under which cases may be begun at a moment, newest first."""
    found = []
    for version in queries.versions():
        definition = queries.definition(version.pk)
        day = day_of(at, zone=definition.timezone)
        if version.since <= day and (version.until is None or day <= version.until):
            found.append(_programme(version, definition, at))
    return tuple(found)


def found_programmes(asked: Asked, at: dt.datetime) -> tuple[PublicProgramme, ...]:
    """Return the programmes in force whose name or summary answers what somebody asks for."""
    return tuple(one for one in programmes_in_force(at) if answers(asked, _names(one.definition)))


def _names(definition: Definition) -> str:
    texts = (definition.title, definition.called, definition.summary)
    return " ".join(f"{one.zh} {one.en}" for one in texts)


def public_programme(*, key: str, at: dt.datetime) -> PublicProgramme | None:
    """Return the newest version of a programme, or None where there is no such programme."""
    version = queries.version_of(key)
    return None if version is None else _programme(version, queries.definition(version.pk), at)


@functools.lru_cache(maxsize=50)
def rules_by_party(version_id: int) -> tuple[PartyRules, ...]:
    """Return a version's rules, each under the party whose act it guards first, with the acts in words."""
    definition = queries.definition(version_id)
    grouped: dict[str, list[PublicRule]] = {key: [] for key in definition.parties}
    for rule in definition.rules:
        acts = tuple(dict.fromkeys(_acts(definition, rule)))
        public = PublicRule(rule=rule, cites=cite(definition, rule.cites), acts=tuple(label for _, label in acts))
        grouped[acts[0][0] if acts else definition.operator].append(public)
    return tuple(
        PartyRules(key=key, label=definition.parties[key].label, rules=tuple(rules))
        for key, rules in grouped.items()
        if rules
    )


def quotas_of(definition: Definition, *, values: Mapping[str, Value]) -> tuple[PublicQuota, ...]:
    """Return a definition's quotas with their clauses; `values` are those that the office may set, by name."""
    limits = {key: values.get(str(quota.limit), quota.limit) for key, quota in definition.quotas.items()}
    return tuple(
        PublicQuota(
            key=key,
            quota=quota,
            limit=limit if isinstance(limit := limits[key], int) else None,
            words=scope_words(definition, quota),
            cites=cite(definition, quota.cites),
        )
        for key, quota in definition.quotas.items()
    )


def kinds_of(definition: Definition) -> tuple[tuple[str, CaseKind], ...]:
    """Return the kinds of cases of a programme, in its order."""
    return tuple(definition.cases.items())


def _programme(version: ProgrammeVersion, definition: Definition, at: dt.datetime) -> PublicProgramme:
    windows = tuple(
        PublicWindow(
            key=key,
            window=window,
            state=window_state(window, at, zone=definition.timezone),
            cites=cite(definition, window.cites),
        )
        for key, window in sorted(definition.windows.items(), key=lambda one: one[1].opens)
    )
    return PublicProgramme(version=version, definition=definition, windows=windows)


def _acts(definition: Definition, rule: Rule) -> Iterator[tuple[str, Text]]:
    for guard in rule.guards:
        kind, _, name = guard.partition(".")
        shape = definition.cases[kind]
        action = shape.begin if name == "begin" else shape.actions[name]
        party = next((role.partition(".")[0] for role in action.by if "." in role), definition.operator)
        yield party, action.label
