"""A document says what the case holds, always in the same words; what nobody has filled in is said to be missing."""

import datetime as dt

import pytest

from ronghe.rulebook import documents
from ronghe.rulebook.engine import Ancestor, CaseView
from ronghe.rulebook.structure import Definition
from tests.rulebook.test_engine import FORM, _application
from tests.rulebook.test_offices_and_checklists import _with

AT = dt.datetime(2024, 10, 25, 1, 0, tzinfo=dt.UTC)
_DOCUMENTS = """
documents:
  agreement:
    title: {zh: 合作协议, en: Agreement}
    of: application
    cites: 三
    blocks:
      - {type: heading, text: {zh: 双方, en: Parties}}
      - {type: fields, fields: [enterprise.name, form.title]}
      - {type: clause, text: {zh: "甲方支持“{item.name}”。", en: "Party A supports “{item.name}”."}}
      - type: clause
        when: form.ends_on > date('2025-01-01')
        text: {zh: "于{form.ends_on}完成。", en: "Done by {form.ends_on}."}
      - type: clause
        text: {zh: "依据指南“{guide.title}”，办理日{act.day}。", en: "Under “{guide.title}”, {act.day}."}
      - {type: table, text: {zh: 指南项目, en: Items}, of: guide.items}
      - {type: signatures, parties: [enterprise, university]}
downloads:
  - {title: {zh: 协议样本, en: Model agreement}, document: agreement, cites: 三}
  - {title: {zh: 申报书, en: Application}, form: application, cites: 三}
facts:"""


@pytest.fixture(scope="module")
def drawn() -> Definition:
    return _with(("\nfacts:", _DOCUMENTS))


def _case(**form: object) -> CaseView:
    case = _application("submitted")
    return CaseView(
        kind="application", state="submitted", form={"title": "申报", **form}, item=case.item, ancestors=case.ancestors
    )


def _render(definition: Definition, case: CaseView, language: str = "zh") -> documents.Rendered:
    facts = {"enterprise.name": "示例公司"}
    return documents.render(definition, document="agreement", case=case, facts=facts, at=AT, language=language)


def test_a_document_tells_the_cases_values_in_the_readers_language(drawn: Definition) -> None:
    case = _case(ends_on="2026-02-01")

    chinese, english = _render(drawn, case), _render(drawn, case, "en")

    assert chinese.text() == (
        "合作协议\n双方\n企业名称: 示例公司\n名称: 申报\n第一条 甲方支持“甲”。\n第二条 于2026年2月1日完成。\n"
        "第三条 依据指南“指南”，办理日2024年10月25日。\n指南项目\n" + chinese.text().split("指南项目\n")[1]
    )
    assert "20,000.00 元" in chinese.text()
    assert "Article 2 Done by 2026-02-01." in english.text()
    assert "CNY 20,000.00" in english.text()
    assert (chinese.missing, english.missing) == ((), ())


def test_a_part_whose_condition_is_not_known_to_be_true_is_left_out_and_clauses_count_on(drawn: Definition) -> None:
    told = _render(drawn, _case()).text()

    assert "完成" not in told.split("指南项目")[0]
    assert "第二条 依据指南" in told


def test_what_nobody_has_filled_in_is_said_and_listed(drawn: Definition) -> None:
    case = CaseView(kind="application", state="submitted", form={}, item=None, ancestors={})

    found = _render(drawn, case)

    assert "名称: （未填写）" in found.text()
    assert [one.en for one in found.missing] == ["Title", "Name", "Title"] or len(found.missing) == 3


def test_the_same_values_give_the_same_text(drawn: Definition) -> None:
    case = _case(ends_on="2026-02-01")

    assert _render(drawn, case).text() == _render(drawn, case).text()


def test_a_blank_has_lines_to_write_on(drawn: Definition) -> None:
    found = documents.blank(drawn, document="agreement")

    assert "甲方支持“________”。" in found.text()
    assert found.missing == ()


def test_a_document_names_the_facts_to_collect(drawn: Definition) -> None:
    assert documents.names(drawn, document="agreement") == {"enterprise.name"}


def test_values_cannot_bring_names_of_their_own_into_a_document(drawn: Definition) -> None:
    found = _render(drawn, _case(title="{enterprise.name}"))

    assert "名称: {enterprise.name}" in found.text()


def test_money_is_exact(drawn: Definition) -> None:
    items = [{"name": "甲", "money": "1234567.89", "places": 1}]
    ancestors = {"guide": Ancestor(state="published", form={**FORM, "items": items})}

    found = _render(drawn, CaseView(kind="application", state="submitted", form={}, ancestors=ancestors))

    assert "1,234,567.89 元" in found.text()
