"""The head of a plan's page: the share done against the share of the year, and the curve of both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.models import CurrentLight
from luoshi.commitments.statistics.pictures.queries import against_time
from luoshi.commitments.statistics.plan_overview.rules import NARROW, WIDE, CourseDrawing, draw_course, month_at
from luoshi.commitments.tags.pages.cards import tag_cards
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.narrowing import narrow_record
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.twins.pages import plan_twin_card


def plan_sections(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return the overview of a plan whose commitments are out, its tags, and its comparison with other plans."""
    plan = narrow_record(record, Plan)
    return [
        *([] if plan.erased else plan_overview_cards(plan, day)),
        *tag_cards(plan),
        *plan_twin_card(record, actor, day),
    ]


def plan_overview_cards(plan: Plan, day: date) -> list[dict[str, object]]:
    """Return the numbers and the curve of a plan; nothing before it is published. One query.

    What was split off counts within its whole; what was cancelled, merged or withdrawn does not count.
    """
    if plan.state == "closed":  # a closed year says what it said: what ends later would change these numbers
        return []
    every, due, months = against_time(CurrentLight.objects.filter(plan=plan.pk, split_from=None), plan.year, day)
    if not every:
        return []
    planned = [month.due for month in months]
    done = [month.closed for month in months if month.closed is not None]
    now, closed = month_at(plan.year, day), done[-1] if done else 0
    words = {"due": due, "closed": closed, "day": day.isoformat()}
    card: dict[str, object] = {
        "top": True,
        "template": "ledger/_plan_overview.html",
        "every": every,
        "due": due,
        "closed": closed,
        "short": max(due - closed, 0),
        "share": closed * 100 // every,
        "due_share": due * 100 // every,
        "planned": planned[-1],
        "words": _("By %(day)s %(due)d should be done, %(closed)d are.") % words,
        "drawings": [
            ("course--wide", _name_months(draw_course(planned, done, due, now, WIDE))),
            ("course--narrow", _name_months(draw_course(planned, done, due, now, NARROW))),
        ],
    }
    return [card]


def _name_months(drawing: CourseDrawing) -> CourseDrawing:
    """Return the drawing with the months' names instead of their numbers."""
    form = pgettext("month of a year", "M")
    names = [date_format(date(2000, month, 1), form) for month in range(1, len(drawing.months) + 1)]
    months = tuple(replace(mark, words=name) for mark, name in zip(drawing.months, names, strict=True))
    return replace(drawing, months=months)
