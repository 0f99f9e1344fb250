"""The cube of demand: ads, employers and median pay by month, region, industry and occupation, and by skill asked.

An ad counts once a month: of its copies only the first (`ad_id = dup_group`).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis.expr.types import Table

CELL = ("month", "region", "industry", "occupation")


def counted(ads: "Table") -> "Table":
    """Return the ads (schemas.AD) that count."""
    return ads.filter(ads.ad_id == ads.dup_group)


def cube_ads(ads: "Table") -> "Table":
    """Return the denominators: the counted ads of each cell, whatever they ask (schemas.CUBE_ADS)."""
    return _measured(_with_pay(counted(ads)), CELL)


def cube_demand(ads: "Table", facts: "Table") -> "Table":
    """Return the ads of each cell that ask a skill (schemas.CUBE_DEMAND), from ads and facts of the same months."""
    known = _with_pay(counted(ads)).select("ad_id", "month", "firm", "pay")
    return _measured(facts.join(known, ["ad_id", "month"]), (*CELL, "skill_id"))


def _with_pay(ads: "Table") -> "Table":
    return ads.mutate(pay=(ads.pay_low + ads.pay_high) / 2)


def _measured(rows: "Table", keys: tuple[str, ...]) -> "Table":
    return rows.group_by(list(keys)).aggregate(
        ads=rows.count(), firms=rows.firm.nullif("").nunique(), pay_p50=rows.pay.median()
    )
