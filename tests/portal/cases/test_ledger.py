"""The ledger of quotas: every place taken or given back is a line, and the lines add up to the places held."""

from collections import Counter

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from ronghe.portal.cases.integrity import broken_quotas
from ronghe.portal.cases.models import QuotaEntry, QuotaPlace
from tests.portal import factories as make
from tests.portal.cases.test_faults import at_once

pytestmark = pytest.mark.requirement("MOE-09")


@pytest.fixture
def parties():
    return make.Parties()


def ledger():
    rows = QuotaEntry.objects.filter(quota__name="item_places").order_by("pk")
    return [(one.case.number, one.event.action, one.change, one.balance) for one in rows]


@pytest.mark.django_db
def test_a_place_is_taken_and_given_back_by_an_act_each_with_a_line_of_the_ledger(parties):
    guide = make.guide(parties)
    first = make.application(parties, "recommended", guide)
    second = make.application(parties, "recommended", guide)

    make.must(first, "refuse", parties.actor("officer"), make.APPROVE_AT, **make.REASONS)

    assert ledger() == [
        (first.number, "shortlist", 1, 1),
        (second.number, "shortlist", 1, 2),
        (first.number, "refuse", -1, 1),
    ]
    assert broken_quotas() == []


@pytest.mark.django_db
def test_an_act_that_gives_back_what_the_case_never_held_writes_no_line(parties):
    case = make.application(parties, "submitted")

    make.must(case, "withdraw", parties.actor("office"), make.REVIEW_AT)

    assert ledger() == []


@pytest.mark.django_db
@pytest.mark.parametrize("attempt", [lambda rows: rows.update(balance=0), lambda rows: rows._raw_delete("default")])
def test_what_the_ledger_says_can_be_neither_changed_nor_deleted(parties, attempt):
    make.application(parties, "shortlisted")

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        attempt(QuotaEntry.objects.all())

    assert len(ledger()) == 1


@pytest.mark.django_db
def test_a_place_without_a_line_in_the_ledger_is_found(parties):
    make.application(parties, "shortlisted")
    QuotaPlace.objects.all().delete()

    (broken,) = broken_quotas()

    assert (broken.number.split()[0], broken.reason) == ("item_places", "the ledger ends at 1, 0 places are held")


@pytest.mark.django_db(transaction=True)
def test_two_officers_selecting_at_once_never_exceed_the_places_and_the_ledger_has_no_gap(parties):
    guide = make.guide(parties, items=[{**make.ITEM, "places": 2, "money": "100000.00"}])
    cases = [make.application(parties, "submitted", guide) for _ in range(6)]
    enterprise = parties.actor("enterprise")
    for case in cases:
        make.must(case, "review", enterprise, make.REVIEW_AT, **make.REVIEW)

    decisions = at_once(6, lambda number: make.do(cases[number], "shortlist", enterprise, make.REVIEW_AT))

    assert Counter(type(one).__name__ for one in decisions) == {"Allowed": 2, "Refused": 4}
    assert [balance for _, _, _, balance in ledger()] == [1, 2]
    assert broken_quotas() == []
