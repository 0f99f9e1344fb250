"""Verifying agreements: texts, parts, answers and signatures against the digests that were taken of them."""

from collections.abc import Iterator

from ronghe.portal.agreements import drawing
from ronghe.portal.agreements.models import Agreement
from ronghe.portal.cases.integrity import Broken

CHUNK = 500


def broken_agreements() -> tuple[int, list[Broken]]:
    """Return how many agreements were verified and which are broken, in a constant memory."""
    rows = Agreement.objects.select_related("case").prefetch_related("signatures").order_by("pk")
    checked, broken = 0, []
    for agreement in rows.iterator(chunk_size=CHUNK):
        checked += 1
        broken += [Broken(number=agreement.case.number or "", reason=one) for one in _reasons(agreement)]
    return checked, broken


def _reasons(agreement: Agreement) -> Iterator[str]:
    if not drawing.text_is_intact(agreement):
        yield f"the text of agreement {agreement.sequence} was changed"
    elif agreement.withdrawn_at is None and not drawing.is_intact(agreement, case=agreement.case):
        yield f"the answers that agreement {agreement.sequence} was made from were changed"
    signatures = agreement.signatures.all()
    if any(one.digest != agreement.digest for one in signatures):
        yield f"a signature of agreement {agreement.sequence} is for another text"
    if agreement.signed_at is not None and {one.party for one in signatures} < set(agreement.parties):
        yield f"a signature of agreement {agreement.sequence} is missing"
