"""Filling in: saved as one types, nothing lost, mistakes named beside the question."""

import json

import pytest
from django.urls import reverse

from ronghe.portal.cases.models import Attachment
from tests.portal import factories as make

BASICS = {
    "title": "机器学习课程",
    "department": "示例学院",
    "starts_on": "2024-12-01",
    "ends_on": "2025-11-30",
}


@pytest.fixture
def draft(parties):
    parent = make.guide(parties)
    return make.begun(parties, "application", "teacher", make.APPLY_AT, parent_id=parent.pk, item=0)


def section(case, key="basics", name="case-section"):
    return reverse(name, args=[case.number, key])


def test_typing_is_saved_and_answers_with_the_new_revision(browser, draft):
    answer = browser("teacher").post(section(draft, name="case-section-save"), {**BASICS, "revision": "0"})
    stored = make.again(draft)

    assert (answer.status_code, json.loads(answer.content)["revision"], json.loads(answer.content)["problems"]) == (
        200,
        1,
        [],
    )
    assert (stored.data, stored.title, stored.revision) == (BASICS, "机器学习课程", 1)


def test_a_save_over_somebody_elses_changes_nothing_and_says_so(browser, draft):
    client = browser("teacher")
    client.post(section(draft, name="case-section-save"), {**BASICS, "revision": "0"})

    answer = client.post(section(draft, name="case-section-save"), {**BASICS, "title": "另一个", "revision": "0"})

    assert (answer.status_code, json.loads(answer.content), make.again(draft).data) == (
        409,
        {"revision": 1, "message": "您已于 2024-10-28 10:00 在另一个页面保存过这份表单。"},
        BASICS,
    )


def test_a_conflict_says_which_colleague_saved_and_when(browser, draft, parties):
    browser("teacher").post(section(draft, name="case-section-save"), {**BASICS, "revision": "0"})
    colleague = make.person()
    draft.saved_by = colleague
    draft.saved_at = make.APPLY_AT
    draft.save(update_fields=["saved_by", "saved_at"])

    page = browser("teacher").post(section(draft), {**BASICS, "revision": "0"}).content.decode()

    assert f"{colleague.name}已于 2024-10-28 10:00 保存过这份表单。" in page


def test_a_mistyped_answer_is_kept_and_named(browser, draft):
    answer = browser("teacher").post(section(draft, name="case-section-save"), {"starts_on": "明天", "revision": "0"})

    assert [(one["field"], one["row"]) for one in json.loads(answer.content)["problems"]] == [("starts_on", None)]


def test_without_scripts_the_section_is_saved_and_the_next_one_follows(browser, draft):
    answer = browser("teacher").post(section(draft), {**BASICS, "revision": "0"})

    assert (answer.status_code, answer["Location"], make.again(draft).data) == (303, section(draft, "people"), BASICS)


def test_without_scripts_a_mistyped_answer_stays_on_the_page(browser, draft):
    answer = browser("teacher").post(section(draft), {**BASICS, "starts_on": "明天", "revision": "0"})
    page = answer.content.decode()

    assert (answer.status_code, 'href="#f-starts_on"' in page, 'value="明天"' in page) == (422, True, True)


def test_without_scripts_a_conflict_shows_what_was_typed(browser, draft):
    client = browser("teacher")
    client.post(section(draft), {**BASICS, "revision": "0"})

    answer = client.post(section(draft), {**BASICS, "title": "另一个", "revision": "0"})

    assert (answer.status_code, 'value="另一个"' in answer.content.decode(), make.again(draft).data) == (
        409,
        True,
        BASICS,
    )


def test_a_row_is_added_without_scripts_and_nothing_is_saved(browser, draft):
    sent = {"present": "members", "members-0-name": "示例·己", "add_row": "members", "revision": "0"}

    answer = browser("teacher").post(section(draft, "people"), sent)
    page = answer.content.decode()

    assert (answer.status_code, 'name="members-1-name"' in page, make.again(draft).revision) == (200, True, 0)


