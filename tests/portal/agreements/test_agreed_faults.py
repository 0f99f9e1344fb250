"""Agreements under stress: several at once, and with the process killed in the middle of signing."""

import os
import signal

import pytest
from django.db import connection, connections

from ronghe.portal.agreements import drawing
from ronghe.portal.agreements.integrity import broken_agreements
from ronghe.portal.agreements.models import Agreement, Filing, Signature
from ronghe.rulebook.decisions import Allowed, Refused
from tests.portal.agreements.moe import AT, Moe
from tests.portal.cases.test_faults import at_once
from tests.portal.factories import again, do

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.requirement("MOE-10")
def test_of_six_who_sign_at_once_each_side_signs_once_at_most() -> None:
    moe = Moe()
    case = moe.proposed()
    sides = ("office", "enterprise") * 3
    asked = {who: moe.asked(case, who, "signature") for who in sides}
    acts = {"office": "sign_university", "enterprise": "sign_enterprise"}

    def sign(number: int) -> object:
        who = sides[number]
        return do(case, acts[who], moe.actor(who), AT, **asked[who])

    decisions = at_once(6, sign)
    allowed = [sides[number] for number, one in enumerate(decisions) if isinstance(one, Allowed)]
    assert allowed.count("office") == 1
    assert sorted(Signature.objects.values_list("party", flat=True)) == (
        ["enterprise", "university"] if "enterprise" in allowed else ["university"]
    )
    assert broken_agreements() == (1, [])


@pytest.mark.requirement("MOE-11")
def test_two_projects_filed_at_once_under_one_number_and_the_second_is_told() -> None:
    moe = Moe()
    guide = moe.guide()
    cases = [moe.confirmed(moe.signed(moe.proposed(moe.project(guide)))) for _ in range(2)]
    asked = [moe.asked(one, "office", "filing", number="示例备案009") for one in cases]
    decisions = at_once(2, lambda number: do(cases[number], "file", moe.actor("office"), AT, **asked[number]))
    assert sorted(type(one).__name__ for one in decisions) == ["Allowed", "Refused"]
    (refused,) = (one for one in decisions if isinstance(one, Refused))
    assert [one.rule for one in refused.findings] == ["effect:file_project"]
    assert sorted(again(one).state for one in cases) == ["confirmed", "running"]


@pytest.mark.requirement("MOE-11")
def test_numbers_of_the_pattern_given_at_once_are_all_different() -> None:
    moe = Moe()
    guide = moe.guide()
    cases = [moe.confirmed(moe.signed(moe.proposed(moe.project(guide)))) for _ in range(2)]
    asked = [{**moe.asked(one, "office", "filing"), "number": ""} for one in cases]
    decisions = at_once(2, lambda number: do(cases[number], "file", moe.actor("office"), AT, **asked[number]))
    assert [type(one) for one in decisions] == [Allowed, Allowed]
    assert sorted(Filing.objects.values_list("number", flat=True)) == ["MOE-2025-000001", "MOE-2025-000002"]


@pytest.mark.requirement("MOE-10")
def test_killing_the_process_while_it_signs_leaves_the_agreement_unsigned_and_able_to_be_signed() -> None:
    moe = Moe()
    case = moe.proposed()
    asked = moe.asked(case, "office", "signature")
    connections.close_all()
    child = os.fork()
    if child == 0:  # dies by SIGKILL after the signature is written, inside the transaction
        connection.close()
        drawing.note_signature = lambda *_args, **_more: os.kill(os.getpid(), signal.SIGKILL)
        do(case, "sign_university", moe.actor("office"), AT, **asked)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert (again(case).state, Signature.objects.count()) == ("signing_university", 0)
    assert Agreement.objects.get().frozen_at is None
    moe.signed(again(case))
    assert broken_agreements() == (1, [])
