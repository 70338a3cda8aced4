"""Forms, what is owed of them, and returns, in each state."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from cast import Cast, called
from examples import mover
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.facts.returns import actions, queries
from luoshi.facts.returns.models import Form, Return, Task
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW
from states import Records, builds

_NUMBERS = count(1)


def form_of(cast: Cast, at: datetime, *, issued: bool = True, **values: Any) -> Form:
    """A form of one indicator that the cast's own unit fills in, for itself or for who receives it there."""
    number, receiver = next(_NUMBERS), values.pop("receiver", "own")
    desk = cast.actor(called(Role.CLERK, receiver))
    said = {
        "title": f"指标{number}",
        "unit": cast.unit(receiver).pk,
        "measure": "个",
        "nature": "flow",
        "period": "month",
    }
    one = begin(get_kind("indicators"), desk, said, at=at).record
    given = {
        "title": f"月报{number}",
        "unit": cast.unit(receiver).pk,
        "every": "month",
        "day": 5,
        "lines": [{"indicator": one.number, "must": True}],
        "owing": [{"unit": cast.unit("own").pk}],
    }
    made = begin(get_kind("forms"), desk, {**given, **values}, at=at).record
    return take(made, "issue", desk, {}, at=at).record if issued else made  # type: ignore[return-value]


def task_of(cast: Cast, at: datetime, **values: Any) -> Task:
    form = form_of(cast, at, receiver="receiver", **values)
    return Task.objects.select_related("form__unit", "unit").get(form=form)


@builds("forms")
def forms_in_each_state(declared: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One drafted, one issued, one stopped."""
    stopped: Record = form_of(cast, at)
    desk = cast.actor(mover(declared, "stop"))
    stopped = take(stopped, "stop", desk, {"to_day": at.date().isoformat()}, at=at).record
    return {"drafted": form_of(cast, at, issued=False), "issued": form_of(cast, at), "stopped": stopped}


@builds("form_tasks")
def tasks_in_each_state(declared: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One that is owed, and one that is owed no more."""
    ended = task_of(cast, at)
    take(ended, "release", PROGRAM, {}, at=at, within=True)
    return {"owed": task_of(cast, at), "ended": Task.objects.get(pk=ended.pk)}


@builds("returns")
def returns_in_each_state(declared: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """Begun, sent, to be signed, sent back, told at the telephone, accepted."""
    unit, receiver = cast.actor(called(Role.CLERK, "own")), cast.actor(mover(declared, "take_in"))

    def begun(**values: Any) -> Return:
        task = task_of(cast, at, **values)
        first = (at.date() if at.date().day > 1 else at.date() - timedelta(days=1)).replace(day=1)
        return actions.get_or_begin_return(task, first, at)

    def sent(one: Return, who: Any = unit, step: str = "send", **more: str) -> Return:
        task = queries.task_of(one)
        assert task is not None and task.form is not None
        cells = {line.cell(task.unit_id): "3" for line in queries.form_grid_lines(task.form)}
        return take(one, step, who, {"cells": cells, **more}, at=at).record  # type: ignore[return-value]

    accepted = take(sent(begun()), "take_in", receiver, {}, at=at).record
    back = take(sent(begun()), "send_back", receiver, {"reason": "示例"}, at=at).record
    return {
        "open": begun(),
        "sent": sent(begun()),
        "signing": sent(begun(signed=True)),
        "told": sent(begun(), cast.actor(mover(declared, "type_in")), "type_in", told_by="幻某"),
        "back": back,
        "accepted": accepted,
    }
