"""Pages of registration: an enterprise with its first officer, people of a university."""

from django.contrib.auth import login, password_validation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ronghe.portal.accounts.models import User
from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations import codes, commands, queries
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.web.accounts.forms import AccountFields, EnterpriseForm, MemberForm

BACKEND = "ronghe.portal.accounts.sign_in.PasswordBackend"


@never_cache
@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "HEAD", "POST"])
def register_enterprise(request: HttpRequest) -> HttpResponse:
    """Show the form, or register: nothing is stored before everything is right, and all problems are shown at once."""
    user = _person(request)
    if request.method != "POST":
        return _enterprise_page(request, EnterpriseForm(user=user))
    form = EnterpriseForm(request.POST, request.FILES, user=user)
    day = timezone.localdate()
    if not form.is_valid():
        form.add_problems(commands.problems_with_enterprise(enterprise=form.enterprise(), by=form.by(), day=day))
        return _enterprise_page(request, form)
    done = commands.register_enterprise(enterprise=form.enterprise(), by=form.by(), day=day)
    if isinstance(done, Refused):
        form.add_problems(done.problems)
        return _enterprise_page(request, form)
    return _welcome(request, done)


@never_cache
@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "HEAD", "POST"])
def register_teacher(request: HttpRequest) -> HttpResponse:
    """Let a person find the university, then ask for a role in it."""
    chosen = request.GET.get("university", "")
    university = queries.university(int(chosen)) if chosen.isdecimal() and len(chosen) < 12 else None
    if university is None:
        return _university_search(request)
    user, colleges = _person(request), queries.open_colleges(university)
    if request.method != "POST":
        return _member_page(request, MemberForm(user=user, colleges=colleges), university)
    form = MemberForm(request.POST, user=user, colleges=colleges)
    if not form.is_valid():
        form.add_problems(commands.problems_with_member(member=form.member(university.pk), by=form.by()))
        return _member_page(request, form, university)
    done = commands.register_teacher(member=form.member(university.pk), by=form.by())
    if isinstance(done, Refused):
        form.add_problems(done.problems)
        return _member_page(request, form, university)
    return _welcome(request, done)


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    if not request.user.is_authenticated:
        login(request, membership.user, backend=BACKEND)
    return redirect("waiting")


def _enterprise_page(request: HttpRequest, form: EnterpriseForm) -> HttpResponse:
    given = str(form.data.get("code", ""))[:40]
    context = {"finding": codes.uscc(given) if given.strip() else None, **_account_context(form)}
    return render(request, "accounts/register_enterprise.html", context, status=_status(form))


def _member_page(request: HttpRequest, form: MemberForm, university: Organisation) -> HttpResponse:
    asked = [form[name] for name in form.field_order if name in form.fields]
    context = {"university": university, "asked": asked, **_account_context(form)}
    return render(request, "accounts/register_teacher.html", context, status=_status(form))


def _university_search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:60]
    found = queries.search(text=text, kind=Organisation.Kind.UNIVERSITY) if text else Organisation.objects.none()
    return render(request, "accounts/choose_university.html", {"text": text, "universities": found})


def _account_context(form: AccountFields) -> dict[str, object]:
    return {
        "form": form,
        "account": [form[name] for name in AccountFields.base_fields if name in form.fields],
        "rules": password_validation.password_validators_help_texts(),
        "reading": get_language() or "",
    }


def _status(form: AccountFields) -> int:
    return 422 if form.errors else 200
