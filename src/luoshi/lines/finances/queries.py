"""What the firm of a financing was on the day of the payment: its rung, its marks and its groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from luoshi.kernel.duties.terms.models import Term
from luoshi.kernel.kinds.language.conditions import Beside
from luoshi.lines.finances.models import Financing
from luoshi.lines.firms.models import Firm, FirmGroup, FirmRung, Recognition

FIRM = OuterRef("firm")


def on_rung(rung: str) -> Beside:
    """Return the condition that the firm stood on this rung, its highest, on the day of the payment."""

    def rows() -> QuerySet[Model]:
        giving = Recognition.objects.filter(sort=rung, pk=OuterRef("record"))
        return _open_on(FirmRung.objects.filter(Exists(giving), holder=FIRM), OuterRef("paid_on"))

    return Beside(f"a firm that stood on {rung}", _financings(rows))


def recognised_as(sort: str) -> Beside:
    """Return the condition that a recognition of the firm was valid on the day of the payment, or a former term."""

    def rows() -> QuerySet[Model]:
        held = Recognition.objects.filter(kind="recognitions", holder=FIRM, sort=sort)
        day = OuterRef(OuterRef("paid_on"))
        former = Term.objects.filter(record=OuterRef("pk"), first__lte=day, last__gte=day)
        return _open_on(held, OuterRef("paid_on")) | held.filter(Exists(former))

    return Beside(f"a firm recognised as {sort}", _financings(rows))


def in_group(group: str) -> Beside:
    """Return the condition that the firm was in this group on the day of the payment."""

    def rows() -> QuerySet[Model]:
        groups = FirmGroup.objects.filter(group=group, record=OuterRef("pk"))
        there = _open_on(groups, OuterRef(OuterRef("paid_on")))
        return Firm.objects.filter(Exists(there), kind="firms", organisation=FIRM)

    return Beside(f"a firm of the group {group}", _financings(rows))


def _financings(rows: Callable[[], QuerySet[Model]]) -> Callable[[date], QuerySet[Model]]:
    """Return what selects the financings with such a row; the day that is asked for does not matter.

    What is not paid yet has no day, and its firm is none of these.
    """

    def select(day: date) -> QuerySet[Model]:
        found: QuerySet[Model] = Financing.objects.filter(Exists(rows())).annotate(record=F("pk"))
        return found

    return select


def _open_on(rows: QuerySet[Model], day: OuterRef) -> QuerySet[Model]:
    return rows.filter(Q(to_day=None) | Q(to_day__gte=day), from_day__lte=day)
