"""Parses answers to doubts: one press in a row answers for all rows with the same question."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import RowUnit
from luoshi.plans.base.queries import row_by_row
from luoshi.plans.rows.actions.bulk_edit import set_together
from luoshi.plans.rows.actions.editing import By, Editing
from luoshi.plans.rows.actions.name_resolution import say_names
from luoshi.plans.rows.pages.bulk_edit import name_statement_in
from luoshi.plans.rows.pages.form_data import day_in, seen_in
from luoshi.plans.rows.queries.row_answers import rows_with_name
from luoshi.plans.rows.rules.choices import parse_answer


def answer_in(plan: Plan, given: Mapping[str, str], by: By) -> Editing:
    """Apply the pressed answer to the rows sent; what a name means holds for every row that prints it.

    Raises:
        RecordError: ``incomplete``, and as the edits that it makes.
    """
    answer, seen = parse_answer(given.get("answer", "")), seen_in(given)
    if answer is None:
        raise RecordError("incomplete", _("Choose one of the answers."))
    if answer.kind == "name":
        told = name_statement_in(answer.value, "", answer.printed, by)
        if told is None:
            raise RecordError("incomplete", _("Choose one of the answers."))
        # Rows that were not sent are as they are now; of those that were, nobody may have decided meanwhile.
        return say_names(plan, {**rows_with_name(plan, answer.printed), **seen}, {answer.printed: told}, by)
    values: dict[str, object] = {"each": True}
    if answer.kind == "due":
        values = {"due": day_in(plan, answer.value)}
    elif answer.kind == "undated":
        values = {"due": None}
    elif answer.kind == "lead":
        values = {"lead": [answer.value], "support": _other_leads(plan, seen, answer.value)}
    return set_together(plan, seen, values, by)


def _other_leads(plan: Plan, seen: Mapping[int, int], lead: str) -> list[str]:
    """Return the other leads of the first row, as printed: they help from now on."""
    row = next(iter(row_by_row(plan, list(seen)[:1]).values()), None)
    units = row.units.all() if row else ()
    names = [unit.name for unit in units if unit.role == RowUnit.LEAD and unit.unit_id and unit.name != lead]
    return list(dict.fromkeys(names))
