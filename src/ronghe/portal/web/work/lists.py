"""Lists of cases: filters in the address, remembered for the session; the same list as a spreadsheet."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ronghe.portal.cases import queries
from ronghe.portal.cases.queries import Filters
from ronghe.portal.cases.queries.counting import AGES, SELECTED, STAGES
from ronghe.portal.cases.queries.further import further_filters
from ronghe.portal.cases.queries.views import views_for
from ronghe.portal.organisations.codes.provinces import provinces
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.work.chips import chips_of
from ronghe.portal.web.work.entry import workplace
from ronghe.portal.web.work.views import tabs_of
from ronghe.rulebook.structure import Text

REMEMBERED = "lists"
FIELD = "f-"
DIRECTLY = 500  # rows that an export may have without a worker


@require_safe
@workplace
def case_list(request: HttpRequest, acting: Membership, programme: str, kind: str) -> HttpResponse:
    """Show one page of a list; without filters in the address, those of the last visit come back."""
    key = f"{programme}/{kind}"
    views = views_for(acting=acting, programme=programme, kind=kind)
    default = next((one.query for one in views if one.is_default and one.owner_id == acting.pk), "")
    if remembered := _remembered(request, key) or (default if not request.GET else ""):
        return HttpResponseRedirect(f"{request.path}?{remembered}")
    filters = filters_of(request.GET)
    found = queries.case_list(programme=programme, kind=kind, filters=filters, acting=acting, at=timezone.now())
    names = province_names()
    context = {
        "found": found,
        "filters": filters,
        "programme": programme,
        "views": tabs_of(views, request.GET),
        "export_directly": found.page.paginator.count <= DIRECTLY,
        "provinces": [(key, names.get(key, key)) for key in found.provinces],
        "checkable": queries.checkable(found.listing),
        "chips": chips_of(found, request.GET, provinces=names),
    }
    return render(request, "work/list.html", context)


def province_names() -> dict[str, Text]:
    """Return the names of the provinces by their two digits."""
    return {key: Text(zh=one.zh, en=one.en) for key, one in provinces().items()}


def filters_of(sent: QueryDict) -> Filters:
    """Return the filters that an address asks for; what cannot be read is left out."""
    return Filters(
        state=sent.get("state", ""),
        version=sent.get("version", "")[:120],
        search=sent.get("q", "").strip()[:60],
        parent=sent.get("parent", ""),
        organisation=_number(sent.get("organisation", "")),
        province=sent.get("province", ""),
        late=timezone.now() if sent.get("late") else None,
        age=(str(sent["age"]), timezone.now()) if sent.get("age") in AGES else None,
        stage=sent.get("stage", "") if sent.get("stage") in (*STAGES, SELECTED, "entered") else "",
        counted=bool(sent.get("counted")),
        begun=_year(sent.get("begun", "")),
        since=_year(sent.get("since", "")),
        further={name: str(sent[name]) for name, one in further_filters().items() if sent.get(name) in one.values},
        fields={name.removeprefix(FIELD): str(sent[name]) for name in sent if _is_field(name) and sent[name]},
        sort=sent.get("sort", "") or queries.DEFAULT_SORT,
        page=_number(sent.get("page", "")) or 1,
    )


def _is_field(name: str) -> bool:
    return name.startswith(FIELD)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _year(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and int(text) >= 1900 else None


def _remembered(request: HttpRequest, key: str) -> str | None:
    """Return the filters to come back to, if the address has none; otherwise remember those it has."""
    kept = request.session.get(REMEMBERED, {})
    if not request.GET:
        return kept.get(key) or None
    asked = "" if "all" in request.GET else request.GET.urlencode()
    if kept.get(key, "") != asked:
        request.session[REMEMBERED] = {**kept, key: asked}
    return None
