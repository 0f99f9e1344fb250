"""Boards: what stands where, over no other cases than the reader may see; every number leads to its list."""

import datetime as dt
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ronghe.portal.cases.models import Case
from ronghe.portal.organisations.models import Membership
from tests.portal import factories as make
from tests.portal.agreements.moe import Moe

pytestmark = pytest.mark.django_db
BACKEND = "ronghe.portal.accounts.sign_in.PasswordBackend"
PROGRAMME = "jl-collaborative-projects"


def _as(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    return client


def _board(membership: Membership, **query: str) -> str:
    response = _as(membership).get(reverse("board", args=[PROGRAMME]), query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def _numbers(page: str) -> list[tuple[str, int]]:
    """Return the addresses of lists on a board with the whole numbers that they stand for."""
    found = re.findall(
        r'href="(/work/[a-z-]+/[a-z_]+/\?[^"]*)"[^>]*>(?:<span>[^<]*</span>)?(?:<b>)?([\d,]+)(?:</b>)?</a>', page
    )
    return [(address, int(number.replace(",", ""))) for address, number in found]


@pytest.mark.requirement("MOE-21")
@pytest.mark.parametrize("who", ["officer", "enterprise", "office"])
def test_every_number_is_the_length_of_the_list_it_leads_to(who: str) -> None:
    parties = make.Parties()
    make.project(parties, "running")
    other = make.guide(parties)
    make.application(parties, "submitted", guide_case=other)
    reader = getattr(parties, who)

    numbers = _numbers(_board(reader))

    assert len(numbers) > 5
    client = _as(reader)
    for address, number in numbers:
        listed = unescape(client.get(address).content.decode())
        rows = len(re.findall(r'<td class="rh-title">', listed))
        assert (address, rows) == (address, number)


@pytest.mark.requirement("MOE-21")
def test_nobody_counts_what_they_could_not_open() -> None:
    parties = make.Parties()
    make.guide(parties, "draft")
    stranger = make.member(make.organisation("enterprise"), "officer")

    assert "还没有可以统计的事项" in _board(stranger)
    assert ">1</b>" in _board(parties.enterprise)
    assert _numbers(_board(parties.officer)).count((f"/work/{PROGRAMME}/guide/?all=1", 1)) == 0


def test_a_teacher_has_no_board_but_the_own_list() -> None:
    parties = make.Parties()
    client = _as(parties.teacher)

    assert client.get(reverse("board", args=[PROGRAMME])).status_code == 404
    assert reverse("first-board") not in client.get(reverse("work")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_board_takes_the_same_queries_whatever_it_counts(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    parties = make.Parties()
    first = make.guide(parties)
    for _ in range(count - 1):
        make.guide(parties)
    make.application(parties, "submitted", guide_case=first)
    client = _as(parties.officer)
    client.get(reverse("board", args=[PROGRAMME]))

    with django_assert_num_queries(17):
        client.get(reverse("board", args=[PROGRAMME]))


def test_the_figures_come_as_a_workbook() -> None:
    parties = make.Parties()
    make.guide(parties)

    response = _as(parties.officer).get(reverse("board-export", args=[PROGRAMME]))

    assert response["Content-Disposition"].startswith('attachment; filename="board-')
    assert b"".join(response.streaming_content).startswith(b"PK")


def test_a_board_speaks_english() -> None:
    parties = make.Parties()
    make.guide(parties)
    client = _as(parties.officer)
    client.cookies["django_language"] = "en"

    page = unescape(client.get(reverse("board", args=[PROGRAMME])).content.decode())

    assert "The province at a glance" in page


MOE = "moe-collaborative-projects"


@pytest.mark.requirement("MOE-21")
@pytest.mark.parametrize("who", ["officer", "province", "office", "enterprise"])
def test_each_tier_of_the_ministrys_programme_counts_its_own_part_and_no_unfiled_project(who: str) -> None:
    department = make.province()
    stage = Moe()
    running = stage.running()
    stage.deliver(running, "1000.00")
    stage.signed(stage.proposed(stage.project()))
    reader = make.member(department, "officer") if who == "province" else getattr(stage, who)
    client = _as(reader)

    page = unescape(client.get(reverse("board", args=[MOE])).content.decode())
    numbers = _numbers(page)

    assert (f"/work/{MOE}/project/?stage=counted", 1) not in numbers
    assert [number for address, number in numbers if address.startswith(f"/work/{MOE}/project/?filed=")] == [1]
    for address, number in numbers:
        listed = unescape(client.get(address).content.decode())
        assert (address, len(re.findall(r'<td class="rh-title">', listed))) == (address, number)
    for kind in ("promised", "paid"):
        listed = unescape(client.get(f"/work/{MOE}/project/?{kind}=money&counted=1").content.decode())
        assert re.findall(r'<td class="rh-title">', listed) == ['<td class="rh-title">']


@pytest.mark.requirement("MOE-21")
def test_the_map_has_every_province_level_unit_and_the_corps() -> None:
    stage = Moe()
    stage.running()

    page = unescape(_as(stage.officer).get(reverse("board", args=[MOE])).content.decode())

    assert len(set(re.findall(r'class="rh-tile [^"]*" href="[^"]*province=(\d\d)', page))) == 35


@pytest.mark.requirement("MOE-21")
def test_an_old_age_and_a_passed_due_day_lead_to_the_cases_that_have_them() -> None:
    parties = make.Parties()
    old = make.guide(parties, "in_review")
    make.guide(parties, "in_review")
    Case.objects.filter(pk=old.pk).update(state_since=timezone.now() - dt.timedelta(days=40), due_at=timezone.now())
    Case.objects.exclude(pk=old.pk).update(state_since=timezone.now(), due_at=None)

    numbers = dict(_numbers(_board(parties.officer)))
    base = f"/work/{PROGRAMME}/guide/?state=in_review"

    assert [numbers.get(f"{base}&{narrowed}") for narrowed in ("age=week", "age=older", "late=1")] == [1, 1, 1]
    listed = unescape(_as(parties.officer).get(f"{base}&age=older").content.decode())
    assert (old.number in listed, len(re.findall(r'<td class="rh-title">', listed))) == (True, 1)


@pytest.mark.requirement("MOE-21")
def test_the_public_counts_what_public_lists_show_and_nothing_else() -> None:
    parties = make.Parties()
    first = make.guide(parties)
    make.application(parties, "approved", guide_case=first)
    make.application(parties, "submitted", guide_case=first)
    make.guide(parties, "in_review")
    client = Client()

    page = unescape(client.get(reverse("summary")).content.decode())
    numbers = re.findall(r'href="(/(?:guides|results)/\?[^"]*)"[^>]*>(?:<span[^>]*>[^<]*</span>)*<b>(\d+)</b>', page)

    assert [int(number) for address, number in numbers if "province" not in address] == [1, 1]
    for address, number in numbers:
        listed = client.get(address).content.decode()
        rows = len(re.findall(r'<td class="rh-title">', listed)) or len(
            set(re.findall(r'href="/guides/[^"?]+/"', listed))
        )
        assert (address, rows) == (address, int(number))


def test_the_public_page_of_an_empty_installation_says_so() -> None:
    assert "还没有可以公开的内容" in Client().get(reverse("summary")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_public_figures_take_the_same_queries_whatever_they_count(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    parties = make.Parties()
    for _ in range(count):
        make.guide(parties)
    client = Client()
    client.get(reverse("summary"))

    with django_assert_num_queries(5):
        client.get(reverse("summary"))
