"""The Jinja2 environment of our pages: languages, addresses and the ways in which values are written."""

from typing import Any

from django.http import QueryDict
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from jinja2 import Environment

from ronghe.portal.base.search import marked
from ronghe.portal.web import writing
from ronghe.portal.web.talent.words import WORDS
from ronghe.portal.web.work.tabs import work_bar


def environment(**options: Any) -> Environment:
    """Return the environment with the names that every template may use."""
    env = Environment(  # noqa: S701 -- Django passes autoescape=True
        **options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        url=url, address=address, query=query, static=static, language=translation.get_language, now=timezone.now,
        work_bar=work_bar, talent_words=WORDS,
    )  # fmt: skip
    env.filters.update(writing.FILTERS)
    env.filters["marked"] = marked
    return env


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a named page. Raises NoReverseMatch when there is none."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def address(name: str, *args: object) -> str:
    """Return the address of a named page, or an empty text where this installation does not serve it."""
    try:
        return reverse(name, args=args or None)
    except NoReverseMatch:
        return ""


def query(current: QueryDict, **changes: object) -> str:
    """Return `?…` with the current filters and some of them changed; None or an empty text removes one."""
    changed = current.copy()
    for name, value in changes.items():
        if value in (None, ""):
            changed.pop(name, None)
        elif isinstance(value, list | tuple):
            changed.setlist(name, [str(one) for one in value])
        else:
            changed[name] = str(value)
    return "?" + changed.urlencode()
