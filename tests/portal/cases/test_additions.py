"""A university's additions: examined, published beside the version, in force for what begins from then on."""

from pathlib import Path

import pytest
from django.conf import settings

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.cases import queries
from ronghe.portal.cases.integrity import broken_quotas
from ronghe.portal.cases.models import Case, QuotaPlace
from ronghe.portal.cases.offer import offer
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.commands import publish_overlay, retire_overlay
from ronghe.rulebook.decisions import Allowed
from ronghe.rulebook.problems import DefinitionError
from tests.portal import factories as make
from tests.portal.agreements.moe import AT, PRACTICE, Moe, plain
from tests.portal.cases.test_faults import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("MOE-12")]

PROGRAMME = "moe-collaborative-projects"
TEXT = (Path(settings.DEFINITIONS_DIR) / "overlays/example-university-2026/definition.yaml").read_text(encoding="utf-8")


@pytest.fixture
def moe():
    return Moe()


def publish(moe, text=TEXT, acting=None):
    return publish_overlay(programme=PROGRAMME, text=text, acting=acting or moe.office, at=AT, offer=offer())


def apply(moe, guide):
    return moe.begin("application", "teacher", parent_id=guide.pk, item=0)


def test_what_begins_after_the_publication_falls_under_the_additions_and_what_runs_does_not(moe):
    guide = moe.guide()
    before = apply(moe, guide)
    merged = publish(moe)

    after = apply(moe, guide)

    assert (before.version_id, after.version_id, merged.version) == (
        moe.version.pk, merged.pk, "2024.1+example-university.2026.1",
    )  # fmt: skip
    assert make.again(guide).version_id == moe.version.pk
    page = queries.form_page(number=after.number, acting=moe.teacher, at=AT)
    assert [one.section.key for one in page.sections][-1] == "school"


def test_another_universitys_applications_stay_under_the_programme_alone(moe):
    guide = moe.guide()
    publish(moe)
    moe.teacher = make.member(make.organisation("university"), "teacher")

    assert apply(moe, guide).version_id == moe.version.pk


def test_a_retired_addition_counts_for_no_new_case_and_needs_a_reason(moe):
    guide, merged = moe.guide(), publish(moe)
    running = apply(moe, guide)

    refused = retire_overlay(version_id=merged.pk, reason=" ", acting=moe.office, at=AT)
    retire_overlay(version_id=merged.pk, reason="改用新办法。", acting=moe.office, at=AT)

    assert isinstance(refused, Refused)
    assert (make.again(running).version_id, apply(moe, guide).version_id) == (merged.pk, moe.version.pk)


def test_publishing_the_same_text_twice_changes_nothing_and_another_text_needs_a_new_version(moe):
    first = publish(moe)

    assert publish(moe).pk == first.pk
    with pytest.raises(DefinitionError) as refused:
        publish(moe, text=TEXT.replace("limit: 6", "limit: 5"))
    assert [one.path for one in refused.value.problems] == ["version"]


def test_all_mistakes_are_told_with_their_paths(moe):
    wrong = TEXT.replace("party: university", "party: enterprise").replace("cites: 第六条", "cites: 第七条", 1)

    with pytest.raises(DefinitionError) as refused:
        publish(moe, text=wrong)

    assert {"party", "quotas.to_one_enterprise.cites"} <= {one.path for one in refused.value.problems}


@pytest.mark.parametrize("who", ["teacher", "officer", "expert"])
def test_only_whoever_is_in_charge_of_a_party_may_add(moe, who):
    with pytest.raises(NoAccess):
        publish(moe, acting=getattr(moe, who))


def test_a_key_of_another_university_cannot_be_taken(moe):
    publish(moe)
    other = make.member(make.organisation("university"), "project_office")

    with pytest.raises(DefinitionError) as refused:
        publish(moe, acting=other)

    assert [one.path for one in refused.value.problems] == ["key"]


def test_versions_are_the_published_ones_and_the_family_has_the_additions_too(moe):
    merged = publish(moe)

    assert [one.pk for one in programmes.versions().filter(programme__key=PROGRAMME)] == [moe.version.pk]
    assert set(programmes.family(moe.version)) == set(programmes.family(merged)) == {moe.version.pk, merged.pk}


def test_the_page_of_a_case_says_what_the_university_has_added(moe):
    guide, _ = moe.guide(), publish(moe)

    page = queries.case_page(number=apply(moe, guide).number, acting=moe.teacher, at=AT)

    assert [rule.id for rule in page.additions.rules] == ["EX-5", "EX-9-R", "EX-9"]
    assert [one.zh for one in (page.additions.quotas[0].title,)] == ["本校每年向同一企业申报数"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("MOE-09")
def test_applications_with_and_without_additions_share_the_places_of_an_item_also_at_once(moe):
    guide = moe.guide()
    rows = [{**make.again(guide).data["items"][0], "places": 1}]
    Case.objects.filter(pk=guide.pk).update(data={**make.again(guide).data, "items": rows})
    before = submitted(moe, apply(moe, guide))
    merged = publish(moe)
    after = submitted(moe, apply(moe, guide))

    decisions = at_once(
        2, lambda number: make.do((before, after)[number], "select", moe.actor("enterprise"), AT, reasons="方案可行。")
    )

    assert {before.version_id, after.version_id} == {moe.version.pk, merged.pk}
    assert sorted(isinstance(one, Allowed) for one in decisions) == [False, True]
    assert QuotaPlace.objects.filter(quota__name="item_places").count() == 1
    assert broken_quotas() == []


def submitted(moe, case):
    """Hand an application in and have it reviewed by the enterprise."""
    answers = {**plain(PRACTICE["application"]), "ends_on": "2026-02-28", "school_opinion": "同意。"}
    make.fill(case, {**answers, "school_opinion_file": make.attached(case, moe.actor("teacher"))})
    moe.do(case, "send", "teacher")
    moe.do(case, "agree", "office")
    return moe.do(case, "record_review", "enterprise", reviewer="示例·评审人", score="90", comment="目标明确。")
