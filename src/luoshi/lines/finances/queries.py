"""What the firm of a financing was on the day of the payment: its highest rung, its marks and its groups."""

from __future__ import annotations

from django.db.models import OuterRef

from luoshi.desk.ladders.days import valid_on_its_day
from luoshi.kernel.kinds.language.conditions import Beside
from luoshi.lines.finances.models import Financing
from luoshi.lines.firms.models import Firm, FirmGroup, FirmRung, Recognition

GIVEN = ("certified", "revoked")  # as on the ladder: a revoked one counts for its days
FIRM, PAID = OuterRef("firm"), "paid_on"


def on_rung(rung: str) -> Beside:
    """Return the condition that the firm stood on this rung."""
    giving = Recognition.objects.filter(sort=rung).values("pk")
    return valid_on_its_day(rung, Financing, PAID, FirmRung.objects.filter(holder=FIRM, record__in=giving))


def recognised_as(sort: str) -> Beside:
    """Return the condition that the firm had such a recognition."""
    return valid_on_its_day(sort, Financing, PAID, Recognition.objects.filter(holder=FIRM, sort=sort, state__in=GIVEN))


def in_group(group: str) -> Beside:
    """Return the condition that the firm was in this group."""
    firms = Firm.objects.filter(organisation=OuterRef(FIRM)).values("pk")
    return valid_on_its_day(group, Financing, PAID, FirmGroup.objects.filter(group=group, record__in=firms))
