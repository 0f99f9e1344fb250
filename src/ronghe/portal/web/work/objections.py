"""Objections to settle: for whoever issued the notice and whoever runs the programme."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ronghe.portal.notices.access import access_objection, visible_objections
from ronghe.portal.notices.commands import settle_objection
from ronghe.portal.notices.models import Objection
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.work.case import download
from ronghe.portal.web.work.entry import workplace

SHOWN = 200


class SettlementForm(forms.Form):
    """The result of an objection, with its reason."""

    result = forms.ChoiceField(
        label=gettext_lazy("处理结果"),
        choices=[
            (Objection.Result.UPHELD, gettext_lazy("异议属实")),
            (Objection.Result.DISMISSED, gettext_lazy("异议不属实")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("写明调查经过、依据和结论。理由将随处理结果存档。"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "form-control"}),
    )


@require_safe
@workplace
def objections(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show the objections that wait, and those that have been settled."""
    found = visible_objections(acting).order_by("-lodged_at")[:SHOWN]
    open_first = sorted(found, key=lambda one: one.result != Objection.Result.OPEN)
    return render(request, "work/objections.html", {"objections": open_first})


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def objection(request: HttpRequest, acting: Membership, reference: str) -> HttpResponse:
    """Show an objection and settle it with a result and a reason."""
    found = access_objection(reference=reference, acting=acting)
    form = SettlementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        settled = settle_objection(
            reference=reference,
            acting=acting,
            result=Objection.Result(form.cleaned_data["result"]),
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
        )
        return _settled(request, settled, form, acting)
    status = 422 if request.method == "POST" else 200
    return render(request, "work/objection.html", {"objection": found, "form": form}, status=status)


def _settled(request: HttpRequest, settled: Objection, form: SettlementForm, acting: Membership) -> HttpResponse:
    """Say that it is done, or that somebody was faster and the result stands."""
    wanted = (form.cleaned_data["result"], form.cleaned_data["reason"], acting.user_id)
    if (settled.result, settled.reason, settled.settled_by_id) != wanted:
        results = dict(form.fields["result"].choices)  # type: ignore[attr-defined]  # a ChoiceField
        about = {"reference": settled.reference, "result": results[settled.result]}
        messages.warning(request, _("异议 %(reference)s 此前已处理为“%(result)s”，这次没有任何改变。") % about)
        return HttpResponseRedirect(reverse("objection", args=[settled.reference]), status=303)
    messages.success(request, _("异议 %(reference)s 已处理。") % {"reference": settled.reference})
    return HttpResponseRedirect(reverse("objections"), status=303)


@require_safe
@workplace
def objection_evidence(_request: HttpRequest, acting: Membership, reference: str) -> FileResponse:
    """Return the file that came with an objection."""
    found = access_objection(reference=reference, acting=acting)
    if not found.evidence:
        raise Http404
    return download(found.evidence.open("rb"), name=found.evidence_name)
