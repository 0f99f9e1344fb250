"""What boards call their tiers, the steps of a project's way and the years."""

from django.utils.translation import gettext as _

from ronghe.portal.statistics.board import Step
from ronghe.portal.web.writing import say


def tier_title(tier: str) -> str:
    """Return what a board is called for a kind of organisation."""
    return {
        "ministry": _("全国总览"),
        "agency": _("全国总览"),
        "provincial_department": _("全省总览"),
        "university": _("本校总览"),
    }.get(tier, _("本单位总览"))


def step_title(step: Step) -> str:
    """Return what a step of the way is called: the kind of case and how far it came."""
    words = {
        "published": _("%(kind)s：已发布"),
        "entered": _("%(kind)s：已提交"),
        "selected": _("%(kind)s：曾入选"),
        "counted": _("%(kind)s：已立项"),
        "good": _("%(kind)s：已结题"),
    }
    return words[step.stage] % {"kind": say(step.shape.title)}


def begun_title(years_by: str) -> str:
    """Return what is counted by year first: what was filed, or what was begun."""
    return _("备案") if years_by == "filed" else _("建立")


def days_title(age: str) -> str:
    """Return the heading of a column of ages, short enough for a phone."""
    return {"week": _("≤7 天"), "month": _("8–30 天"), "older": _("＞30 天")}[age]
