"""Filling in a form: nothing that was typed is lost, whatever happens to the log-in, the page or the patience."""

import pytest
from django.contrib.sessions.models import Session

from ronghe.portal.cases.models import Event
from tests.journeys.conftest import PASSWORD
from tests.portal import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAMME = "jl-collaborative-projects"
PAGES = ["/", f"/programmes/{PROGRAMME}/", "/guides/", "/notices/", "/results/", "/work/", f"/work/{PROGRAMME}/guide/"]
PAGES += ["case", "form", "act"]


@pytest.fixture
def draft():
    parties = make.Parties()
    make.qualification(parties)
    return parties, make.begun(parties, "guide", "enterprise", make.GUIDE_AT)


def saved(person):
    """Wait until the page says that the draft was saved."""
    person.page.locator("[data-save-status]", has_text="已保存").wait_for()


@pytest.mark.requirement("CM-18")
def test_what_is_typed_is_saved_by_itself(as_, draft):
    parties, case = draft
    with as_(parties.enterprise, make.GUIDE_AT) as officer:
        officer.go(f"/work/case/{case.number}/form/overview/")
        officer.type_in({"title": "还没有写完的指南", "summary": "一半"})
        saved(officer)
    assert make.again(case).data == {"title": "还没有写完的指南", "summary": "一半"}


@pytest.mark.requirement("CM-18")
def test_a_lost_session_loses_nothing(as_, draft):
    parties, case = draft
    with as_(parties.enterprise, make.GUIDE_AT) as officer:
        page = officer.go(f"/work/case/{case.number}/form/overview/")
        Session.objects.all().delete()
        officer.type_in({"title": "会话丢失时写的"})
        page.locator("[data-save-status]", has_text="本机").wait_for()
        assert make.again(case).data == {}
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="登录").last.click()
        tab = opened.value
        tab.fill("[name=login]", parties.enterprise.user.username)
        tab.fill("[name=password]", PASSWORD)
        tab.locator("main form button.btn-primary").click()
        tab.wait_for_url(lambda address: "/login" not in address)
        page.get_by_role("button", name="我已登录").click()
        saved(officer)
    assert make.again(case).data == {"title": "会话丢失时写的"}


@pytest.mark.requirement("CM-18")
def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(as_, draft):
    parties, case = draft
    colleague = make.member(parties.enterprise.organisation, "officer")
    with as_(parties.enterprise, make.GUIDE_AT) as first, as_(colleague, make.GUIDE_AT) as second:
        for person in (first, second):
            person.go(f"/work/case/{case.number}/form/overview/")
        first.type_in({"title": "先保存的"})
        saved(first)
        second.type_in({"title": "后保存的"})
        second.page.locator("[data-save-status]", has_text="本机").wait_for()
        assert second.page.input_value("[name=title]") == "后保存的"
    assert make.again(case).data == {"title": "先保存的"}


@pytest.mark.requirement("CM-18")
def test_a_double_click_acts_once(as_, draft):
    parties, case = draft
    make.fill(case, make.GUIDE)
    with as_(parties.enterprise, make.GUIDE_AT) as officer:
        officer.go(f"/work/case/{case.number}/act/submit/")
        officer.page.locator("main form[data-guard] button", has_text="确认").dblclick()
        officer.page.wait_for_url(lambda address: "/act/" not in address)
    assert Event.objects.filter(case=case, action="submit").count() == 1


@pytest.mark.requirement("CM-15")
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_phone(as_, draft, path, language):
    parties, case = draft
    make.guide(parties)
    number = f"/work/case/{case.number}/"
    path = {"case": number, "form": number + "form/projects/", "act": number + "act/submit/"}.get(path, path)
    with as_(parties.enterprise, make.GUIDE_AT, width=390, language=language) as officer:
        page = officer.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator("html").get_attribute("lang") == ("zh-CN" if language == "zh-CN" else "en")
