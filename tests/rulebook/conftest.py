"""A small library for the tests of the rulebook: two sources, a vocabulary, holidays and one programme."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from ronghe.rulebook import reading
from ronghe.rulebook.structure import Definition, FactType, Offer, OfferedEffect, OfferedFact, Text

LIBRARY = Path(__file__).parent / "library"


def _fact(kind: FactType) -> OfferedFact:
    return OfferedFact(type=kind, label=Text(zh="事实", en="fact"))


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the small library that a test may damage."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "library"))


@pytest.fixture(scope="session")
def small() -> Definition:
    """The small programme, sound."""
    return reading.read(LIBRARY / "small", library=LIBRARY)


@pytest.fixture(scope="session")
def offer() -> Offer:
    """What a platform would offer that suits the small programme."""
    facts: Mapping[str, OfferedFact] = {
        "name": _fact(FactType.TEXT),
        "founded_on": _fact(FactType.DATE),
        "excluded": _fact(FactType.BOOLEAN),
    }
    return Offer(
        facts={"notice.open_objections": _fact(FactType.INTEGER)},
        party_facts=dict(facts),
        effects={"open_notice": OfferedEffect(label=Text(zh="公示", en="notice"), parameters={"notice": True})},
        organisation_kinds=("enterprise", "university", "department"),
    )
