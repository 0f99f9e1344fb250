"""Lists over all versions of a programme: two modes side by side, each case as its own version has it."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ronghe.portal.cases import queries
from ronghe.portal.cases.offer import offer
from ronghe.portal.cases.queries import Filters
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.programmes.commands import publish
from tests.portal import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("MOE-20")]

PROGRAMME = "jl-collaborative-projects"
CHANGES = [
    ('version: "2024.1"', 'version: "2025.1"'),
    ("short_title: {zh: 吉林2024, en: Jilin 2024}", "short_title: {zh: 吉林2025, en: Jilin 2025}"),
    ("label: {zh: 待企业评审, en: Submitted}", "label: {zh: 已提交待评审, en: Handed in}"),
    ("lists: [university.name, item.title, item.type, form.leader]", "lists: [form.leader, form.department]"),
]


@pytest.fixture
def newer(tmp_path):
    """Another version of the Jilin programme beside the first: one state and the columns are called differently."""
    library = Path(settings.DEFINITIONS_DIR)
    folder = tmp_path / "jl-2025"
    shutil.copytree(library / "jl-2024", folder)
    text = (folder / "definition.yaml").read_text(encoding="utf-8")
    for old, new in CHANGES:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "definition.yaml").write_text(text, encoding="utf-8")

    def published():
        return publish(folder=folder, library=library, operator=make.province(), at=make.QUALIFY_AT, offer=offer())

    return published


@pytest.fixture
def parties(newer):
    found = make.Parties()
    found.newer = newer()
    return found


def in_version(parties, version, state="submitted", **values):
    """Return an application under a guide of a version."""
    before, parties.version = parties.version, version
    try:
        if not version.cases.filter(kind="qualification").exists():
            make.qualification(parties)
        return make.application(parties, state, make.guide(parties), **values)
    finally:
        parties.version = before


def listed(acting, **filters):
    return queries.case_list(
        programme=PROGRAMME, kind="application", filters=Filters(**filters), acting=acting, at=make.REVIEW_AT
    )


def test_a_list_holds_the_cases_of_all_versions_each_with_its_own_words_and_values(parties):
    in_version(parties, parties.version, title="旧")
    in_version(parties, parties.newer, title="新")

    found = listed(parties.enterprise, sort="title")

    assert [(row.case.title, row.mode.key, row.state.label.zh) for row in found.rows] == [
        ("新", "2025.1", "已提交待评审"),
        ("旧", "2024.1", "待企业评审"),
    ]
    assert [one.name for one in found.listing.columns] == [
        "form.leader", "form.department", "university.name", "item.title", "item.type",
    ]  # fmt: skip
    assert [[bool(one.value) for one in row.values] for row in found.rows] == [
        [True, True, False, False, False],
        [True, False, True, True, True],
    ]


def test_counters_unite_states_of_the_same_key_under_the_newest_name(parties):
    in_version(parties, parties.version)
    in_version(parties, parties.newer)

    found = listed(parties.enterprise)

    assert [(one.state.label.zh, one.count) for one in found.counters if one.count] == [("已提交待评审", 2)]


@pytest.mark.parametrize(("version", "expected"), [("2024.1", ["旧"]), ("2025.1", ["新"]), ("1999.9", ["新", "旧"])])
def test_a_list_can_be_narrowed_to_one_version(parties, version, expected):
    in_version(parties, parties.version, title="旧")
    in_version(parties, parties.newer, title="新")

    found = listed(parties.enterprise, version=version, sort="title")

    assert ([row.case.title for row in found.rows], found.listing.mixed) == (expected, len(expected) > 1)


def test_bulk_acts_are_offered_within_one_version_only(parties):
    in_version(parties, parties.version)
    only = listed(parties.enterprise, state="submitted")
    in_version(parties, parties.newer)
    both = listed(parties.enterprise, state="submitted")
    chosen = listed(parties.enterprise, state="submitted", version="2025.1")

    offered = [([key for key, _ in one.bulk], one.bulk_mode, one.bulk_later) for one in (only, both, chosen)]

    assert offered == [(["shortlist"], "2024.1", False), ([], "", True), (["shortlist"], "2025.1", False)]


def test_a_bulk_act_over_two_versions_is_no_act(parties):
    cases = [in_version(parties, parties.version), in_version(parties, parties.newer)]
    acting, numbers = parties.enterprise, [one.number for one in cases]
    mixed = queries.listing(programme=PROGRAMME, kind="application", acting=acting)
    newest = queries.listing(programme=PROGRAMME, kind="application", acting=acting, version="2025.1")

    def recap(about):
        return queries.recap(about=about, numbers=numbers, action="shortlist", acting=acting, at=make.REVIEW_AT)

    with pytest.raises(NoAccess):
        recap(mixed)
    found = recap(newest)

    assert ([one.case.pk for one in found.rehearsals], found.missing) == ([cases[1].pk], 1)


def test_the_inbox_puts_the_versions_of_a_programme_together(parties):
    in_version(parties, parties.version)
    in_version(parties, parties.newer)

    groups = queries.inbox(acting=parties.enterprise, at=make.REVIEW_AT).groups

    assert [(one.kind, one.state.label.zh, one.called.zh, one.count, one.mixed) for one in groups] == [
        ("application", "已提交待评审", "吉林2025、吉林2024", 2, True)
    ]


@pytest.mark.parametrize("who", ["officer", "enterprise", "office", "teacher"])
def test_a_list_of_two_versions_needs_the_same_queries_for_one_case_each_and_three(parties, who):
    def count():
        with CaptureQueriesContext(connection) as context:
            listed(getattr(parties, who))
        return len(context)

    in_version(parties, parties.version)
    in_version(parties, parties.newer)
    one = count()
    for version in (parties.version, parties.newer, parties.version, parties.newer):
        in_version(parties, version)

    assert (count(), one <= 12) == (one, True)


def test_nobody_sees_more_than_before_because_versions_stand_together(parties):
    draft = in_version(parties, parties.newer, "draft")
    sent = in_version(parties, parties.version, "at_university")

    seen = {who: [row.case.pk for row in listed(getattr(parties, who), sort="number").rows]
            for who in ("officer", "enterprise", "office", "teacher")}  # fmt: skip

    assert seen == {
        "officer": [],
        "enterprise": [],
        "office": [sent.pk],
        "teacher": sorted([draft.pk, sent.pk]),
    }
