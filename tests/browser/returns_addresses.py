"""The pages of forms and returns: one that is owed, one that is being typed, one that was sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from luoshi.facts.returns import actions, queries
from luoshi.facts.returns.models import Form, Task
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import Office

INDICATORS = (("科普活动场次", "flow", "场"), ("科普经费支出", "flow", "元"), ("志愿者", "stock", "人"))


def furnish(office: Office) -> None:
    """A form of two indicators, issued two months ago; the first month sent, the second begun."""
    at = timezone.now() - timedelta(days=62)
    day = timezone.localdate(at)
    desk, clerk = office.actor("supervisor", day), office.actor("clerk", day)
    numbers = []
    for title, nature, measure in (
        ("科普活动场次", "flow", "场"),
        ("科普经费支出", "flow", "元"),
        ("志愿者", "stock", "人"),
    ):
        said = {"title": title, "nature": nature, "measure": measure, "period": "month"}
        said["unit"] = str(office.units["desk"].pk)
        numbers.append(begin(get_kind("indicators"), desk, said, at=at).record.number)
    given: dict[str, Any] = {
        "title": "科普工作月报",
        "unit": str(office.units["desk"].pk),
        "every": "month",
        "day": 5,
        "note": "按实际发生填写。",
        "lines": [
            {"indicator": number, "must": True, "entry": "万元" if at == 1 else ""} for at, number in enumerate(numbers)
        ],
        "owing": [{"unit": str(office.units["kexie"].pk)}],
    }
    form = begin(get_kind("forms"), desk, given, at=at).record
    take(form, "issue", desk, {}, at=at)
    task = Task.objects.select_related("form__unit", "unit").get()
    first, second, *_rest = queries.open_periods(task)
    now = timezone.now()
    cells = {line.cell(task.unit_id): "12" for line in queries.form_grid_lines(Form.objects.get())}
    actions.send_return(task, first, clerk, cells, None, at=now)
    actions.save_return_draft(task, second, clerk, {next(iter(cells)): "3"}, {}, revision=0, at=now)


def pages() -> list[tuple[Any, ...]]:
    """What is to be filled in, one form, one that was sent, who returned it, and workbooks that come back."""
    task, form = Task.objects.get(), Form.objects.get()
    sent, typed, *_rest = (period.isoformat() for period in sorted(task_periods(task)))
    found: list[tuple[Any, ...]] = [
        ("fill", "clerk", "/fill/"),
        ("fill", "clerk", f"/fill/?task={task.pk}&period={typed}"),
        ("fill", "supervisor", f"/fill/?task={task.pk}&period={typed}"),
        ("fill", "clerk", f"/fill/?task={task.pk}&period={sent}"),
        ("who", "supervisor", f"/fill/who/{form.pk}/"),
        ("totals", "supervisor", f"/fill/totals/{form.pk}/?period={sent}"),
        ("back", "clerk", "/fill/back/"),
    ]
    for name in ("forms", "form_tasks", "returns"):
        one = get_kind(name).record.objects.filter(kind=name).order_by("pk").first()
        assert one is not None
        found += [("list", "supervisor", f"/{name}/"), ("detail", "supervisor", one.get_absolute_url())]
    return [*found, ("new", "supervisor", "/forms/new/")]


def task_periods(task: Task) -> list[Any]:
    """The first days of all periods that it was owed for."""
    rows = queries.Occurrence.objects.filter(duty__record=task.pk, dropped=None)
    return list(rows.values_list("first", flat=True))
