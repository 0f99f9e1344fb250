"""The loaded demo: sound in every record, complete in every state, never loaded twice."""

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F
from django.test import override_settings

from ronghe.ledger import chain
from ronghe.portal.accounts.models import User
from ronghe.portal.cases import commands
from ronghe.portal.cases.actors import actor_of
from ronghe.portal.cases.integrity import broken_cases
from ronghe.portal.cases.models import Case, Event, Message, QuotaPlace
from ronghe.portal.config.demo import people, practice
from ronghe.portal.config.demo.load import Loaded, inputs_digest, load
from ronghe.portal.notices.models import Notice, Objection
from ronghe.portal.organisations import codes
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.decisions import Allowed
from ronghe.rulebook.structure import Severity

NOW = dt.datetime(2026, 11, 22, 19, 30, tzinfo=dt.UTC)
LIBRARY = Path(settings.DEFINITIONS_DIR)
JILIN, PRACTICE = "jl-collaborative-projects", "jl-practice"


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    """Load the demo once for all tests here; what they change is undone, and so is the demo in the end."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"))
    with django_db_blocker.unblock(), files, transaction.atomic():  # type: ignore[attr-defined]  # of pytest-django
        yield load(library=LIBRARY, now=NOW)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _there(loaded: Loaded, db: None) -> None:
    """Every test here looks at the loaded demo."""


def test_every_record_verifies(loaded: Loaded) -> None:
    assert broken_cases() == (loaded.cases, [])


def test_sixty_guides_and_six_hundred_applications_stand_in_every_state() -> None:
    version = ProgrammeVersion.objects.get(programme__key=JILIN)
    found = Counter(Case.objects.filter(version=version).values_list("kind", "state"))
    definition = programmes.definition(version.pk)
    states = {(kind, state) for kind, shape in definition.cases.items() for state in shape.states}
    assert set(found) == states
    counts = {kind: sum(count for (of, _), count in found.items() if of == kind) for kind in definition.cases}
    assert counts == {"qualification": 27, "guide": 60, "application": 600, "project": 212}


def test_something_waits_in_every_state_of_the_practice_copy() -> None:
    version = ProgrammeVersion.objects.get(programme__key=PRACTICE)
    found = set(Case.objects.filter(version=version).values_list("kind", "state"))
    definition = programmes.definition(version.pk)
    assert found == {(kind, state) for kind, shape in definition.cases.items() for state in shape.states}
    assert Case.objects.filter(version=version, kind__in=("guide", "application")).count() == 50


def test_the_practice_copy_says_what_it_is_and_is_open_today() -> None:
    definition = programmes.definition(ProgrammeVersion.objects.get(programme__key=PRACTICE).pk)
    window = definition.windows["application"]
    assert definition.title.zh.startswith("演示：")
    assert (window.opens < NOW.date() < window.closes, definition.in_force.since < NOW.date()) == (True, True)


def test_three_key_projects_are_left_to_be_tried() -> None:
    held = QuotaPlace.objects.filter(quota__name="key_projects", quota__programme__key=JILIN)
    approvable = Case.objects.filter(version__programme__key=JILIN, kind="application", state="recommended")
    assert (held.count(), approvable.count() >= 3) == (17, True)


def test_the_twentieth_key_project_is_the_last() -> None:
    waiting = Case.objects.filter(version__programme__key=JILIN, kind="application", state="recommended").order_by("pk")
    officer = actor_of(Membership.objects.get(user__username="demo-province"))
    decisions = [
        commands.perform(case_id=one.pk, action="approve_key", actor=officer, at=NOW) for one in list(waiting[:4])
    ]
    assert [isinstance(one, Allowed) for one in decisions] == [True, True, True, False]
    reasons = [one.rule for one in decisions[-1].findings if one.severity is Severity.BLOCK]
    assert reasons == ["quota:key_projects"]


def test_no_item_gave_more_places_than_it_has() -> None:
    held = (
        Case.objects.filter(places__quota__name="item_places").values("parent_id", "item").annotate(count=Count("pk"))
    )
    guides = Case.objects.in_bulk([one["parent_id"] for one in held])
    over = [one for one in held if one["count"] > guides[one["parent_id"]].data["items"][one["item"]]["places"]]
    assert (over, len(held) > 50) == ([], True)


def test_every_notice_follows_from_its_entries() -> None:
    for notice in Notice.objects.all():
        digest = chain.GENESIS
        for entry in notice.entries.select_related("case").order_by("position"):
            body = {"case": entry.case.number, "position": entry.position, "listed": entry.listed}
            digest = chain.link(previous=digest, body=body)
            assert entry.digest == digest
        assert notice.digest == digest


def test_nothing_happens_after_now_and_no_event_before_the_one_it_follows() -> None:
    assert Event.objects.filter(at__gt=NOW).count() == 0
    moments: dict[int, dt.datetime] = {}
    for case_id, at in Event.objects.order_by("case_id", "sequence").values_list("case_id", "at"):
        assert moments.get(case_id, at) <= at
        moments[case_id] = at


def test_objections_are_open_upheld_and_dismissed() -> None:
    found = Counter(
        Objection.objects.filter(entry__notice__version__programme__key=JILIN).values_list("result", flat=True)
    )
    assert found == {"open": 3, "upheld": 4, "dismissed": 3}


def test_no_two_applications_have_the_same_title() -> None:
    titles = Case.objects.filter(kind="application").values_list("title", flat=True)
    assert [title for title, count in Counter(titles).items() if count > 1 and title != "项目申报"] == []


def test_invented_enterprises_have_codes_that_no_real_one_can_have() -> None:
    found = list(Organisation.objects.filter(is_fictitious=True))
    assert len(found) == 44
    assert {one.code[2:8] for one in found} == {"000000"}
    assert [one.name for one in found if not one.name.startswith("示例")] == []
    for one in found:
        finding = codes.credit.uscc(one.code)
        doubts = [reason.en.partition(" lies in no province")[0] for reason in finding.reasons]
        assert (finding.verdict, doubts) == (codes.Verdict.EXCEPTIONAL, ["the division 000000"])


def test_people_of_the_demo_have_no_password_and_one_has_two_roles() -> None:
    everybody = User.objects.all()
    assert [one.username for one in everybody if one.has_usable_password() or not one.is_demo] == []
    twice = everybody.annotate(roles=Count("memberships")).filter(roles__gt=1)
    assert [one.username for one in twice] == ["demo-teacher-2"]


def test_old_messages_have_been_read_and_new_ones_have_not() -> None:
    border = NOW - dt.timedelta(days=14)
    assert Message.objects.filter(at__lt=border, read_at=None).count() == 0
    assert Message.objects.filter(at__gte=border).exclude(read_at=None).count() == 0
    assert Message.objects.exclude(read_at=None).filter(read_at__lte=F("at")).count() == 0


def test_loading_again_changes_nothing(loaded: Loaded) -> None:
    before = (Case.objects.count(), Event.objects.count(), User.objects.count())
    assert load(library=LIBRARY, now=NOW) == Loaded(cases=0, made_from=loaded.made_from, found=loaded.made_from)
    assert (Case.objects.count(), Event.objects.count(), User.objects.count()) == before


def test_inputs_that_changed_are_noticed(tmp_path: Path) -> None:
    library = tmp_path / "definitions"
    shutil.copytree(LIBRARY, library)
    same = inputs_digest(library)
    with (library / "jl-2024" / "definition.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert (same, inputs_digest(library) == same) == (inputs_digest(LIBRARY), False)


def test_the_demo_is_refused_where_its_people_may_not_exist(settings: object) -> None:
    settings.DEMO_LOGINS = False  # type: ignore[attr-defined]  # pytest-django's wrapper
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo")


def test_a_definition_that_reads_otherwise_is_not_copied_by_halves(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(LIBRARY / "jl-2024", source)
    text = (source / "definition.yaml").read_text(encoding="utf-8").replace("    opens: ", "    opens:  ")
    (source / "definition.yaml").write_text(text.replace("in_force: ", "in-force: "), encoding="utf-8")
    with pytest.raises(ValueError, match="in_force"):
        practice.write_copy(source, tmp_path / "copy", today=NOW.date())


def test_names_of_people_are_marked_and_never_twice() -> None:
    names = people.person_names()
    assert (len(set(names)), {name[:3] for name in names}) == (len(names), {"示例·"})
