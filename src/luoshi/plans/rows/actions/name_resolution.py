"""Names resolved once for all rows that print them, and remembered for later papers: one unit, many, or none.

A unit that does not exist yet is requested from the administrators: a plan's keeper is not one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.steps.actions.refusals import refusals_journaled
from luoshi.org.actors.queries import actor_of
from luoshi.org.orders.actions.unit_requests import MissingUnit, request_units
from luoshi.org.tree.models import Unit
from luoshi.org.units.models import UnitRequest
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowUnit
from luoshi.plans.names.queries import names_for
from luoshi.plans.names.rules.aliases import Called, NameMeaning, normalise_alias
from luoshi.plans.rows.actions.aliases import store_aliases
from luoshi.plans.rows.actions.bulk_edit import doubts_of, order_row_units, units_now
from luoshi.plans.rows.actions.editing import (
    By,
    Editing,
    edit_plan_rows,
    give_units,
    lock_editable_plan,
    may_edit_rows,
    refuse_marked_words,
)


@dataclass(frozen=True)
class NameStatement:
    """What a person says of a printed name: its meaning, or the name under which its unit must still be entered."""

    meaning: NameMeaning = field(default_factory=NameMeaning)
    new: str = ""


def say_names(plan: Plan, seen: Mapping[int, int], told: Mapping[str, NameStatement], by: By) -> Editing:
    """Resolve names in all these rows, and for later documents of this desk.

    Administrators are notified of a missing unit; until it is entered, its name stays open. A bounded number of
    statements.

    Args:
        told: by the name as printed in one of the rows.

    Raises:
        RecordError: ``incomplete`` for a name that no row prints, or an unknown unit; ``marked``, as
            ``edit_plan_rows``.
    """
    if not told:
        raise RecordError("incomplete", _("Clarify at least one name."))
    refuse_marked_words({name: f"{name} {statement.new}" for name, statement in told.items()})
    with edit_plan_rows(plan, "names", seen, by, quiet=True) as work:
        printed = {normalise_alias(unit.name) for row in work.rows.values() for unit in row.units.all()}
        if stray := [name for name in told if normalise_alias(name) not in printed]:
            raise RecordError("incomplete", _("No row names “%(name)s”.") % {"name": stray[0][:40]})
        wanted = {normalise_alias(name): statement.new for name, statement in told.items() if statement.new}
        missing = [MissingUnit(statement.new, name) for name, statement in told.items() if statement.new]
        request_units(missing, "plans", str(work.plan.pk), work.plan.unit, by.actor, at=by.at)
        said = {normalise_alias(name): statement.meaning for name, statement in told.items() if not statement.new}
        work.names = store_aliases(work.plan.unit_id, said)
        names = names_for(work.plan.unit_id, timezone.localdate(by.at), work.plan.issuer)
        for name, meaning in said.items():
            if (meaning.unit is not None and not names.name_of(meaning.unit)) or (
                meaning.word and not names.of(name).units
            ):
                raise RecordError("incomplete", _("There is no such unit today."), where=name)
        anew = [(row, _renamed(row, said, names)) for row in work.rows.values()]
        give_units(anew)
        for row, units in anew:
            row.doubts = doubts_of(row, units, names, settled=False)
        label = {name: _label(meaning, names) for name, meaning in said.items()} | dict.fromkeys(
            wanted, _("a unit to be entered")
        )
        work.said["names"] = "；".join(f"{name}→{words}" for name, words in label.items())
    return work


def fill_requested_unit(request: UnitRequest, unit: Unit | None, at: datetime) -> Plan | None:
    """Resolve a name in its plan's rows, now that its unit is entered; return the plan for who reads its rows.

    It is the edit that who asked had in mind, and theirs to undo. Where they may no longer correct the plan, or its
    rows can no longer be corrected, nothing changes: a page that still may be corrected proposes the unit.
    """
    plan = Plan.objects.get(pk=int(request.subject))
    if unit is None:
        return plan
    by = By(actor_of(request.person, timezone.localdate(at)), at)
    printed = normalise_alias(request.printed)
    printing = {
        row_unit.row_id: row_unit.row.version
        for row_unit in RowUnit.objects.filter(row__plan=plan, unit=None).select_related("row")
        if normalise_alias(row_unit.name) == printed and row_unit.row.state != PlanRow.GONE
    }
    if printing and may_edit_rows(plan, by.actor, at):
        say_names(plan, printing, {request.printed: NameStatement(NameMeaning(unit=unit.pk))}, by)
    return plan


def forget_name_meaning(plan: Plan, name: str, by: By) -> None:
    """Forget a remembered meaning, so that the name is looked up in the tree again.

    No row changes, so this cannot be undone; the meaning can only be given again.

    Raises:
        RecordError: ``missing`` if nothing is remembered, ``refused`` as for a correction.
    """
    with refusals_journaled("row.forget", by.actor, by.at), transaction.atomic():
        plan = lock_editable_plan(plan, by.actor, by.at)
        was = store_aliases(plan.unit_id, {normalise_alias(name): None})[normalise_alias(name)][0]
        if was is None:
            raise RecordError("missing", _("No meaning of this name is remembered."), where=name[:40])
        journal_act(plan, "row.forget", by.actor, {"name": normalise_alias(name)}, at=by.at)


def _renamed(row: PlanRow, said: Mapping[str, NameMeaning], names: Called) -> list[dict[str, object]]:
    """Return the units of a row with these names resolved; sets ``row.each`` if a group leads."""
    found: list[dict[str, object]] = []
    for row_unit in units_now(row):
        if normalise_alias(row_unit["name"]) not in said:
            found.append(row_unit)
            continue
        meaning = names.of(row_unit["name"])
        found += [{**row_unit, "unit_id": unit} for unit in meaning.units]
        if meaning.how == "group" and row_unit["role"] == RowUnit.LEAD:
            row.each = True
    return order_row_units(found)


def _label(one: NameMeaning, names: Called) -> str:
    if one.word:
        return one.word
    return names.name_of(one.unit) if one.unit is not None else _("not the name of a unit")
