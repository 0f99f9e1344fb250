"""Which of the possible actions is the one to offer first, without asking the rules."""

from ronghe.portal.cases.models import Case
from ronghe.rulebook.structure import Action

NamedAction = tuple[str, Action]


def next_step(case: Case, actions: tuple[NamedAction, ...]) -> NamedAction | None:
    """Return the action to offer first: a form that nobody has filled in yet, else the main one, else any harmless one.

    An action that keeps a form and leaves the state as it is prepares the others, so it comes before them. Where there
    are several main ones the person has to choose, and none is offered.
    """
    harmless = [one for one in actions if one[1].tone != "danger"]
    ranked = sorted(harmless, key=lambda one: (not _prepares(case, one[1]), one[1].tone != "primary"))
    if len(ranked) > 1 and not _prepares(case, ranked[0][1]) and ranked[1][1].tone == "primary":
        return None
    return ranked[0] if ranked else None


def _prepares(case: Case, action: Action) -> bool:
    return action.target is None and action.keep_as is not None and action.keep_as not in case.kept
