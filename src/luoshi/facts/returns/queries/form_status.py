"""Queries for who owes a form, who has returned it, and whom to call."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.forms.fields import Undecrypted
from luoshi.base.rights.rules.rights import Role
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period
from luoshi.facts.returns.models import Form, Return, Task
from luoshi.facts.returns.queries import AHEAD, DUTY, span_of
from luoshi.kernel.duties.models import Occurrence
from luoshi.org.people.queries.people import tenures_in_force


@dataclass(frozen=True)
class UnitFormStatus:
    """A unit's return of a form for a period, and its due date."""

    task: Task
    found: Return | None
    due: date | None


def form_unit_statuses(form: Form, span: Period) -> list[UnitFormStatus]:
    """List all units that owe a form, with their returns for a period. Three queries."""
    tasks = list(Task.objects.filter(form=form).select_related("unit").order_by("unit__code", "unit"))
    dates = dict(
        Occurrence.objects.filter(duty__record__in=tasks, duty__name=DUTY, first=span.first, dropped=None).values_list(
            "duty__record", "due"
        )
    )
    there = {
        form_return.task_id: form_return
        for form_return in Return.objects.filter(task__in=tasks, period=encode_period(span))
    }
    rows = [task for task in tasks if task.pk in dates or task.pk in there]
    return [UnitFormStatus(row, there.get(row.pk), dates.get(row.pk)) for row in rows]


def newest_form_period(form: Form, day: date) -> Period | None:
    """Return the newest completed period owed for a form; else the first. One query."""
    known = _owed_first_days(form)
    over = [first for first in known if span_of(form, first).last < day]
    first = over[-1] if over else (known[0] if known else None)
    return span_of(form, first) if first else None


def periods_of(form: Form, day: date) -> list[Period]:
    """List the owed periods of a form that are nearly over, newest first, at most twelve; else the first. One query."""
    spans = [span_of(form, first) for first in reversed(_owed_first_days(form))]
    return [span for span in spans if span.last <= day + AHEAD][:12] or spans[-1:]


def _owed_first_days(form: Form) -> list[date]:
    """List the first days of all periods owed for a form, the earliest first."""
    rows = Occurrence.objects.filter(duty__record__in=Task.objects.filter(form=form), duty__name=DUTY, dropped=None)
    firsts = rows.values_list("first", flat=True)
    return keep_answer((_owed_first_days, form.pk), lambda: sorted({first for first in firsts if first}))


def form_contacts_by_unit(units: Collection[int], day: date) -> dict[int, list[tuple[str, str]]]:
    """Return the contacts of each unit for a form, name and telephone. One query."""
    rows = tenures_in_force(day).filter(post__unit__in=units, post__role__in=(Role.CLERK, Role.HEAD), deputy=False)
    found: dict[int, list[tuple[str, str]]] = {}
    for row in rows.select_related("person", "post").order_by("post__role", "pk"):
        phone = "" if isinstance(row.person.phone, Undecrypted) else row.person.phone
        found.setdefault(row.post.unit_id, []).append((row.person.name, phone))
    return found
