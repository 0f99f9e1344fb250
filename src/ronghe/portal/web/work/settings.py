"""The office's page of values that the definition leaves to it: each with its source, changed after confirmation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import commands
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.access import access_to_run
from ronghe.portal.programmes.settings import SettingLine, history_of, programme_lines
from ronghe.portal.web.work.entry import workplace
from ronghe.rulebook import values

_LONGEST = 2000


@require_safe
@workplace
def settings(request: HttpRequest, acting: Membership, programme: str) -> HttpResponse:
    """Show every value that the office may set, where it comes from and what counts now."""
    version = access_to_run(programme=programme, acting=acting)
    lines = programme_lines(programme)
    context = {"definition": programmes.definition(version.pk), "lines": lines, "programme": programme}
    return render(request, "work/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def setting(request: HttpRequest, acting: Membership, programme: str, key: str) -> HttpResponse:
    """Show one value with its history; set it once what it means has been confirmed."""
    version = access_to_run(programme=programme, acting=acting)
    line = next((one for one in programme_lines(programme) if one.key == key), None)
    if line is None:
        raise NoAccess
    value, reason = request.POST.get("value", "").strip()[:60], request.POST.get("reason", "").strip()[:_LONGEST]
    problems: tuple[Problem, ...] = ()
    step = request.POST.get("step", "")
    if step in ("recap", "confirm"):
        problems = commands.problems_with_setting(line.shape, value=value, reason=reason)
    if step == "confirm" and not problems:
        done = commands.set_setting(
            programme=programme, key=key, value=value, reason=reason, acting=acting, at=timezone.now()
        )
        if not isinstance(done, Refused):
            messages.success(request, _("已设定，自现在起按新值核对。"))
            return redirect("programme-settings", programme)
        problems = done.problems
    context = {
        "definition": programmes.definition(version.pk),
        "programme": programme,
        "line": line,
        "history": [
            (one, values.known(one.value, kind=line.shape.type)) for one in history_of(programme=programme, key=key)
        ],
        "value": value if step else _plain(line),
        "typed": values.parse(value, kind=line.shape.type) if step == "recap" and not problems else None,
        "reason": reason,
        "problems": {one.field: one.message for one in problems},
        "confirming": step == "recap" and not problems,
    }
    return render(request, "work/setting.html", context, status=422 if problems else 200)


def _plain(line: SettingLine) -> object:
    """Return the present value as one would type it."""
    return values.to_json(line.value) if line.value is not None else ""
