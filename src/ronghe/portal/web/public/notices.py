"""Public notices and objections to what they list."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ronghe.portal.cases.commands.files import FileRefused
from ronghe.portal.notices import public_queries
from ronghe.portal.notices.commands import ObjectionRefused, lodge_objection, refuse_objection
from ronghe.portal.notices.models import Entry
from ronghe.portal.web.public import asked
from ronghe.portal.web.writing import say
from ronghe.rulebook.structure import Text


class ObjectionForm(forms.Form):
    """Who objects and why. An objection carries a name: an anonymous one cannot be examined with its author."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    organisation_name = forms.CharField(label=_("所在单位"), max_length=120, required=False)
    contact = forms.CharField(
        label=_("联系方式"), max_length=120, help_text=_("电话或邮箱，只用于核实情况和告知处理结果。")
    )
    grounds = forms.CharField(
        label=_("异议内容和依据"),
        max_length=4000,
        widget=forms.Textarea({"rows": 8, "data-most": 4000}),
        help_text=_("请写明哪一项与事实不符，以及您所知的事实和来源。"),
    )
    evidence = forms.FileField(
        label=_("证明材料"),
        required=False,
        help_text=_("PDF、JPG、PNG、DOCX 或 XLSX，不超过 20 MB。"),
        widget=forms.ClearableFileInput({"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}),
    )


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show the notices, newest first."""
    kinds = public_queries.kinds()
    chosen = {"programme": asked.text(request.GET, "programme"), "kind": asked.text(request.GET, "kind")}
    page, found = public_queries.notices(
        **chosen,
        only_open=request.GET.get("open") == "1",
        page=asked.number(request.GET, "page", default=1),
        at=timezone.now(),
    )
    context = {"page": page, "notices": found, "kinds": list(kinds.items()), **chosen, "open": request.GET.get("open")}
    return render(request, "public/notices.html", context)


@require_safe
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show a notice: its period, what it lists, how to object; on paper it is the notice that is put up."""
    whole = request.GET.get("all") == "1"
    page = asked.number(request.GET, "page", default=1)
    found = public_queries.notice_page(notice_id=notice_id, page=page, at=timezone.now(), whole=whole)
    if found is None:
        raise Http404
    here = request.build_absolute_uri(reverse("notice", args=[notice_id]))
    return render(request, "public/notice.html", {"page": found, "about": found.about, "here": here, "whole": whole})


@require_safe
def notice_list(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Return a notice's list for programs, so that anybody can check that it has not been changed."""
    found = public_queries.notice_list(notice_id)
    if found is None:
        raise Http404
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, notice_id: int, position: int) -> HttpResponse:
    """Ask for an objection to a row of a notice, and take it."""
    entry = public_queries.entry_for_objection(notice_id=notice_id, position=position)
    if entry is None:
        raise Http404
    try:
        refuse_objection(entry=entry, at=timezone.now())
    except ObjectionRefused as refused:
        return _objection(request, entry, None, refusal=refused.message, status=422)
    if request.method != "POST":
        return _objection(request, entry, ObjectionForm())
    form = ObjectionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _objection(request, entry, form, status=422)
    return _lodge(request, entry, form)


@never_cache
@require_safe
def progress(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how far an objection is to whoever knows its reference; never who lodged it."""
    found = public_queries.objection_progress(reference)
    if found is None:
        raise Http404
    lodged_now = request.session.get("objection") == reference if request.session.session_key else False
    return render(request, "public/objection_progress.html", {"objection": found, "lodged_now": lodged_now})


def _lodge(request: HttpRequest, entry: Entry, form: ObjectionForm) -> HttpResponse:
    try:
        lodged = lodge_objection(entry_id=entry.pk, **form.cleaned_data, at=timezone.now())
    except FileRefused as refused:
        form.add_error("evidence", say(refused.message))
        return _objection(request, entry, form, status=422)
    except ObjectionRefused as refused:
        return _objection(request, entry, None, refusal=refused.message, status=422)
    request.session["objection"] = lodged.reference
    return HttpResponseRedirect(reverse("objection-progress", args=[lodged.reference]), status=303)


def _objection(
    request: HttpRequest,
    entry: Entry,
    form: ObjectionForm | None,
    *,
    refusal: Text | None = None,
    status: int = 200,
) -> HttpResponse:
    about = public_queries.notice_of(entry, at=timezone.now())
    context = {"entry": entry, "about": about, "form": form, "refusal": refusal}
    return render(request, "public/objection.html", context, status=status)