def test_a_file_is_taken_in_with_its_section_and_can_be_fetched_safely(browser, draft):
    client = browser("teacher")
    client.post(section(draft, "attachments"), {"signed_application": make.upload("申报书.pdf"), "revision": "0"})
    stored = Attachment.objects.get(case=draft)

    answer = client.get(reverse("attachment", args=[stored.key]))
    headers = [answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy")]

    assert make.again(draft).data["signed_application"] == {
        "name": "申报书.pdf",
        "digest": stored.digest,
        "size": stored.size,
    }
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 example"
    assert headers == ["application/octet-stream", "nosniff", "sandbox; default-src 'none'"]
    assert answer["Content-Disposition"].startswith("attachment;")


def test_a_file_of_another_type_is_refused_beside_its_question(browser, draft):
    sent = {"signed_application": make.upload("x.pdf", b"<html>"), "revision": "0"}

    answer = browser("teacher").post(section(draft, "attachments"), sent)

    assert (
        answer.status_code,
        Attachment.objects.count(),
        "f-signed_application-problems" in answer.content.decode(),
    ) == (
        422,
        Attachment.objects.exclude(case=draft).count(),
        True,
    )


def test_a_file_of_another_case_cannot_be_claimed(browser, parties, draft):
    other = make.attached(make.qualification(parties, "draft"), parties.actor("enterprise"))

    browser("teacher").post(
        section(draft, "attachments"), {"kept-signed_application": other["digest"] + "0", "revision": "0"}
    )

    assert make.again(draft).data == {}


def test_the_check_names_everything_that_is_missing_with_links(browser, draft):
    page = browser("teacher").get(reverse("case-check", args=[draft.number])).content.decode()

    assert [section(draft, key) + f"#f-{field}" in page for key, field in (("basics", "title"), ("plan", "goals"))] == [
        True,
        True,
    ]


def test_a_form_that_was_handed_in_can_no_longer_be_filled_in(browser, parties):
    case = make.application(parties, "submitted")
    client = browser("teacher")

    assert [
        client.get(section(case)).status_code,
        client.post(section(case, name="case-section-save"), {"title": "改", "revision": "0"}).status_code,
    ] == [404, 404]


def test_an_unknown_section_is_not_there(browser, draft):
    assert browser("teacher").get(section(draft, "nothing")).status_code == 404


def test_a_save_keeps_what_was_mistyped_in_a_table_and_leaves_out_signs_that_cannot_be_stored(browser, draft):
    sent = {
        "present": "budget",
        "budget-0-purpose": "案\x00例",
        "budget-0-amount": "两万",
        "university_money": "\x00",
        "revision": "0",
    }
    answer = browser("teacher").post(section(draft, "budget", name="case-section-save"), sent)

    named = [(one["field"], one["row"], one["column"]) for one in json.loads(answer.content)["problems"]]
    assert named == [("budget", 0, "amount")]
    assert make.again(draft).data == {"budget": [{"purpose": "案例", "amount": "两万"}]}


@pytest.mark.parametrize("typed", ["1e400", "1e999999999", "10" * 200, "NaN", "-Infinity", "9" * 5000])
def test_a_section_with_a_number_without_end_can_still_be_opened(browser, draft, typed):
    client = browser("teacher")
    sent = {"present": "budget", "budget-0-amount": typed, "university_money": typed, "revision": "0"}
    saved = client.post(section(draft, "budget", name="case-section-save"), sent)

    pages = [section(draft, "budget"), reverse("case-check", args=[draft.number]), reverse("case", args=[draft.number])]
    assert [saved.status_code, *(client.get(one).status_code for one in pages)] == [200, 200, 200, 200]


@pytest.mark.parametrize("row", ["budget-²", "budget-" + "9" * 5000, "budget--1", "nothing-0", "-"])
def test_a_row_that_is_not_there_cannot_be_removed(browser, draft, row):
    answer = browser("teacher").post(section(draft, "budget"), {"remove_row": row, "present": "budget"})

    assert answer.status_code == 200
