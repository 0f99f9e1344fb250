"""Who leads a case, and handing it to another teacher of the same university."""

from collections.abc import Mapping, Sequence

from ronghe.portal.accounts.models import User
from ronghe.portal.cases import facts
from ronghe.portal.cases.commands import index, quotas
from ronghe.portal.cases.commands.situation import day_of
from ronghe.portal.cases.effects import Barred, EffectContext
from ronghe.portal.cases.facts import FactContext
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.views_of_case import case_view
from ronghe.portal.organisations.models import Membership
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Act
from ronghe.rulebook.structure import Definition


def personal_roles(definition: Definition) -> list[tuple[str, str]]:
    """Return the parties and roles whose holders act on cases of their own."""
    parties = definition.parties
    return [(key, role) for key, party in parties.items() for role, one in party.roles.items() if one.personal]


def memberships(contexts: Sequence[FactContext]) -> set[tuple[int, int, str]]:
    """Return who of the leaders holds which role in which organisation today, in one query."""
    leaders = {one.case.leader_id for one in contexts if one.case.leader_id is not None}
    rows = Membership.objects.filter(status=Membership.Status.ACTIVE, user_id__in=leaders)
    return set(rows.values_list("user_id", "organisation_id", "role"))


def is_member(context: FactContext, *, held: set[tuple[int, int, str]]) -> bool | None:
    """Return whether the leader of a case still is what leaders of its programme are; without a leader not known."""
    if context.case.leader_id is None:
        return None
    return any(
        (context.case.leader_id, context.parties[party].pk, role) in held
        for party, role in personal_roles(context.definition)
        if party in context.parties
    )


def successor(context: EffectContext, asked: Mapping[str, object]) -> User:
    """Return the teacher that a kept form names as `new_leader`, with `new_leader_number` among namesakes."""
    name, number = str(asked.get("new_leader") or "").strip(), str(asked.get("new_leader_number") or "").strip()
    found: set[User] = set()
    for party, role in personal_roles(context.definition):
        if party in context.parties:
            rows = Membership.objects.filter(
                organisation=context.parties[party], role=role, status=Membership.Status.ACTIVE, user__name=name
            ).select_related("user")
            found |= {one.user for one in rows if not number or one.staff_number == number}
    if not found:
        raise Barred(
            name="change_leader",
            zh=f"本校没有名为“{name}”的在职教师，请核对姓名（及工号）。",
            en=f"No active teacher of this university is registered as “{name}”; check the name (and staff number).",
        )
    if len(found) > 1:
        raise Barred(
            name="change_leader",
            zh=f"本校有多位教师名为“{name}”，请填写工号。",
            en=f"Several teachers of this university are called “{name}”; give the staff number.",
        )
    return found.pop()


def hand_over(context: EffectContext, *, to: User) -> None:
    """Let another person lead a case and the cases above it that the same person led; the forms of those stay."""
    case, before = context.case, context.case.leader_id
    if before is not None:
        _take_over_places(context, before=before, to=to)
    lead(case, to=to, definition=context.definition)
    case.save(update_fields=["leader", "data"])
    index.write(case=case, definition=context.definition)
    parent = case.parent
    while parent is not None and before is not None and parent.leader_id == before:
        Case.objects.filter(pk=parent.pk, leader_id=before).update(leader=to)
        parent.leader = to
        parent = parent.parent


def _take_over_places(context: EffectContext, *, before: int, to: User) -> None:
    """Move the places that the case holds in its leader's name; who has none left cannot take over."""
    for quota in quotas.follow(former=f"p{before}", present=f"p{to.pk}", event=context.event):
        limit = _limit(context, name=quota.name)
        if limit is not None and quota.places.count() > limit:
            title = context.definition.quotas[quota.name].title
            raise Barred(
                name="change_leader",
                zh=f"“{to.name}”已无名额：{title.zh}，上限 {limit}。",
                en=f"“{to.name}” has no place left: {title.en}, at most {limit}.",
            )


def _limit(context: EffectContext, *, name: str) -> int | None:
    """Return how many places of a quota somebody may hold, as at the act that takes one; None: no bar."""
    definition, case = context.definition, context.case
    actions = definition.cases[case.kind].actions
    taking = next((key for key, one in actions.items() if name in one.takes), None)
    if taking is None or definition.quotas[name].unsourced is not None:
        return None
    seen = FactContext(
        case=case,
        definition=definition,
        parties=context.parties,
        at=context.act.at,
        day=day_of(definition, context.act.at),
    )
    names = engine.fact_names(definition, kind=case.kind, action=taking)
    act = Act(action=taking, roles=frozenset(), at=context.act.at)
    known = facts.collect(context=seen, names=names)
    return engine.quota_limit(definition, quota=name, case=case_view(case), facts=known, act=act)


def lead(case: Case, *, to: User, definition: Definition) -> None:
    """Write a person into a case as its leader, without storing it: also in its form, where that names one."""
    case.leader = to
    form = definition.forms[definition.cases[case.kind].form]
    if any(one.key == "leader" for one in form.fields()):
        case.data = {**case.data, "leader": to.name}
