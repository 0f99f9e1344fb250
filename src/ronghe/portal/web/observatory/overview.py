"""The first page of the observatory, a skill, the comparison of regions, and the export of what they show."""

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ronghe.insight import results
from ronghe.insight.figures import Figure
from ronghe.insight.reading import Filter
from ronghe.insight.results import Count
from ronghe.portal.statistics import observatory
from ronghe.portal.statistics.observatory import Opened, Overview
from ronghe.portal.web.observatory import asked, words
from ronghe.portal.web.observatory.export import workbook
from ronghe.portal.web.observatory.frame import GRID, choices, page, tiles
from ronghe.portal.web.writing import percent

MOST_COMPARED = 4


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show what is asked for, where, in which months, by whom and for what pay, for a filter."""
    chosen = asked.chosen(request.GET)

    def context(at: Opened) -> Mapping[str, Any]:
        return {
            "chosen": chosen,
            "chips": _chips(request, at, chosen),
            "choices": choices(at),
            "grid": GRID,
            "shown": _shown(request, at, chosen),
        }

    return page(request, "overview", context)


@require_safe
def overview_export(request: HttpRequest) -> FileResponse:
    """Return every table of the first page as one workbook, with what it was computed from."""
    at = observatory.opened()
    if at is None:
        raise Http404
    chosen = asked.chosen(request.GET)
    name = f"observatory-{timezone.localdate().isoformat()}.xlsx"
    return FileResponse(workbook(at, chosen, observatory.overview(at, chosen)), as_attachment=True, filename=name)


@require_safe
def skill(request: HttpRequest, number: int) -> HttpResponse:
    """Show who asks for a skill, when and where, and with which others."""

    def context(at: Opened) -> Mapping[str, Any]:
        if not words.knows_skill(at, number):
            raise Http404
        chosen = Filter(skill=number)
        return {
            "skill": {"id": number, "name": words.skill(at, number), "lead": words.skill_type(at, number)},
            "shown": _shown(request, at, chosen),
            "asked": observatory.asked_share(at, number),
            "taught": observatory.taught(at, number),
            "together": [_skill_row(at, one) for one in observatory.together(at, number)],
            "grid": GRID,
        }

    return page(request, "skill", context)


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """Compare two to four places: how much is asked for, how it moves, for what pay, and in which industries."""
    codes = list(dict.fromkeys(code for one in request.GET.getlist("region") if (code := asked.region(one))))
    codes = codes[:MOST_COMPARED]

    def context(at: Opened) -> Mapping[str, Any]:
        compared = [_compared(at, code) for code in codes]
        return {
            "tab": "observatory-regions",
            "regions": choices(at)["regions"],
            "chosen": codes,
            "compared": compared,
            "months": _month_shares(at, codes) if len(codes) > 1 else [],
            "quotients": _quotients(at, codes) if len(codes) > 1 else [],
        }

    return page(request, "regions", context)


def _shown(request: HttpRequest, at: Opened, chosen: Filter) -> Mapping[str, Any]:
    found = observatory.overview(at, chosen)
    forecast = observatory.forecast(at, chosen)
    return {
        "totals": found.totals,
        "growth": found.growth,
        "months": found.months,
        "forecast": forecast.points,
        "forecast_note": _forecast_note(forecast),
        "no_forecast": _("没有这个范围的预测：预测只对全国、各省份、各行业和各职业中序列足够长、足够大的给出。"),
        "tiles": tiles({one.key: one.ads for one in found.provinces}),
        "occupations": [_bar(request, "occupation", one, words.occupation(one.key)) for one in found.occupations],
        "industries": [_bar(request, "industry", one, words.industry(one.key)) for one in found.industries],
        "skills": [_skill_row(at, one) for one in found.skills],
        "pay": found.pay,
        "pays": [(words.occupation(code), one) for code, one in found.pays],
    }


def _bar(request: HttpRequest, dimension: str, one: Count, label: str) -> Mapping[str, Any]:
    changed = request.GET.copy() if request.path == reverse("observatory") else QueryDict(mutable=True)
    changed[dimension] = one.key
    return {"label": label, "number": one.ads, "href": f"{reverse('observatory')}?{changed.urlencode()}"}


def _skill_row(at: Opened, one: results.SkillShare) -> Mapping[str, Any]:
    return {"skill_id": one.skill_id, "name": words.skill(at, one.skill_id), "share": one.share, "rca": one.rca}


def _chips(request: HttpRequest, at: Opened, chosen: Filter) -> list[tuple[str, str]]:
    chips = []
    for name, label in words.meant(at, chosen):
        left = request.GET.copy()
        left.pop(name, None)
        chips.append((label, f"{request.path}?{left.urlencode()}"))
    return chips


def _forecast_note(forecast: observatory.Forecast) -> str:
    if not forecast.points:
        return ""
    return _(
        "预测取指数平滑、Theta、ETS 和三月平均的中位数，阴影为 80%% 区间。用过去数据回测，误差 WAPE %(error)s"
        "（照搬上月为 %(naive)s），区间实际覆盖 %(covered)s。计算编号 %(run)s。"
    ) % {
        "error": percent(forecast.error) or "–",
        "naive": percent(forecast.naive_error) or "–",
        "covered": percent(forecast.covered) or "–",
        "run": forecast.run,
    }


def _compared(at: Opened, code: str) -> Mapping[str, Any]:
    shown: Overview = observatory.overview(at, Filter(region=code))
    whole = observatory.overview(at, Filter()).totals.ads
    return {
        "code": code,
        "name": words.region(code),
        "shown": shown,
        "share": results.share(shown.totals.ads, whole),
    }


def _month_shares(at: Opened, codes: list[str]) -> list[tuple[str, list[float | None]]]:
    everywhere = observatory.overview(at, Filter()).months
    here = [{one.key: one.ads for one in observatory.overview(at, Filter(region=code)).months} for code in codes]
    return [(one.key, [each.get(one.key, 0) / one.ads if one.ads else None for each in here]) for one in everywhere]


def _quotients(at: Opened, codes: list[str]) -> list[tuple[str, list[Figure]]]:
    tables = [observatory.quotients(at, code) for code in codes]
    keys = observatory.overview(at, Filter()).industries
    missing = Figure(value=None, n=0, withheld="floor")
    return [(words.industry(one.key), [each.get(one.key, missing) for each in tables]) for one in keys]
