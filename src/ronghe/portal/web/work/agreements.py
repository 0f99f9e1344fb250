"""Agreements as pages and files, the check of their digest, forms for printing, and promises that are overdue."""

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ronghe.ledger import chain
from ronghe.portal.agreements import queries
from ronghe.portal.agreements.models import Agreement
from ronghe.portal.cases.access import access_case, roles_of, visible_cases
from ronghe.portal.cases.models import Case
from ronghe.portal.documents.docx import TYPE, docx
from ronghe.portal.documents.filled import filled
from ronghe.portal.documents.paper import from_data
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.web.work.entry import workplace
from ronghe.portal.web.writing import moment, say
from ronghe.rulebook.documents import Rendered

LARGEST = 2_000_000  # bytes of a text to be checked
PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def agreement(request: HttpRequest, acting: Membership, number: str, sequence: int) -> HttpResponse:
    """Show an agreement as it is signed, and say whether a file that is handed in has the same text."""
    found = queries.access_agreement(number=number, sequence=sequence, acting=acting)
    upload = request.FILES.get("text") if request.method == "POST" else None
    context = {
        "view": found,
        "agreement": found.agreement,
        "case": found.agreement.case,
        "paper": from_data(title=found.agreement.title, data=found.agreement.blocks),
        "changes": queries.amended(found.agreement) if found.agreement.withdrawn_at is None else (),
        "asked": request.method == "POST",
        "checked": _same(found.agreement, upload) if upload is not None else None,
    }
    return render(request, "work/agreement.html", context)


@require_safe
@workplace
def agreement_file(_request: HttpRequest, acting: Membership, number: str, sequence: int, ending: str) -> HttpResponse:
    """Return an agreement as a file: the text whose digest was taken, or a document with the signatures under it."""
    found = queries.access_agreement(number=number, sequence=sequence, acting=acting)
    name = f"{number}-{sequence}"
    if ending == "txt":
        return _file(found.agreement.text.encode(), name=f"{name}.txt", kind="text/plain; charset=utf-8")
    if ending != "docx":
        raise Http404
    paper = from_data(title=found.agreement.title, data=found.agreement.blocks)
    return _file(docx(paper, foot=_under(found)), name=f"{name}.docx", kind=TYPE)


@require_safe
@workplace
def case_paper(request: HttpRequest, acting: Membership, number: str) -> HttpResponse:
    """Show a case's form as it was filled in, for printing."""
    case = access_case(number=number, acting=acting)
    return render(request, "work/paper.html", {"case": case, "paper": _filled(case, acting=acting)})


@require_safe
@workplace
def case_paper_file(_request: HttpRequest, acting: Membership, number: str) -> HttpResponse:
    """Return a case's form as it was filled in, as a .docx file."""
    case = access_case(number=number, acting=acting)
    return _file(docx(_filled(case, acting=acting), foot=(number,)), name=f"{number}.docx", kind=TYPE)


@require_safe
@workplace
def promises(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show the promises on which something is still to come, the overdue ones first, under the reader's cases."""
    today = timezone.localdate()
    everything = request.GET.get("show") == "all"
    cases = visible_cases(acting)
    late = queries.overdue(cases, day=today)
    rows = Paginator(queries.outstanding(cases) if everything else late, PAGE)
    page = rows.get_page(request.GET.get("page"))
    return render(request, "work/promises.html", {"rows": page, "everything": everything, "today": today})


def _same(agreement: Agreement, upload: "UploadedFile[bytes]") -> bool:
    return (upload.size or 0) <= LARGEST and chain.digest(upload.read()) == agreement.digest


def _under(view: queries.AgreementView) -> list[str]:
    """Return what stands under an agreement's text in a file: who signed when, and the digest of the text."""
    signed = [
        _("%(party)s：%(organisation)s，%(person)s，%(time)s 在平台签署")
        % {
            "party": say(one.label),
            "organisation": one.signature.organisation.name,
            "person": one.signature.signer.name,
            "time": moment(one.signature.at),
        }
        for one in view.signings
        if one.signature is not None
    ]
    return [*signed, _("文本摘要 %(digest)s") % {"digest": view.agreement.digest}]


def _filled(case: Case, *, acting: Membership) -> Rendered:
    definition = programmes.definition(case.version_id)
    form = definition.forms[definition.cases[case.kind].form]
    masked = not roles_of(case=case, acting=acting)
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return filled(form, case.data, definition=definition, masked=masked, language=language)


def _file(content: bytes, *, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
