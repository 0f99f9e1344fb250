"""What a membership may do with supply and demand."""

from ronghe.portal.organisations.models import Membership, Organisation

_KIND, _ROLE = Organisation.Kind, Membership.Role
_CENTRE = (_KIND.MINISTRY.value, _KIND.AGENCY.value)
_SCHOOLS = (_KIND.UNIVERSITY.value, _KIND.COLLEGE.value)
_OFFICERS = (_ROLE.OFFICER.value, _ROLE.ADMIN.value)
_OFFICES = (_ROLE.PROJECT_OFFICE.value, _ROLE.ADMIN.value)


def runs(acting: Membership) -> bool:
    """Return whether a membership is of the office that publishes standards and plans assessments."""
    return acting.organisation.kind in _CENTRE and acting.role in _OFFICERS


def judges(acting: Membership) -> bool:
    """Return whether a membership decides on terms and works on standards: the office and its experts."""
    expert = acting.organisation.kind in (*_CENTRE, _KIND.EXPERT_BODY.value) and acting.role == _ROLE.EXPERT
    return expert or runs(acting)


def examines(acting: Membership) -> bool:
    """Return whether a membership publishes resources: the office everywhere, a department in its province."""
    return runs(acting) or (acting.organisation.kind == _KIND.PROVINCIAL_DEPARTMENT and acting.role in _OFFICERS)


def contributes(acting: Membership) -> bool:
    """Return whether a membership may offer resources and services of its school or enterprise."""
    enterprise = acting.organisation.kind == _KIND.ENTERPRISE and acting.role in _OFFICERS
    return enterprise or (acting.organisation.kind in _SCHOOLS and acting.role in (*_OFFICES, _ROLE.TEACHER.value))


def teaches(acting: Membership) -> bool:
    """Return whether a membership belongs to a school, whose curricula it may compare."""
    return acting.organisation.kind in _SCHOOLS


def leads_school(acting: Membership) -> bool:
    """Return whether a membership decides for its school: on majors, and on taking part in assessments."""
    return teaches(acting) and acting.role in _OFFICES


def may_enter(acting: Membership) -> bool:
    """Return whether there is anything of supply and demand for a membership."""
    return judges(acting) or examines(acting) or contributes(acting) or teaches(acting)
