"""Every page of the workspaces answers for whom it is meant, and 404 for everybody else."""

import pytest
from django.urls import reverse

from tests.portal import factories as make

PROGRAMME = "jl-collaborative-projects"
ROLES = ("officer", "enterprise", "office", "teacher")
KINDS = ("qualification", "guide", "application", "project")


@pytest.mark.parametrize("who", ROLES)
def test_everybody_has_an_inbox(browser, parties, who) -> None:
    make.application(parties)

    assert browser(who).get(reverse("work")).status_code == 200


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_everybody_has_lists_and_their_spreadsheets(browser, parties, who, kind) -> None:
    make.application(parties)
    client = browser(who)

    answers = [client.get(reverse(name, args=[PROGRAMME, kind])).status_code for name in ("case-list", "case-export")]

    assert answers == [200, 200]


@pytest.mark.parametrize(
    ("state", "who"), [("draft", "teacher"), ("at_university", "office"), ("submitted", "enterprise"),
                       ("shortlisted", "enterprise"), ("recommended", "officer"), ("approved", "officer")],
)  # fmt: skip
def test_a_case_and_each_of_its_acts_has_a_page(browser, parties, state, who) -> None:
    case = make.application(parties, state)
    client = browser(who)
    page = client.get(reverse("case", args=[case.number]))
    acts = [key for key, _ in ((one.key, one) for one in page.context["page"].prospects)] if page.context else []

    answers = {client.get(reverse("case-act", args=[case.number, key])).status_code for key in acts}

    assert (page.status_code, answers - {200}) == (200, set())
