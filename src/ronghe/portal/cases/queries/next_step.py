"""Which of the possible actions to offer first: by role and state alone in long lists, by the rules in an inbox."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ronghe.portal.cases.access import roles_of
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.explaining import Prospect, Question, prospects
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import engine
from ronghe.rulebook.structure import Action, Text

NamedAction = tuple[str, Action]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What to offer first. One action is offered by its name, several leave the choice to the person.

    `barred` says why the main action cannot be performed now, where there is none to offer.
    """

    actions: tuple[NamedAction, ...] = ()
    barred: Text | None = None


def next_step(case: Case, actions: Sequence[NamedAction]) -> NextStep:
    """Return what to offer by role and state: what prepares the others and has not been done, else the main ones."""
    preparing, main = _sorted(case, actions)
    return NextStep(actions=preparing[:1] or main)


def next_steps(cases: Sequence[Case], *, acting: Membership, at: dt.datetime) -> dict[int, NextStep]:
    """Return what to offer for each case as its rules stand: the main actions that nothing bars, else what prepares.

    The number of queries grows with the definitions among the cases, not with the cases.
    """
    found: dict[int, NextStep] = {}
    for version_id in {one.version_id for one in cases}:
        definition = programmes.definition(version_id)
        questions = []
        for case in (one for one in cases if one.version_id == version_id):
            roles = roles_of(case=case, acting=acting)
            preparing, main = _sorted(case, possible_actions(case, roles=roles))
            questions.append(Question(case=case, keys=tuple(dict([*main, *preparing])), roles=roles))
        for question, told in zip(questions, prospects(questions, definition=definition, at=at), strict=True):
            found[question.case.pk] = _chosen(told)
    return found


def possible_actions(case: Case, *, roles: frozenset[str]) -> tuple[NamedAction, ...]:
    """Return the actions that some roles may perform on a case in its state, before any rule is asked."""
    definition = programmes.definition(case.version_id)
    actions = definition.cases[case.kind].actions
    return tuple(
        (key, actions[key]) for key in engine.possible(definition, kind=case.kind, state=case.state, roles=roles)
    )


def _chosen(told: Sequence[Prospect]) -> NextStep:
    main = [one for one in told if one.action.tone == "primary"]
    offered = [one for one in main if one.ready] or [one for one in told if one.ready][:1]
    reasons = (finding.message for one in main for finding in one.barred)
    return NextStep(
        actions=tuple((one.key, one.action) for one in offered), barred=None if offered else next(reasons, None)
    )


def _sorted(case: Case, actions: Sequence[NamedAction]) -> tuple[tuple[NamedAction, ...], tuple[NamedAction, ...]]:
    """Return the actions that fill in a form for later ones, and the main ones; neither what has been filled in."""
    fresh = [one for one in actions if one[1].tone != "danger" and not _is_done(case, one[1])]
    return tuple(one for one in fresh if _prepares(one[1])), tuple(one for one in fresh if one[1].tone == "primary")


def _prepares(action: Action) -> bool:
    return action.target is None and action.keep_as is not None


def _is_done(case: Case, action: Action) -> bool:
    return _prepares(action) and action.keep_as in case.kept
