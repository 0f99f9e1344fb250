"""What agreements offer to definitions as facts: promised and received, signed and filed, results, the leader."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Max, Sum

from ronghe.portal.accounts.models import User
from ronghe.portal.agreements import drawing, leading, results
from ronghe.portal.agreements.models import (
    AchievedResult,
    Agreement,
    Commitment,
    Delivery,
    Filing,
    Kind,
    PromisedResult,
    ResultException,
)
from ronghe.portal.cases import facts
from ronghe.portal.cases.facts import FactContext
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import FactType, OfferedFact, Text

LABELS = {
    "promised": Text(zh="承诺金额", en="promised"),
    "received": Text(zh="到账或收到金额", en="received"),
    "overdue": Text(zh="逾期未到金额", en="overdue"),
}
SIGNING = ("university", "enterprise")

Found = list[Mapping[str, Value]]


def _of_promises(contexts: Sequence[FactContext]) -> Found:
    """Return the amounts in CNY of each case; without a promise they are not known."""
    keys = [one.case.pk for one in contexts]
    promised: dict[int, dict[str, Commitment]] = defaultdict(dict)
    for promise in Commitment.objects.filter(case_id__in=keys):
        promised[promise.case_id][promise.kind] = promise
    received: dict[int, dict[str, Decimal]] = defaultdict(dict)
    totals = Delivery.objects.filter(case_id__in=keys).values_list("case_id", "kind").annotate(total=Sum("amount"))
    for case_id, kind, total in totals.order_by():
        received[case_id][kind] = total
    return [
        amounts(promised=promised[key], received=received[key], day=one.day)
        for key, one in zip(keys, contexts, strict=True)
    ]


def amounts(*, promised: Mapping[str, Commitment], received: Mapping[str, Decimal], day: dt.date) -> dict[str, Value]:
    """Return the facts that promises and the totals received, by kind, amount to on a day."""
    found: dict[str, Value] = {}
    for kind in Kind.values:
        promise, came = promised.get(kind), received.get(kind, Decimal(0))
        late = promise is not None and day > promise.due_on and promise.settled_on is None
        missing = max(promise.amount - came, Decimal(0)) if promise and late else Decimal(0)
        found[f"{kind}.promised"] = promise.amount if promise else Decimal(0) if promised else None
        found[f"{kind}.received"] = came if promised or received else None
        found[f"{kind}.overdue"] = missing if promised else None
    return found


def _of_signatures(contexts: Sequence[FactContext]) -> Found:
    """Return who has signed the text that counts, and whether it is what was drawn up, by computing it again."""
    rows = Agreement.objects.filter(case_id__in=[one.case.pk for one in contexts], withdrawn_at=None)
    counting = {one.case_id: one for one in rows.prefetch_related("signatures")}
    return [signed(counting.get(one.case.pk), context=one) for one in contexts]


def signed(agreement: Agreement | None, *, context: FactContext) -> dict[str, Value]:
    """Return the facts of an agreement's signatures; without a text nobody has signed, and its state is not known."""
    parties = {one.party for one in agreement.signatures.all()} if agreement is not None else set()
    intact = drawing.is_intact(agreement, case=context.case) if agreement is not None else None
    return {**{f"signatures.{key}": key in parties for key in SIGNING}, "signatures.intact": intact}


def _of_filings(contexts: Sequence[FactContext]) -> Found:
    rows = Filing.objects.filter(case_id__in=[one.case.pk for one in contexts])
    numbers = dict(rows.values_list("case_id", "number"))
    return [{"record.filing_number": numbers.get(one.case.pk)} for one in contexts]


def _of_results(contexts: Sequence[FactContext]) -> Found:
    keys = [one.case.pk for one in contexts]
    promised: dict[int, list[PromisedResult]] = defaultdict(list)
    for promise in PromisedResult.objects.filter(case_id__in=keys):
        promised[promise.case_id].append(promise)
    achieved, exceptions = newest_report(keys)
    return [results.counted(promised=promised[key], achieved=achieved[key], exceptions=exceptions[key]) for key in keys]


def newest_report(
    keys: Sequence[int],
) -> tuple[defaultdict[int, list[AchievedResult]], defaultdict[int, list[ResultException]]]:
    """Return the results and exceptions of each case's newest report."""
    achieved: defaultdict[int, list[AchievedResult]] = defaultdict(list)
    exceptions: defaultdict[int, list[ResultException]] = defaultdict(list)
    newest = dict(
        AchievedResult.objects.filter(case_id__in=keys).order_by().values_list("case_id").annotate(Max("event_id"))
    )
    events = set(newest.values())
    for one in AchievedResult.objects.filter(event_id__in=events).select_related("file"):
        achieved[one.case_id].append(one)
    for missing in ResultException.objects.filter(event_id__in=events):
        exceptions[missing.case_id].append(missing)
    return achieved, exceptions


def _of_leaders(contexts: Sequence[FactContext]) -> Found:
    held = leading.memberships(contexts)
    return [{"leader.is_member": leading.is_member(one, held=held)} for one in contexts]


def _of_names(contexts: Sequence[FactContext]) -> Found:
    keys = {one.case.leader_id or 0 for one in contexts}
    names = dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [{"leader.name": names.get(one.case.leader_id or 0)} for one in contexts]


def _fact(type_: FactType, zh: str, en: str) -> OfferedFact:
    return OfferedFact(type=type_, label=Text(zh=zh, en=en))


def register() -> None:
    """Offer the facts of this app."""
    yes, whole = FactType.BOOLEAN, FactType.INTEGER
    facts.register(
        {f"{kind}.{name}": OfferedFact(type=FactType.MONEY, label=label)
         for kind in Kind.values for name, label in LABELS.items()},
        _of_promises,
    )  # fmt: skip
    facts.register(
        {
            "signatures.university": _fact(yes, "学校已签署协议", "signed by the university"),
            "signatures.enterprise": _fact(yes, "企业已签署协议", "signed by the enterprise"),
            "signatures.intact": _fact(yes, "协议文本与存证一致", "the text matches its digest"),
        },
        _of_signatures,
    )
    facts.register({"record.filing_number": _fact(FactType.TEXT, "备案号", "filing number")}, _of_filings)
    facts.register(
        {
            "results.promised": _fact(whole, "承诺成果数", "results promised"),
            "results.achieved": _fact(whole, "已完成的承诺成果数", "promised results achieved"),
            "results.open": _fact(whole, "未完成且无说明的承诺成果数", "promised results missing without a reason"),
        },
        _of_results,
    )
    facts.register(
        {"leader.is_member": _fact(yes, "负责人为本校在职教师", "the leader belongs to the university")}, _of_leaders
    )
    facts.register({"leader.name": _fact(FactType.TEXT, "登录的负责人", "leader as registered")}, _of_names)
