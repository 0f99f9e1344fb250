"""What agreements offer to lists as filters: cases that were promised money or goods, and those that are owed some."""

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
    came = Delivery.objects.filter(case=OuterRef("case"), kind=kind).order_by().values("case")
    received = Coalesce(Subquery(came.annotate(total=Sum("amount")).values("total")), 0, output_field=_AMOUNT)
    owed = Commitment.objects.filter(case=OuterRef("pk"), kind=kind, settled_on=None, due_on__lt=timezone.localdate())
    return Q(Exists(owed.annotate(received=received).filter(amount__gt=F("received"))))


_AMOUNT = Commitment._meta.get_field("amount")


def register() -> None:
    """Offer the filters of this app."""
    further.register("promised", FurtherFilter(
        values={Kind.MONEY.value: Text(zh="协议承诺资金", en="Money promised"),
                Kind.GOODS.value: Text(zh="协议承诺软硬件", en="Goods promised")},
        leaves=_promised,
    ))  # fmt: skip
    further.register("owed", FurtherFilter(
        values={Kind.MONEY.value: Text(zh="资金逾期未到", en="Money overdue"),
                Kind.GOODS.value: Text(zh="软硬件逾期未到", en="Goods overdue")},
        leaves=_owed,
    ))  # fmt: skip
