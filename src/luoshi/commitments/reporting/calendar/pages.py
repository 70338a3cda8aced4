"""The month's due dates with working days and 调休, and the URL to which calendar programs subscribe."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from luoshi.base import lateness
from luoshi.base.errors import OrgError
from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import Light
from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.commitments.reporting.calendar import queries as asks
from luoshi.commitments.reporting.calendar.rules import CalendarDay, render_ical
from luoshi.dates.lateness import LATER
from luoshi.dates.workdays import is_workday
from luoshi.dates.workdays import load_workday_calendar as holidays
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.org.actors.queries import actor_of
from luoshi.org.tokens.actions import tokens

FIRST, LAST = 1990, 2100
AHEAD, BEHIND = timedelta(days=400), timedelta(days=60)
HOLDS = 365  # days: the maximum for an access token


@require_safe
@login_required
def calendar_month(request: HttpRequest) -> HttpResponse:
    """Show a month as a grid of weeks, on a telephone as a list; ?month=2026-09, ?of=all for everything readable."""
    actor, day = request_actor(request), timezone.localdate()
    first = _month(request.GET.get("month", ""), day)
    has_own = asks.has_own_commitments(actor, day)
    own = has_own and request.GET.get("of") != "all"
    after = _later(first, 1)
    found = {due_day.day: due_day for due_day in asks.due_days(actor, first, after - timedelta(days=1), day, own)}
    title = _("Calendar")
    asked = "" if own else "&of=all"
    address = asks.address_of(actor.person, day)
    context = {
        "title": _("Due dates in %(month)s") % {"month": f"{first:%Y-%m}"},
        "crumbs": [(_("Home"), reverse("home")), (title, "")],
        "actions": [
            {"label": _("Month before"), "url": f"?month={_later(first, -1):%Y-%m}{asked}"},
            {"label": _("This month"), "url": f"?month={day:%Y-%m}{asked}"},
            {"label": _("Month after"), "url": f"?month={after:%Y-%m}{asked}"},
        ],
        "weeks": _weeks(first, after, found, day),
        "heads": [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")],
        "own": own,
        "other": _other(has_own, own, first),
        "count": sum(due_day.owed for due_day in found.values()),
        "address": address,
        "holds_to": address.until - timedelta(days=1) if address else None,
        "made": request.session.pop("calendar_address", ""),
    }
    return render(request, "ledger/calendar.html", context)


@require_POST
@login_required
def calendar_address_edit(request: HttpRequest, act: str) -> HttpResponse:
    """Create the person's calendar URL, which revokes the earlier one, or revoke it."""
    actor, at = request_actor(request), timezone.now()
    if act not in ("make", "end"):
        raise Http404
    try:
        while (old := asks.address_of(actor.person, timezone.localdate(at))) is not None:
            tokens.revoke_token(old.pk, actor, at=at)
        if act == "make":
            name = _("Calendar %(at)s") % {"at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")}
            _token, secret = tokens.create_token(name, [asks.SCOPE], HOLDS, actor, at=at)
            url = request.build_absolute_uri(reverse("ledger:calendar_feed", args=[secret]))
            request.session["calendar_address"] = url  # shown once, on the page that follows
        else:
            messages.success(request, _("The address is disabled: calendar programs can no longer use it."))
    except OrgError as error:
        messages.error(request, " ".join(filter(None, [error.what, error.remedy])))
    return HttpResponseRedirect(reverse("ledger:calendar") + "#address")


@require_safe
def ical_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Return the owner's due dates as iCalendar: days, counts and links, never the words of a task."""
    at = timezone.now()
    day = timezone.localdate(at)
    try:
        token = tokens.authenticate_token(secret, request.META.get("REMOTE_ADDR", ""), at=at)
    except OrgError:
        raise Http404 from None
    if token.scopes != [asks.SCOPE]:  # a program's token has no business in an address
        raise Http404
    actor = actor_of(token.person, day, scopes=frozenset(token.scopes))
    days = []
    for due, count in asks.owed_by_day(actor, day - BEHIND, day + AHEAD, day):
        words = ngettext("%(n)d matter is due", "%(n)d matters are due", count) % {"n": count}
        url = request.build_absolute_uri(reverse("ledger:calendar") + f"?month={due:%Y-%m}#day-{due}")
        days.append(CalendarDay(f"{due}.{token.person_id}@luoshi", due, words, url))
    text = render_ical(add_demo_mark(_("Luoshi: due dates")), days, at.astimezone(UTC))
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = 'inline; filename="luoshi.ics"'
    return answer


def _month(asked: str, day: date) -> date:
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return day.replace(day=1)
    return first if FIRST <= first.year <= LAST else day.replace(day=1)


def _later(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _other(has_own: bool, own: bool, first: date) -> dict[str, str] | None:
    """Link between the actor's own dates and all readable ones, if these differ."""
    if own:
        return {"label": _("Everything I may see"), "url": f"?month={first:%Y-%m}&of=all"}
    if has_own:
        return {"label": _("Only mine"), "url": f"?month={first:%Y-%m}"}
    return None


def _weeks(first: date, after: date, found: dict[date, asks.DayOf], today: date) -> list[list[dict[str, object]]]:
    start, weeks = first - timedelta(days=first.weekday()), []
    while start < after:
        days = [start + timedelta(days=number) for number in range(7)]
        weeks.append([_day(day, first.month, found.get(day), today) for day in days])
        start += timedelta(days=7)
    return weeks


def _light(one: Occurrence, today: date) -> Light | None:
    """Return the light of a date that was late or is due soon; None if it is far off or no longer owed."""
    assert one.duty.record is not None
    if one.settled is not None:
        return Light("done", _("met"))
    if one.duty.record.state in get_kind("commitments").not_owed:
        return None
    found = lateness.due_date_light(one.expired or one.due, today, one.in_period)
    return found if found.key != LATER else None


def _day(day: date, month: int, of: asks.DayOf | None, today: date) -> dict[str, object]:
    labels = {duty.name: str(duty.label) for duty in get_kind("commitments").duties_by_name.values()}
    dates = [
        {
            "title": date.duty.record.title,
            "url": date.duty.record.get_absolute_url(),
            "duty": labels.get(date.duty.name, ""),
            "light": _light(date, today),
        }
        for date in (of.dates if of else [])
        if date.duty.record is not None
    ]
    listed = holidays().listed.get(day)
    mark = ""
    if listed:
        mark = _("day off: %(name)s") % {"name": listed[1]} if listed[0] else _("working day")
    return {
        "day": day,
        "other": day.month != month,
        "today": day == today,
        "off": not is_workday(day),
        "mark": mark,
        "owed": of.owed if of else 0,
        "met": of.met if of else 0,
        "dates": dates,
        "further": of.owed + of.met - len(dates) if of else 0,
    }
