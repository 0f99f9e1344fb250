"""From a draft over an expert's changes to a published standard, and curricula beside it (TAL-12)."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.models import Standard
from tests.portal.factories import member, organisation
from tests.web.talent.conftest import MAJOR, OCCUPATION

pytestmark = pytest.mark.django_db
As = Callable[[Membership], Client]


@pytest.fixture
def experts() -> tuple[Membership, Membership]:
    ministry = organisation("ministry")
    return member(ministry, "expert"), member(ministry, "officer")


def _sheet(client: Client, path: str, index: int) -> list[list[object]]:
    content = BytesIO(b"".join(client.get(path)))  # type: ignore[arg-type]  # a FileResponse
    return [list(row) for row in CalamineWorkbook.from_filelike(content).get_sheet_by_index(index).to_python()]


def _draft(client: Client) -> Standard:
    client.post(reverse("talent-standards"), {"occupation": f"{OCCUPATION} 软件", "months": "60"})
    return Standard.objects.get(state="draft")


def _row(found: Standard, name: str) -> dict[str, object]:
    found.refresh_from_db()
    return next(one for one in found.rows if one["name"] == name)


def _published(as_member: As, experts: tuple[Membership, Membership]) -> Standard:
    expert, officer = (as_member(one) for one in experts)
    found = _draft(expert)
    act = reverse("talent-standard-act", args=[found.pk])
    expert.post(act, {"act": "submit"})
    found.refresh_from_db()
    officer.post(act, {"act": "publish", "revision": found.revision})
    found.refresh_from_db()
    return found


@pytest.mark.requirement("TAL-12")
def test_a_standard_is_drafted_changed_reviewed_and_published_with_the_trace_of_every_row(
    built: Path, as_member: As, experts: tuple[Membership, Membership]
) -> None:
    expert = as_member(experts[0])
    found = _draft(expert)
    python = _row(found, "Python")
    change = reverse("talent-standard-row", args=[found.pk, python["skill_id"]])
    bare = expert.post(change, {"importance": "useful", "level": "3"})
    expert.post(change, {"importance": "required", "level": "3", "reason": "行业规范"})
    expert.post(
        reverse("talent-standard-add", args=[found.pk]),
        {"name": "Linux", "importance": "useful", "level": "1", "reason": "专家共识"},
    )
    act = reverse("talent-standard-act", args=[found.pk])
    expert.post(act, {"act": "submit"})
    found.refresh_from_db()
    as_member(experts[1]).post(act, {"act": "publish", "revision": found.revision})
    found.refresh_from_db()
    page = Client().get(reverse("standard-row", args=[OCCUPATION, 1, python["skill_id"]])).content.decode()
    sheet = _sheet(Client(), reverse("standard-file", args=[OCCUPATION, 1]), 0)

    assert (bare.status_code, found.state, found.digest[:7]) == (422, "published", "sha256:")
    assert (python["share"]["value"], python["trace"]["ads_total"]) == (0.75, 60)  # type: ignore[index]
    assert ("示例:1<" in page, "行业规范" in page) == (True, True)
    assert [one[0] for one in sheet[1:]] == [one["name"] for one in found.rows]
    assert [one.act for one in found.events.order_by("number")] == ["draft", "change", "add", "submit", "publish"]


@pytest.mark.requirement("TAL-12")
def test_nobody_publishes_what_he_handed_over_and_what_is_published_stays(
    built: Path, as_member: As, experts: tuple[Membership, Membership]
) -> None:
    officer = as_member(experts[1])
    found = _draft(officer)
    act = reverse("talent-standard-act", args=[found.pk])
    officer.post(act, {"act": "submit"})
    found.refresh_from_db()
    own = officer.post(act, {"act": "publish", "revision": found.revision})
    as_member(member(experts[1].organisation, "officer")).post(act, {"act": "publish", "revision": found.revision})
    found.refresh_from_db()

    assert (own.status_code, found.state) == (422, "published")
    with pytest.raises(DatabaseError), transaction.atomic():
        Standard.objects.filter(pk=found.pk).update(rows=[])


@pytest.mark.requirement("TAL-12")
def test_without_data_or_with_too_few_ads_there_is_no_draft(
    built: Path, as_member: As, experts: tuple[Membership, Membership]
) -> None:
    client = as_member(experts[0])

    few = client.post(reverse("talent-standards"), {"occupation": "2-02-10-02"})
    unknown = client.post(reverse("talent-standards"), {"occupation": "9"})

    assert (few.status_code, "不足 30 条" in few.content.decode(), unknown.status_code) == (422, True, 422)
    assert Standard.objects.count() == 0


def test_an_empty_store_is_told(as_member: As, experts: tuple[Membership, Membership]) -> None:
    answer = as_member(experts[0]).post(reverse("talent-standards"), {"occupation": OCCUPATION})

    assert (answer.status_code, "还没有供需数据" in answer.content.decode()) == (422, True)


def test_a_correction_is_a_new_version_and_says_what_changed(
    built: Path, as_member: As, experts: tuple[Membership, Membership]
) -> None:
    first = _published(as_member, experts)
    expert, officer = (as_member(one) for one in experts)
    second = _draft(expert)
    expert.post(
        reverse("talent-standard-row", args=[second.pk, _row(second, "Java")["skill_id"]]),
        {"remove": "1", "reason": "已不再需要"},
    )
    act = reverse("talent-standard-act", args=[second.pk])
    expert.post(act, {"act": "submit"})
    second.refresh_from_db()
    officer.post(act, {"act": "publish", "revision": second.revision})
    page = Client().get(reverse("standard", args=[OCCUPATION])).content.decode()

    assert (first.number, "与第 1 版的差别" in page, page.count("没有</span>")) == (1, True, 1)


@pytest.mark.requirement("TAL-12")
def test_a_curriculum_is_compared_course_by_course(
    built: Path, as_member: As, experts: tuple[Membership, Membership], school: Membership
) -> None:
    _published(as_member, experts)
    client = as_member(school)

    listed = client.get(reverse("talent-curricula")).content.decode()
    page = client.get(reverse("talent-comparison", args=[MAJOR, OCCUPATION])).content.decode()
    path = reverse("talent-comparison-file", args=[MAJOR, OCCUPATION])
    rows = {one[0]: one[3] for one in _sheet(client, path, 0)[1:]}

    assert (MAJOR in listed, "COBOL" in page) == (True, True)
    assert rows == {"Python": "已覆盖", "Java": "缺失", "沟通能力": "缺失"}
    assert [one[0] for one in _sheet(client, path, 2)] == ["能力", "COBOL"]


def test_strangers_see_no_drafts_and_no_curricula(
    built: Path, as_member: As, experts: tuple[Membership, Membership]
) -> None:
    found = _draft(as_member(experts[0]))
    client = as_member(member(organisation("enterprise"), "officer"))
    paths = [
        reverse("talent-standards"),
        reverse("talent-standard", args=[found.pk]),
        reverse("talent-curricula"),
        reverse("talent-comparison", args=[MAJOR, OCCUPATION]),
        reverse("standard", args=[OCCUPATION]),
    ]

    assert [client.get(one).status_code for one in paths] == [404] * 5
