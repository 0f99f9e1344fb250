"""What notices offer to definitions as effects."""

from collections.abc import Mapping

from ronghe.portal.cases import effects
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.notices import commands


def _open(context: EffectContext, parameters: Mapping[str, str]) -> None:
    commands.list_case(context=context, kind=parameters["notice"])


def _withdraw(context: EffectContext, _parameters: Mapping[str, str]) -> None:
    commands.withdraw(context=context)


def register() -> None:
    """Offer the effects of this app."""
    effects.register(
        "open_notice", zh="列入公示", en="list in a public notice", effect=_open, parameters={"notice": True}
    )
    effects.register("withdraw_notice", zh="撤销公示", en="withdraw from public notices", effect=_withdraw)
