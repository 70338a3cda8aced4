"""Demo forms: two that units owe each month; returned, accepted, sent back, and not returned yet."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.indicators.models import Definition
from luoshi.facts.returns import actions, queries
from luoshi.facts.returns.models import Task
from luoshi.facts.returns.queries import OwedForm
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

ISSUED, FIRST, EACH = 74, 72, 3  # working days ago: issued, first round of returns, and the interval between rounds
DESK, BY = "YL-DC", "du"
# code, name, unit of measure, nature, and the unit in which it is entered
INDICATORS = (
    ("kp_events", "科普活动场次", "场", "flow", ""),
    ("kp_attended", "科普活动参加人次", "人次", "flow", ""),
    ("kp_spent", "科普经费支出", "元", "flow", "万元"),
    ("kp_registered", "在册科普志愿者", "人", "stock", ""),
)
# title, receiving unit, receiver, lines, units that owe it
FORMS = (
    ("科普工作月报", "YL-KX", "ke", ("kp_events", "kp_attended", "kp_spent", "kp_registered"),
     ("YL-QS", "YL-BX", "YL-FL", "YL-LH", "YL-JY", "YL-NY", "YL-KJ")),
    ("科普投入月报", "YL-DC", "du", ("kp_events", "kp_spent"), ("YL-KX", "YL-JY", "YL-NY")),
)  # fmt: skip
SENT_BACK, RECENT = "YL-NY", 40  # whose newest return is sent back, if its period ended at most this many days ago
LAGS = 5  # one in this many returns is not sent in time
BACK = "参加人次与活动场次不匹配，请核实。"


def plan_returns(making: Making) -> None:
    """Schedule the forms, and a round of returns every few days."""
    making.later(making.at(ISSUED), partial(_issue, making))
    for ago in range(FIRST, 0, -EACH):
        making.later(making.at(ago), partial(_return, making))


def _issue(making: Making, at: datetime) -> None:
    desk = making.actor(BY, at)
    for code, title, measure, nature, _typed in INDICATORS:
        given = {"title": title, "unit": making.units[DESK].pk, "code": code, "measure": measure, "nature": nature}
        begin(get_kind("indicators"), desk, {**given, "period": "month"}, at=at)
    typed = {code: entry for code, _title, _measure, _nature, entry in INDICATORS}
    for title, receiver, by, codes, owing in FORMS:
        actor = making.actor(by, at)
        numbers = {definition.code: definition.number for definition in Definition.objects.filter(code__in=codes)}
        given = {
            "title": title,
            "unit": making.units[receiver].pk,
            "every": "month",
            "day": 5,
            "lines": [{"indicator": numbers[code], "entry": typed[code], "must": True} for code in codes],
            "owing": [{"unit": making.units[code].pk} for code in owing],
        }
        form = begin(get_kind("forms"), actor, given, at=at).record
        take(form, "issue", actor, {}, at=at)


def _return(making: Making, at: datetime) -> None:
    """Send most of what is owed for past periods; accept what was sent, and send one back."""
    day = timezone.localdate(at)
    for task in Task.objects.filter(state="owed").select_related("form__unit", "unit").order_by("pk"):
        speaker = making.speaks_for(task.unit_id, at)
        if speaker is None or task.form is None:
            continue
        for owed_form in queries.owed_of(task, day):
            late = (task.pk + owed_form.span.first.month) % LAGS == 0 and (day - owed_form.due).days < EACH
            if owed_form.span.last < day and owed_form.state == "" and not late:
                _send(making, owed_form, speaker, at)


def _send(making: Making, one: OwedForm, speaker: Actor, at: datetime) -> None:
    task, form = one.task, one.task.form
    assert form is not None
    size, month = 3 + task.pk % 5, one.span.first.month
    amounts = {
        "kp_events": size + month % 3,
        "kp_attended": (size + month % 3) * (80 + task.pk % 40),
        "kp_spent": size * 2 + month % 4,
        "kp_registered": 40 * size + month,
    }
    sheet = queries.load_form_grid(task, one.span, one.span.last)
    asked = [line for line in sheet.asked if sheet.value(line, task.unit_id) is None]  # known from another form
    cells = {line.cell(task.unit_id): str(amounts[line.code]) for line in asked}
    done = actions.send_return(task, one.span.first, speaker, cells, None, at=at)
    receiver = making.actor(next(by for title, _to, by, *_rest in FORMS if title == form.title), at)
    if (
        (task.pk + month) % LAGS == 1
        and (timezone.localdate(at) - one.span.last).days < 12
        and form.title == FORMS[0][0]
    ):
        take(done.record, "send_back", receiver, {"reason": BACK, "lines": [str(asked[1].line)]}, at=at)
    else:
        take(done.record, "take_in", receiver, {}, at=at)
