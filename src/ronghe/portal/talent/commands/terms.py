"""Taking in proposed terms, deciding on them, handing the decisions on as rows of the lexicon."""

import csv
import datetime as dt
import hashlib
import io
import math
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ronghe.insight import lexicon
from ronghe.insight.places import SKILLS
from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.access import judges
from ronghe.portal.talent.lexicon import spellings
from ronghe.portal.talent.models import Term, TermDecision, TermExport

LONGEST = 60
MOST = 50_000
ACCEPTED = "accepted.csv"
_EXAMPLES = 5
_Act = TermDecision.Act
_AFTER = {
    _Act.ACCEPT: Term.State.ACCEPTED,
    _Act.MERGE: Term.State.MERGED,
    _Act.REFUSE: Term.State.REFUSED,
    _Act.UNDO: Term.State.OPEN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What taking a file in did: new terms, terms whose figures were renewed, rows that could not be read and why."""

    new: int
    renewed: int
    known: int
    faults: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an expert decides on a term; which parts are needed depends on the act."""

    act: str
    name: str = ""
    type: str = ""
    parent: str = ""
    word: bool = False
    negative: tuple[str, ...] = field(default=())
    reason: str = ""


def load(*, content: bytes, source: str, at: dt.datetime) -> Taken:
    """Take in the terms of a file of `ronghe insight propose`; terms that were decided on stay decided."""
    faults: list[tuple[int, str]] = []
    found: dict[str, Term] = {}
    known = 0
    for row, one in _rows(content, faults):
        term = _term(row, one, source=source, at=at, faults=faults)
        if term is None:
            continue
        if term.key in spellings():
            known += 1
        else:
            found[term.key] = term
    before = Term.objects.count()
    fields = ["frequency", "cohesion", "entropy", "score", "examples", "source", "proposed_at"]
    with transaction.atomic():
        Term.objects.bulk_create(
            found.values(), update_conflicts=True, unique_fields=["key"], update_fields=fields, batch_size=1000
        )
        new = Term.objects.count() - before
    return Taken(new=new, renewed=len(found) - new, known=known, faults=tuple(faults))


def decide(
    *, term_id: int, acting: Membership, verdict: Verdict, revision: int, at: dt.datetime
) -> TermDecision | Refused:
    """Store a decision on a term, unless somebody decided since `revision` was looked at.

    Raises NoAccess for who does not decide on terms.
    """
    if not judges(acting):
        raise NoAccess
    with transaction.atomic():
        term = Term.objects.select_for_update().filter(pk=term_id).first()
        if term is None:
            raise NoAccess
        problems = _stands_against(term, revision=revision, verdict=verdict) or tuple(_wrong(term, verdict))
        return Refused(problems=problems) if problems else _store(term, acting=acting, verdict=verdict, at=at)


def refuse_many(*, revisions: Mapping[int, int], acting: Membership, reason: str, at: dt.datetime) -> tuple[int, int]:
    """Refuse terms as they were looked at; return how many were refused and how many somebody had decided on since."""
    verdict = Verdict(act=_Act.REFUSE, reason=reason)
    done = [
        decide(term_id=term, acting=acting, verdict=verdict, revision=seen, at=at)
        for term, seen in sorted(revisions.items())
    ]
    refused = sum(isinstance(one, Refused) for one in done)
    return len(done) - refused, refused


@transaction.atomic
def export(*, folder: Path, at: dt.datetime) -> TermExport:
    """Write what was accepted and merged as a lexicon into the store's folder, whole or not at all.

    Raises ValueError with every mistake where the rows do not fit the lexicon that ships.
    """
    taken = Term.objects.select_for_update().filter(state__in=[Term.State.ACCEPTED, Term.State.MERGED])
    terms = {one.pk: one for one in taken.order_by("pk")}
    last = TermDecision.objects.filter(term__in=terms).order_by("term_id", "-number").distinct("term_id")
    content = _csv(_lexicon_rows((terms[one.term_id], one) for one in last))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as inside:
        fresh = Path(inside) / ACCEPTED
        fresh.write_bytes(content)
        lexicon.read(SKILLS, more=fresh)
        done = TermExport.objects.create(
            at=at, terms=len(terms), digest="sha256:" + hashlib.sha256(content).hexdigest()
        )
        taken.filter(exported=None).update(exported=done)
        fresh.replace(folder / ACCEPTED)
    return done


def _rows(content: bytes, faults: list[tuple[int, str]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.append((0, _("文件不是 UTF-8 编码的文本。")))
        return
    reader = csv.DictReader(io.StringIO(text.replace("\x00", "")))
    if "term" not in (reader.fieldnames or []):
        faults.append((1, _("第一行没有列名 term；请使用 ronghe insight propose 生成的文件。")))
        return
    try:
        for number, row in enumerate(reader, start=2):
            if number > MOST + 1:
                faults.append((number, _("文件超过 %(most)s 行，其余未读取。") % {"most": MOST}))
                return
            yield number, {str(key): value or "" for key, value in row.items() if isinstance(value, str | None)}
    except csv.Error:
        faults.append((reader.line_num, _("此行不是有效的 CSV，其余未读取。")))


def _term(
    number: int, row: Mapping[str, str], *, source: str, at: dt.datetime, faults: list[tuple[int, str]]
) -> Term | None:
    text = row["term"].strip()
    key = lexicon.normal(text)
    if not key or len(key) > LONGEST or len(text) > LONGEST or ";" in text:
        faults.append((number, _("词语为空、含分号，或超过 %(most)s 个字符。") % {"most": LONGEST}))
        return None
    entropies = [row[name] for name in ("entropy", "entropy_left", "entropy_right") if row.get(name)]
    try:
        figures = [float(row.get(name) or 0) for name in ("frequency", "cohesion", "score")]
        entropy = min((float(one) for one in entropies), default=0.0)
    except ValueError:
        figures, entropy = [math.nan], math.nan
    if not all(math.isfinite(one) for one in (*figures, entropy)) or not 0 <= figures[0] < 2**31:
        faults.append((number, _("频次、凝固度、熵或得分不是数字。")))
        return None
    examples = [one[:200] for one in re.split(r"[\s;|]+", row.get("examples", "")) if one]
    return Term(
        key=key,
        text=text,
        frequency=int(figures[0]),
        cohesion=figures[1],
        entropy=entropy,
        score=figures[2],
        examples=examples[:_EXAMPLES],
        source=source[:200],
        proposed_at=at,
    )


def _stands_against(term: Term, *, revision: int, verdict: Verdict) -> tuple[Problem, ...]:
    """Return why this decision cannot be taken now, whatever it says."""
    if term.revision != revision:
        last = term.decisions.select_related("by").order_by("-number").first()
        return (
            Problem(
                field="",
                message=_("%(name)s 已先对该词作出决定（%(act)s）。请核对后再操作。")
                % {"name": last.by if last else "", "act": last.get_act_display() if last else ""},
            ),
        )
    if term.exported_id is not None:
        return (Problem(field="", message=_("该词已导出到词库，不能再改变决定。")),)
    if (verdict.act == _Act.UNDO) == (term.state == Term.State.OPEN):
        return (Problem(field="", message=_("该词目前的状态不能这样办理。")),)
    return ()


def _wrong(term: Term, verdict: Verdict) -> Iterator[Problem]:
    """Yield what is wrong with what was decided, field by field."""
    if verdict.act not in _Act.values:
        yield Problem(field="act", message=_("请选择如何处理。"))
    elif verdict.act in (_Act.REFUSE, _Act.UNDO):
        if not verdict.reason.strip():
            yield Problem(field="reason", message=_("请写明理由。"))
        if verdict.act == _Act.UNDO and (others := _leaning_on(term)):
            yield Problem(
                field="", message=_("先撤回并入该能力或以它为上位的词：%(terms)s。") % {"terms": "、".join(others)}
            )
    elif verdict.act == _Act.MERGE:
        if lexicon.normal(verdict.name) not in _taken_spellings(besides=term):
            yield Problem(field="into", message=_("词库中没有这项能力。"))
    else:
        yield from _wrong_skill(term, verdict)


def _wrong_skill(term: Term, verdict: Verdict) -> Iterator[Problem]:
    key, taken = lexicon.normal(verdict.name), _taken_spellings(besides=term)
    if not key or len(key) > LONGEST or ";" in key:
        yield Problem(field="name", message=_("名称为1至60个字符，不含分号。"))
    for spelling in {key, term.key} & set(taken):
        message = _("“%(name)s”已是“%(skill)s”的写法，可并入该能力。")
        yield Problem(field="name", message=message % {"name": spelling, "skill": taken[spelling]})
    if verdict.type not in [one.value for one in lexicon.SkillType]:
        yield Problem(field="type", message=_("请选择类型。"))
    if verdict.parent and lexicon.normal(verdict.parent) not in {lexicon.normal(one) for one in taken.values()}:
        yield Problem(field="parent", message=_("词库中没有这项上位能力。"))
    for text in verdict.negative:
        whole = lexicon.normal(text)
        if not any(one in whole and one != whole for one in (key, term.key)):
            yield Problem(field="negative", message=_("“%(text)s”中没有出现该词。") % {"text": text})


def _leaning_on(term: Term) -> list[str]:
    """Return the terms that were merged into the skill that a term became, or stand below it."""
    last = term.decisions.order_by("-number").first()
    if last is None or last.act != _Act.ACCEPT:
        return []
    return [
        one.term.text
        for one in _standing(besides=term)
        if lexicon.normal(last.name) in (lexicon.normal(one.parent), one.act == _Act.MERGE and lexicon.normal(one.name))
    ]


def _standing(*, besides: Term) -> QuerySet[TermDecision]:
    decided = Term.objects.filter(state__in=[Term.State.ACCEPTED, Term.State.MERGED]).exclude(pk=besides.pk)
    last = TermDecision.objects.filter(term__in=decided).order_by("term_id", "-number").distinct("term_id")
    return last.select_related("term")


def _taken_spellings(*, besides: Term) -> dict[str, str]:
    """Return the name of the skill by each spelling: what ships, and what was accepted and merged since."""
    found = dict(spellings())
    for one in _standing(besides=besides):
        found[lexicon.normal(one.name)] = found.get(lexicon.normal(one.name), one.name)
        found[one.term.key] = found[lexicon.normal(one.name)]
    return found


def _store(term: Term, *, acting: Membership, verdict: Verdict, at: dt.datetime) -> TermDecision:
    merged = verdict.act == _Act.MERGE
    if merged:
        verdict = Verdict(act=verdict.act, name=_taken_spellings(besides=term)[lexicon.normal(verdict.name)])
    accepted = verdict.act == _Act.ACCEPT
    term.revision += 1
    term.state = _AFTER[_Act(verdict.act)]
    term.save(update_fields=["revision", "state"])
    return TermDecision.objects.create(
        term=term,
        number=term.revision,
        act=verdict.act,
        name=verdict.name.strip() if accepted or merged else "",
        type=verdict.type if accepted else "",
        parent=verdict.parent.strip() if accepted else "",
        word=verdict.word and accepted,
        negative=list(verdict.negative) if accepted else [],
        reason=verdict.reason.strip(),
        by_id=acting.user_id,
        organisation_id=acting.organisation_id,
        role=acting.role,
        at=at,
    )


def _lexicon_rows(decided: Iterable[tuple[Term, TermDecision]]) -> Iterator[list[str]]:
    """Yield a row for each new skill, and one for each skill that ships and was given further spellings."""
    rows: dict[str, list[str]] = {}
    merged: dict[str, tuple[str, list[str]]] = {}
    for term, one in decided:
        if one.act == _Act.MERGE:
            merged.setdefault(lexicon.normal(one.name), (one.name, []))[1].append(term.text)
            continue
        alias = "" if term.key == lexicon.normal(one.name) else term.text
        boundary = "word" if one.word else ""
        rows[lexicon.normal(one.name)] = [one.name, one.type, one.parent, alias, boundary, ";".join(one.negative)]
    for key, (name, aliases) in merged.items():
        row = rows.setdefault(key, [name, "", "", "", "", ""])
        row[3] = ";".join(filter(None, [row[3], *aliases]))
    yield from (rows[key] for key in sorted(rows))


def _csv(rows: Iterable[list[str]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(lexicon.HEADER)
    writer.writerows(rows)
    return target.getvalue().encode()
