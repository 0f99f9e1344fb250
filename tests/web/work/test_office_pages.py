"""Pages of limits, of what the office sets, of what a university adds: for whom they are, and that they ask first."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ronghe.portal.cases.models import Quota
from ronghe.portal.programmes.models import ProgrammeSetting, ProgrammeVersion
from tests.portal import factories as make
from tests.portal.agreements.moe import AT, PRACTICE, Moe, plain

pytestmark = pytest.mark.django_db

PROGRAMME = "moe-collaborative-projects"
TEXT = (Path(settings.DEFINITIONS_DIR) / "overlays/example-university-2026/definition.yaml").read_text(encoding="utf-8")


@pytest.fixture
def moe():
    return Moe()


@pytest.fixture
def as_(moe, clock):
    clock(AT)

    def logged_in(who):
        client = Client()
        client.force_login(getattr(moe, who).user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return logged_in


def draft(moe):
    """Return a complete application that has not been handed in."""
    case = moe.begin("application", "teacher", parent_id=moe.guide().pk, item=0)
    return make.fill(case, {**plain(PRACTICE["application"]), "ends_on": "2026-02-28"})


def test_a_value_is_set_only_after_it_was_confirmed_and_the_public_page_says_by_whom(moe, as_):
    address = reverse("programme-setting", args=[PROGRAMME, "leader_applications"])
    typed = {"value": "4", "reason": "部务会议定。"}

    recap = as_("officer").post(address, {**typed, "step": "recap"})
    before = ProgrammeSetting.objects.count()
    done = as_("officer").post(address, {**typed, "step": "confirm"})

    assert (recap.status_code, before, done.status_code, ProgrammeSetting.objects.count()) == (200, 0, 302, 1)
    assert "部务会议定。" in Client().get(reverse("programme", args=[PROGRAMME])).content.decode()


@pytest.mark.parametrize("who", ["expert", "enterprise", "office", "teacher"])
def test_the_values_of_the_office_are_nobody_elses_page(as_, who):
    names = [("programme-settings", []), ("programme-setting", ["leader_applications"])]

    assert {as_(who).get(reverse(name, args=[PROGRAMME, *rest])).status_code for name, rest in names} == {404}


@pytest.mark.requirement("MOE-12")
def test_additions_are_shown_in_words_before_they_are_published(moe, as_):
    address = reverse("additions", args=[PROGRAMME])

    recap = as_("office").post(address, {"text": TEXT, "step": "recap"})
    before = ProgrammeVersion.objects.filter(owner=moe.university).count()
    done = as_("office").post(address, {"text": TEXT, "step": "confirm"})

    assert "中期检查通过后方可结题" in recap.content.decode()
    assert (before, done.status_code, ProgrammeVersion.objects.filter(owner=moe.university).count()) == (0, 302, 1)


@pytest.mark.requirement("MOE-12")
def test_mistakes_in_additions_are_all_named_and_the_text_stays(as_):
    wrong = TEXT.replace("cites: 第六条", "cites: 第七条")

    answer = as_("office").post(reverse("additions", args=[PROGRAMME]), {"text": wrong, "step": "recap"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(part in page for part in ("quotas.to_one_enterprise.cites", "quotas.of_one_type.cites", "第七条"))


@pytest.mark.parametrize("who", ["officer", "expert", "teacher"])
def test_additions_are_for_whoever_is_in_charge_of_a_party(as_, who):
    assert as_(who).get(reverse("additions", args=[PROGRAMME])).status_code == 404


@pytest.mark.requirement("MOE-08")
def test_the_ledger_is_for_whom_it_concerns_and_names_only_cases_they_may_see(moe, as_):
    case = moe.do(draft(moe), "send", "teacher")
    address = reverse("ledger", args=[PROGRAMME, Quota.objects.get(name="yearly_applications").pk])
    moe.stranger = make.member(make.organisation("university"), "project_office")

    pages = {who: as_(who).get(address) for who in ("teacher", "officer", "stranger")}

    assert {who: page.status_code for who, page in pages.items()} == {"teacher": 200, "officer": 200, "stranger": 404}
    assert case.title in pages["teacher"].content.decode()
    assert case.title not in pages["officer"].content.decode()  # the ministry does not see what is with a university


def test_handing_in_needs_at_most_forty_queries(moe):
    case = draft(moe)

    with CaptureQueriesContext(connection) as asked:
        moe.do(case, "send", "teacher")

    assert len(asked) <= 40
