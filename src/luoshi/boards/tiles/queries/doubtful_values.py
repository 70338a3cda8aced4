"""What is to be looked at among reported figures: two values for one figure, doubts in returns, forms that are late."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.base.models.fact import Question
from luoshi.facts.figure_views.queries.sources import open_questions
from luoshi.facts.figure_views.queries.visibility import highest_readable_unit, may_view_figures, open_units
from luoshi.facts.returns.models import Return, Task
from luoshi.facts.returns.queries import DUTY, SENT
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import find_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.org.tree.models import Unit

MOST = 8  # of each sort


class LateForm(NamedTuple):
    """A form that a unit owes and has not sent: the first days of its periods, oldest first."""

    task: Task
    firsts: tuple[date, ...]


class Doubtful(NamedTuple):
    """What is to be looked at, at most ``MOST`` of each sort, and how many late forms there are."""

    questions: list[Question]
    returns: list[Return]
    late: list[LateForm]
    late_count: int


def find_doubtful_values(actor: Actor, unit: Unit | None, today: date) -> Doubtful | None:
    """Find what the reader may look at; None: they may not see the figures of the unit. At most ten queries."""
    if not may_view_figures(actor):
        return None
    of = unit or highest_readable_unit(actor, today)
    if of is None or (unit is not None and not open_units(actor, today).filter(pk=unit.pk).exists()):
        return None
    beneath = descendant_unit_ids([of.pk], today)
    returns: list[Return] = []
    late: list[LateForm] = []
    count = 0
    kind, tasks_kind = find_kind("returns"), find_kind("form_tasks")
    if kind is not None and tasks_kind is not None and not kind.off:
        may = readable_records(kind, actor, today).filter(state=SENT, unit__in=beneath)
        sent = Return.objects.filter(pk__in=may.values("pk")).exclude(doubted={})
        returns = list(sent.select_related("unit", "task__form").order_by("first", "pk")[:MOST])
        tasks = readable_records(tasks_kind, actor, today).filter(state="owed", unit__in=beneath)
        owed: dict[int, list[date]] = {}
        dates = Occurrence.objects.filter(
            duty__record__in=tasks.values("pk"), duty__name=DUTY, settled=None, dropped=None, due__lt=today
        )
        for task, first in dates.order_by("due").values_list("duty__record", "first"):
            if task is not None and first is not None:
                owed.setdefault(task, []).append(first)
        count = len(owed)
        shown = Task.objects.select_related("form", "unit").in_bulk([*owed][:MOST])
        late = [LateForm(shown[pk], tuple(firsts)) for pk, firsts in owed.items() if pk in shown]
    return Doubtful(open_questions(of, today)[:MOST], returns, late, count)
