"""The picture of a kind of case: whole, readable, safe to put into a page."""

import itertools
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.rulebook.diagram import svg
from ronghe.rulebook.layout import Box, Edge, Layout, arrange
from ronghe.rulebook.structure import Definition, Text

SVG = "{http://www.w3.org/2000/svg}"


def _texts(picture: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(picture).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("language", "states", "actions"),
    [
        ("zh", ["草稿", "待审核", "已发布", "已结束"], ["提交", "退回", "发布", "结束"]),
        ("en", ["Draft", "In review", "Published", "Closed"], ["Submit", "Return", "Publish", "system"]),
    ],
)
def test_states_actions_and_roles_are_named_in_the_language_asked_for(
    small: Definition, language: str, states: list[str], actions: list[str]
) -> None:
    texts = _texts(svg(small, "guide", language))

    assert [word for word in states + actions if word not in texts] == []


def test_what_leaves_the_state_as_it_is_stands_in_the_state(small: Definition) -> None:
    assert "↻ 评分" in _texts(svg(small, "application", "zh"))


def test_there_is_a_title_and_a_description_in_words(small: Definition) -> None:
    root = ElementTree.fromstring(svg(small, "guide", "zh"))
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

    assert title is not None
    assert told is not None
    assert (root.get("role"), root.get("lang"), root.get("aria-labelledby"), title.text) == (
        "img",
        "zh",
        f"{title.get('id')} {told.get('id')}",
        "指南",
    )
    assert (told.text or "").split("。")[0] == "草稿 → 待审核: 提交 (办理：专员)"


def test_nothing_in_it_is_script_style_or_foreign(small: Definition) -> None:
    hostile = Text(zh='<script>alert(1)</script>"&', en="x")
    state = small.cases["guide"].states["draft"].model_copy(update={"label": hostile})
    kind = small.cases["guide"].model_copy(update={"states": small.cases["guide"].states | {"draft": state}})
    definition = small.model_copy(update={"cases": small.cases | {"guide": kind}})

    picture = svg(definition, "guide", "zh")

    tags = {each.tag.removeprefix(SVG) for each in ElementTree.fromstring(picture).iter()}
    assert tags == {"svg", "title", "desc", "defs", "marker", "path", "rect", "g", "circle", "text"}
    assert re.findall(r"\b(?:style|on\w+|href)=", picture) == []


def test_the_same_definition_gives_the_same_picture(small: Definition) -> None:
    assert svg(small, "guide", "en") == svg(small, "guide", "en")


NODES = st.integers(min_value=1, max_value=8)


@st.composite
def _graphs(draw: st.DrawFn) -> tuple[list[Box], list[Edge]]:
    count = draw(NODES)
    boxes = [Box(key=f"n{at}", width=60 + 10 * at, height=30) for at in range(count)]
    ends = st.integers(min_value=0, max_value=count - 1)
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=14))
    edges = [
        Edge(source=f"n{one}", target=f"n{two}", label=Box(key=f"e{at}", width=50, height=20))
        for at, (one, two) in enumerate(pairs)
    ]
    return boxes, edges


def _overlap(layout: Layout, boxes: dict[str, Box]) -> list[tuple[str, str]]:
    found = []
    for one, two in itertools.combinations([key for key in layout.places if key in boxes], 2):
        (x, y), (to_x, to_y) = layout.places[one], layout.places[two]
        if (
            abs(x - to_x) < (boxes[one].width + boxes[two].width) / 2 - 0.01
            and abs(y - to_y) < (boxes[one].height + boxes[two].height) / 2 - 0.01
        ):
            found.append((one, two))
    return found


@given(graph=_graphs())
def test_no_box_or_label_covers_another_and_every_edge_has_its_way(graph: tuple[list[Box], list[Edge]]) -> None:
    nodes, edges = graph
    layout = arrange(nodes, edges, first="n0")
    boxes = {box.key: box for box in [*nodes, *(edge.label for edge in edges)]}

    assert _overlap(layout, boxes) == []
    assert [edge for edge, _ in layout.ways] == [edge for edge in edges if edge.source != edge.target]
