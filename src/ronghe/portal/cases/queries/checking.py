"""Checklists before an act: what the machine has compared, and what somebody has to look at; of many cases at once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ronghe.portal.cases.access import visible_cases
from ronghe.portal.cases.models import Attachment, Case
from ronghe.portal.cases.queries.known import facts_of
from ronghe.portal.cases.views_of_case import case_view
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Act, Finding, FoundValue, Outcome, Value
from ronghe.rulebook.scope import kept_forms
from ronghe.rulebook.structure import CaseKind, Definition, FactType, Severity, Text

_FINE = (Outcome.HELD, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """How the checks before an act come out for one case."""

    case: Case
    findings: tuple[Finding, ...]

    @property
    def by_machine(self) -> tuple[Finding, ...]:
        """Return the checks that the machine makes and that concern the case, those that failed first."""
        concerned = (one for one in self.findings if one.outcome not in (Outcome.BY_EYE, Outcome.NOT_APPLICABLE))
        return tuple(sorted(concerned, key=lambda one: one.outcome is Outcome.HELD))

    @property
    def by_eye(self) -> tuple[Finding, ...]:
        """Return what somebody has to look at."""
        return tuple(one for one in self.findings if one.outcome is Outcome.BY_EYE)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """Return the checks by machine that do not hold, or that could not be made."""
        return tuple(one for one in self.by_machine if one.outcome not in _FINE)

    @property
    def safe(self) -> bool:
        """Return whether everything that the machine can see is in order."""
        return not self.failed

    def unseen(self, looked_at: Iterable[str]) -> tuple[Finding, ...]:
        """Return what nobody has ticked as looked at."""
        return tuple(one for one in self.by_eye if one.rule not in frozenset(looked_at))

    def seen(self, looked_at: Iterable[str]) -> tuple[str, ...]:
        """Return the checks by eye among those ticked, in the order of the list."""
        ticked = frozenset(looked_at)
        return tuple(one.rule for one in self.by_eye if one.rule in ticked)


def has_checklist(definition: Definition, *, kind: str, action: str) -> bool:
    """Return whether checks stand before an act."""
    guarded = f"{kind}.{action}"
    return any(rule.otherwise is Severity.CHECK and guarded in rule.guards for rule in definition.rules)


def names_of_checks(definition: Definition, *, kind: str, action: str) -> frozenset[str]:
    """Return the facts that an act's checklist reads; none where there is no checklist."""
    if not has_checklist(definition, kind=kind, action=action):
        return frozenset()
    return engine.checklist_names(definition, kind=kind, action=action)


def checklist_of(*, case: Case, action: str, acting: Membership, at: dt.datetime) -> Checklist | None:
    """Return the checklist of one case, which comes from `access_case`; None where the act has none."""
    definition = programmes.definition(case.version_id)
    if not has_checklist(definition, kind=case.kind, action=action):
        return None
    return checklists([case], action=action, acting=acting, at=at)[0]


def checklists(cases: Sequence[Case], *, action: str, acting: Membership, at: dt.datetime) -> list[Checklist]:
    """Return the checklists of cases of one definition and kind, in a constant number of queries."""
    if not cases:
        return []
    definition = programmes.definition(cases[0].version_id)
    names = names_of_checks(definition, kind=cases[0].kind, action=action)
    known = facts_of(cases, definition=definition, names=names, at=at)
    found = [checked(one, facts, action=action, at=at) for one, facts in zip(cases, known, strict=True)]
    return with_files(found, acting=acting)


def with_files(found: Sequence[Checklist], *, acting: Membership) -> list[Checklist]:
    """Return checklists whose files can be opened by the viewer, those of the cases above included."""
    if not any(value.type is FactType.FILE for one in found for check in one.findings for value in check.values):
        return list(found)
    family = {pk for one in found for pk in _family(one.case)}
    files = Attachment.objects.filter(case_id__in=family, case__in=visible_cases(acting)).order_by("pk")
    keys = {(case, digest): str(key) for case, digest, key in files.values_list("case_id", "digest", "key")}
    return [
        replace(one, findings=tuple(_openable(check, case=one.case, keys=keys) for check in one.findings))
        for one in found
    ]


def checked(case: Case, facts: Mapping[str, Value], *, action: str, at: dt.datetime) -> Checklist:
    """Return one case's checklist from facts that have been collected."""
    definition = programmes.definition(case.version_id)
    found = engine.checklist(
        definition,
        case=case_view(case),
        action=action,
        act=Act(action=action, roles=frozenset(), at=at),
        facts=facts,
        calendar=programmes.calendar(),
    )
    return Checklist(case=case, findings=tuple(_placed(one, definition=definition, kind=case.kind) for one in found))


def _placed(finding: Finding, *, definition: Definition, kind: str) -> Finding:
    """Return a finding whose values say which paper they come from: there is a leader in each of them."""
    places = _places(definition, definition.cases[kind])
    values = (_said(value, places.get(value.name.partition(".")[0])) for value in finding.values)
    return replace(finding, values=tuple(values))


def _said(value: FoundValue, place: Text | None) -> FoundValue:
    if place is None:
        return value
    label = Text(zh=f"{place.zh}：{value.label.zh}", en=f"{place.en}: {value.label.en}")
    return replace(value, label=label)


def _places(definition: Definition, kind: CaseKind) -> dict[str, Text]:
    """Return what people call the papers that rules read, by their namespaces."""
    kept = {space: definition.forms[form].title for space, form in kept_forms(kind).items()}
    above = {key: shape.title for key, shape in definition.cases.items()}
    return {**above, **kept, "form": definition.forms[kind.form].title}


def _family(case: Case) -> tuple[int, ...]:
    above = (case.parent_id, case.parent.parent_id if case.parent else None)
    return (case.pk, *(pk for pk in above if pk is not None))


def _openable(finding: Finding, *, case: Case, keys: Mapping[tuple[int, str], str]) -> Finding:
    return replace(finding, values=tuple(_with_key(value, case=case, keys=keys) for value in finding.values))


def _with_key(value: FoundValue, *, case: Case, keys: Mapping[tuple[int, str], str]) -> FoundValue:
    if value.type is not FactType.FILE or not isinstance(value.value, Mapping):
        return value
    digest = str(value.value.get("digest"))
    key = next((keys[pk, digest] for pk in _family(case) if (pk, digest) in keys), None)
    return replace(value, value={**value.value, "key": key}) if key else value
