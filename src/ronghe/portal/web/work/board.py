"""The board of a tier: university, province, nation or enterprise; every number leads to its list."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ronghe.portal.cases.queries.counting import AGES
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.statistics.board import Board, board, programmes_of
from ronghe.portal.statistics.tiles import COLUMNS, ROWS, SHADES
from ronghe.portal.web.work.board_words import begun_title, days_title, step_title, tier_title
from ronghe.portal.web.work.entry import workplace
from ronghe.portal.web.work.figures import figures


@require_safe
@workplace
def first_board(_request: HttpRequest, acting: Membership) -> HttpResponse:
    """Lead to the board of the first programme that has one for this membership."""
    found = programmes_of(acting)
    if not found:
        raise NoAccess
    return redirect("board", found[0][0])


@require_safe
@workplace
def programme_board(request: HttpRequest, acting: Membership, programme: str) -> HttpResponse:
    """Show what stands where in a programme, in all its modes or in one."""
    found = _board(request, acting, programme)
    context = {
        "board": found,
        "programmes": programmes_of(acting),
        "title": tier_title(found.tier),
        "steps": [(step_title(one), one) for one in found.way],
        "begun_title": begun_title(found.years_by),
        "ages": [(age, days_title(age)) for age in AGES],
        "listed": _listed(found),
        "definitions": {one.version_id: programmes.definition(one.version_id) for one in found.waiting},
        "grid": {"rows": ROWS, "columns": COLUMNS, "shades": range(SHADES + 1)},
    }
    return render(request, "work/board.html", context)


@require_safe
@workplace
def board_export(request: HttpRequest, acting: Membership, programme: str) -> FileResponse:
    """Return every table behind the pictures as one workbook."""
    name = f"board-{timezone.localdate().isoformat()}.xlsx"
    return FileResponse(figures(_board(request, acting, programme)), as_attachment=True, filename=name)


def _board(request: HttpRequest, acting: Membership, programme: str) -> Board:
    return board(
        acting=acting,
        programme=programme,
        version=request.GET.get("version", ""),
        kind=request.GET.get("kind", ""),
        at=timezone.now(),
    )


def _listed(found: Board) -> Callable[[str, Mapping[str, object]], str]:
    """Return the function from a kind and filters to the address of the list that has exactly the counted cases."""

    def listed(kind: str, filters: Mapping[str, object]) -> str:
        stage = next(one for one in found.stages if one.kind == kind)
        wanted = {"version": found.chosen, **filters}
        if not {"state", "late"} & set(wanted) and stage.before:
            wanted["counted"] = 1
        given = {name: value for name, value in wanted.items() if value not in (None, "")}
        return f"{reverse('case-list', args=[found.programme, kind])}?{urlencode(given or {'all': 1})}"

    return listed
