"""What the record keeps is read back as it was, also where findings carried less when it was written."""

from ronghe.portal.cases.commands.record import plain_finding
from ronghe.portal.cases.queries.recorded import recorded_finding
from ronghe.rulebook.decisions import Citation, Finding, FoundValue, Outcome
from ronghe.rulebook.structure import FactType, Severity, Text

WORDS = Text(zh="评审专家不少于3人。", en="At least 3 experts.")
FINDING = Finding(
    rule="JL-12-R/experts",
    title=WORDS,
    severity=Severity.BLOCK,
    outcome=Outcome.BROKEN,
    message=WORDS,
    values=(FoundValue(name="review.experts", label=WORDS, type=FactType.INTEGER, value=2),),
    cites=Citation(source="jl", title="通知", number="吉教高〔2024〕1号", clause="六（四）", gist=WORDS),
)


def test_a_finding_is_read_back_as_it_was() -> None:
    assert recorded_finding(plain_finding(FINDING)) == FINDING


def test_a_finding_of_an_earlier_release_without_condition_and_options_is_read() -> None:
    later = {"condition", "values"}
    stored = {key: value for key, value in plain_finding(FINDING).items() if key not in later}
    stored["values"] = [{"name": "review.experts", "label": WORDS.model_dump(), "type": "integer", "value": 2}]

    assert recorded_finding(stored) == FINDING
