"""What changes organisations, memberships and marks: one command, one transaction, with its history."""

from ronghe.portal.organisations.commands.confirmation import (
    appoint,
    confirm_membership,
    confirm_organisation,
    end_membership,
    refuse_membership,
    refuse_organisation,
)
from ronghe.portal.organisations.commands.marks import add_mark, lift_mark, problems_with_mark
from ronghe.portal.organisations.commands.reference import load_reference
from ronghe.portal.organisations.commands.registration import (
    NewEnterprise,
    NewMember,
    problems_with_enterprise,
    problems_with_member,
    register_enterprise,
    register_teacher,
)
from ronghe.portal.organisations.commands.structure import (
    add_college,
    close_college,
    end_offering,
    offer_major,
    rename_college,
)
from ronghe.portal.organisations.commands.succession import (
    close_into,
    problems_with_merger,
    problems_with_name,
    rename_organisation,
)

__all__ = [
    "NewEnterprise",
    "NewMember",
    "add_college",
    "add_mark",
    "appoint",
    "close_college",
    "close_into",
    "confirm_membership",
    "confirm_organisation",
    "end_membership",
    "end_offering",
    "lift_mark",
    "load_reference",
    "offer_major",
    "problems_with_enterprise",
    "problems_with_mark",
    "problems_with_member",
    "problems_with_merger",
    "problems_with_name",
    "refuse_membership",
    "refuse_organisation",
    "register_enterprise",
    "register_teacher",
    "rename_college",
    "rename_organisation",
]
