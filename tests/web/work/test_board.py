"""Boards: what stands where, over no other cases than the reader may see; every number leads to its list."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ronghe.portal.organisations.models import Membership
from tests.portal import factories as make

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

    with django_assert_num_queries(18):
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
