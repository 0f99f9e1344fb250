"""Programmes: what they are for, when, by which rules, on which clause."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ronghe.portal.cases.public_queries import places_taken
from ronghe.portal.programmes import public_queries
from ronghe.portal.programmes.settings import setting_lines
from ronghe.portal.web.public.diagrams import diagram_of


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Show the programmes in force."""
    return render(request, "public/programmes.html", {"programmes": public_queries.programmes_in_force(timezone.now())})


@require_safe
def programme(request: HttpRequest, key: str) -> HttpResponse:
    """Show everything about a programme, from its definition."""
    found = public_queries.public_programme(key=key, at=timezone.now())
    if found is None:
        raise Http404
    language = "en" if (get_language() or "").startswith("en") else "zh"
    definition = found.definition
    lines = setting_lines(definition)
    context = {
        "programme": found,
        "definition": definition,
        "parties": public_queries.rules_by_party(found.version.pk),
        "quotas": public_queries.quotas_of(definition, values={f"setting.{one.key}": one.value for one in lines}),
        "taken": places_taken(found.version.pk),
        "settings": lines,
        "sources": (definition.source, *definition.also_cites),
        "diagrams": [
            (kind, shape.title, diagram_of(found.version.pk, kind, language))
            for kind, shape in definition.cases.items()
        ],
    }
    return render(request, "public/programme.html", context)
