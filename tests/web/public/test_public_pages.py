"""Pages that everybody may read: what they show, what they keep to themselves, how many queries they need."""

import datetime as dt
import hashlib
import json
import re

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ronghe.portal.notices.models import Notice, Objection
from tests.portal import factories as make

pytestmark = pytest.mark.django_db

OBJECTION = {
    "name": "示例·戊",
    "organisation_name": "示例单位",
    "contact": "example@example.org",
    "grounds": "名称与事实不符。",
}


@pytest.fixture
def clock(monkeypatch):
    def show(at: dt.datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    show(make.APPLY_AT)
    return show


@pytest.fixture
def parties(clock):
    return make.Parties()


def titles(client, address: str) -> list[str]:
    return re.findall(r'<h2><a href="/guides/[^"]+">([^<]+)</a></h2>', client.get(address).content.decode())


def wrong_fields(response) -> list[str]:
    return re.findall(r'rh-wrong">\s*<label for="id_(\w+)"', response.content.decode())


def test_every_public_page_answers_without_a_log_in_and_opens_no_session(client, parties):
    project = make.project(parties, "closed")
    notice = Notice.objects.earliest("pk")
    guide = project.parent.parent
    addresses = [
        "/", "/programmes/", "/programmes/jl-collaborative-projects/", "/guides/", f"/guides/{guide.number}/",
        "/notices/", f"/notices/{notice.pk}/", f"/notices/{notice.pk}/1/objection/", "/results/",
    ]  # fmt: skip
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    assert Session.objects.count() == 0


@pytest.mark.parametrize("address", ["/", "/guides/", "/guides/?open=1&money=20000", "/notices/", "/results/"])
def test_lists_need_the_same_number_of_queries_at_any_length(
    client, parties, address, django_assert_num_queries, django_assert_max_num_queries
):
    guide = make.guide(parties)
    make.application(parties, "approved", guide_case=guide)
    client.get(address)
    with django_assert_max_num_queries(9) as few:
        client.get(address)
    make.guide(parties, title="第二个指南")
    for _ in range(2):
        make.application(parties, "approved", guide_case=guide)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(address)


def test_only_announced_and_published_guides_are_listed(client, parties):
    for state in ("draft", "in_review", "announced", "published"):
        make.guide(parties, state, title=state)
    assert sorted(titles(client, "/guides/")) == ["announced", "published"]


def test_a_guide_that_is_not_public_looks_like_one_that_does_not_exist(client, parties):
    hidden = make.guide(parties, "in_review")
    assert client.get(f"/guides/{hidden.number}/").status_code == 404
    assert client.get("/guides/JL24-G-999999/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=黑土", ["黑土地"]),
        ("q=黑", ["人工智能", "黑土地"]),
        ("item.type=teacher_training", ["黑土地"]),
        ("field=artificial_intelligence&item.type=teacher_training", []),
        ("money=50000", ["黑土地"]),
        ("province=22", ["人工智能", "黑土地"]),
        ("province=11", []),
        ("sort=-money", ["黑土地", "人工智能"]),
        ("money=x&page=x&sort=x&province=%00", ["黑土地", "人工智能"]),
    ],
)
def test_guides_are_found_by_what_the_address_asks_for(client, parties, query, found):
    make.guide(parties, title="人工智能")
    item = {**make.ITEM, "type": "teacher_training", "money": "60000.00"}
    make.guide(parties, title="黑土地", field="modern_agriculture", items=[item])
    listed = titles(client, f"/guides/?{query}")
    assert (listed if "sort" in query else sorted(listed)) == found


def test_a_guide_without_places_left_is_not_among_the_open_ones(client, parties):
    full = make.guide(parties, title="已满", items=[{**make.ITEM, "places": 1, "money": "200000.00"}])
    make.guide(parties, title="有余")
    make.application(parties, "shortlisted", guide_case=full)
    assert titles(client, "/guides/?open=1") == ["有余"]


