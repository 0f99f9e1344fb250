"""What a finding tells."""

import datetime as dt
from pathlib import Path

from ronghe.rulebook import reading
from ronghe.rulebook.decisions import Act
from ronghe.rulebook.engine import Ancestor, CaseView, decide

LIBRARY = Path(__file__).parents[2] / "definitions"


def test_what_was_chosen_is_shown_by_its_label() -> None:
    definition = reading.read(LIBRARY / "jl-2024", library=LIBRARY)
    case = CaseView(
        kind="application",
        state="recommended",
        form={},
        ancestors={"guide": Ancestor(state="revoked", form={"directions": ["new_energy"]})},
    )
    act = Act(action="approve", roles=frozenset({"province.officer"}), at=dt.datetime(2024, 11, 27, tzinfo=dt.UTC))
    decision = decide(definition, case=case, act=act, facts={})
    told = [one for finding in (*decision.findings, *decision.held) for one in finding.values]
    found = {one.name: {key: text.en for key, text in one.options.items()} for one in told}
    assert (found["guide.state"], found["guide.directions"]) == ({"revoked": "Revoked"}, {"new_energy": "New energy"})
