"""Long lists as files: made once, by whichever worker lives, for nobody but who asked, and not for ever."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from ronghe.portal.exchange import commands
from ronghe.portal.exchange.commands import ATTEMPTS, KEPT, SILENCE
from ronghe.portal.exchange.models import Export
from ronghe.portal.web.work import exports, lists
from tests.portal import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("MOE-21")]

PROGRAMME = "jl-collaborative-projects"
NOW = make.REVIEW_AT
ADDRESS = reverse("case-export", args=[PROGRAMME, "application"])


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def parties():
    return make.Parties()


def ask(acting, query="", at=NOW):
    return commands.ask(acting=acting, programme=PROGRAMME, kind="application", query=query, language="zh-hans", at=at)


def run(export, at=NOW):
    return commands.run(export_id=export.pk, at=at)


def again(export):
    return Export.objects.get(pk=export.pk)


def cells(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def heard(export, at):
    Export.objects.filter(pk=export.pk).update(beat_at=at)


def test_a_file_holds_the_list_as_filtered_and_no_formula(parties):
    guide = make.guide(parties)
    make.application(parties, "submitted", guide, title='=HYPERLINK("http://example.invalid")')
    make.application(parties, "at_university", guide, title="另一项目")
    export = ask(parties.office, "state=submitted")

    done = run(export)
    rows = cells(again(export).content.read())

    assert (done, again(export).state, again(export).total) == (True, "done", 1)
    assert [row[1] for row in rows] == ["项目申报", '=HYPERLINK("http://example.invalid")']


def test_asking_twice_makes_one_export_with_one_job(parties):
    make.application(parties)

    first, second = ask(parties.office), ask(parties.office)

    jobs = ProcrastinateJob.objects.filter(task_name__endswith="write_export")
    assert (first.pk, jobs.count()) == (second.pk, 1)


def test_a_finished_export_is_not_made_again_and_may_be_asked_for_anew(parties):
    make.application(parties)
    export = ask(parties.office)
    run(export)

    assert (run(export), ask(parties.office).pk == export.pk) == (False, False)


def test_what_a_killed_worker_has_left_is_taken_up_and_given_up_after_some_attempts(parties):
    make.application(parties)
    export = ask(parties.office)
    later = NOW + SILENCE + dt.timedelta(seconds=1)
    Export.objects.filter(pk=export.pk).update(state="running", attempt=1, beat_at=NOW)

    found = (commands.resume(at=NOW), commands.resume(at=later), again(export).state)
    Export.objects.filter(pk=export.pk).update(state="running", attempt=ATTEMPTS, beat_at=NOW)
    commands.resume(at=later)

    assert (found, again(export).state) == ((0, 1, "waiting"), "failed")


def test_a_run_that_was_taken_over_stops_and_keeps_nothing(parties, monkeypatch):
    make.application(parties)
    export = ask(parties.office)
    write = exports.queries.exported

    def overtaken(**wanted):
        Export.objects.filter(pk=export.pk).update(attempt=9)
        return write(**wanted)

    monkeypatch.setattr(exports.queries, "exported", overtaken)

    assert (run(export), again(export).state, again(export).content.name) == (False, "running", "")


def test_what_has_expired_is_removed_with_its_file(parties, tmp_path):
    make.application(parties)
    export = ask(parties.office)
    run(export)
    before = list(tmp_path.rglob("*.xlsx"))

    removed = (commands.expire(at=NOW), commands.expire(at=NOW + KEPT))

    assert (len(before), removed, list(tmp_path.rglob("*.xlsx")), Export.objects.count()) == (1, (0, 1), [], 0)


def test_the_list_is_that_of_who_asked_at_the_time_of_writing(parties):
    make.application(parties, "at_university")
    export, other = ask(parties.office), ask(parties.enterprise)
    run(export), run(other)

    assert [len(cells(again(one).content.read())) - 1 for one in (export, other)] == [1, 0]


@pytest.fixture
def browser(client, settings):
    def sit(acting):
        client.force_login(acting.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return sit


def test_short_lists_come_at_once_and_long_ones_by_a_page_of_their_own(parties, browser, monkeypatch):
    make.application(parties)
    client = browser(parties.office)
    short = client.get(ADDRESS)
    monkeypatch.setattr(exports, "DIRECTLY", 0)
    monkeypatch.setattr(lists, "DIRECTLY", 0)
    asked, sent = client.get(ADDRESS), client.post(ADDRESS + "?state=submitted&page=3")
    export = Export.objects.get()
    waiting = client.get(sent.url)
    missing = client.get(reverse("export-file", args=[export.key]))
    run(export, at=dt.datetime.now(dt.UTC))
    Export.objects.update(expires_at=dt.datetime.now(dt.UTC) + KEPT)
    done = client.get(sent.url)
    file = client.get(reverse("export-file", args=[export.key]))
    whole = client.get(reverse("exports"))

    assert short["Content-Type"].endswith("spreadsheetml.sheet")
    assert (asked.status_code, sent.status_code, export.query) == (200, 303, "state=submitted")
    assert ("Refresh" in waiting, "Refresh" in done, missing.status_code) == (True, False, 404)
    assert (len(cells(b"".join(file.streaming_content))), whole.status_code) == (2, 200)


def test_nobody_else_sees_or_gets_an_export(parties, browser):
    make.application(parties)
    export = ask(parties.office)
    run(export)
    colleague = make.member(parties.office.organisation, "project_office")

    found = {
        browser(acting).get(reverse(name, args=[export.key])).status_code
        for acting in (colleague, parties.teacher, parties.officer)
        for name in ("export", "export-file")
    }

    assert found == {404}


def test_writing_needs_few_queries_however_long_the_list(parties, django_assert_max_num_queries):
    guide = make.guide(parties)
    for _ in range(3):
        make.application(parties, "submitted", guide)
    export = ask(parties.office)

    with django_assert_max_num_queries(22):
        run(export)
