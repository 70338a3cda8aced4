"""What a round by layers asks next, and who belongs to what is assessed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.time_limits import count_limit_after
from luoshi.desk.declarations.office import office
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import KindRecord, Party, Record
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, parameter_value
from luoshi.org.actors.queries import ancestor_unit_ids
from luoshi.parts.review.models import Assessed, ReviewSheet, SheetMark

OBJECT_DAYS = office("luoshi.parts.review.line").values["review.object_days"]
SIDE = "side"  # the party of an object: the unit that is assessed


def unit_of_object(row: Assessed) -> int | None:
    """Return the unit that is assessed: the one that the record stands for, or whose record it is. No query."""
    name = row.part.as_unit
    return getattr(row.thing, f"{name}_id") if name else row.thing.unit_id


def sides_of_objects(objects: Collection[int]) -> dict[int, int]:
    """Return by object the unit that is assessed, as it was at the opening. One query."""
    rows = Party.objects.filter(record__in=objects, name=SIDE)
    return dict(rows.values_list("record", "unit"))


def sheets_by_layer(round_: int) -> dict[tuple[int, str], ReviewSheet]:
    """Return the sheets of a round by object and layer, without those that were passed over. One query."""
    rows = ReviewSheet.objects.filter(assessed__round=round_, erased=None).exclude(state="void").order_by("pk")
    return {(row.assessed_id or 0, row.layer): row for row in rows}


def marks_of_sheets(sheets: Iterable[ReviewSheet]) -> dict[int, dict[str, Decimal | None]]:
    """Return the marks of these sheets by item. One query."""
    found: dict[int, dict[str, Decimal | None]] = {}
    for row in SheetMark.objects.filter(record__in=[sheet.pk for sheet in sheets]).order_by("place", "pk"):
        found.setdefault(row.record_id, {})[row.item] = row.mark
    return found


def contested_names(model: type[KindRecord], link: str, round_: int, named: str) -> list[str]:
    """List by a field the objects of a round with an open objection. One query."""
    rows = model._default_manager.filter(**{link: round_}, state="contested", erased=None).order_by("pk")
    return list(rows.values_list(named, flat=True))


def last_marked_sheet(row: Record) -> ReviewSheet | None:
    """Return the sheet of the last layer, whose marks count. Two queries."""
    assert isinstance(row, Assessed)
    return sheets_by_layer(row.round_id or 0).get((row.pk, row.round.layers.rpartition(" ")[2]))


def last_day_to_object(days: DeclaredParameter, unit: int, since: date | None) -> date | None:
    """Return the last day for objections to what was given on a day; None before that day, or without a limit."""
    if since is None:
        return None
    try:
        limit: Any = parameter_value(days, unit, since)
    except RecordError:
        return None
    return count_limit_after(since, limit, "day").day


def is_own_side(actor: Actor, side: int, assessing: Collection[int], day: date) -> bool:
    """Whether an actor belongs to the unit that is assessed. Source: 02 §2.2: checker ≠ author. One query.

    The staff of an office below the assessed unit (督查室 below 县政府) belong to their office.

    Args:
        assessing: the units that assess.
    """
    own = ancestor_unit_ids(actor.units, day)
    return any(unit not in assessing or unit == side for unit, over in own.items() if side in over)


def people_who(record: Record, steps: Iterable[str], before: int) -> set[int | None]:
    """Return who took one of these steps with a record before an entry. One query."""
    rows = Entry.objects.filter(record=record.pk, step__in=[*steps], pk__lt=before)
    return set(rows.values_list("person", flat=True))
