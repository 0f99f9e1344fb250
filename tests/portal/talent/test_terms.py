"""Experts decide on proposed terms; what they accept becomes a lexicon."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from ronghe.insight import lexicon
from ronghe.insight.places import SKILLS
from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.commands import terms
from ronghe.portal.talent.commands.terms import Verdict
from ronghe.portal.talent.models import Term, TermDecision
from tests.portal.factories import member, organisation

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
HEAD = "term,frequency,cohesion,entropy_left,entropy_right,score,examples\n"
NEW = "示例新技术"


@pytest.fixture
def expert() -> Membership:
    return member(organisation("ministry"), "expert")


def _load(*rows: str) -> terms.Taken:
    return terms.load(content=(HEAD + "\n".join(rows)).encode(), source="terms.csv", at=AT)


def _term(text: str = NEW) -> Term:
    _load(f"{text},20,3.5,1.5,2.5,4.2,a1;a2")
    return Term.objects.get(text=text)


def _decide(term: Term, expert: Membership, verdict: Verdict, *, revision: int | None = None) -> object:
    term.refresh_from_db()
    seen = term.revision if revision is None else revision
    return terms.decide(term_id=term.pk, acting=expert, verdict=verdict, revision=seen, at=AT)


def _fields(done: object) -> list[str]:
    assert isinstance(done, Refused)
    return [one.field for one in done.problems]


def test_a_file_is_taken_in_and_what_cannot_be_read_is_told_by_row() -> None:
    taken = _load(
        f"{NEW},20,3.5,1.5,2.5,4.2,a1;a2", "Python,9,1,1,1,1,", ",1,1,1,1,1,", "甲;乙,1,1,1,1,1,", "丙丁,x,1,1,1,1,",
        "戊己,nan,1,1,1,1,", f"{'长' * 61},1,1,1,1,1,",
    )  # fmt: skip
    term = Term.objects.get()

    assert (taken.new, taken.known, [row for row, _ in taken.faults]) == (1, 1, [4, 5, 6, 7, 8])
    assert (term.text, term.frequency, term.entropy, term.examples) == (NEW, 20, 1.5, ["a1", "a2"])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"word,score\na,1\n", b"PK\x03\x04\x00\x00binary"])
def test_what_is_no_file_of_proposals_is_told_and_stores_nothing(content: bytes) -> None:
    taken = terms.load(content=content, source="x", at=AT)

    assert (len(taken.faults), Term.objects.count()) == (1, 0)


def test_a_second_file_renews_figures_and_keeps_decisions(expert: Membership) -> None:
    term = _term()
    _decide(term, expert, Verdict(act="refuse", reason="公司名"))

    taken = _load(f"{NEW},99,1,1,1,9,")
    term.refresh_from_db()

    assert (taken.new, taken.renewed, term.frequency, term.state) == (0, 1, 99, "refused")


def test_an_accepted_term_and_a_merged_one_become_rows_of_the_lexicon(expert: Membership, tmp_path: Path) -> None:
    term, alias = _term(), _term("示例派森")
    _decide(term, expert, Verdict(act="accept", name="示例技术", type="S", parent="Python", negative=(f"{NEW}公司",)))
    _decide(alias, expert, Verdict(act="merge", name="python"))

    exported = terms.export(folder=tmp_path, at=AT)
    skills = {one.name: one for one in lexicon.read(SKILLS, more=tmp_path / "accepted.csv")}

    assert exported.terms == 2
    assert (skills["示例技术"].aliases, skills["示例技术"].parent, skills["示例技术"].within) == (
        (NEW,),
        "Python",
        (f"{NEW}公司",),
    )
    assert "示例派森" in skills["Python"].aliases


def test_nothing_that_was_exported_is_undone(expert: Membership, tmp_path: Path) -> None:
    term = _term()
    _decide(term, expert, Verdict(act="accept", name=NEW, type="S"))
    undone = _decide(term, expert, Verdict(act="undo", reason="看错了"))
    _decide(term, expert, Verdict(act="accept", name=NEW, type="K"))
    terms.export(folder=tmp_path, at=AT)

    late = _decide(term, expert, Verdict(act="undo", reason="看错了"))

    assert isinstance(undone, TermDecision)
    assert _fields(late) == [""]
    assert [one.act for one in term.decisions.order_by("number")] == ["accept", "undo", "accept"]


def test_the_second_of_two_experts_is_told_who_was_first(expert: Membership) -> None:
    term = _term()
    other = member(organisation("agency"), "officer")
    _decide(term, other, Verdict(act="refuse", reason="套话"), revision=0)

    late = _decide(term, expert, Verdict(act="accept", name=NEW, type="S"), revision=0)

    assert isinstance(late, Refused)
    assert (other.user.name in late.problems[0].message, term.decisions.count()) == (True, 1)


@pytest.mark.parametrize(
    ("verdict", "fields"),
    [
        (Verdict(act="accept"), ["name", "type"]),
        (Verdict(act="accept", name="Python", type="S"), ["name"]),
        (Verdict(act="accept", name=NEW, type="X", parent="没有的能力"), ["type", "parent"]),
        (Verdict(act="accept", name=NEW, type="S", negative=("别的", NEW)), ["negative", "negative"]),
        (Verdict(act="merge", name="没有的能力"), ["into"]),
        (Verdict(act="refuse"), ["reason"]),
        (Verdict(act="undo", reason="x"), [""]),
        (Verdict(act="delete"), ["act"]),
    ],
)
def test_a_decision_that_is_not_whole_is_refused_with_all_reasons(
    expert: Membership, verdict: Verdict, fields: list[str]
) -> None:
    term = _term()

    done = _decide(term, expert, verdict)

    assert (_fields(done), term.decisions.count()) == (fields, 0)


def test_a_skill_on_which_others_lean_is_not_undone(expert: Membership) -> None:
    term, below = _term(), _term("示例分支")
    _decide(term, expert, Verdict(act="accept", name=NEW, type="S"))
    _decide(below, expert, Verdict(act="accept", name="示例分支", type="S", parent=NEW))

    assert _fields(_decide(term, expert, Verdict(act="undo", reason="x"))) == [""]


def test_many_are_refused_at_once_and_those_decided_meanwhile_are_left(expert: Membership) -> None:
    first, second = _term("示例甲词"), _term("示例乙词")
    _decide(second, expert, Verdict(act="accept", name="示例乙词", type="S"))

    done = terms.refuse_many(revisions={first.pk: 0, second.pk: 0}, acting=expert, reason="套话", at=AT)

    assert (done, sorted(Term.objects.values_list("state", flat=True))) == ((1, 1), ["accepted", "refused"])


def test_who_is_no_expert_decides_nothing() -> None:
    term = _term()

    with pytest.raises(NoAccess):
        _decide(term, member(organisation("enterprise"), "officer"), Verdict(act="refuse", reason="x"))


def test_a_decision_is_never_changed_nor_deleted(expert: Membership) -> None:
    done = _decide(_term(), expert, Verdict(act="refuse", reason="套话"))
    assert isinstance(done, TermDecision)

    for change in (lambda: TermDecision.objects.update(reason="x"), lambda: TermDecision.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_commands_say_what_they_did(tmp_path: Path, settings, capsys, expert: Membership) -> None:  # type: ignore[no-untyped-def]  # pytest-django's
    settings.INSIGHT = tmp_path / "store"
    file = tmp_path / "terms.csv"
    file.write_text(HEAD + f"{NEW},1,1,1,1,1,\n,,,,,,\n", encoding="utf-8")

    call_command("load_terms", str(file))
    call_command("export_terms")
    out = capsys.readouterr()

    assert "1 new terms, 0 renewed, 0 already in the lexicon, 1 rows not read" in out.out
    assert ("terms.csv:3:" in out.err, (settings.INSIGHT / "accepted.csv").is_file()) == (True, True)
    with pytest.raises(CommandError):
        call_command("load_terms", str(tmp_path / "none.csv"))
