"""Units type and send a form each month, it comes back, is sent again and accepted; and what must hold after a kill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from faults.sending import Form, Said, key, who
from luoshi.base.record_errors import RecordError
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.returns import actions, queries
from luoshi.facts.returns.digests import hash_told_values
from luoshi.facts.returns.models import Draft, Return, Task
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.tree.models import Unit
from office import NOW

LATER = NOW + timedelta(days=100)
MONTHS = 4
SENT = ("sent", "accepted", "back")


def issued() -> None:
    """A form of two indicators that the association owes each month."""
    desk = who("supervisor")
    of = str(Unit.objects.get(code="desk").pk)
    numbers = []
    for title in ("科普活动", "参加人次"):
        said = {"title": title, "unit": of, "measure": "个", "nature": "flow", "period": "month"}
        numbers.append(begin(get_kind("indicators"), desk, said, at=NOW).record.number)
    given: dict[str, Any] = {"title": "科普月报", "unit": of, "every": "month", "day": 5}
    given["lines"] = [{"indicator": number, "must": True} for number in numbers]
    given["owing"] = [{"unit": str(Unit.objects.get(code="kexie").pk)}]
    take(begin(get_kind("forms"), desk, given, at=NOW).record, "issue", desk, {}, at=NOW)


def _task() -> Task:
    return Task.objects.select_related("form__unit", "unit").get()


def _first(month: int) -> Any:
    rows = Occurrence.objects.filter(duty__record=_task().pk, dropped=None).order_by("first")
    return rows.values_list("first", flat=True)[month]


def _cells(value: int) -> dict[str, str]:
    task = _task()
    assert task.form is not None
    return {line.cell(task.unit_id): str(value) for line in queries.form_grid_lines(task.form)}


def type_it(month: int, said: Said) -> str:
    try:
        actions.save_return_draft(_task(), _first(month), who("clerk"), _cells(month), {}, revision=0, at=LATER)
    except RecordError as error:
        if error.code not in ("changed", "refused"):  # it was typed, or sent, before
            raise
    return "typed"


def send(month: int, turn: int, said: Said) -> str:
    """Send it, the second time with other figures."""
    once = key("send", month, turn)
    record = actions.get_or_begin_return(_task(), _first(month), LATER)
    given = {"cells": _cells(10 * turn + month)}
    name = "send_again" if turn else "send"
    return str(take(record, name, who("clerk"), given, at=LATER, once=once).entry.pk)


def decide(month: int, step: str, said: Said) -> str:
    record = Return.objects.get(first=_first(month))
    given = {"reason": "请核实"} if step == "send_back" else {}
    return str(take(record, step, who("supervisor"), given, at=LATER, once=key(step, month)).entry.pk)


def of_returns() -> list[Form]:
    forms: list[Form] = []
    for month in range(MONTHS):
        forms += [partial(type_it, month), partial(send, month, 0), partial(decide, month, "send_back")]
        forms += [partial(send, month, 1), partial(decide, month, "take_in")]
    return forms


def whole() -> Iterator[str]:
    """What is not whole of returns: figures without their return, a return without its figures, a date not met."""
    for record in Return.objects.all():
        told = [fact for fact in queries.told_of(record) if fact.ended is None]
        if record.state in SENT:
            if record.digest != hash_told_values([fact.fact_value for fact in told]) or record.count != len(told):
                yield f"{record}: its hash is not that of its figures"
            settled = Occurrence.objects.get(duty__record=record.task_id, first=record.first).settled
            if settled is None:
                yield f"{record}: sent, and its date is not met"
            if record.state != "back" and Draft.objects.filter(record=record).exists():
                yield f"{record}: sent, and still typed"
        elif told:
            yield f"{record}: not sent, and told"


def returns() -> dict[str, Any]:
    """The returns and the figures that count, as they can be compared."""
    return {
        "returns": [
            (task_returned.number, str(task_returned.first), task_returned.state, task_returned.digest)
            for task_returned in Return.objects.order_by("first")
        ],
        "facts": sorted(
            (fact.indicator.name, fact.period, str(fact.value))
            for fact in Fact.objects.filter(ended=None).select_related()
        ),
    }
