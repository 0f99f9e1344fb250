"""The seed chains, and which majors lead to which occupations."""

from pathlib import Path

import pytest

from ronghe.insight.vocabularies.chains import STREAMS, chains
from ronghe.insight.vocabularies.occupation_majors import occupation_majors
from ronghe.insight.vocabularies.occupations import occupations

_FILE = """source: s
status: judgement
as_of: 2026-11-23
chains:
  - key: a
    title: {zh: 甲, en: A}
    links:
      - {key: x, stream: upstream, title: {zh: 乙, en: B}, industries: [C], occupations: [2-02-38-01], words: [词]}
"""


def test_seven_chains_ship_with_eight_to_fourteen_links_from_upstream_to_downstream() -> None:
    assert [one.key for one in chains()] == [
        "low-altitude",
        "ai",
        "industrial-internet",
        "cyber-security",
        "big-data",
        "smart-manufacturing",
        "new-energy-vehicles",
    ]
    assert [one.key for one in chains() if not 8 <= len(one.links) <= 14] == []
    orders = [[STREAMS.index(link.stream) for link in one.links] for one in chains()]
    assert [order for order in orders if order != sorted(order) or len(set(order)) != 3] == []
    assert {(one.status, one.as_of.year) for one in chains()} == {("judgement", 2026)}


def test_every_link_has_industries_occupations_and_words_and_a_name_in_both_languages() -> None:
    links = [link for one in chains() for link in one.links]
    assert [one.key for one in links if not (one.industries and one.occupations and one.words and all(one.title))] == []


def test_the_digital_occupations_of_the_chains_are_led_to_by_a_major() -> None:
    led_to = {one.occupation for one in occupation_majors()}
    digital = {one for one in occupations() if one.startswith("2-02-38-") and one != "2-02-38-00"}
    assert digital - led_to == set()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[C]", "[Z]", "a.yaml: a/x: there is no industry 'Z'"),
        ("2-02-38-01", "2-02-38-77", "a.yaml: a/x: there is no occupation '2-02-38-77'"),
        ("upstream", "sideways", "a.yaml: a/x: stream is one of upstream, midstream, downstream"),
        ("words", "wrods", "a.yaml: a/x has industries, key, occupations, stream, title, wrods; it needs "),
        ("source: s\n", "", "a.yaml: needs source, status, as_of and chains"),
    ],
)
def test_a_mistake_in_a_chain_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(_FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=said.replace("[", r"\[")):
        chains(path)


def test_weights_that_do_not_sum_to_1_and_unknown_codes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("major,occupation,weight,status\n080901,2-02-10-03,0.5,judgement\n999999,9,x,judgement\n", "utf-8")
    with pytest.raises(ValueError, match="there is no major") as refused:
        occupation_majors(path)
    assert str(refused.value).splitlines() == [
        "m.csv: row 3: there is no major '999999'",
        "m.csv: row 3: there is no occupation '9'",
        "m.csv: row 3: 'x' is no number",
        "m.csv: the weights of 080901 sum to 0.5, not 1",
        "m.csv: the weights of 999999 sum to 0, not 1",
    ]
