"""A small nation of the demo: sound in every record, loaded part by part, in both modes, with work at every desk."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import override_settings

from ronghe.portal.accounts.models import User
from ronghe.portal.cases.integrity import broken_cases
from ronghe.portal.cases.models import Case, Event
from ronghe.portal.config.demo.nation import parts
from ronghe.portal.config.demo.nation.people import person
from ronghe.portal.organisations import demo
from ronghe.portal.organisations.commands import load_reference
from ronghe.portal.organisations.models import Mark, Membership, Organisation

NOW = dt.datetime(2026, 11, 22, 19, 30, tzinfo=dt.UTC)
LIBRARY = Path(settings.DEFINITIONS_DIR)
SHARE, TEACHERS = 0.06, 60


def _load(number: int) -> int:
    return parts.load_part(number, library=LIBRARY, now=NOW, whole=4, share=SHARE, teachers=TEACHERS)


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[int]]:
    """Load two small parts once for all tests here; the number of cases of each."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"))
    with django_db_blocker.unblock(), files, transaction.atomic():  # type: ignore[attr-defined]  # of pytest-django
        load_reference()
        yield [_load(0), _load(1)]
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _there(loaded: list[int], db: None) -> None:
    """Every test here looks at the loaded parts."""


def test_every_record_of_the_nation_verifies(loaded: list[int]) -> None:
    assert broken_cases() == (sum(loaded), [])


@pytest.mark.requirement("MOE-20")
def test_both_modes_run_side_by_side_on_their_sides_of_the_cut_over() -> None:
    published = Event.objects.filter(target="published", case__kind="guide").values_list("case__version__version", "at")
    days: dict[str, list[dt.date]] = {"2020.1": [], "2024.1": []}
    for version, at in published:
        days[version].append(at.date())
    cut_over = dt.date(2024, 6, 17)
    assert max(days["2020.1"]) < cut_over <= min(days["2024.1"])


def test_projects_of_the_nation_end_in_every_way_and_some_still_run() -> None:
    found = set(Case.objects.filter(kind="project").values_list("state", flat=True))
    assert {"closed", "running", "signed", "preparing"} <= found


@pytest.mark.requirement("MOE-11")
def test_projects_wait_for_confirmation_at_the_university_that_one_can_try() -> None:
    university = Membership.objects.get(user__username="demo-moe-university").organisation
    waiting = Case.objects.filter(kind="project", state="signed", owner=university)
    early = [one for one in waiting if one.kept["agreement"]["ends_on"] < one.parent.data["ends_on"]]  # type: ignore[union-attr]
    assert (waiting.count(), len(early) > 0) == (round(40 * SHARE), True)


def test_every_province_has_its_department_and_universities() -> None:
    departments = Organisation.objects.filter(kind="provincial_department", status="confirmed")
    universities = Organisation.objects.filter(kind="university", is_fictitious=True)
    at = Counter(universities.values_list("province", flat=True))
    assert (departments.count(), sum(at.values())) == (32, 300)
    assert set(at) == set(departments.values_list("province", flat=True))


def test_invented_bodies_and_people_can_be_recognised() -> None:
    invented = Organisation.objects.filter(is_fictitious=True).values_list("name", flat=True)
    assert [name for name in invented if not name.startswith("示例")] == []
    everybody = User.objects.values_list("name", "is_demo")
    assert [name for name, is_demo in everybody if not (name.startswith("示例·") and is_demo)] == []
    real = set(Organisation.objects.filter(is_fictitious=False).values_list("name", flat=True))
    assert [name for name in invented if name.removeprefix("示例") in real] == []


def test_nobody_leads_more_projects_than_the_limits_allow() -> None:
    running = Counter(
        Case.objects.filter(kind="project", state__in=("running", "changing_university")).values_list(
            "leader", flat=True
        )
    )
    assert max(running.values()) <= 3


def test_a_part_is_loaded_in_its_turn_only() -> None:
    before = Case.objects.count()
    with pytest.raises(ValueError, match="part 1 is not the next one"):
        _load(1)
    assert (Case.objects.count(), parts.loaded_parts(whole=4)) == (before, 2)


def test_a_part_that_is_cut_off_leaves_nothing_and_can_be_loaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = (Case.objects.count(), User.objects.count(), Organisation.objects.count())

    def cut_off(*_args: object, **_named: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(parts, "store", cut_off)
        with pytest.raises(KeyboardInterrupt):
            _load(2)
    assert (Case.objects.count(), User.objects.count(), Organisation.objects.count()) == before
    assert _load(2) > 0


def test_pages_say_how_far_the_nation_is_loaded() -> None:
    loading = demo.loading()
    assert loading == demo.Loading(done=2, whole=4, running=False)


def test_only_those_who_are_offered_for_trying_are_listed() -> None:
    names = {one.user.username for one in demo.members()}
    assert names == {
        "demo-ministry", "demo-ministry-expert", "demo-moe-enterprise", "demo-moe-university", "demo-moe-teacher",
    }  # fmt: skip


def test_the_nation_is_not_loaded_before_the_demo_itself() -> None:
    with pytest.raises(CommandError, match="load the demo first"):
        call_command("load_nation", stdout=StringIO())


def test_an_exclusion_bars_what_comes_after_it() -> None:
    for mark in Mark.objects.filter(kind=Mark.Kind.EXCLUSION):
        acts = Event.objects.filter(organisation=mark.organisation, action__in=("select", "sign_enterprise"))
        assert not acts.filter(at__date__gt=mark.since).exists()


def test_names_of_invented_people_differ_for_thousands() -> None:
    assert len({person(number) for number in range(5000)}) == 5000


def test_the_newest_guides_take_applications_today() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from cases_case where kind = 'guide' and state = 'published'")
        assert cursor.fetchone()[0] > 5


@pytest.mark.requirement("MOE-21")
def test_the_department_of_its_universitys_province_is_a_party_to_every_project() -> None:
    projects = Case.objects.filter(kind="project", version__programme__key="moe-collaborative-projects")
    seen = projects.filter(parties__party="province", parties__organisation__province=F("owner__province"))

    assert 0 < projects.count() == seen.count()
