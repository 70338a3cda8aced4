"""Write the moves of lots, in the transaction of the step that makes them; nothing is ever changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.parts.lots import queries
from luoshi.parts.lots.models import CONVERT, EARN, EXPIRE, RESTORE, REVOKE, USE, LotKey, LotMove
from luoshi.parts.lots.rules import NOTHING, Lot, draw_lots, expired_lots


def add_move(
    lot: int,
    holder: int,
    sort: str,
    effect: Decimal,
    day: date,
    cause: int,
    entry: Entry | None,
    undoes: LotMove | None = None,
) -> None:
    """Add a move; of nothing, none."""
    if effect:
        LotMove.objects.create(
            lot_id=lot,
            holder_id=holder,
            sort=sort,
            effect=effect,
            amount=-effect if sort in (USE, RESTORE) else abs(effect),
            day=day,
            cause_id=cause,
            entry=entry,
            undoes=undoes,
        )


def earn_lot(lot: Record, holder: int, amount: Decimal, day: date, entry: Entry, *, converted: bool = False) -> None:
    """Let a locked record be a lot of this amount."""
    add_move(lot.pk, holder, CONVERT if converted else EARN, amount, day, lot.pk, entry)


def empty_lot(lot: Record, holder: int, sort: str, day: date, cause: int, entry: Entry) -> Decimal:
    """Take all that is left out of a locked lot, because it was converted or revoked; return how much that was."""
    left = queries.left_in_lots([lot.pk]).get(lot.pk, NOTHING)
    add_move(lot.pk, holder, sort, -left, day, cause, entry)
    return left


def write_expired(lots: Iterable[Lot], holder: int, day: date) -> list[Lot]:
    """Write what of locked lots has expired, each on its first day; return the lots as they stand then."""
    every = list(lots)
    expired = {pk: (left, first) for pk, left, first in expired_lots(every, day)}
    for pk, (left, first) in expired.items():
        add_move(pk, holder, EXPIRE, -left, first, pk, None)
    return [replace(lot, left=NOTHING) if lot.pk in expired else lot for lot in every]


def use_lots(lots: Iterable[Lot], holder: int, amount: Decimal, day: date, cause: Record, entry: Entry) -> bool:
    """Use an amount of locked lots, first what expires first; whether there was enough."""
    taken = draw_lots(write_expired(lots, holder, day), amount, day)
    for pk, part in taken or ():
        add_move(pk, holder, USE, -part, day, cause.pk, entry)
    return taken is not None


def undo_use(cause: Record, holder: int, day: date, entry: Entry) -> list[int]:
    """Give what a record used back to the same locked lots, which keep their days; return their ids.

    What was given back to a lot that was revoked meanwhile is revoked, too.
    """
    uses = queries.uses_to_undo(cause.pk)
    revoked = queries.revoked_lots([move.lot_id for move in uses])
    for move in uses:
        add_move(move.lot_id, holder, RESTORE, move.amount, day, cause.pk, entry, move)
        if move.lot_id in revoked:
            add_move(move.lot_id, holder, REVOKE, -move.amount, day, cause.pk, entry)
    return [move.lot_id for move in uses]


def keep_key(lot: Record, digest: str, own: str = "") -> bool:
    """Note that something was counted; whether it was not yet. Of two at the same moment one is first.

    Args:
        own: the digest of the holder's own claim, where several may count the same, each once; what was counted by one
            alone is not counted by several, nor the reverse.
    """
    common = None
    if own:
        common = LotKey.objects.select_for_update().get_or_create(digest=digest)[0]
        if common.lot_id is not None:
            return False
    if LotKey.objects.filter(lot=lot.pk, digest=own or digest).exists():
        return True
    try:
        with transaction.atomic():
            LotKey.objects.create(lot_id=lot.pk, digest=own or digest, common=common)
    except IntegrityError:
        return False
    return True


def free_keys(lot: Record) -> None:
    """Forget the keys of a record of which nothing was ever counted."""
    if LotMove.objects.filter(lot=lot.pk).exists():
        return
    keys = LotKey.objects.filter(lot=lot.pk)
    common = list(LotKey.objects.select_for_update().filter(pk__in=[key.common_id for key in keys if key.common_id]))
    keys.delete()
    LotKey.objects.filter(pk__in=[key.pk for key in common], own_keys=None).delete()
