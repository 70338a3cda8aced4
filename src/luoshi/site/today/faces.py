"""Sections of the home pages that several roles share: who is late, the curve, what waits by action, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from luoshi.base.lateness import LIGHT_WORDS
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.rules.page_lights import PAGE_LIGHTS
from luoshi.commitments.verifying.queries import may_verify_reports
from luoshi.desk.lists.queries.holders import responsible_tenures
from luoshi.desk.lists.queries.inbox import WaitingCount
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.history.queries.history import Event
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.org.people.actions.people import may_view_contact
from luoshi.plans.base.states import CHECKING, REPORTED
from luoshi.site.today import queries
from luoshi.site.today.curve import CurveFrame, draw_year_curve

Section = dict[str, object]  # what the template of a section takes
UNITS, GROUPS, CHANGES = 8, 9, 6  # rows of a section; the rest are one click away
BAR = 100  # the width of a full bar, in its own measure
WIDE, NARROW = CurveFrame(680, 200), CurveFrame(420, 140, right=60)


def build_late_section(actor: Actor, day: date) -> Section:
    """Return who is late, by unit: how its commitments stand, the oldest, the person, and what can be done."""
    late_units = queries.late_by_unit(actor, day, UNITS)
    found, units = late_units.first, late_units.units
    oldest = [late.oldest for late in found]
    who = responsible_tenures(oldest, day)
    widest = max((sum(late.lights.values()) for late in found), default=1)
    used = [code for code in PAGE_LIGHTS if any(late.lights.get(code) for late in found)]
    every, calls = reverse("today_list", args=["late"]), may_view_contact(actor)
    rows = []
    for late in found:
        held = who.get(late.oldest.pk)
        rows.append(
            {
                "name": late.name,
                "count": late.count,
                "url": f"{every}?unit={late.unit}",
                "days": (day - late.since).days,
                "title": late.oldest.title,
                "title_url": late.oldest.get_absolute_url(),
                "who": held.person.name if held else "",
                "call_url": reverse("late_call", args=[late.oldest.pk]) if held and calls else "",
                "chase": _chase(late),
                "bar": _bar(late, used, widest),
                "stands": _("; ").join(
                    f"{LIGHT_WORDS[code]} {late.lights[code]}" for code in used if code in late.lights
                ),
            }
        )
    more = {"label": _("All %(n)d units") % {"n": units}, "url": every} if units > len(rows) else None
    legend = [{"code": code, "label": str(LIGHT_WORDS[code])} for code in used]
    return {"rows": rows, "legend": legend, "units": units, "count": late_units.commitments, "more": more, "width": BAR}


def _chase(late: queries.LateUnit) -> Section | None:
    """Return how the late commitments of a unit are chased: one by its form, several by the form for many."""
    if not late.chased:
        return None
    kind, rows = "commitments", list(late.chased)
    if len(rows) == 1:
        return {"url": reverse("records:step", args=[kind, rows[0], queries.CHASE]), "rows": []}
    return {"url": reverse("records:bulk", args=[kind]), "rows": rows, "step": queries.CHASE}


def _bar(late: queries.LateUnit, used: Sequence[str], widest: int) -> list[Section]:
    """Return the parts of a unit's bar; its length is the share of the unit with the most commitments."""
    found, at = [], 0
    for code in used:
        if count := late.lights.get(code, 0):
            start, at = at, at + count
            left, right = BAR * start // widest, BAR * at // widest
            found.append({"code": code, "x": left, "width": max(right - left, 1)})
    return found