def tags(client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return re.findall(r'<p class="rh-guide-top">.*?<span class="rh-tag[^>]*>([^<]+)</span>', page, re.DOTALL)


@pytest.mark.parametrize(
    ("day", "tag"),
    [((2024, 10, 24), "窗口未开"), ((2024, 10, 25), "可申报"), ((2024, 11, 1), "可申报"), ((2024, 11, 2), "已截止")],
)
def test_a_published_guide_says_whether_it_can_be_applied_to_today(client, parties, clock, day, tag):
    make.guide(parties)
    clock(dt.datetime(*day, 10, tzinfo=make.ZONE))
    can = tag == "可申报"
    home, page = client.get("/").content.decode(), client.get("/guides/").content.decode()
    assert tags(client, "/guides/") == [tag]
    assert re.findall(r'href="/guides/\?open=1">(\d+)</a>', home) == [str(int(can))]
    assert ("现在没有可以申报的指南" in home, len(tags(client, "/guides/?open=1"))) == (not can, int(can))
    guide = client.get(re.findall(r'href="(/guides/JL24[^"]+)"', page)[0]).content.decode()
    assert ("begin/?parent=" in guide, " disabled aria-describedby" in guide) == (can, not can)


def test_guides_that_can_be_applied_to_come_first_and_each_says_why_not(client, parties):
    make.guide(parties, title="可报")
    full = make.guide(parties, title="已满", items=[{**make.ITEM, "places": 1, "money": "200000.00"}])
    make.application(parties, "shortlisted", guide_case=full)
    make.guide(parties, "announced", title="公示")
    listed = dict(zip(titles(client, "/guides/"), tags(client, "/guides/"), strict=True))
    assert listed == {"可报": "可申报", "公示": "公示中", "已满": "名额已满"}
    assert next(iter(listed)) == "可报"
    assert titles(client, "/guides/?open=1") == ["可报"]
    assert "名额已满，不能再申报。" in client.get(f"/guides/{full.number}/").content.decode()


def test_a_guides_page_shows_the_places_left_and_no_contact_person(client, parties):
    guide = make.guide(parties)
    make.application(parties, "shortlisted", guide_case=guide)
    response = client.get(f"/guides/{guide.number}/")
    assert re.findall(r"余 (\d+) / (\d+) 个名额", response.content.decode()) == [("9", "10")]
    assert make.GUIDE["contact_name"] not in response.content.decode()
    assert make.GUIDE["contact_phone"] not in response.content.decode()


def test_an_objection_is_taken_and_its_page_shows_nothing_of_who_lodged_it(client, parties):
    make.guide(parties, "announced")
    notice = Notice.objects.get()
    response = client.post(f"/notices/{notice.pk}/1/objection/", OBJECTION)
    lodged = Objection.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/notices/objections/{lodged.reference}/")
    shown = client.get(response["Location"]).content.decode()
    assert [word for word in OBJECTION.values() if word in shown] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"grounds": " "}, "grounds"), ({"contact": ""}, "contact")],
)
def test_an_objection_without_name_contact_or_grounds_is_not_taken(client, parties, changes, field):
    make.guide(parties, "announced")
    response = client.post(f"/notices/{Notice.objects.get().pk}/1/objection/", {**OBJECTION, **changes})
    assert (response.status_code, wrong_fields(response), Objection.objects.count()) == (422, [field], 0)


def test_evidence_whose_content_is_not_what_its_name_says_is_refused(client, parties):
    make.guide(parties, "announced")
    evidence = SimpleUploadedFile("证明.pdf", b"MZ not a pdf")
    response = client.post(f"/notices/{Notice.objects.get().pk}/1/objection/", {**OBJECTION, "evidence": evidence})
    assert (response.status_code, wrong_fields(response)) == (422, ["evidence"])


def test_a_publication_without_objections_refuses_them_with_the_reason(client, parties):
    make.application(parties, "approved")
    notice = Notice.objects.get(kind="approval")
    assert client.post(f"/notices/{notice.pk}/1/objection/", OBJECTION).status_code == 422
    assert Objection.objects.count() == 0


def test_anybody_can_compute_every_digest_of_a_notice_again_from_its_list(client, parties):
    guide = make.guide(parties)
    for _ in range(3):
        make.application(parties, "approved", guide_case=guide)
    lists = [client.get(f"/notices/{one.pk}/list.json").json() for one in Notice.objects.all()]
    for each in lists:
        previous = each["genesis"]
        for entry in each["entries"]:
            body = {key: entry[key] for key in ("case", "position", "listed")} | {"previous": previous}
            text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            previous = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
            assert entry["digest"] == previous
        assert each["digest"] == previous
    assert sum(len(each["entries"]) for each in lists) == 7


def test_a_notices_list_says_what_it_is_and_leads_from_its_page(client, parties):
    guide = make.guide(parties, "announced")
    notice = Notice.objects.get()
    found = client.get(f"/notices/{notice.pk}/list.json").json()
    assert {key: found[key] for key in ("number", "title", "opens_on", "ends_on", "digest")} == {
        "number": notice.pk,
        "title": {"zh": "企业项目指南公示", "en": "Announcement of enterprise guides"},
        "opens_on": "2024-09-20",
        "ends_on": "2024-09-27",
        "digest": notice.digest,
    }
    assert [(one["case"], one["position"]) for one in found["entries"]] == [(guide.number, 1)]
    assert f"/notices/{notice.pk}/list.json" in client.get(f"/notices/{notice.pk}/").content.decode()
    assert client.get("/notices/999999/list.json").status_code == 404


def test_a_notice_on_paper_has_its_basis_period_objections_issuer_and_date(client, parties):
    make.guide(parties, "announced")
    notice = Notice.objects.get()
    page = client.get(f"/notices/{notice.pk}/").content.decode()
    paper = " ".join(re.findall(r'<div class="rh-paper".*?</div>', page, re.DOTALL))
    words = ["企业项目指南公示", "六（一）", "2024年9月20日至2024年9月27日（自次日起 5 个工作日）", "实名提出",
             notice.issuer.name, f"http://testserver/notices/{notice.pk}/", notice.digest]  # fmt: skip
    assert [one for one in words if one not in paper] == []


def test_results_are_public_final_states_only(client, parties):
    make.project(parties, "closed")
    make.application(parties, "shortlisted", guide_case=make.guide(parties))
    numbers = re.findall(r"<small>(JL24-\w)-\d+</small>", client.get("/results/").content.decode())
    assert sorted(numbers) == ["JL24-A", "JL24-P"]


def test_pages_carry_neither_inline_scripts_nor_style_attributes(client, parties):
    guide = make.guide(parties)
    pages = ["/", "/guides/", f"/guides/{guide.number}/", "/programmes/jl-collaborative-projects/"]
    for address in pages:
        page = client.get(address).content.decode()
        assert (address, " style=" in page, "<style" in page, "<script>" in page) == (address, False, False, False)
