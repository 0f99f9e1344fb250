"""What every page of the observatory shows: what is open, where one is, what one can choose from."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ronghe.insight import results
from ronghe.portal.statistics import observatory
from ronghe.portal.statistics.observatory import Opened
from ronghe.portal.statistics.tiles import CODES, COLUMNS, PLACES, ROWS, SHADES, shade
from ronghe.portal.web.observatory import words

PAGES = ("observatory", "observatory-chains", "observatory-regions", "observatory-method")


def page(
    request: HttpRequest, template: str, context: Callable[[Opened], Mapping[str, Any]], *, snapshot: str = ""
) -> HttpResponse:
    """Return a page over the open state, or the kept one of a snapshot, or the page that says that there is none."""
    opened = observatory.opened(snapshot)
    shown = dict(context(opened)) if opened else {}
    shown.setdefault("tab", PAGES[0])
    return render(request, f"observatory/{template}.html", {"opened": opened, "tabs": _tabs(shown["tab"]), **shown})


def _tabs(here: str) -> list[dict[str, object]]:
    labels = (_("供需总览"), _("产教对接谱系"), _("比较地区"), _("数据与方法"))
    return [
        {"label": label, "href": reverse(name), "current": name == here}
        for label, name in zip(labels, PAGES, strict=True)
    ]


GRID = {"rows": ROWS, "columns": COLUMNS, "shades": range(SHADES + 1)}


def tiles(provinces: Mapping[str, int]) -> list[dict[str, object]]:
    """Return the tiles of the provinces with their numbers; what is for all of China has no tile."""
    most = max((number for code, number in provinces.items() if code in PLACES), default=0)
    return [
        {
            "key": code,
            "name": words.region(code),
            "code": CODES[code],
            "row": row,
            "column": column,
            "number": provinces.get(code, 0),
            "shade": shade(provinces.get(code, 0), most=most),
        }
        for code, (row, column) in PLACES.items()
    ]


@functools.lru_cache(maxsize=8)
def known(at: Opened, dimension: str) -> tuple[str, ...]:
    """Return what a state has in a dimension, for lists of choices."""
    return results.values_of(observatory.paths_of(at), dimension)


def choices(at: Opened) -> Mapping[str, list[tuple[str, str]]]:
    """Return the lists of a filter: keys with their names."""
    provinces = sorted({code[:2] for code in known(at, "region")} - {"00"})
    cities = [code for code in known(at, "region") if code != "000000" and not code.endswith("0000")]
    return {
        "occupations": [(code, words.occupation(code)) for code in known(at, "occupation")],
        "industries": [(key, words.industry(key)) for key in known(at, "industry")],
        "regions": [(f"{code}0000", words.region(code)) for code in provinces]
        + [(code, words.region(code)) for code in cities],
        "months": [(month, month) for month in known(at, "month")],
    }
