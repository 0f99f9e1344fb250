"""Agreements: drawn up, signed, frozen, filed; nothing of a signed one changes."""

import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ronghe.portal.agreements.models import Agreement, Filing, Signature
from ronghe.portal.cases.models import Case
from ronghe.rulebook.decisions import Refused
from tests.portal.agreements.moe import AT, Moe
from tests.portal.factories import again, do


@pytest.fixture
def moe(db: None) -> Moe:
    return Moe()


def _execute(statement: str, *values: object) -> None:
    """Run a statement and everything that would otherwise wait for the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.requirement("MOE-10")
def test_both_sides_sign_the_text_that_was_drawn_up(moe: Moe) -> None:
    case = moe.signed()
    agreement = Agreement.objects.get(case=case)
    assert agreement.digest == "sha256:" + hashlib.sha256(agreement.text.encode()).hexdigest()
    assert "250,000.00 元" in agreement.text
    signatures = agreement.signatures.order_by("at", "pk")
    assert [(one.party, one.digest, one.signer_id, one.organisation_id) for one in signatures] == [
        ("university", agreement.digest, moe.office.user_id, moe.university.pk),
        ("enterprise", agreement.digest, moe.enterprise.user_id, moe.enterprise.organisation_id),
    ]
    assert (agreement.frozen_at, agreement.signed_at) == (AT, AT)


@pytest.mark.requirement("MOE-10")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreements_agreement SET text = 'other'",
        "UPDATE agreements_agreement SET blocks = '[]'",
        "UPDATE agreements_agreement SET frozen_at = NULL, signed_at = NULL",
        "UPDATE agreements_agreement SET withdrawn_at = now()",
        "DELETE FROM agreements_agreement",
        "UPDATE agreements_signature SET digest = 'other'",
        "DELETE FROM agreements_signature",
        "UPDATE cases_case SET kept = jsonb_set(kept, '{agreement,money}', '\"1\"') WHERE kept ? 'agreement'",
        "UPDATE cases_case SET kept = kept - 'agreement' WHERE kept ? 'agreement'",
        "UPDATE cases_case SET number = 'other' WHERE kept ? 'agreement'",
        "UPDATE agreements_filing SET number = 'other'",
        "DELETE FROM agreements_filing",
    ],
)
def test_no_statement_changes_what_is_signed_and_filed(moe: Moe, statement: str) -> None:
    moe.running()
    with pytest.raises(DatabaseError), transaction.atomic():
        _execute(statement)


def test_a_case_with_an_agreement_cannot_be_deleted_by_a_statement(moe: Moe) -> None:
    case = moe.signed()
    with pytest.raises(IntegrityError), transaction.atomic():
        _execute("DELETE FROM cases_case WHERE id = %s", case.pk)


def test_other_kept_answers_of_a_signed_case_may_still_be_added(moe: Moe) -> None:
    case = moe.confirmed()
    assert again(case).kept["confirmation"]["opinion"]


def test_a_signature_for_another_text_is_not_stored(moe: Moe) -> None:
    case = moe.proposed()
    moe.do(case, "sign_university", "office", **moe.asked(case, "office", "signature"))
    signature = Signature.objects.get()
    signature.pk, signature.party, signature.digest = None, "enterprise", "sha256:other"
    with pytest.raises(DatabaseError, match="names its digest"), transaction.atomic():
        signature.save(force_insert=True)


@pytest.mark.requirement("MOE-10")
def test_a_text_that_is_sent_back_keeps_its_signature_and_another_takes_its_place(moe: Moe) -> None:
    case = moe.proposed()
    moe.do(case, "sign_university", "office", **moe.asked(case, "office", "signature"))
    moe.do(case, "ask_changes", "enterprise", reasons="请修改付款条款。")
    case = moe.signed(moe.proposed(again(case), duties="企业按季度支付，学校按期实施。"))
    first, second = Agreement.objects.order_by("sequence")
    assert (first.withdrawn_at, second.withdrawn_at) == (AT, None)
    assert (first.signatures.count(), second.signatures.count()) == (1, 2)
    assert first.digest != second.digest


@pytest.mark.requirement("MOE-10", "MOE-11")
def test_a_signed_agreement_is_void_only_until_the_project_is_filed(moe: Moe) -> None:
    case = moe.signed()
    moe.do(case, "reopen_agreement", "office", reasons="金额写错。")
    assert Agreement.objects.get().withdrawn_at == AT
    case = moe.running(moe.confirmed(moe.signed(moe.proposed(again(case)))))
    assert Agreement.objects.filter(case=case, withdrawn_at=None).count() == 1


@pytest.mark.requirement("MOE-10")
def test_changed_answers_are_not_signed(moe: Moe) -> None:
    case = moe.proposed()
    case.kept["agreement"]["money"] = "999999.00"
    case.save(update_fields=["kept"])
    decision = do(case, "sign_university", moe.actor("office"), AT, **moe.asked(case, "office", "signature"))
    assert isinstance(decision, Refused)
    assert [one.rule for one in decision.findings] == ["effect:sign"]
    assert again(case).state == "signing_university"
    assert not Signature.objects.exists()


@pytest.mark.requirement("MOE-11")
def test_the_approval_takes_effect_with_its_filing(moe: Moe) -> None:
    case = moe.running()
    filing = Filing.objects.get(case=case)
    assert (filing.number, filing.filed_at, filing.documents) == ("示例备案001", AT, "申报书、协议")
    assert filing.file is not None
    assert case.parent is not None
    assert case.parent.state == "established"


@pytest.mark.requirement("MOE-11")
def test_a_filing_number_is_given_once(moe: Moe) -> None:
    guide = moe.guide()
    moe.running(moe.confirmed(moe.signed(moe.proposed(moe.project(guide)))), number="备 2025-1a")
    other = moe.confirmed(moe.signed(moe.proposed(moe.project(guide))))
    asked = moe.asked(other, "office", "filing", number=" 备 2025-1A ")
    decision = do(other, "file", moe.actor("office"), AT, **asked)
    assert isinstance(decision, Refused)
    assert [one.rule for one in decision.findings] == ["effect:file_project"]
    assert again(other).state == "confirmed"


@pytest.mark.requirement("MOE-11")
@pytest.mark.parametrize("state", ["running", "closing_enterprise", "closed", "terminated"])
def test_no_statement_lets_a_project_run_or_close_that_is_not_filed(moe: Moe, state: str) -> None:
    case = moe.confirmed()
    with pytest.raises(IntegrityError, match="is not filed"), transaction.atomic():
        _execute("UPDATE cases_case SET state = %s WHERE id = %s", state, case.pk)


@pytest.mark.requirement("MOE-11")
def test_a_project_that_is_not_confirmed_needs_no_filing_to_end(moe: Moe) -> None:
    case = moe.signed()
    moe.do(case, "decline", "office", reasons="材料不符。")
    _execute("SELECT 1")
    assert Case.objects.get(pk=case.pk).state == "not_confirmed"
