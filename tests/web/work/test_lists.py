"""Lists: filters in the address and remembered, spreadsheets with clean cells."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.portal import factories as make

PROGRAMME = "jl-collaborative-projects"
LIST = reverse("case-list", args=[PROGRAMME, "application"])
EXPORT = reverse("case-export", args=[PROGRAMME, "application"])


def sheet(answer):
    """Return the rows of a spreadsheet."""
    content = io.BytesIO(b"".join(answer.streaming_content))
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


def test_filters_come_back_within_a_session_until_they_are_cleared(browser, parties):
    client = browser("enterprise")
    client.get(LIST, {"state": "submitted", "q": "课程"})

    back = client.get(LIST)
    cleared = client.get(LIST, {"all": "1"}).status_code

    assert (back.status_code, back["Location"], cleared, client.get(LIST).status_code) == (
        302,
        f"{LIST}?state=submitted&q=%E8%AF%BE%E7%A8%8B",
        200,
        200,
    )


def test_the_spreadsheet_holds_what_the_list_shows(browser, parties):
    make.application(parties, "submitted", title="课程一")
    client = browser("enterprise")

    rows = sheet(client.get(EXPORT, {"state": "submitted"}))

    assert [row[1:3] for row in rows] == [["项目申报", "状态"], ["课程一", "待企业评审"]]
    assert rows[1][-3:-1] == [dt.date(2024, 10, 28), 0.0]
    assert len(sheet(client.get(EXPORT, {"state": "approved"}))) == 1


@pytest.mark.parametrize("title", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "http://example.invalid/"])
def test_texts_stay_texts_in_spreadsheets(browser, parties, title):
    make.application(parties, "submitted", title=title)

    answer = browser("enterprise").get(EXPORT)
    content = b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    assert rows[1][1] == title
    assert formulas(content) == []


def formulas(content):

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return re.findall(rb"<f>|<hyperlink", book.read("xl/worksheets/sheet1.xml"))


def test_control_characters_do_not_break_the_spreadsheet(browser, parties):
    case = make.application(parties, "submitted")
    case.title = "课\x00程\x1f一".replace("\x00", "")
    case.save(update_fields=["title"])

    assert sheet(browser("enterprise").get(EXPORT))[1][1] == "课程一"


@pytest.mark.parametrize("bad", [{"page": "x"}, {"page": "99"}, {"sort": "x"}, {"organisation": "x"}, {"f-no": "x"}])
def test_senseless_filters_are_ignored(browser, parties, bad):
    case = make.application(parties, "submitted")

    answer = browser("enterprise").get(LIST, bad)

    assert (answer.status_code, case.number in answer.content.decode()) == (200, True)
