"""What is stored of supply and demand: the decisions of people, and what they were made on."""

from ronghe.portal.talent.models.adjustment import MajorDecision
from ronghe.portal.talent.models.done import Done
from ronghe.portal.talent.models.matching import Assessment, ExitGround, Round, Unit
from ronghe.portal.talent.models.resources import Resource, ResourceEvent
from ronghe.portal.talent.models.standards import Standard, StandardEvent
from ronghe.portal.talent.models.terms import Term, TermDecision, TermExport

__all__ = [
    "Assessment",
    "Done",
    "ExitGround",
    "MajorDecision",
    "Resource",
    "ResourceEvent",
    "Round",
    "Standard",
    "StandardEvent",
    "Term",
    "TermDecision",
    "TermExport",
    "Unit",
]
