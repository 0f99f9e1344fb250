"""The checklist before an act: what the machine compared, what has to be looked at, many at once where that is safe."""

import shutil
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ronghe.portal.cases import queries
from ronghe.portal.cases.integrity import broken_cases
from ronghe.portal.cases.models import Event
from ronghe.portal.cases.offer import offer
from ronghe.portal.programmes.commands import publish
from ronghe.portal.programmes.models import ProgrammeVersion
from tests.portal import factories as make

PROGRAMME = "jl-collaborative-projects"
DAY = reverse("case-checklist", args=[PROGRAMME, "application"]) + "?action=apply&state=at_university"
BULK = reverse("case-bulk", args=[PROGRAMME, "application"])
CHECKS = """rules:
  - id: CHECK-1
    title: {zh: 学院一致, en: The school is the same}
    guards: [application.apply]
    require: form.department == "示例学院"
    message: {zh: 学院与档案不一致。, en: The school differs from the record.}
    otherwise: check
    shows: [guide.title]
    cites: 六（三）
  - id: LOOK-1
    title: {zh: 题目没有错别字, en: No slips in the title}
    guards: [application.apply]
    otherwise: check
    shows: [form.title, guide.title]
    cites: 六（三）
"""


@pytest.fixture
def parties(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> make.Parties:
    """Return one person for each role of a Jilin programme in which the university goes through a checklist."""

    def with_checks() -> ProgrammeVersion:
        library = Path(settings.DEFINITIONS_DIR)
        copy = Path(shutil.copytree(library / "jl-2024", tmp_path / "jl-checks"))
        text = (copy / "definition.yaml").read_text(encoding="utf-8")
        (copy / "definition.yaml").write_text(text.replace("rules:\n", CHECKS, 1), encoding="utf-8")
        return publish(folder=copy, library=library, operator=make.province(), at=timezone.now(), offer=offer())

    monkeypatch.setattr(make, "jl_version", with_checks)
    return make.Parties()


def waiting(parties: make.Parties, count: int, **values: object) -> list:
    guide = make.guide(parties)
    return [make.application(parties, "at_university", guide, **values) for _ in range(count)]


def act(case) -> str:
    return reverse("case-act", args=[case.number, "apply"])


def token() -> str:
    return str(uuid.uuid4())


@pytest.mark.requirement("MOE-11")
def test_before_the_act_the_machine_s_checks_and_what_to_look_at_are_shown_with_their_values(browser, parties):
    [case] = waiting(parties, 1)

    page = browser("office").get(act(case)).content.decode()

    assert [
        word in page for word in ("学院一致", "题目没有错别字", "项目申报书：", "项目指南：", 'value="LOOK-1"')
    ] == [True] * 5
    assert "CHECK-1" in page


@pytest.mark.requirement("MOE-11")
def test_the_act_waits_until_everything_has_been_looked_at_and_the_record_keeps_what_was(browser, parties):
    [case] = waiting(parties, 1)
    client = browser("office")

    refused = client.post(act(case), {"token": token()})
    before = make.again(case).state
    done = client.post(act(case), {"token": token(), "looked_at": ["LOOK-1", "LOOK-9"]})

    assert (refused.status_code, "请看过后勾选" in refused.content.decode(), before) == (422, True, "at_university")
    assert (done.status_code, make.again(case).state) == (303, "submitted")
    assert Event.objects.filter(case=case).latest("sequence").body["looked_at"] == ["LOOK-1"]
    assert "已目视核对：" in client.get(reverse("case", args=[case.number])).content.decode()
    assert broken_cases()[1] == []


def test_a_check_that_fails_says_what_differs_and_offers_the_return_with_its_reasons(browser, parties):
    [case] = waiting(parties, 1, department="外国语学院")
    client = browser("office")

    page = client.get(act(case)).content.decode()
    back = reverse("case-act", args=[case.number, "send_back"]) + "?failed=apply"
    filled = client.get(back).content.decode()

    assert ("不一致" in page, "外国语学院" in page, back in page) == (True, True, True)
    assert "学院一致：学院与档案不一致。" in filled


def test_an_act_without_a_checklist_begins_with_no_reasons(browser, parties):
    [case] = waiting(parties, 1)

    page = browser("office").get(reverse("case-act", args=[case.number, "send_back"]) + "?failed=nothing")

    assert (page.status_code, "学院一致" in page.content.decode()) == (200, False)


def test_only_what_the_machine_finds_in_order_can_be_done_together(parties):
    good = waiting(parties, 2)
    bad = make.application(parties, "at_university", good[0].parent, department="外国语学院")

    day = queries.checking_day(
        programme=PROGRAMME,
        kind="application",
        action="apply",
        state="at_university",
        acting=parties.office,
        at=make.APPLY_AT,
    )

    assert ([one.case for one in day.safe], [one.case for one in day.singly]) == (good, [bad])


@pytest.mark.requirement("MOE-11")
def test_in_bulk_only_cases_that_are_in_order_and_looked_at_are_done(browser, parties):
    looked, unseen = waiting(parties, 2)
    bad = make.application(parties, "at_university", looked.parent, department="外国语学院")
    client = browser("office")
    chosen = {
        "case": [one.number for one in (looked, unseen, bad)],
        "action": "apply",
        f"looked_at-{looked.number}": "LOOK-1",
        f"looked_at-{bad.number}": "LOOK-1",
    }

    recap = client.post(BULK, chosen).content.decode()
    answer = client.post(BULK, {**chosen, "token": token(), "confirm": "1"})
    results = client.get(answer["Location"]).content.decode()

    assert ("确认办理 1 件" in recap, "还没有看过并勾选" in recap, "学院与档案不一致" in recap) == (True, True, True)
    assert [make.again(one).state for one in (looked, unseen, bad)] == ["submitted", "at_university", "at_university"]
    assert Event.objects.filter(case=looked).latest("sequence").body["looked_at"] == ["LOOK-1"]
    assert (looked.number in results, unseen.number in results) == (True, False)


def test_what_is_not_theirs_to_check_is_not_there(browser, parties):
    waiting(parties, 1)
    addresses = [DAY, DAY.replace("=apply", "=send_back"), DAY.replace("=at_university", "=draft")]

    asked = zip(("enterprise", "office", "office"), addresses, strict=True)
    answers = [browser(who).get(address).status_code for who, address in asked]

    assert answers == [404, 404, 404]


def test_the_list_leads_to_the_checklist_of_the_state_it_shows(browser, parties):
    waiting(parties, 1)

    page = browser("office").get(f"/work/{PROGRAMME}/application/?state=at_university").content.decode()

    assert "checklist/?action=apply&amp;state=at_university" in page


def test_the_checklists_need_the_same_queries_for_one_and_for_three(browser, parties):
    [first] = waiting(parties, 1)
    client = browser("office")
    client.get(DAY)

    one = queries_of(client)
    for _ in range(2):
        make.application(parties, "at_university", first.parent)
    three = queries_of(client)

    assert (one, three <= 15) == (three, True)


def queries_of(client) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(DAY).status_code == 200
    return len(seen)
