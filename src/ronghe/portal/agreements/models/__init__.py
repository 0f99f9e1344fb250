"""What both sides agree on, what is filed, what is delivered, what is changed, and what comes out of it."""

from ronghe.portal.agreements.models.delivery import Commitment, Delivery, Kind
from ronghe.portal.agreements.models.filing import CaseToBeFiled, Filing, FilingSeries, StateAfterFiling
from ronghe.portal.agreements.models.result import AchievedResult, PromisedResult, ResultException
from ronghe.portal.agreements.models.signed import Agreement, Amendment, CaseWithAgreement, Signature

__all__ = [
    "AchievedResult",
    "Agreement",
    "Amendment",
    "CaseToBeFiled",
    "CaseWithAgreement",
    "Commitment",
    "Delivery",
    "Filing",
    "FilingSeries",
    "Kind",
    "PromisedResult",
    "ResultException",
    "Signature",
    "StateAfterFiling",
]
