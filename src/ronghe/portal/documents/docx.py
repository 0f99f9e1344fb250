"""A paper as a .docx file, the same bytes for the same paper.

Written with the standard library: an Office Open XML document of headings, paragraphs and tables is a few parts in a
ZIP, and a package for it would bring a compiled dependency along.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from ronghe.rulebook.documents import Plain, Rendered

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_WIDTH = 9070  # of the text on A4 with margins of 2.5 cm, in twentieths of a point
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{TYPE}.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{TYPE.removesuffix("document")}styles+xml"/></Types>'
)
_ROOT = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_PARTS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)


def docx(paper: Rendered, *, foot: Iterable[str] = ()) -> bytes:
    """Return a paper as the content of a .docx file; `foot` are lines under it, such as its digest."""
    body = "".join((_paragraph(paper.title, style="Title"), *map(_part, paper.blocks), *(map(_small, (*foot, "")))))
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417"'
    page += ' w:left="1417" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
    document = f'{_XML}<w:document xmlns:w="{_W}"><w:body>{body}{page}</w:body></w:document>'
    return _packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _ROOT,
            "word/_rels/document.xml.rels": _PARTS,
            "word/document.xml": document,
            "word/styles.xml": _styles(),
        }
    )


def _packed(parts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content.encode(), compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _part(part: Plain) -> str:
    match part.type:
        case "heading":
            return _paragraph(part.text, style="Heading1")
        case "fields":
            return _lead(part) + _table(rows=part.pairs, widths=(3, 7), bold_first=True)
        case "table":
            return _lead(part) + _table(head=part.head, rows=part.rows or (("",) * len(part.head),))
        case "signatures":
            return _lead(part) + "".join(_signature(label, name) for label, name in part.pairs)
    return _paragraph(f"{part.number}  {part.text}".strip(), style="Normal")


def _lead(part: Plain) -> str:
    return _paragraph(part.text, style="Caption") if part.text else _paragraph("", style="Caption")


def _signature(label: str, name: str) -> str:
    lines = (f"{label}：{name}", "签字（盖章）：________________________", "日期：________年____月____日")
    return "".join(_paragraph(one, style="Normal", keep=True) for one in lines) + _paragraph("", style="Normal")


def _small(line: str) -> str:
    return _paragraph(line, style="Small")


def _paragraph(text: str, *, style: str, keep: bool = False) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' + ("<w:keepNext/>" if keep else "")
    return f"<w:p><w:pPr>{properties}</w:pPr>{_run(text)}</w:p>"


def _run(text: str, *, bold: bool = False) -> str:
    lines = _FORBIDDEN.sub("", text).split("\n")
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{inner}</w:r>"


def _table(
    *,
    rows: Iterable[tuple[str, ...]],
    head: tuple[str, ...] = (),
    widths: tuple[int, ...] = (),
    bold_first: bool = False,
) -> str:
    shares = widths or (1,) * len(head)
    each = [_WIDTH * one // sum(shares) for one in shares]
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in each)
    lines = [*_head(head, each), *(_row(row, each, bold_first=bold_first) for row in rows)]
    properties = f'<w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{_WIDTH}" w:type="dxa"/></w:tblPr>'
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def _head(head: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    if head:
        cells = "".join(_cell(one, width, bold=True) for one, width in zip(head, widths, strict=True))
        yield f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(row: tuple[str, ...], widths: list[int], *, bold_first: bool) -> str:
    cells = (
        _cell(one, width, bold=bold_first and place == 0)
        for place, (one, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, *, bold: bool) -> str:
    content = f'<w:p><w:pPr><w:pStyle w:val="Cell"/></w:pPr>{_run(text, bold=bold)}</w:p>'
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _styles() -> str:
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
    default = f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
    paragraphs = (
        _style("Normal", "Normal", spacing='w:after="120" w:line="360" w:lineRule="auto"', extra=' w:default="1"'),
        _style("Title", "Title", spacing='w:before="240" w:after="360"', centred=True, bold=True, size=36),
        _style("Heading1", "heading 1", spacing='w:before="300" w:after="120"', bold=True, size=28, outline=True),
        _style("Caption", "caption", spacing='w:before="160" w:after="60"', bold=True),
        _style("Cell", "Cell", spacing='w:before="40" w:after="40"', size=21),
        _style("Small", "Small", spacing='w:before="60" w:after="0"', size=18),
    )
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = f'<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>{edges}'
    grid += "</w:tblBorders></w:tblPr></w:style>"
    return f'{_XML}<w:styles xmlns:w="{_W}">{default}{"".join(paragraphs)}{grid}</w:styles>'


def _style(
    key: str,
    name: str,
    *,
    spacing: str,
    extra: str = "",
    centred: bool = False,
    bold: bool = False,
    size: int = 24,
    outline: bool = False,
) -> str:
    keep = "<w:keepNext/>" if bold else ""
    align = '<w:jc w:val="center"/>' if centred else ""
    level = '<w:outlineLvl w:val="0"/>' if outline else ""
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"{extra}><w:name w:val="{name}"/>'
        f"<w:pPr>{keep}<w:spacing {spacing}/>{align}{level}</w:pPr>"
        f'<w:rPr>{weight}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )
