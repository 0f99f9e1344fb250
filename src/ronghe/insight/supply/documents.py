"""Reads the text of a .docx: paragraphs and rows of tables as lines, in bounded time and memory.

The document is streamed through expat in small pieces. A document type, which alone could define entities, is refused,
and so is a document of more than 48 MB of XML or 600,000 characters of text: some 800 pages.
"""

import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from ronghe.insight.supply.archives import MEGABYTE, checked
from ronghe.insight.supply.deliveries import Unreadable

MOST_XML, MOST_TEXT = 48 * MEGABYTE, 600_000
_DOCUMENT = "word/document.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_CHUNK = 1 << 16
_DEEPEST = 200


def text_of(path: Path) -> str:
    """Return the text of a .docx. Raises Unreadable, with the reason, if it is none or too large."""
    checked(path)
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = reading.refuse
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.data
    parser.buffer_text = True
    read = 0
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_DOCUMENT) as document:
            while chunk := document.read(_CHUNK):
                read += len(chunk)
                if read > MOST_XML:
                    raise Unreadable(f"the document is longer than {MOST_XML // MEGABYTE} MB of XML")
                parser.Parse(chunk)
            parser.Parse(b"", True)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, expat.ExpatError) as error:
        raise Unreadable("the file is cut off or is no .docx") from error
    return "".join(reading.parts).strip()


@dataclass(slots=True)
class _Reading:
    """What is known while a document is read: the text so far, and whether a run of text or a row is open."""

    parts: list[str] = field(default_factory=list[str])
    length: int = 0
    depth: int = 0
    in_text: bool = False
    rows: int = 0

    def refuse(self, *_: object) -> None:
        raise Unreadable("the document declares a type of document, as no .docx does")

    def start(self, name: str, _: object) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unreadable(f"the document is nested more than {_DEEPEST} deep")
        tag = _tag(name)
        if tag == "t":
            self.in_text = True
        elif tag == "tr":
            self.rows += 1
        elif tag in ("tab", "br", "cr"):
            self.data_out("\t" if tag == "tab" else " ")

    def end(self, name: str) -> None:
        self.depth -= 1
        tag = _tag(name)
        if tag == "t":
            self.in_text = False
        elif tag == "p":
            self.data_out(" " if self.rows else "\n")
        elif tag == "tc":
            self.data_out("｜")
        elif tag == "tr":
            self.rows -= 1
            self.data_out("\n")

    def data(self, text: str) -> None:
        if self.in_text:
            self.data_out(text)

    def data_out(self, text: str) -> None:
        self.length += len(text)
        if self.length > MOST_TEXT:
            raise Unreadable(f"the document is longer than {MOST_TEXT} characters")
        self.parts.append(text)


def _tag(name: str) -> str:
    """Return the name of an element of the two namespaces of WordprocessingML, else empty text."""
    for space in (_WORD, _STRICT):
        if name.startswith(space):
            return name[len(space) :]
    return ""
