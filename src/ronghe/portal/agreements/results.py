"""Results promised, achieved and missing: the rows that acts lead to, and what they amount to."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ronghe.portal.agreements.drawing import Parameters, listed
from ronghe.portal.agreements.models import AchievedResult, PromisedResult, ResultException
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.models import Attachment, Case
from ronghe.portal.cases.views_of_case import ancestors
from ronghe.rulebook.decisions import Value


def promised_results(context: EffectContext, parameters: Parameters) -> list[PromisedResult]:
    """Return the promised results of the named tables, such as `application.results,agreement.results`.

    A row without a number of its own gets its place in the table; a number that an earlier table used counts once.
    """
    found: dict[str, PromisedResult] = {}
    for name in listed(parameters["from"]):
        space, _, table = name.partition(".")
        for place, row in enumerate(_rows(_answers(context.case, space=space), table), start=1):
            promise = _promise(context, source=space, row=row, code=str(row.get("code") or place))
            found.setdefault(promise.code, promise)
    return list(found.values())


def achieved_results(
    context: EffectContext, parameters: Parameters, *, promises: Iterable[PromisedResult], files: Iterable[Attachment]
) -> tuple[list[AchievedResult], list[ResultException]]:
    """Return what a kept report gives for each promise, and the reasons that it gives for what is missing."""
    report: Mapping[str, Any] = context.case.kept[parameters["kept"]]
    by_code = {one.code: one for one in promises}
    handed_in = {one.digest: one for one in files}
    stored = report.get("files")
    file = handed_in.get(str(stored.get("digest"))) if isinstance(stored, Mapping) else None
    achieved = [
        AchievedResult(
            case=context.case,
            promise=by_code.get(str(row.get("promise"))),
            name=str(row.get("name") or row.get("description") or ""),
            count=int(row.get("count") or 1),
            evidence=str(row.get("evidence") or ""),
            file=file,
            event=context.event,
        )
        for row in _rows(report, "results")
    ]
    exceptions = [
        ResultException(
            case=context.case, promise=by_code[str(row["promise"])], reason=str(row["reason"]), event=context.event
        )
        for row in _rows(report, "exceptions")
        if str(row.get("promise")) in by_code and row.get("reason")
    ]
    return achieved, exceptions


def counted(
    *,
    promised: Sequence[PromisedResult],
    achieved: Iterable[AchievedResult],
    exceptions: Iterable[ResultException],
) -> dict[str, Value]:
    """Return the facts that promised results and the newest report's rows amount to; without promises not known."""
    if not promised:
        return {"results.promised": None, "results.achieved": None, "results.open": None}
    came: dict[int, int] = {}
    for one in achieved:
        if one.promise_id is not None:
            came[one.promise_id] = came.get(one.promise_id, 0) + one.count
    excused = {one.promise_id for one in exceptions}
    met = {one.pk for one in promised if came.get(one.pk, 0) >= one.count}
    return {
        "results.promised": len(promised),
        "results.achieved": len(met),
        "results.open": sum(one.pk not in met and one.pk not in excused for one in promised),
    }


def _promise(context: EffectContext, *, source: str, row: Mapping[str, Any], code: str) -> PromisedResult:
    due = row.get("due_on")
    return PromisedResult(
        case=context.case,
        source=source,
        code=code,
        kind=str(row.get("kind") or ""),
        description=str(row.get("description") or ""),
        count=int(row.get("count") or 1),
        due_on=dt.date.fromisoformat(str(due)) if due else None,
        event=context.event,
    )


def _answers(case: Case, *, space: str) -> Mapping[str, Any]:
    above = {"form": case.data, **{one.kind: one.data for one in ancestors(case)}}
    answers: Mapping[str, Any] = above[space] if space in above else case.kept.get(space, {})
    return answers


def _rows(answers: Mapping[str, Any], table: str) -> Iterator[Mapping[str, Any]]:
    rows = answers.get(table)
    yield from (one for one in (rows if isinstance(rows, list) else ()) if isinstance(one, Mapping))
