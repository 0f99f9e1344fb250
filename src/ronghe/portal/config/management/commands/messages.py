"""`manage messages`: the message catalogues and what the code says must agree."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

_METHODS = [("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2"), ("**.py", "python")]
_OPTIONS = {pattern: {"trimmed": "true"} for pattern, method in _METHODS if method == "jinja2"}
_SHOWN = 20
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


class Command(BaseCommand):
    """Writes new messages into the catalogues, or says with `--check` what is missing."""

    help = "Bring locale/*/LC_MESSAGES/django.po up to date with the code; --check only compares."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare `--check`."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare or update the catalogue of every language but the one the code is written in."""
        template = extract(settings.BASE_DIR)
        languages = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        for language in languages:
            path = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
            catalogue = _read(path, language)
            if options["check"]:
                _refuse(path, list(shortcomings(catalogue, template)))
            else:
                catalogue.update(template, no_fuzzy_matching=True)
                _write(path, catalogue)


def extract(base: Path) -> Catalog:
    """Return every message of our Python code and templates, in the order of files and lines."""
    template = Catalog(charset="utf-8")
    source = base / "src" / "ronghe"
    found = extract_from_dir(source, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=("Translators:",))
    for name, line, text, comments, context in found:
        template.add(text, locations=[(f"src/ronghe/{name}", line)], auto_comments=comments, context=context)
    return template


def shortcomings(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Yield what keeps a catalogue from being complete: missing, untranslated, unsure or no longer said."""
    for message in _messages(template):
        known = catalogue.get(message.id, message.context)
        if known is None:
            yield f"missing: {message.id}"
        elif not _is_translated(known) or known.fuzzy:
            yield f"not translated: {message.id}"
    for message in _messages(catalogue):
        if template.get(message.id, message.context) is None:
            yield f"no longer said: {message.id}"


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(texts)


def _read(path: Path, language: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=False, ignore_obsolete=True, include_lineno=False)


def _refuse(path: Path, problems: list[str]) -> None:
    if problems:
        listing = "\n".join(problems[:_SHOWN])
        where = path.relative_to(settings.BASE_DIR)
        raise CommandError(f"{where}: {len(problems)} to do; ./run messages adds what is missing\n{listing}")
