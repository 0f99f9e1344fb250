"""What is stored of supply and demand: the decisions of people, and what they were made on."""

from ronghe.portal.talent.models.done import Done
from ronghe.portal.talent.models.resources import Resource, ResourceEvent
from ronghe.portal.talent.models.terms import Term, TermDecision, TermExport

__all__ = ["Done", "Resource", "ResourceEvent", "Term", "TermDecision", "TermExport"]
