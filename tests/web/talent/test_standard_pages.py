"""From a draft over an expert's changes to a published standard, and curricula beside it (TAL-12)."""

import html
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ronghe.insight.building import build
from ronghe.insight.store import Store
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent import opened
from ronghe.portal.talent.models import Standard
from tests.portal.factories import member, organisation
from tests.web.talent.conftest import MAJOR, OCCUPATION, stage_ads

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


@pytest.mark.parametrize(
    ("language", "occupation", "major"),
    [
        ("zh-hans", "计算机软件工程技术人员", "计算机科学与技术"),
        ("en", "Computer software engineers", "Computer science and technology"),
    ],
)
def test_occupations_and_majors_are_called_in_the_language_of_the_reader(
    language: str,
    occupation: str,
    major: str,
    built: Path,
    as_member: As,
    experts: tuple[Membership, Membership],
    school: Membership,
) -> None:
    _published(as_member, experts)
    client, expert = as_member(school), as_member(experts[0])
    public = [reverse("standards"), reverse("standard", args=[OCCUPATION])]
    compared = [reverse("talent-curricula"), reverse("talent-comparison", args=[MAJOR, OCCUPATION])]
    for one in (client, expert):
        one.cookies["django_language"] = language

    pages = [client.get(one).content.decode() for one in (*public, *compared)]
    majors = client.get(reverse("talent-majors")).content.decode()
    about = str(_sheet(client, reverse("talent-comparison-file", args=[MAJOR, OCCUPATION]), 3))
    listed = expert.get(reverse("talent-standards")).content.decode()

    assert [bool(re.search(rf"[>·] ?{occupation}[ <]", one)) for one in pages] == [True] * 4
    assert [major in one for one in (*pages[2:], majors, about)] == [True] * 4
    assert (occupation in about, f'value="{OCCUPATION} {occupation}"' in listed) == (True, True)


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "沟通能力"), ("en", "communication skills")])
def test_skills_of_a_standard_are_called_in_the_language_of_the_reader(
    language: str, said: str, built: Path, as_member: As, experts: tuple[Membership, Membership], school: Membership
) -> None:
    found = _published(as_member, experts)
    skill = _row(found, "沟通能力")["skill_id"]
    client = as_member(school)
    client.cookies["django_language"] = language
    pages = (
        reverse("standard", args=[OCCUPATION]),
        reverse("standard-row", args=[OCCUPATION, 1, skill]),
        reverse("talent-comparison", args=[MAJOR, OCCUPATION]),
    )

    assert [said in client.get(one).content.decode() for one in pages] == [True] * 3
    assert said in {row[0] for row in _sheet(client, reverse("standard-file", args=[OCCUPATION, 1]), 0)}
    assert said in {row[0] for row in _sheet(client, reverse("talent-comparison-file", args=[MAJOR, OCCUPATION]), 0)}


@pytest.mark.requirement("TAL-15")
def test_an_ability_of_a_standard_leads_to_as_many_ads_as_it_counts(
    built: Path, as_member: As, experts: tuple[Membership, Membership]
) -> None:
    found = _published(as_member, experts)
    python = _row(found, "Python")
    reader = as_member(experts[0])
    table = reader.get(reverse("standard", args=[OCCUPATION])).content.decode()
    (address,) = _to_ads(reader.get(reverse("standard-row", args=[OCCUPATION, 1, python["skill_id"]])).content.decode())

    ads = reader.get(address).content.decode()

    assert len(_to_ads(table)) == sum(bool(one["trace"]["ads_total"]) for one in found.rows)
    assert address in _to_ads(table)
    assert f"共 {python['trace']['ads_total']} 条" in ads  # type: ignore[index]
    assert "较早的数据" not in ads


@pytest.mark.requirement("TAL-15")
def test_the_ads_of_a_standard_are_those_of_its_state_and_where_that_is_gone_it_says_so(
    built: Path, made: Path, as_member: As, experts: tuple[Membership, Membership]
) -> None:
    found = _published(as_member, experts)
    python, reader = _row(found, "Python"), as_member(experts[0])
    trace = reverse("standard-row", args=[OCCUPATION, 1, python["skill_id"]])
    (address,) = _to_ads(reader.get(trace).content.decode())
    stage_ads(Store(built), range(80, 120), delivery="b" * 16)
    build(Store(built), folder=made.parent / "lexicon", workers=1)

    earlier = reader.get(address).content.decode()
    now = reader.get(re.sub("&snapshot=[0-9a-f]+", "", address)).content.decode()
    (built / "states" / f"{found.made_from['snapshot']}.json").unlink()
    opened._kept.cache_clear()
    lost = [reader.get(one).content.decode() for one in (reverse("standard", args=[OCCUPATION]), trace)]

    assert ("共 60 条" in earlier, "较早的数据" in earlier) == (True, True)
    assert ("共 90 条" in now, "较早的数据" in now) == (True, False)
    assert [_to_ads(one) for one in lost] == [[], []]
    assert [f"依据的是数据快照 {found.made_from['snapshot']}" in one for one in lost] == [True, True]
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("snapshot", ["0" * 16, "../../CURRENT", "x" * 5000])
def test_a_state_that_is_not_there_is_not_shown(built: Path, snapshot: str) -> None:
    assert Client().get(f"{reverse('observatory-why')}?snapshot={snapshot}").status_code == 404


def _to_ads(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="(/observatory/why/[^"]*)"', page)]
