"""What agreements offer to lists as filters: promised, received and overdue, and the year of filing."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from ronghe.portal.agreements.models import Commitment, Delivery, Kind
from ronghe.portal.cases.queries import further
from ronghe.portal.cases.queries.further import FurtherFilter
from ronghe.rulebook.structure import Text


def _promised(kind: str) -> Q:
    return Q(Exists(Commitment.objects.filter(case=OuterRef("pk"), kind=kind)))


def _owed(kind: str) -> Q:
    """Return the condition to wait for money or goods that were due before today."""
    owed = _promises(kind).filter(settled_on=None, due_on__lt=timezone.localdate())
    return Q(Exists(owed.filter(amount__gt=F("received"))))


def _paid(kind: str) -> Q:
    """Return the condition that something came of what was promised."""
    return Q(Exists(_promises(kind).filter(received__gt=0)))


def _promises(kind: str):  # type: ignore[no-untyped-def]  # annotated rows have a type of their own
    came = Delivery.objects.filter(case=OuterRef("case"), kind=kind).order_by().values("case")
    received = Coalesce(Subquery(came.annotate(total=Sum("amount")).values("total")), 0, output_field=_AMOUNT)
    return Commitment.objects.filter(case=OuterRef("pk"), kind=kind).annotate(received=received)


def _filed(year: str) -> Q:
    first = dt.datetime(int(year), 1, 1, tzinfo=timezone.get_default_timezone())
    return Q(filing__filed_at__gte=first, filing__filed_at__lt=first.replace(year=int(year) + 1))


_YEARS = range(2000, 2100)
_AMOUNT = Commitment._meta.get_field("amount")


def register() -> None:
    """Offer the filters of this app."""
    further.register("promised", FurtherFilter(
        values={Kind.MONEY.value: Text(zh="协议承诺资金", en="Money promised"),
                Kind.GOODS.value: Text(zh="协议承诺软硬件", en="Goods promised")},
        leaves=_promised,
    ))  # fmt: skip
    further.register("paid", FurtherFilter(
        values={Kind.MONEY.value: Text(zh="已有资金到账", en="Money received"),
                Kind.GOODS.value: Text(zh="已收到软硬件", en="Goods received")},
        leaves=_paid,
    ))  # fmt: skip
    further.register("filed", FurtherFilter(
        values={str(year): Text(zh=f"{year} 年备案", en=f"Filed in {year}") for year in _YEARS},
        leaves=_filed,
    ))  # fmt: skip
    further.register("owed", FurtherFilter(
        values={Kind.MONEY.value: Text(zh="资金逾期未到", en="Money overdue"),
                Kind.GOODS.value: Text(zh="软硬件逾期未到", en="Goods overdue")},
        leaves=_owed,
    ))  # fmt: skip
