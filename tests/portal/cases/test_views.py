"""Saved views: one's own and what colleagues in the same role share; nobody else's."""

import pytest
from django.urls import reverse

from ronghe.portal.cases.commands.views import change_view, delete_view, save_view
from ronghe.portal.cases.models import SavedView
from ronghe.portal.cases.queries.views import views_for
from ronghe.portal.organisations.access import NoAccess
from tests.portal import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("MOE-21")]

PLACE = {"programme": "jl-collaborative-projects", "kind": "application"}


@pytest.fixture
def parties():
    return make.Parties()


def save(acting, name="我的", query="state=submitted", shared=False, is_default=False):
    return save_view(
        acting=acting, name=name, query=query, shared=shared, is_default=is_default, at=make.REVIEW_AT, **PLACE
    )


def names(acting):
    return [one.name for one in views_for(acting=acting, **PLACE)]


def test_views_of_others_are_invisible_unless_shared_with_the_same_role_of_the_same_organisation(parties):
    save(parties.office, "私用")
    save(parties.office, "共用", shared=True)
    organisation = parties.office.organisation
    colleague, elsewhere = make.member(organisation, "project_office"), make.organisation("university")
    others = [parties.teacher, parties.officer, make.member(elsewhere, "project_office")]

    assert (names(parties.office), names(colleague), [names(one) for one in others]) == (
        ["共用", "私用"], ["共用"], [[], [], []],
    )  # fmt: skip


def test_nobody_changes_or_deletes_another_ones_view(parties):
    view = save(parties.office, shared=True)
    colleague = make.member(parties.office.organisation, "project_office")

    with pytest.raises(NoAccess):
        change_view(view_id=view.pk, acting=colleague, name="改", shared=False, is_default=False)
    with pytest.raises(NoAccess):
        delete_view(view_id=view.pk, acting=colleague)

    assert names(parties.office) == ["我的"]


@pytest.mark.parametrize("name", ["", "   ", "我的", "长" * 41])
def test_a_view_needs_a_name_of_its_own(parties, name):
    save(parties.office)

    assert (save(parties.office, name), names(parties.office)) == (None, ["我的"])


def test_a_list_has_one_default_view_at_most(parties):
    first = save(parties.office, "一", is_default=True)
    save(parties.office, "二", is_default=True)

    assert (SavedView.objects.get(is_default=True).name, SavedView.objects.get(pk=first.pk).is_default) == ("二", False)


def test_a_view_is_saved_used_renamed_and_deleted_in_a_browser(parties, client, settings):
    client.force_login(parties.office.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    make.application(parties)
    place = list(PLACE.values())
    sent = {"name": "待评审", "query": "state=submitted&page=2&q=", "is_default": "1"}
    saved = client.post(reverse("views", args=place), sent)
    view = SavedView.objects.get()
    client.session.flush()
    client.force_login(parties.office.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    arrived = client.get(reverse("case-list", args=place))
    shown = client.get(saved.url)
    twice = client.post(reverse("views", args=place), sent)
    renamed = client.post(reverse("view-change", args=[view.pk]), {"name": "新名"})
    asked = client.get(reverse("view-delete", args=[view.pk]))
    kept = SavedView.objects.get().name
    client.post(reverse("view-delete", args=[view.pk]))

    address = reverse("case-list", args=place) + "?state=submitted"
    assert (saved.url, view.query, arrived.url) == (address, "state=submitted", address)
    assert ("待评审" in shown.text, twice.status_code, renamed.status_code, asked.status_code) == (True, 422, 303, 200)
    assert (kept, SavedView.objects.count()) == ("新名", 0)
