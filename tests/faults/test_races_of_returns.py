"""Several at one return at once: it is begun once and sent once, and nobody waits for ever."""

from __future__ import annotations

from typing import Any

from faults.threads import EIGHT, at_once, of
from figures_told import defined
from forms_issued import LATER, MONTH, NAMES, cells_of, form_of, sent, task_of
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.returns import actions
from luoshi.facts.returns.models import Draft, Return, Task
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from office import Office


def owed(office: Office) -> Task:
    NAMES.update({name: unit.name for name, unit in office.units.items()})
    return task_of(form_of(office, defined(office, "活动"), defined(office, "讲座")))


def test_of_eight_that_touch_it_at_once_one_begins_it(real_office: Office) -> None:
    task = owed(real_office)
    found = at_once(lambda number: actions.get_or_begin_return(task, MONTH, LATER).pk)
    assert len({*found}) == 1 == Return.objects.count()


def test_of_eight_that_send_it_at_once_one_is_taken(real_office: Office) -> None:
    task, clerk = owed(real_office), real_office.actor("clerk")
    names = cells_of(task)

    def send(number: int) -> Any:
        cells = {names["活动"]: str(number), names["讲座"]: str(number)}
        return actions.send_return(task, MONTH, clerk, cells, None, at=LATER)

    assert of(at_once(send)) == {"done": 1, "refused": EIGHT - 1}
    assert Return.objects.get().state == "sent"
    assert len({fact.value for fact in Fact.objects.all()}) == 1 and Fact.objects.count() == 2


def test_who_types_while_it_is_sent_has_typed_before_or_is_told(real_office: Office) -> None:
    task, clerk = owed(real_office), real_office.actor("clerk")
    names = cells_of(task)
    cells = {names["活动"]: "3", names["讲座"]: "4"}

    def act(number: int) -> Any:
        if number:
            return actions.save_return_draft(task, MONTH, clerk, {names["活动"]: "9"}, {}, revision=0, at=LATER)
        return actions.send_return(task, MONTH, clerk, cells, None, at=LATER)

    found = of(at_once(act, 2))
    assert found["done"] >= 1 and found["done"] + found["refused"] + found["changed"] == 2
    assert not Draft.objects.exists() and Fact.objects.count() == 2


def test_a_page_and_a_program_that_send_it_at_once_do_not_wait_for_each_other(real_office: Office) -> None:
    task, clerk = owed(real_office), real_office.actor("clerk")
    one = sent(real_office, task, 活动="1", 讲座="2")
    take(one, "send_back", real_office.actor("supervisor"), {"reason": "请核实"}, at=LATER)
    names = cells_of(task)
    cells = {names["活动"]: "3", names["讲座"]: "4"}

    def act(number: int) -> Any:
        if number % 2:
            fresh = get_kind("form_tasks").record.fresh(task.pk)
            return take(fresh, "fill", clerk, {"first": MONTH.isoformat(), "cells": cells}, at=LATER)
        return actions.send_return(task, MONTH, clerk, cells, None, at=LATER)

    assert of(at_once(act)) == {"done": 1, "refused": EIGHT - 1}
    assert {fact.value for fact in Fact.objects.filter(ended=None)} == {3, 4}
