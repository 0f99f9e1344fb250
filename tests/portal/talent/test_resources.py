"""Resources and services are offered, examined, published and withdrawn."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.commands import resources
from ronghe.portal.talent.commands.resources import Offered
from ronghe.portal.talent.models import Resource
from ronghe.portal.talent.queries import resources as queries
from ronghe.portal.talent.queries.resources import CatalogueFilters
from tests.portal.factories import member, organisation, province

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
WHOLE = Offered(
    form="case",
    title="示例案例集",
    summary="三十个教学案例。",
    majors=("080901",),
    skills=("python",),
    licence="education",
    address="https://example.org/cases",
)


@pytest.fixture
def enterprise() -> Membership:
    return member(organisation("enterprise"), "officer")


@pytest.fixture
def office() -> Membership:
    return member(organisation("ministry"), "officer")


def _saved(acting: Membership, offered: Offered = WHOLE) -> Resource:
    done = resources.save(resource=None, acting=acting, offered=offered, revision=0, at=AT)
    assert isinstance(done, Resource)
    return done


def _submitted(acting: Membership) -> Resource:
    done = resources.submit(resource_id=_saved(acting).pk, acting=acting, at=AT)
    assert isinstance(done, Resource)
    return done


def _published(acting: Membership, office: Membership) -> Resource:
    found = _submitted(acting)
    done = resources.publish(resource_id=found.pk, acting=office, at=AT, revision=found.revision)
    assert isinstance(done, Resource)
    return done


@pytest.mark.requirement("TAL-13")
def test_what_was_examined_is_in_the_catalogue_with_what_it_serves(enterprise: Membership, office: Membership) -> None:
    found = _published(enterprise, office)

    page, counts = queries.catalogue(CatalogueFilters(major="080901", skill="Python"))

    assert (list(page), counts, found.skills) == ([found], {"case": 1}, ["Python"])
    assert [one.act for one in queries.history(found)] == ["publish", "submit", "save"]


@pytest.mark.requirement("TAL-13")
def test_what_is_not_whole_is_refused_with_every_reason_and_stays_out_of_the_catalogue(enterprise: Membership) -> None:
    draft = _saved(enterprise, Offered(form="case", title="示例"))

    done = resources.submit(resource_id=draft.pk, acting=enterprise, at=AT)

    assert isinstance(done, Refused)
    assert [one.field for one in done.problems] == ["summary", "licence", "address", "majors"]
    assert list(queries.catalogue(CatalogueFilters())[0]) == []


def test_codes_that_nobody_knows_are_refused_by_name(enterprise: Membership) -> None:
    offered = Offered(
        form="x", title="", majors=("999999",), occupations=("9",), skills=("没有的能力",), address="ftp:x"
    )

    done = resources.save(resource=None, acting=enterprise, offered=offered, revision=0, at=AT)

    assert isinstance(done, Refused)
    assert [one.field for one in done.problems] == ["form", "title", "address", "majors", "occupations", "skills"]


def test_a_file_whose_content_is_another_type_is_refused(enterprise: Membership) -> None:
    offered = Offered(form="case", title="示例", upload=SimpleUploadedFile("a.pdf", b"MZ"))

    done = resources.save(resource=None, acting=enterprise, offered=offered, revision=0, at=AT)

    assert isinstance(done, Refused)
    assert [one.field for one in done.problems] == ["upload"]


def test_nobody_publishes_what_is_his_own_and_a_department_only_what_is_of_its_province(
    enterprise: Membership, office: Membership
) -> None:
    found = _submitted(enterprise)
    elsewhere = member(organisation("provincial_department", province="31"), "officer")
    here = member(province(), "officer")

    for acting in (enterprise, elsewhere, member(organisation("enterprise"), "officer")):
        with pytest.raises(NoAccess):
            resources.publish(resource_id=found.pk, acting=acting, at=AT, revision=found.revision)
    done = resources.publish(resource_id=found.pk, acting=here, at=AT, revision=found.revision)

    assert isinstance(done, Resource)
    assert (list(queries.to_examine(office)), done.state) == ([], "published")


def test_returning_and_withdrawing_need_a_reason(enterprise: Membership, office: Membership) -> None:
    found = _submitted(enterprise)
    bare = resources.send_back(resource_id=found.pk, acting=office, reason=" ", at=AT)
    back = resources.send_back(resource_id=found.pk, acting=office, reason="请补充规模", at=AT)
    live = _published(enterprise, office)
    silent = resources.withdraw(resource_id=live.pk, acting=enterprise, reason="", at=AT)
    gone = resources.withdraw(resource_id=live.pk, acting=enterprise, reason="已停止维护", at=AT)

    assert [type(one) for one in (bare, back, silent, gone)] == [Refused, Resource, Refused, Resource]
    assert list(queries.catalogue(CatalogueFilters())[0]) == []


def test_what_was_seen_stays_as_it_is_in_the_database_too(enterprise: Membership, office: Membership) -> None:
    live = _published(enterprise, office)
    again = resources.save(resource=live, acting=enterprise, offered=WHOLE, revision=live.revision, at=AT)

    assert isinstance(again, Refused)
    with pytest.raises(DatabaseError), transaction.atomic():
        Resource.objects.filter(pk=live.pk).update(summary="别的")


def test_a_draft_that_a_colleague_changed_meanwhile_is_not_overwritten(enterprise: Membership) -> None:
    draft = _saved(enterprise)
    resources.save(resource=draft, acting=enterprise, offered=WHOLE, revision=draft.revision, at=AT)

    late = resources.save(resource=draft, acting=enterprise, offered=WHOLE, revision=draft.revision, at=AT)

    assert isinstance(late, Refused)
