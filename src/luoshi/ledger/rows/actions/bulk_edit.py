"""Several rows set at once: one act, one entry in the journal, one that is taken back; all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.ledger.base.models.plan import Plan
from luoshi.ledger.base.models.row import Row, RowUnit
from luoshi.ledger.names.queries import names_for
from luoshi.ledger.names.rules.aliases import Called
from luoshi.ledger.rows.actions.editing import OF_UNIT, By, Editing, edit_plan_rows, give_units, refuse_marked_words
from luoshi.ledger.rows.rules.doubts import OF_DATES, OF_NAMING, OF_UNITS, drop_settled_doubts, lead_doubts, unit_doubts
from luoshi.records.base.errors import RecordError

Units = list[dict[str, Any]]


def set_together(plan: Plan, seen: Mapping[int, int], values: Mapping[str, Any], by: By) -> Editing:
    """Set these fields of all rows. A bounded number of statements, however many rows.

    Args:
        values: any of ``lead`` (names, instead of those there), ``support`` (names, besides those there), ``due``,
            ``every``, ``times``, ``each``. What is not named stays.

    Raises:
        RecordError: ``incomplete`` where nothing is set, or a name is no unit's; ``marked``; as ``edit_plan_rows``.
    """
    fields = {name: values[name] for name in ("due", "every", "times", "each") if name in values}
    if not fields and not values.get("lead") and not values.get("support"):
        raise RecordError("incomplete", _("Say what is to be set for these rows."))
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
    """Give those of the rows that have no lead unit this one, and say so of each; the others stay as they are.

    Raises:
        RecordError: ``incomplete`` where a name is no unit's, or each row has a lead; ``marked``; as
            ``edit_plan_rows``.
    """
    if not lead:
        raise RecordError("incomplete", _("Say which unit leads."), fields={"lead": [_("Name a unit.")]})
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
    """The units that names mean, as a row has them; ``group``: it was a word for many.

    Raises:
        RecordError: ``incomplete`` where one means none, or may mean several: nothing is set by guess.
    """
    found: Units = []
    for name in printed:
        meaning = names.of(name)
        if meaning.how in ("several", "none", "nobody"):
            several = meaning.how == "several"
            what = _("“%(name)s” may be several units.") if several else _("No unit is called “%(name)s”.")
            said = what % {"name": name[:40]}
            raise RecordError("incomplete", said, remedy=_("Choose a unit from the list."), fields={role: [said]})
        group = meaning.how == "group"
        found += [{"role": role, "name": name[:120], "unit_id": unit, "group": group} for unit in meaning.units]
    return found


def units_now(row: Row) -> Units:
    """The units of a row as data. No query: they are loaded."""
    return [{name: getattr(unit, name) for name in OF_UNIT} for unit in row.units.all()]


def doubts_of(row: Row, units: Units, names: Called, *, settled: bool) -> list[str]:
    """The doubts of a row that has these units now.

    Args:
        settled: a person has said who leads: what was doubted of that goes; else only what the names themselves raise.
    """
    gone = OF_UNITS if settled else {*OF_NAMING.values(), "no_lead", "no_unit", "several_leads"}
    doubts = drop_settled_doubts(row.doubts, frozenset(gone))
    for unit in units:
        doubts += unit_doubts(names.of(unit["name"]).how) if _unsure(unit, names) else []
    doubts += lead_doubts(sum(unit["role"] == "lead" for unit in units), row.each)
    return list(dict.fromkeys(doubts))


def order_row_units(units: Units) -> Units:
    """These units in this order, each once in a role."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for unit in units:
        found.setdefault((unit["role"], unit["unit_id"] or unit["name"]), unit)
    return [
        {"role": unit["role"], "place": place, "name": unit["name"], "unit_id": unit["unit_id"]}
        for place, unit in enumerate(found.values())
    ]


def _unsure(one: Mapping[str, Any], names: Called) -> bool:
    """Whether a unit of a row stands as its name was read: what a person chose otherwise is not doubted again."""
    return one["unit_id"] is None or one["unit_id"] in names.of(one["name"]).units


def _with(row: Row, given: Mapping[str, Units]) -> Units:
    """The units of a row with the lead set, and the supporting ones added."""
    there = units_now(row)
    leads = given.get("lead") or [unit for unit in there if unit["role"] == RowUnit.LEAD]
    support = [*(unit for unit in there if unit["role"] == RowUnit.SUPPORT), *given.get("support", [])]
    leading = {lead["unit_id"] for lead in leads}
    return order_row_units(
        [*leads, *(unit for unit in support if unit["unit_id"] is None or unit["unit_id"] not in leading)]
    )


def _names(plan: Plan, by: By) -> Called:
    return names_for(plan.unit_id, timezone.localdate(by.at), plan.issuer)


def _told(value: Any) -> str:
    """A value as the journal has it."""
    if isinstance(value, bool):
        return "✓" if value else "—"
    return "、".join(value) if isinstance(value, list) else "—" if value in (None, "") else str(value)
