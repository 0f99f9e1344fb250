"""The only way from a request to an organisation or a membership, and the role in which the person acts."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from ronghe.portal.accounts.models import User
from ronghe.portal.organisations import queries
from ronghe.portal.organisations.models import Mark, Membership, Offering, Organisation

SESSION_KEY = "acting"


class NoAccess(Http404):
    """There is no such thing, or it is not for this person; from outside the two look the same."""


class ActingRequest(HttpRequest):
    """A request after `ActingMiddleware`: the roles of the person, and the one in which he or she acts."""

    acting: Membership | None
    memberships: list[Membership]


class ActingMiddleware:
    """Sets `request.acting` and `request.memberships` with one query for people who have logged in, none for others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the role set."""
        memberships = list(queries.acting_memberships(request.user)) if isinstance(request.user, User) else []
        request.memberships = memberships  # type: ignore[attr-defined]  # what ActingRequest declares
        request.acting = _chosen(request, memberships)  # type: ignore[attr-defined]  # as above
        return self.get_response(request)


def acting(request: HttpRequest) -> Membership | None:
    """Return the role in which the person acts, or None: not logged in, or no role confirmed."""
    found = getattr(request, "acting", None)
    return found if isinstance(found, Membership) else None


def access_acting(request: HttpRequest) -> Membership:
    """Return the role in which the person acts. Raises NoAccess where there is none."""
    found = acting(request)
    if found is None:
        raise NoAccess
    return found


def switch(request: HttpRequest, *, membership_id: int) -> Membership:
    """Act in another of one's own roles from the next request on. Raises NoAccess for any other."""
    if not isinstance(request.user, User):
        raise NoAccess
    found = queries.acting_memberships(request.user).filter(pk=membership_id).first()
    if found is None:
        raise NoAccess
    request.session[SESSION_KEY] = found.pk
    return found


def access_organisation(*, organisation_id: int, acting: Membership) -> Organisation:
    """Return an organisation whose papers this role may see: its own, or one that waits for its decision.

    Raises NoAccess otherwise.
    """
    if organisation_id == acting.organisation_id:
        return acting.organisation
    return access_organisation_to_decide(organisation_id=organisation_id, acting=acting)


def access_organisation_to_decide(*, organisation_id: int, acting: Membership) -> Organisation:
    """Return an organisation that waits for this role's decision, with all it says. Raises NoAccess otherwise."""
    found = queries.organisations_to_confirm(acting).filter(pk=organisation_id).first()
    if found is None:
        raise NoAccess
    return found


def access_for_marks(*, organisation_id: int, acting: Membership) -> Organisation:
    """Return an organisation against which this role may record marks. Raises NoAccess otherwise."""
    found = Organisation.objects.filter(pk=organisation_id).first()
    if found is None or not queries.may_mark(acting, organisation=found):
        raise NoAccess
    return found


def access_for_succession(*, organisation_id: int, acting: Membership) -> Organisation:
    """Return an organisation that this role may rename or close into another. Raises NoAccess otherwise."""
    found = queries.registered_with(acting).filter(pk=organisation_id).first()
    if found is None:
        raise NoAccess
    return found


def access_structure(*, acting: Membership) -> Organisation:
    """Return the university whose colleges and majors this role keeps: its own. Raises NoAccess otherwise."""
    if not queries.keeps_structure(acting):
        raise NoAccess
    return acting.organisation


def access_college(*, college_id: int, acting: Membership) -> Organisation:
    """Return an open college of the university whose structure this role keeps. Raises NoAccess otherwise."""
    found = queries.open_colleges(access_structure(acting=acting)).filter(pk=college_id).first()
    if found is None:
        raise NoAccess
    return found


def access_offering(*, offering_id: int, acting: Membership) -> Offering:
    """Return a major that the university of this role, or a college of it, teaches. Raises NoAccess otherwise."""
    found = queries.offerings_of(access_structure(acting=acting)).filter(pk=offering_id, until_year=None).first()
    if found is None:
        raise NoAccess
    return found


def access_mark(*, mark_id: int, acting: Membership) -> Mark:
    """Return a mark that this role may lift, with its organisation. Raises NoAccess otherwise."""
    found = Mark.objects.select_related("organisation", "recorded_by").filter(pk=mark_id).first()
    if found is None or not queries.may_mark(acting, organisation=found.organisation):
        raise NoAccess
    return found


def access_request_for_role(*, membership_id: int, acting: Membership) -> Membership:
    """Return a request for a role on which this role decides. Raises NoAccess otherwise."""
    found = queries.confirmable_by(acting).filter(pk=membership_id).first()
    if found is None:
        raise NoAccess
    return found


def access_membership_to_end(*, membership_id: int, acting: Membership) -> Membership:
    """Return an active membership that this role may end. Raises NoAccess otherwise."""
    found = queries.endable_by(acting).filter(pk=membership_id).first()
    if found is None:
        raise NoAccess
    return found


def _chosen(request: HttpRequest, memberships: list[Membership]) -> Membership | None:
    if not memberships:
        return None
    wanted = request.session.get(SESSION_KEY)
    return next((one for one in memberships if one.pk == wanted), memberships[0])
