"""A document of sections with text and tables, written as Markdown or as one HTML page; all of it is escaped."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SPECIAL = re.compile(r"([\\`*_|<>\[\]])")
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1d2a36}"
    "table{border-collapse:collapse;margin:1rem 0;font-size:.9rem}caption{text-align:left;font-weight:600}"
    "th,td{border-bottom:1px solid #d4dbe2;padding:.3rem .8rem;text-align:left;vertical-align:top}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption, the names of its columns, and its rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a document: its title, its paragraphs, its tables."""

    title: str
    text: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def filled(self) -> tuple[Table, ...]:
        """Return the tables that have rows: the others are not written."""
        return tuple(one for one in self.tables if one.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document in a language (`zh` or `en`)."""

    title: str
    language: str
    sections: tuple[Section, ...]


def markdown(document: Document) -> str:
    """Return a document as Markdown with tables of pipes."""
    return "\n".join(_markdown(document)) + "\n"


def page(document: Document) -> str:
    """Return a document as one HTML page that loads nothing."""
    title = html.escape(document.title)
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    body = "\n".join(_html(document.sections))
    language = "en" if document.language == "en" else "zh-Hans"
    start = f'<!doctype html>\n<html lang="{language}"><head>{head}</head>\n<body><h1>{title}</h1>'
    return f"{start}\n{body}\n</body></html>\n"


def _markdown(document: Document) -> Iterator[str]:
    yield f"# {_plain(document.title)}"
    for section in document.sections:
        yield f"\n## {_plain(section.title)}"
        yield from (f"\n{_plain(one)}" for one in section.text)
        for table in section.filled:
            yield f"\n**{_plain(table.caption)}**\n"
            yield from map(_line, (table.head, ["---"] * len(table.head)))
            yield from (_line([_plain(cell) for cell in row]) for row in table.rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _html(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        yield f"<h2>{html.escape(section.title)}</h2>"
        yield from (f"<p>{html.escape(one)}</p>" for one in section.text)
        for table in section.filled:
            head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in table.head)
            yield f"<table><caption>{html.escape(table.caption)}</caption><thead><tr>{head}</tr></thead><tbody>"
            for row in table.rows:
                yield f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>"
            yield "</tbody></table>"
