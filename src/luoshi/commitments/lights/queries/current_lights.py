"""The light of a commitment on a day, by the table that its office uses then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.commitments.lights.models import LightTable
from luoshi.commitments.lights.queries.measures import commitment_light
from luoshi.commitments.lights.rules.json import from_json
from luoshi.commitments.lights.rules.lights import LightRuleTable, ShownLight
from luoshi.commitments.lights.rules.presets import BY_DATE
from luoshi.org.actors.queries import current_placements
from luoshi.plans.base.models.commitment import Commitment


@dataclass(frozen=True)
class Used:
    """A table in force and its database row. ``row`` None: the built-in table by due date."""

    table: LightRuleTable
    row: LightTable | None = None


OWN = Used(BY_DATE)


def tables_of(desks: Collection[int], day: date) -> dict[int, Used]:
    """Return the table in force for each of these units on a day.

    It is the unit's own, else the nearest one above, else the general one.

    One query if no unit has a table of its own, else two.
    """
    return {desk: found[-1] for desk, found in tables_over(desks, day).items()}


def tables_over(desks: Collection[int], day: date) -> dict[int, list[Used]]:
    """List the tables in force above each of these units on a day.

    The last one, the nearest, applies; the first is the built-in one.
    """
    latest = {row.unit_id: row for row in _tables_begun(day)}
    base = [OWN, *([Used(from_json(latest[None].rules), latest[None])] if None in latest else [])]
    found = {desk: list(base) for desk in desks}
    if set(latest) - {None}:
        above = current_placements(day).filter(
            unit__in=sorted(desks), ancestor__in=[unit_id for unit_id in latest if unit_id]
        )
        for desk, unit in above.order_by("-depth").values_list("unit_id", "ancestor_id"):
            found[desk].append(Used(from_json(latest[unit].rules), latest[unit]))
    return found


def _tables_begun(day: date) -> list[LightTable]:
    return keep_answer((_tables_begun, day), lambda: _BEGUN.rows(day=day))


_BEGUN = SqlStatement(lambda: LightTable.objects.filter(start__lte=ValueSlot.day("day")).order_by("start", "version"))


def general_table(day: date) -> LightRuleTable | None:
    """Return the table that all offices use on a day; None if some have a table of their own. One query."""
    begun = _tables_begun(day)
    if any(row.unit_id is not None for row in begun):
        return None
    return from_json(begun[-1].rules) if begun else BY_DATE


def used_by(desk: int, day: date) -> Used:
    """Return the table in force for one unit, with its row. At most two queries."""
    return tables_of([desk], day)[desk]


def table_of(desk: int, day: date) -> LightRuleTable:
    """Return the table, with values filled in, by which an office shows its lights on a day. At most two queries."""
    return used_by(desk, day).table


def light_now(commitment: Commitment, day: date) -> ShownLight:
    """Return the light of a commitment on a day."""
    return commitment_light(commitment, table_of(commitment.desk_id, day), day)
