"""What changes organisations, memberships and marks: one command, one transaction, with its history."""

from ronghe.portal.organisations.commands.confirmation import (
    appoint,
    confirm_membership,
    confirm_organisation,
    end_membership,
    refuse_membership,
    refuse_organisation,
)
from ronghe.portal.organisations.commands.marks import add_mark, lift_mark
from ronghe.portal.organisations.commands.reference import load_reference
from ronghe.portal.organisations.commands.registration import (
    NewEnterprise,
    NewMember,
    problems_with_enterprise,
    problems_with_member,
    register_enterprise,
    register_teacher,
)

__all__ = [
    "NewEnterprise",
    "NewMember",
    "add_mark",
    "appoint",
    "confirm_membership",
    "confirm_organisation",
    "end_membership",
    "lift_mark",
    "load_reference",
    "problems_with_enterprise",
    "problems_with_member",
    "refuse_membership",
    "refuse_organisation",
    "register_enterprise",
    "register_teacher",
]
