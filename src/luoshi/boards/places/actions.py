"""The office's grid of places and its map are replaced as a whole; both are in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.boards.base.queries import may_share_anywhere
from luoshi.boards.places.models import GridPlace, OfficeMap
from luoshi.boards.places.rules import DrawnMap, is_approval_number, map_as_json
from luoshi.evidence.journal.actions.journal import journal_act


@transaction.atomic
def replace_grid(places: Sequence[tuple[int, int, int]], actor: Actor, *, at: datetime) -> None:
    """Replace the grid of places: unit, row and column of each.

    Raises:
        RecordError: ``refused``: the actor neither supervises nor administers.
    """
    _check(actor)
    entry = journal_act("board:grid", "board.grid", actor, {"count": len(places)}, at=at)
    GridPlace.objects.all().delete()
    GridPlace.objects.bulk_create(
        GridPlace(unit_id=unit, row=row, column=column, entry=entry) for unit, row, column in places
    )


@transaction.atomic
def replace_map(drawn: DrawnMap, approval: str, sha256: str, actor: Actor, *, at: datetime) -> OfficeMap:
    """Put another map in use; its approval number is printed on each copy.

    Raises:
        RecordError: ``refused``; ``incomplete``: it has no approval number.
    """
    _check(actor)
    if not is_approval_number(approval):
        words = _("A map needs its approval number, such as GS(2024)0650号.")
        raise RecordError("incomplete", words, fields={"approval": [words]})
    given = {"approval": approval, "sha256": sha256, "count": len(drawn.places)}
    entry = journal_act("board:map", "board.map", actor, given, at=at)
    return OfficeMap.objects.create(
        approval=approval,
        shapes=map_as_json(drawn.places),
        width=drawn.width,
        height=drawn.height,
        sha256=sha256,
        entry=entry,
    )


def _check(actor: Actor) -> None:
    if not may_share_anywhere(actor):
        raise RecordError("refused", _("Grid and map are set by who supervises or administers."))
