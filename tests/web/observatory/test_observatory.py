"""The observatory: figures that lead to their ads, small samples told, nothing that is not one's own."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from python_calamine import CalamineWorkbook

from ronghe.insight.figures import Figure
from ronghe.portal.statistics import observatory
from ronghe.portal.web.observatory import overview
from tests.portal import factories
from tests.web.observatory.conftest import AI, JAVA, PYTHON, SCHOOL

pytestmark = pytest.mark.django_db
PAGES = ["", "chains/", "chains/ai/", "regions/?region=220000&region=440000", "why/", "method/"]


def _text(client: Client, address: str, *, status: int = 200) -> str:
    response = client.get(f"/observatory/{address}")
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_without_data_every_page_says_so(client: Client, page: str, settings, tmp_path: Path) -> None:
    settings.INSIGHT = tmp_path / "none"

    assert "还没有可以展示的数据" in _text(client, page)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_there_in_both_languages(client: Client, store: Path, page: str, language: str) -> None:
    client.cookies["django_language"] = language

    assert "snapshot" in _text(client, page).lower() or language == "zh-hans"


@pytest.mark.requirement("TAL-10")
def test_demand_is_told_by_month_place_industry_and_occupation(client: Client, store: Path) -> None:
    page = _text(client, "")

    assert "540" in page  # 12 × 20 and 12 × 25 ads
    assert "人工智能工程技术人员" in page
    assert "+25.0%" in page


@pytest.mark.parametrize("page", ["", "chains/ai/", f"skills/{PYTHON}/", f"why/?occupation={AI}"])
@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        ("zh-hans", "人工智能工程技术人员", "Artificial intelligence engineers"),
        ("en", "Artificial intelligence engineers", "人工智能工程技术人员"),
    ],
)
def test_an_occupation_is_called_in_the_language_of_the_reader(
    client: Client, store: Path, page: str, language: str, said: str, unsaid: str
) -> None:
    client.cookies["django_language"] = language
    text = _text(client, page)

    assert (said in text, unsaid in text) == (True, False)


def test_the_map_and_the_export_call_majors_and_occupations_in_english_to_readers_of_english(
    client: Client, store: Path
) -> None:
    client.cookies["django_language"] = "en"
    walked = _text(client, f"chains/ai/?occupation=occupation:{AI}")
    response = client.get("/observatory/export/")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    names = [row[1] for row in book.get_sheet_by_index(3).to_python()[1:]]

    assert "080717 Artificial intelligence" in walked
    assert "Artificial intelligence engineers" in names


@pytest.mark.requirement("TAL-15")
def test_a_figure_leads_to_as_many_ads_as_it_counts(client: Client, store: Path, admin_client: Client) -> None:
    at = observatory.opened()
    assert at is not None
    from ronghe.insight.reading import Filter

    chosen = Filter(occupation=AI, region="440000")
    counted = observatory.overview(at, chosen).totals.ads
    assert 0 < counted == len(observatory.ads(at, chosen, offset=0, limit=1000))

    page = _text(admin_client, f"why/?occupation={AI}&region=440000")
    assert f"共 {counted} 条" in page
    assert '<mark title="Python">Python</mark>' in page
    assert "缺日期或地点等退回 1 行" in page
    assert '<h3><mark title="Java">Java</mark>工程师</h3>' in _text(admin_client, "why/?occupation=2-02-10-03")


@pytest.mark.requirement("TAL-15")
def test_who_is_not_signed_in_sees_figures_and_no_ads(client: Client, store: Path) -> None:
    page = _text(client, f"why/?skill={PYTHON}")

    assert "登录以后可以逐条查看" in page
    assert "<mark" not in page


@pytest.mark.requirement("TAL-15")
def test_a_sample_that_is_too_small_gives_no_pay_and_no_share(client: Client, store: Path) -> None:
    page = _text(client, "?region=440000&industry=C36&occupation=2-02-38-01&since=2025-12")

    assert "样本不足" in page


def test_a_skill_has_its_page_and_an_unknown_one_has_none(client: Client, store: Path) -> None:
    assert "要求它的招聘信息（条）" in _text(client, f"skills/{JAVA}/")
    _text(client, "skills/1/", status=404)
    _text(client, "chains/nothing/", status=404)


@pytest.mark.parametrize(
    "address",
    ["?region=x&occupation=2-99&industry=Ω&since=2024-13&skill=-1", "?skill=99999999999999", "regions/?region=%00"],
)
def test_what_no_standard_knows_counts_as_not_asked(client: Client, store: Path, address: str) -> None:
    assert "没有符合条件" not in _text(client, address)


def test_everything_shown_is_exported_with_what_it_was_computed_from(client: Client, store: Path) -> None:
    response = client.get("/observatory/export/?region=220000")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))

    about = {row[0]: row[1] for row in book.get_sheet_by_name("说明").to_python()}
    assert about["范围"] == "吉林"
    assert about["数据快照"] == observatory.opened().snapshot
    assert sum(row[1] for row in book.get_sheet_by_name("按月").to_python()[1:]) == about["招聘信息（条）"]


@pytest.mark.requirement("TAL-10")
def test_the_walk_from_chain_to_course_shows_a_course_only_to_its_school(client: Client, store: Path) -> None:
    address = f"chains/ai/?occupation=occupation:{AI}&skill=skill:{PYTHON}"
    assert "Python程序设计" not in _text(client, address)
    assert "课程只给本校和主管部门看" in _text(client, address)

    for code, sees in ((SCHOOL, True), ("4144010001", False)):
        school = factories.organisation("university", school_code=code, province=code[2:4])
        client.force_login(factories.member(school, "teacher").user, backend=configured.AUTHENTICATION_BACKENDS[-1])
        assert ("Python程序设计" in _text(client, address)) is sees


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_need_no_more_queries_with_more_regions(
    client: Client, store: Path, django_assert_num_queries, count: int
) -> None:
    regions = "&".join(f"region={code}" for code in ("220000", "440000", "220100")[:count])
    with django_assert_num_queries(0):
        _text(client, f"regions/?{regions}")


@pytest.mark.parametrize(("count", "folded"), [(5, 0), (12, 7)])
def test_industries_beyond_the_first_five_are_folded(
    client: Client, store: Path, monkeypatch: pytest.MonkeyPatch, count: int, folded: int
) -> None:
    lines = [(f"行业{at}号", [Figure(value=1.5, n=20)] * 2) for at in range(count)]
    monkeypatch.setattr(overview, "_quotients", lambda *_: lines)

    shown, _, behind = _text(client, "regions/?region=220000&region=440000").partition("其余 7 个行业")

    assert [shown.count("号</th>"), behind.count("号</th>")] == [5, folded]
