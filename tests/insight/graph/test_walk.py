"""Walking the map over small tables made by hand."""

import pyarrow as pa
import pytest

from ronghe.insight.graph.names import node_name
from ronghe.insight.graph.walk import Uncovered, Walk
from ronghe.insight.schemas import EDGE

_EDGES = [
    ("chain:ai", "link:ai/x", "has", 0.6, 60),
    ("chain:ai", "link:ai/y", "has", 0.4, 40),
    ("link:ai/x", "occupation:a", "employs", 0.75, 30),
    ("link:ai/x", "occupation:b", "employs", 0.25, 10),
    ("occupation:a", "skill:1", "asks", 0.8, 24),
    ("occupation:a", "skill:2", "asks", 0.4, 12),
    ("occupation:b", "skill:2", "asks", 1.0, 10),
    ("occupation:b", "skill:3", "asks", 0.5, 10),
    ("skill:1", "course:s/m/p/c", "taught_in", 0.5, 1),
    ("skill:3", "course:s/n/p/d", "taught_in", 0.5, 1),
    ("course:s/m/p/c", "major:m", "part_of", 0.5, 1),
    ("course:s/n/p/d", "major:n", "part_of", 0.5, 1),
    ("occupation:b", "major:m", "leads_to", 0.9, 0),
]


@pytest.fixture
def walk() -> Walk:
    names = ("source", "target", "relation", "weight", "support")
    rows = [dict(zip(names, one, strict=True)) | {"method": "by hand"} for one in _EDGES]
    return Walk(pa.Table.from_pylist(rows, schema=EDGE))


def test_the_neighbours_of_a_node_are_told_in_both_directions_the_heaviest_first(walk: Walk) -> None:
    assert [one.target for one in walk.onward("link:ai/x")] == ["occupation:a", "occupation:b"]
    assert [one.source for one in walk.back("skill:2")] == ["occupation:b", "occupation:a"]
    assert [one.target for one in walk.onward("occupation:b", relation="leads_to")] == ["major:m"]
    assert walk.onward("no such node") == walk.back("chain:ai") == ()


def test_the_way_from_a_chain_to_a_major_has_the_greatest_product_of_weights(walk: Walk) -> None:
    assert [one.target for one in walk.way("chain:ai", "major:m")] == ["link:ai/x", "occupation:b", "major:m"]


def test_a_way_can_be_kept_to_relations(walk: Walk) -> None:
    by_skills = frozenset({"has", "employs", "asks", "taught_in", "part_of"})
    assert [one.target for one in walk.way("chain:ai", "major:m", relations=by_skills)] == [
        "link:ai/x",
        "occupation:a",
        "skill:1",
        "course:s/m/p/c",
        "major:m",
    ]


def test_no_way_is_empty_and_so_is_the_way_to_where_one_is(walk: Walk) -> None:
    assert walk.way("major:m", "chain:ai") == walk.way("chain:ai", "chain:ai") == ()


@pytest.mark.requirement("TAL-10")
def test_what_a_link_asks_and_no_course_teaches_is_missing_by_share_of_its_ads(walk: Walk) -> None:
    # 0.75 · 0.4 + 0.25 · 1 = 0.55
    missing = Uncovered(skill="skill:2", occupations=("occupation:a", "occupation:b"), weight=0.55, support=22)
    assert walk.uncovered("link:ai/x") == (missing,)


def test_with_a_major_only_its_courses_count(walk: Walk) -> None:
    found = walk.uncovered("link:ai/x", major="major:m")
    assert [(one.skill, round(one.weight, 3)) for one in found] == [("skill:2", 0.55), ("skill:3", 0.125)]
    assert [one.skill for one in walk.uncovered("occupation:a", major="major:n")] == ["skill:1", "skill:2"]


def test_an_empty_map_leads_nowhere() -> None:
    walk = Walk(EDGE.empty_table())
    assert (walk.onward("a"), walk.way("a", "b"), walk.uncovered("a")) == ((), (), ())


def test_nodes_have_names_in_both_languages_where_known() -> None:
    skills = {7: ("大模型", "large models"), 8: ("别的", "")}
    said = {
        node: tuple(node_name(node, language=one, skills=skills) for one in ("zh-hans", "en"))
        for node in (
            "chain:ai",
            "link:ai/vision",
            "occupation:2-02-38-01",
            "skill:7",
            "skill:8",
            "skill:9",
            "major:080901",
        )
    }
    assert said == {
        "chain:ai": ("人工智能", "Artificial intelligence"),
        "link:ai/vision": ("计算机视觉与语音", "Vision and speech"),
        "occupation:2-02-38-01": ("人工智能工程技术人员", "Artificial intelligence engineers"),
        "skill:7": ("大模型", "large models"),
        "skill:8": ("别的", "别的"),
        "skill:9": ("9", "9"),
        "major:080901": ("计算机科学与技术", "Computer science and technology"),
    }
    assert node_name("course:s/m/p/c", language="en", skills={}) == "c"
