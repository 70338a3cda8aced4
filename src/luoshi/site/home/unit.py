"""The home page of a unit: what to report this month, what to accept, forms, and what was reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from luoshi.base.forms.shapes import Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.pages import lights_of
from luoshi.commitments.progress.queries import ReportRequest, asked_of
from luoshi.commitments.reporting.worklist import queries as worklist
from luoshi.commitments.reporting.worklist.rules import reporting_month_span
from luoshi.desk.lists.queries.inbox import WaitingCount, waiting_in_state
from luoshi.facts.returns.queries import OwedForm, may_fill, owed_forms
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.conditions.queries.steps import open_steps
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.registry import get_kind
from luoshi.plans.base.code_labels import format_target_value
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import BACK, ISSUED
from luoshi.site.today.faces import Section, waiting_url

CARDS, TO_ACCEPT, TOLD, FORMS = 6, 10, 5, 5  # shown; the rest are one click away
FULL = 10_000  # ``Commitment.reached`` of what is done: hundredths of a per cent
NOTHING_NEW = "nothing_new"


def build_unit_face(waiting: Sequence[WaitingCount], actor: Actor, day: date) -> Section:
    """Return the sections of a unit; those with nothing in them are None.

    Args:
        waiting: what waits for the actor, as ``inbox.count_by_state`` counts it.
    """
    found: Section = {}
    if worklist.may_owe(actor):
        found |= _reports(actor, day) | {"accept": _to_accept(waiting, actor, day)}
    if may_fill(actor):
        found["forms"] = _forms(actor, day)
    return found


def _reports(actor: Actor, day: date) -> Section:
    """Return this month's reports: how far, the first cards, and what was reported."""
    month = worklist.this_month(actor, day)
    told = len(month.told)
    if not (month.count or told):
        return {"month": None, "told": None}
    cards, shown = month.rows[:CARDS], month.told[:TOLD]
    every = [*cards, *shown]
    lights, asked, steps = lights_of(every, day), asked_of(cards, day), open_steps(cards, actor, day)
    url = reverse("ledger:report")
    return {
        "month": {
            "name": date_format(day, pgettext("month to report in", "F")),
            "until": reporting_month_span(day)[1],
            "left": month.count,
            "told": told,
            "every": month.count + told,
            "share": 100 * told // (month.count + told),
            "cards": [
                _card(card, lights[card.pk], asked[card.pk], {step.name for step in steps[card.pk]}) for card in cards
            ],
            "url": url,
        },
        "told": {
            "count": told,
            "url": url,
            "rows": [
                {
                    "title": row.title,
                    "url": row.get_absolute_url(),
                    "light": lights[row.pk] if row.state in BACK else Light("done", _("Reported")),
                    "day": row.reported,
                }
                for row in shown
            ],
        },
    }


def _card(one: Commitment, light: Light, asked: ReportRequest, steps: set[str]) -> Section:
    values = [
        {"last": format_target_value(target, asked.known[target.pk].value), "target": target.quote}
        for target in asked.targets
        if target.pk in asked.known
    ]
    step_url = reverse("records:step", args=[one.kind, one.pk, NOTHING_NEW])
    reached = min(one.reached, FULL) if one.reached is not None else None
    return {
        "pk": one.pk,
        "title": one.title,
        "url": one.get_absolute_url(),
        "light": light,
        "due": plain_text(one.due),
        "values": values[0] if values else None,
        "reached": 100 * reached // FULL if reached is not None else None,
        "share": f"{round_to_places(Fraction(one.reached, 100), 0)}%" if one.reached is not None else "",
        "report_url": f"{reverse('ledger:report')}?row={one.pk}",
        "nothing_url": step_url if NOTHING_NEW in steps and one.reported else "",
    }


def _to_accept(waiting: Sequence[WaitingCount], actor: Actor, day: date) -> Section | None:
    """Return the commitments that wait to be accepted, all chosen, for the form that accepts many at once."""
    count = sum(group.count for group in waiting if (group.kind, group.state) == ("commitments", ISSUED))
    if not count:
        return None
    rows = waiting_in_state(get_kind("commitments"), ISSUED, actor, day)
    some = list(rows[:TO_ACCEPT])
    keys = [] if count <= len(some) else list(rows.order_by("pk").values_list("pk", flat=True))
    here = {record.pk for record in some}
    return {
        "count": count,
        "url": waiting_url(of=f"commitments:{ISSUED}"),
        "rows": [
            {"pk": record.pk, "title": record.title, "url": record.get_absolute_url(), "due": plain_text(record.due)}
            for record in some
        ],
        "hidden": [key for key in keys if key not in here],
        "bulk_url": reverse("records:bulk", args=["commitments"]),
    }


def _forms(actor: Actor, day: date) -> Section | None:
    """Return the forms that the actor's units owe, the soonest due first."""
    owed = owed_forms(actor, day)
    if not owed:
        return None
    rows = [_form(form, day) for form in owed[:FORMS]]
    return {"rows": rows, "count": len(owed), "url": reverse("returns:fill")}


def _form(owed: OwedForm, day: date) -> Section:
    light = Light("late", _("late")) if owed.due < day else None
    query = f"?task={owed.task.pk}&period={owed.span.first.isoformat()}"
    return {
        "title": owed.task.form.title if owed.task.form else owed.task.title,
        "period": format_duty_period(owed.span),
        "due": owed.due,
        "light": light,
        "begun": owed.found is not None,
        "url": reverse("returns:fill") + query,
    }
