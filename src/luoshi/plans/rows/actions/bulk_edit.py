"""Bulk edits of rows: one edit, one journal entry, undone as one; all rows or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowUnit
from luoshi.plans.names.queries import names_for
from luoshi.plans.names.rules.aliases import Called
from luoshi.plans.rows.actions.editing import OF_UNIT, By, Editing, edit_plan_rows, give_units, refuse_marked_words
from luoshi.plans.rows.rules.doubts import (
    NO_DATE,
    OF_DATES,
    OF_NAMING,
    OF_UNITS,
    drop_settled_doubts,
    lead_doubts,
    unit_doubts,
)

Units = list[dict[str, Any]]


def set_together(plan: Plan, seen: Mapping[int, int], values: Mapping[str, Any], by: By) -> Editing:
    """Set these fields in all rows. A bounded number of statements, however many rows.

    Args:
        values: any of ``lead`` (names, replacing the present ones), ``support`` (names, added to the present ones),
            ``due``, ``every``, ``times``, ``each``. Missing fields stay unchanged.

    Raises:
        RecordError: ``incomplete`` if nothing is set, or a name is no unit's; ``marked``; as ``edit_plan_rows``.
    """
    fields = {name: values[name] for name in ("due", "every", "times", "each") if name in values}
    if not fields and not values.get("lead") and not values.get("support"):
        raise RecordError("incomplete", _("Enter what to set for these rows."))
    refuse_marked_words({name: name for role in ("lead", "support") for name in values.get(role, ())})
    with edit_plan_rows(plan, "set", seen, by, quiet=True) as work:
        names = _names(work.plan, by)
        given = {role: resolve_row_units(names, role, values[role]) for role in ("lead", "support") if values.get(role)}
        anew = []
        for row in work.rows.values():
            for name, value in fields.items():
                setattr(row, name, value)
            if {"due", "every", "times"} & set(fields):
                row.doubts = drop_settled_doubts(row.doubts, OF_DATES)
                if fields.get("due", row.due) is None and not row.every:
                    row.doubts.append(NO_DATE)  # the answer that the words name none
            row.inherited = False
            if given:
                anew.append((row, _with(row, given)))
            if given or "each" in fields:
                row.each = row.each or any(lead["group"] for lead in given.get("lead", []))
                units = anew[-1][1] if given else units_now(row)
                row.doubts = doubts_of(row, units, names, settled="lead" in given)
        give_units(anew)
        work.said |= {"recurs" if name == "every" else name: _told(value) for name, value in values.items()}
    return work


def default_lead(plan: Plan, seen: Mapping[int, int], lead: Sequence[str], by: By) -> Editing:
    """Give a default lead unit to rows without one, and record that as a doubt; other rows stay unchanged.

    Raises:
        RecordError: ``incomplete`` if a name is no unit's, or each row has a lead; ``marked``; as ``edit_plan_rows``.
    """
    if not lead:
        raise RecordError("incomplete", _("Enter the lead unit."), fields={"lead": [_("Name a unit.")]})
    refuse_marked_words({name: name for name in lead})
    with edit_plan_rows(plan, "default_lead", seen, by, quiet=True) as work:
        names = _names(work.plan, by)
        units = resolve_row_units(names, RowUnit.LEAD, lead)
        without_lead = [
            row for row in work.rows.values() if RowUnit.LEAD not in {unit.role for unit in row.units.all()}
        ]
        if not without_lead:
            raise RecordError("incomplete", _("Each of these rows has a lead unit."))
        anew = []
        for row in without_lead:
            anew.append((row, _with(row, {"lead": units})))
            row.each = row.each or any(unit["group"] for unit in units)
            row.doubts = [*doubts_of(row, anew[-1][1], names, settled=True), "lead_default"]
        give_units(anew)
        work.said |= {"lead": "、".join(lead), "count": len(anew)}
    return work


def resolve_row_units(names: Called, role: str, printed: Sequence[str]) -> Units:
    """Return the units that names mean, as data for rows; ``group``: the name stood for many units.

    Raises:
        RecordError: ``incomplete`` if a name means no unit or may mean several: nothing is guessed.
    """
    found: Units = []
    for name in printed:
        meaning = names.of(name)
        if meaning.how in ("several", "none", "nobody"):
            several = meaning.how == "several"
            what = _("“%(name)s” may mean several units.") if several else _("No unit is called “%(name)s”.")
            said = what % {"name": name[:40]}
            raise RecordError("incomplete", said, remedy=_("Choose a unit from the list."), fields={role: [said]})
        group = meaning.how == "group"
        found += [{"role": role, "name": name[:120], "unit_id": unit, "group": group} for unit in meaning.units]
    return found


def units_now(row: PlanRow) -> Units:
    """Return the units of a row as data. No query: they are loaded."""
    return [{name: getattr(unit, name) for name in OF_UNIT} for unit in row.units.all()]


def doubts_of(row: PlanRow, units: Units, names: Called, *, settled: bool) -> list[str]:
    """Return the doubts of a row with these units.

    Args:
        settled: a person named the lead, so all doubts about units go; otherwise only doubts about names are
            renewed.
    """
    gone = OF_UNITS if settled else {*OF_NAMING.values(), "no_lead", "no_unit", "several_leads"}
    doubts = drop_settled_doubts(row.doubts, frozenset(gone))
    for unit in units:
        doubts += unit_doubts(names.of(unit["name"]).how) if _unsure(unit, names) else []
    doubts += lead_doubts(sum(unit["role"] == "lead" for unit in units), row.each)
    return list(dict.fromkeys(doubts))


def order_row_units(units: Units) -> Units:
    """Number these units in order, without duplicates within a role."""
    found: dict[tuple[object, ...], dict[str, object]] = {}
    for unit in units:
        found.setdefault((unit["role"], unit["unit_id"] or unit["name"]), unit)
    return [
        {"role": unit["role"], "place": place, "name": unit["name"], "unit_id": unit["unit_id"]}
        for place, unit in enumerate(found.values())
    ]


def _unsure(one: Mapping[str, Any], names: Called) -> bool:
    """Check whether a unit is still as its name was read: one that a person chose is not doubted again."""
    return one["unit_id"] is None or one["unit_id"] in names.of(one["name"]).units


def _with(row: PlanRow, given: Mapping[str, Units]) -> Units:
    """Return the units of a row with the lead replaced and the supporting units added."""
    there = units_now(row)
    leads = given.get("lead") or [unit for unit in there if unit["role"] == RowUnit.LEAD]
    support = [*(unit for unit in there if unit["role"] == RowUnit.SUPPORT), *given.get("support", [])]
    leading = {lead["unit_id"] for lead in leads}
    return order_row_units(
        [*leads, *(unit for unit in support if unit["unit_id"] is None or unit["unit_id"] not in leading)]
    )


def _names(plan: Plan, by: By) -> Called:
    return names_for(plan.unit_id, timezone.localdate(by.at), plan.issuer)


def _told(value: object) -> str:
    """Format a value for the journal."""
    if isinstance(value, bool):
        return "✓" if value else "—"
    return "、".join(value) if isinstance(value, list) else "—" if value in (None, "") else str(value)
