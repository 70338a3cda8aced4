"""What tests of returns share: a form that is issued, and what a unit types into it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from luoshi.facts.base.models.fact import Fact
from luoshi.facts.indicators.models import Definition
from luoshi.facts.returns import actions, queries
from luoshi.facts.returns.models import Form, Return, Task
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office

MONTH = date(NOW.year, NOW.month, 1)  # the month in which the form is issued
LATER = NOW + timedelta(days=32)  # in the month after, when it is due


def form_of(office: Office, *indicators: Definition, who: str = "supervisor", **values: Any) -> Form:
    """A form of these indicators that the association owes each month until the 5th, issued."""
    lines = [{"indicator": indicator.number, "must": True} for indicator in indicators]
    given = {
        "title": "科普月报",
        "unit": office.units["desk"].pk,
        "every": "month",
        "day": 5,
        "lines": lines,
        "owing": [{"unit": office.units["kexie"].pk}],
    }
    made = begin(get_kind("forms"), office.actor(who), {**given, **values}, at=NOW).record
    return take(made, "issue", office.actor(who), {}, at=NOW).record  # type: ignore[return-value]


def task_of(form: Form, unit: str = "kexie") -> Task:
    rows = Task.objects.select_related("form__unit", "unit")
    return rows.get(form=form, unit__name=NAMES.get(unit, unit), state="owed")


NAMES: dict[str, str] = {}


def cells_of(task: Task, first: date = MONTH) -> dict[str, str]:
    """The names of a form's cells by the name of the line; of the total to date with "累计" behind it."""
    assert task.form is not None
    sheet = queries.load_form_grid(task, queries.span_of(task.form, first), first)
    found = {}
    for line in sheet.asked:
        for unit in sheet.units:
            of = f"{unit.name} " if task.form.beneath else ""
            found[f"{of}{line.name}"] = line.cell(unit.pk)
            found[f"{of}{line.name}累计"] = line.cell(unit.pk, "t")
    return found


def sent(
    office: Office,
    task: Task,
    first: date = MONTH,
    who: str = "clerk",
    at: datetime = LATER,
    notes: dict[str, str] | None = None,
    told_by: str = "",
    **texts: str,
) -> Return:
    """Send a form with these texts by the names of its lines."""
    names = cells_of(task, first)
    cells = {names[name]: text for name, text in texts.items()}
    actor = office.actor(who)
    done = actions.send_return(task, first, actor, cells, notes, at=at, told_by=told_by)
    return Return.objects.get(pk=done.record.pk)


def values_told() -> dict[tuple[str, int], Decimal | None]:
    """The facts that count: value by the indicator's name and the period."""
    return {
        (fact.indicator.name, fact.period): fact.value
        for fact in Fact.objects.filter(ended=None).select_related("indicator")
    }
