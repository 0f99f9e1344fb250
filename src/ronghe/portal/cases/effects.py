"""What may follow an allowed act, by name. Each effect runs in the transaction of the act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ronghe.portal.cases.actors import Actor
from ronghe.portal.cases.models import Case, Event
from ronghe.portal.organisations.models import Organisation
from ronghe.rulebook.decisions import Act, Finding, Outcome
from ronghe.rulebook.structure import Definition, OfferedEffect, Severity, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectContext:
    """The act that an effect follows, with the case as it stands after the act."""

    case: Case
    definition: Definition
    parties: Mapping[str, Organisation]
    act: Act
    actor: Actor
    event: Event


class Barred(Exception):
    """An effect cannot be carried out, so the act does not happen; `finding` says why."""

    def __init__(self, *, name: str, zh: str, en: str) -> None:
        super().__init__(en)
        offer = _effects[name][0]
        self.finding = Finding(
            rule=f"effect:{name}",
            title=offer.label,
            severity=Severity.BLOCK,
            outcome=Outcome.BROKEN,
            message=Text(zh=zh, en=en),
        )


Effect = Callable[[EffectContext, Mapping[str, str]], None]

_effects: dict[str, tuple[OfferedEffect, Effect]] = {}


def register(name: str, *, zh: str, en: str, effect: Effect, parameters: Mapping[str, bool] | None = None) -> None:
    """Offer an effect to definitions; `parameters` maps each parameter to whether it is required."""
    _effects[name] = (OfferedEffect(label=Text(zh=zh, en=en), parameters=dict(parameters or {})), effect)


def offered() -> dict[str, OfferedEffect]:
    """Return all offered effects by name."""
    return {name: offer for name, (offer, _) in _effects.items()}


def run(name: str, *, context: EffectContext, parameters: Mapping[str, str]) -> None:
    """Carry out an effect. Raises KeyError for a name nobody offers, which publishing has made impossible."""
    _effects[name][1](context, parameters)
