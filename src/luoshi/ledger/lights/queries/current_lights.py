"""Which light a commitment shows on a day: by the table that its office uses then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.lights.models import LightTable
from luoshi.ledger.lights.queries.measures import commitment_light
from luoshi.ledger.lights.rules.json import from_json
from luoshi.ledger.lights.rules.lights import LightRuleTable, ShownLight
from luoshi.ledger.lights.rules.presets import BY_DATE
from luoshi.org.actors.queries import current_placements
from luoshi.org.base.statements import SqlStatement, ValueSlot


@dataclass(frozen=True)
class Used:
    """A table in force, and the row that says so; None: our own, by the due date."""

    table: LightRuleTable
    row: LightTable | None = None


OWN = Used(BY_DATE)


def tables_of(desks: Collection[int], day: date) -> dict[int, Used]:
    """The table in force for each of these units on a day: its own, else of the nearest unit above, else for all.

    One query where no unit has a table of its own, else two.
    """
    return {desk: found[-1] for desk, found in tables_over(desks, day).items()}


def tables_over(desks: Collection[int], day: date) -> dict[int, list[Used]]:
    """For each of these units the tables in force on a day over it, from ours to the nearest, which holds."""
    latest = {row.unit_id: row for row in _BEGUN.rows(day=day)}
    base = [OWN, *([Used(from_json(latest[None].rules), latest[None])] if None in latest else [])]
    found = {desk: list(base) for desk in desks}
    if set(latest) - {None}:
        above = current_placements(day).filter(
            unit__in=sorted(desks), ancestor__in=[unit_id for unit_id in latest if unit_id]
        )
        for desk, unit in above.order_by("-depth").values_list("unit_id", "ancestor_id"):
            found[desk].append(Used(from_json(latest[unit].rules), latest[unit]))
    return found


_BEGUN = SqlStatement(lambda: LightTable.objects.filter(start__lte=ValueSlot.day("day")).order_by("start", "version"))


def used_by(desk: int, day: date) -> Used:
    """The table in force for one unit, with its row. At most two queries."""
    return tables_of([desk], day)[desk]


def table_of(desk: int, day: date) -> LightRuleTable:
    """The filled table by which an office shows its lights on a day. At most two queries."""
    return used_by(desk, day).table


def light_now(commitment: Commitment, day: date) -> ShownLight:
    """The light of a commitment on a day."""
    return commitment_light(commitment, table_of(commitment.desk_id, day), day)
