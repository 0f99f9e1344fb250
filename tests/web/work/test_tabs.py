"""The second row of navigation: one programme at a time, what waits in each, and the way back to the last one."""

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from ronghe.portal.cases.offer import offer
from ronghe.portal.config.demo import practice
from ronghe.portal.programmes.commands import publish
from tests.portal import factories as make

JILIN, PRACTICE = "jl-collaborative-projects", "jl-practice"


@pytest.fixture
def second_programme(parties, tmp_path):
    """Publish a second programme, newer than the first, in which nothing waits."""
    library = Path(settings.DEFINITIONS_DIR)
    for one in ("sources", "vocabularies"):
        shutil.copytree(library / one, tmp_path / one)
    practice.write_copy(library / "jl-2024", tmp_path / "practice", today=make.APPLY_AT.date())
    return publish(
        folder=tmp_path / "practice", library=tmp_path, operator=parties.officer.organisation,
        at=make.APPLY_AT + dt.timedelta(hours=1), offer=offer(),
    )  # fmt: skip


def bar(page):
    """Return the programme shown, those to choose from, and the kinds with what waits and which is current."""
    text = page.content.decode()
    row = text[text.index('class="rh-workbar"') : text.index("<main")]
    chosen = re.search(r"<summary>.*?</span>([^<]+)<", row, re.DOTALL)
    choice = re.findall(r'<a href="([^"]+)"[^>]*>', row.partition("<details")[2].partition("</details>")[0])
    kinds = re.findall(
        r'href="/work/([a-z-]+)/(\w+)/"( aria-current="page")?>[^<]+(?:<span[^>]*>(\d+))?',
        row.rpartition("</details>")[2],
    )
    return (
        chosen[1].strip() if chosen else "",
        choice,
        [(programme, kind, bool(current), number) for programme, kind, current, number in kinds if number or current],
    )


def test_one_programme_needs_no_choice_and_shows_what_waits_in_each_kind(browser, parties):
    make.guide(parties, "in_review")
    make.application(parties, "recommended")

    found = bar(browser("officer").get(reverse("work")))

    assert found == ("", [], [(JILIN, "guide", False, "1"), (JILIN, "application", False, "1")])


def test_of_several_programmes_the_one_where_something_waits_is_shown_first(browser, parties, second_programme):
    make.guide(parties, "in_review")

    found = bar(browser("officer").get(reverse("work")))

    assert found[0] == "吉林2024"
    assert found[1] == [reverse("case-list", args=[one, "qualification"]) for one in (JILIN, PRACTICE)]


def test_the_last_programme_is_remembered_and_the_choice_leads_to_the_same_kind(browser, parties, second_programme):
    make.guide(parties, "in_review")
    client = browser("officer")

    there = bar(client.get(reverse("case-list", args=[PRACTICE, "guide"])))
    back = bar(client.get(reverse("work")))

    choice = [reverse("case-list", args=[one, "guide"]) for one in (JILIN, PRACTICE)]
    assert there == ("练习", choice, [(PRACTICE, "guide", True, "")])
    assert back[0] == "练习"


def test_the_page_of_a_case_shows_its_programme_and_kind(browser, parties, second_programme):
    guide, client = make.guide(parties, "in_review"), browser("officer")
    client.get(reverse("case-list", args=[PRACTICE, "guide"]))

    found = bar(client.get(reverse("case", args=[guide.number])))

    assert (found[0], found[2]) == ("吉林2024", [(JILIN, "guide", True, "1")])