def build_curve_section(actor: Actor, day: date, frame: CurveFrame = WIDE, post: int = 0) -> Section:
    """Return the year's curve and its figures, each with its list; without commitments, no curve.

    Args:
        post: of the leader for whose page it is; 0: for the actor's own.
    """
    counts = queries.year_counts(actor, day)
    planned = sorted({**{month.last: month.due for month in counts.months}, day: counts.due}.items())
    done = [(min(month.last, day), month.closed) for month in counts.months if month.closed is not None]
    drawn = draw_year_curve(planned, done, day, frame) if counts.every else None
    month_format = pgettext("month of a curve", "M")
    return {
        "year": counts.year,
        "every": counts.every,
        "due": counts.due,
        "done": counts.done,
        "share": _percent(counts.done, counts.every),
        "due_share": _percent(counts.due, counts.every),
        "elapsed": _percent(day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday),
        "every_url": _year_url("year", post),
        "due_url": _year_url("due", post),
        "done_url": _year_url("done", post),
        "pictures_url": reverse("ledger:pictures"),
        "drawn": drawn,
        "months": [(date_format(middle, month_format), x) for middle, x in drawn.months] if drawn else [],
    }


def _percent(part: int, whole: int) -> str:
    return f"{round_to_places(Fraction(100 * part, whole), 0)}%" if whole else ""


def _year_url(which: str, post: int) -> str:
    return reverse("leader_list", args=[post, which]) if post else reverse("today_list", args=[which])


def build_waiting_section(counts: Sequence[WaitingCount], actor: Actor, day: date) -> Section:
    """Return what waits for the actor by kind and state, each with its count, its list and one button."""
    groups = queries.waiting_groups(counts, actor, day) if counts else []
    groups.sort(key=lambda group: not _is_verified_apart(group, actor))  # others wait for it
    return {
        "rows": [_group(group, actor) for group in groups[:GROUPS]],
        "count": sum(group.count for group in counts),
        "url": waiting_url("all"),
    }


def waiting_url(show: str = "", **more: str) -> str:
    """Return the address of the list of what waits."""
    asked = {**({"show": show} if show else {}), **more}
    return reverse("home") + (f"?{urlencode(asked)}" if asked else "") + "#waiting"


def _group(group: queries.WaitingGroup, actor: Actor) -> Section:
    declared = get_kind(group.kind)
    url = waiting_url(of=f"{group.kind}:{group.state}")
    first = group.first
    button = {"label": str(first.step.label), "url": url, "dialog": False} if first else None
    if _is_verified_apart(group, actor):
        button = {"label": _("Verify"), "url": reverse("ledger:verify"), "dialog": False}
    elif first and group.count == 1:
        step_url = reverse("records:step", args=[group.kind, first.record.pk, first.step.name])
        button = {"label": str(first.step.label), "url": step_url, "dialog": True}
    only = first.record.title if first and group.count == 1 else ""
    return {
        "count": group.count,
        "url": url,
        "label": _("%(kind)s: %(state)s") % {"kind": declared.label, "state": declared.cycle.states[group.state]},
        "note": only,
        "button": button,
    }


def _is_verified_apart(group: queries.WaitingGroup, actor: Actor) -> bool:
    """Return True for reports that wait for a supervisor to verify them, which has a page of its own."""
    return may_verify_reports(actor) and group.kind == "commitments" and group.state in (REPORTED, CHECKING)


def build_changes_section(actor: Actor, day: date) -> Section:
    """Return what others changed since yesterday, the latest first, each record once."""
    rows = queries.changed_records(actor, day)
    some = list(rows[:CHANGES])
    count = rows.order_by().count() if len(some) == CHANGES else len(some)
    events = queries.last_changes(some, actor, day)
    return {
        "rows": [_change(record, events[record.pk], day) for record in some],
        "count": count,
        "url": reverse("today_list", args=["changed"]),
        "label": ngettext("All: %(n)d record", "All: %(n)d records", count) % {"n": count},
    }


def _change(record: Record, event: Event, day: date) -> Section:
    return {
        "at": event.at,
        "today": timezone.localdate(event.at) == day,
        "who": event.actor or _("the program"),
        "step": event.label,
        "title": record.title,
        "url": record.get_absolute_url(),
    }
