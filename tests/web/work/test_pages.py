"""Every page of the workspaces answers for whom it is meant, and 404 for everybody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ronghe.portal.cases.queries import case_page
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
    page = case_page(number=case.number, acting=getattr(parties, who), at=make.APPLY_AT)
    addresses = [reverse("case-act", args=[case.number, one.key]) for one in page.prospects]

    answers = [client.get(one).status_code for one in [reverse("case", args=[case.number]), *addresses]]

    assert answers == [200] * (1 + len(addresses))


@pytest.mark.parametrize("name", ["work", "case-list"])
def test_a_whole_page_needs_the_same_few_queries_for_one_case_and_for_three(browser, parties, name) -> None:
    guide, client = make.guide(parties), browser("enterprise")
    address = reverse(name, args=[] if name == "work" else [PROGRAMME, "application"]) + "?state=submitted"
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make.application(parties, "submitted", guide)
        client.get(address)
        with CaptureQueriesContext(connection) as context:
            client.get(address)
        counts.append(len(context))

    assert (counts[1], counts[0] <= (24 if name == "work" else 15)) == (counts[0], True)
