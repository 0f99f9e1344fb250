"""What tests of the Jilin programme share: what a decision says, a qualification to hand in, an objection."""

from ronghe.portal.notices.commands import lodge_objection, settle_objection
from ronghe.portal.notices.models import Entry
from ronghe.rulebook.decisions import Allowed, Decision, Refused
from tests.portal import factories as make


def broken(decision: Decision) -> set[str]:
    """Return the rules that a refusal names as barring."""
    assert isinstance(decision, Refused)
    return {one.rule for one in decision.findings if one.severity == "block"}


def warned(decision: Decision) -> set[str]:
    """Return the rules that an allowed act was warned by."""
    assert isinstance(decision, Allowed), decision
    return {one.rule for one in decision.findings if one.severity == "warn"}


def draft_qualification(parties, **values):
    case = make.begun(parties, "qualification", "enterprise", make.QUALIFY_AT)
    files = {key: make.attached(case, parties.actor("enterprise")) for key in ("technology_evidence", "credit_report")}
    return make.fill(case, {**make.QUALIFICATION, **files, **values})


def object_to(case, *, result=None, acting=None, at=make.GUIDE_AT):
    objection = lodge_objection(
        entry_id=Entry.objects.get(case=case, notice__ends_on__isnull=False).pk,
        name="示例·戊",
        organisation_name="",
        contact="000",
        grounds="所列金额不实。",
        evidence=None,
        at=at,
    )
    if result:
        settle_objection(reference=objection.reference, acting=acting, result=result, reason="已查证。", at=at)
    return objection
