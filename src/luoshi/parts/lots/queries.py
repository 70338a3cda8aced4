"""The lots of somebody, as they stand or as they stood on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q

from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, parameter_value
from luoshi.parts.lots.models import LotKey, LotMove
from luoshi.parts.lots.rules import NOTHING, Lot, last_valid_day


def left_in_lots(lots: Collection[int], day: date | None = None) -> dict[int, Decimal]:
    """Return the sum of the moves of lots, by id; with a day, of those until then. One query."""
    moves = LotMove.objects.filter(lot__in=list(lots))
    found: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for lot, effect in (moves if day is None else moves.filter(day__lte=day)).values_list("lot", "effect"):
        found[lot] += effect
    return dict(found)


def came_in(lot: int) -> Decimal:
    """Return what came into a lot: what was earned, as adjusted, or what it was converted from. One query."""
    moves = LotMove.objects.filter(lot=lot, cause=lot, sort__in=("earn", "convert"))
    return sum((move.effect for move in moves if move.sort == "earn" or move.effect > 0), NOTHING)


def earned_in_lots(lots: Collection[int], day: date) -> dict[int, Decimal]:
    """Return what came into lots until a day, as adjusted, less what was revoked of it by then, by id. One query."""
    came = Q(sort="earn") | Q(sort="revoke") | Q(sort="convert", effect__gt=NOTHING)
    found: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for lot, effect in LotMove.objects.filter(came, lot__in=list(lots), day__lte=day).values_list("lot", "effect"):
        found[lot] += effect
    return dict(found)


def lots_standing(
    records: Iterable[Record], first: str, last: str, expires: DeclaredParameter, day: date | None = None
) -> list[Lot]:
    """Return lots as they stand, or as they stood on a day. One query, and two for each without a stored last day.

    Args:
        first, last: the fields with the day on which it was earned, and with the last valid one, if it is known.
        expires: the years for which a lot is valid: those in force on the day on which it was earned.

    Raises:
        RecordError: ``unset``: it is not known how long one of them is valid.
    """
    every = list(records)
    left = left_in_lots([record.pk for record in every], day)
    found = []
    for record in every:
        earned, until = getattr(record, first), getattr(record, last)
        if until is None:
            until = last_valid_day(earned, parameter_value(expires, record.unit_id, earned))
        found.append(Lot(record.pk, earned, until, left.get(record.pk, NOTHING)))
    return found


def lots_of_holder(holder: int) -> list[int]:
    """Return the ids of all lots that somebody ever had, in their order."""
    return list(LotMove.objects.filter(holder=holder).order_by("lot").values_list("lot", flat=True).distinct())


def uses_to_undo(cause: int) -> list[LotMove]:
    """Return the moves by which a record used lots and that were not undone, in their order."""
    return list(LotMove.objects.filter(cause=cause, sort="use", undone_by=None).order_by("pk"))


def revoked_lots(lots: Collection[int]) -> set[int]:
    """Return which of these lots were revoked."""
    return set(LotMove.objects.filter(lot__in=list(lots), sort="revoke").values_list("lot", flat=True))


def counted_before(digest: str, own: str, lot: int | None) -> int | None:
    """Return another lot that counted the same, alone, as the same holder, or as one of several; None: none did."""
    same = Q(digest__in=[digest, own]) if own else Q(digest=digest) | Q(common__digest=digest)
    pks = LotKey.objects.filter(same).order_by("pk").values_list("lot", flat=True)
    return next((pk for pk in pks if pk not in (None, lot)), None)
