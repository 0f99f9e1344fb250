"""Papers and files: the same bytes for the same paper, readable by whatever reads .docx; blank forms ask everything."""

import io
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from ronghe.portal.documents import downloads
from ronghe.portal.documents.blank import blank_form
from ronghe.portal.documents.docx import docx
from ronghe.portal.documents.paper import from_data, to_data
from ronghe.rulebook import reading
from ronghe.rulebook.documents import Plain, Rendered
from ronghe.rulebook.structure import Definition

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LIBRARY = Path(settings.DEFINITIONS_DIR)
PAPER = Rendered(
    title="示例协议 <A&B>",
    blocks=(
        Plain(type="heading", text="一、总则"),
        Plain(type="clause", number="第一条", text="金额 30,000.00 元。\n分两次支付。"),
        Plain(type="table", text="成果", head=("编号", "数量"), rows=(("A1", "1"), ("A2", "3"))),
        Plain(type="fields", pairs=(("甲方", "示例企业\x0b"),)),
        Plain(type="signatures", pairs=(("企业", "示例企业"),)),
    ),
)


@pytest.fixture(scope="module")
def moe() -> Definition:
    return reading.read(LIBRARY / "moe-2024", library=LIBRARY)


def _texts(content: bytes) -> list[str]:
    package = zipfile.ZipFile(io.BytesIO(content))
    for name in package.namelist():
        ET.fromstring(package.read(name))
    return [one.text or "" for one in ET.fromstring(package.read("word/document.xml")).iter(f"{WORD}t")]


def test_a_file_holds_every_word_of_its_paper_and_is_the_same_each_time() -> None:
    content = docx(PAPER, foot=("摘要 sha256:0",))
    assert content == docx(PAPER, foot=("摘要 sha256:0",))
    words = _texts(content)
    assert words[:7] == [
        "示例协议 <A&B>",
        "一、总则",
        "第一条  金额 30,000.00 元。",
        "分两次支付。",
        "成果",
        "编号",
        "数量",
    ]
    assert {"A2", "3", "示例企业", "企业：示例企业", "摘要 sha256:0"} <= set(words)


def test_a_paper_comes_back_from_its_stored_parts_with_the_same_text() -> None:
    assert from_data(title=PAPER.title, data=to_data(PAPER)) == PAPER


@pytest.mark.requirement("MOE-07")
def test_a_blank_form_asks_each_question_with_its_choices(moe: Definition) -> None:
    form = moe.forms["application"]
    text = blank_form(form, vocabularies=moe.vocabularies).text()
    asked = [one.label.zh for one in form.fields()]
    assert [one for one in asked if one not in text] == []
    assert "□ 企业支持资金" in text


@pytest.mark.requirement("MOE-07")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_common_file_of_the_programme_can_be_made(moe: Definition, language: str) -> None:
    papers = [downloads.blank(one, definition=moe, language=language) for one in moe.downloads]
    titles = [one.title.en if language == "en" else one.title.zh for one in moe.downloads]
    assert [_texts(docx(one))[0] for one in papers] == titles
