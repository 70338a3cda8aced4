"""Check-in on a telephone: who signed up for an activity, each ticked by one tap."""

from __future__ import annotations

from typing import NamedTuple, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.conditions.queries.steps import open_steps
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import render_problem
from luoshi.kernel.rights.queries.rights import readable_records, relations_to_record
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.registrations.models import ActivityRegistration
from luoshi.lines.registrations.queries import registrations_of

_ = words_now(__name__)


class CheckInRow(NamedTuple):
    """A registration as it stands there: its name for the desk, masked for others, and whether it can be ticked."""

    registration: ActivityRegistration
    name: str
    state: str
    may: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """List who signed up for an activity, by number, with a button for each who has not come yet.

    Raises:
        Http404: the user may not read the activity, or the registration.
    """
    actor, at = request_actor(request), timezone.now()
    day, declared = timezone.localdate(at), get_kind("registrations")
    activity = readable_records(get_kind("activities"), actor, day).filter(pk=pk).first()
    if activity is None:
        raise Http404
    there = readable_records(declared, actor, day).filter(pk__in=registrations_of(pk).values("pk"))
    if request.method == "POST":
        asked = request.POST.get("came", "")
        one = there.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
        if one is None:
            raise Http404
        try:
            take(one, "come", actor, {}, at=at)
        except RecordError as error:
            return render_problem(request, error)
        return HttpResponseRedirect(f"{request.path}#r{one.pk}")
    records = cast("list[ActivityRegistration]", list(there.exclude(state="cancelled").order_by("number")))
    steps = open_steps(records, actor, day)
    plain = bool(records) and not {"unit", "desk"}.isdisjoint(relations_to_record(records[0], actor, day))
    rows = [
        CheckInRow(
            record,
            str(record.name or record.title) if plain else record.title,
            str(declared.cycle.states[record.state]),
            any(step.name == "come" for step in steps[record.pk]),
        )
        for record in records
    ]
    came = sum(record.state == "came" for record in records)
    context = {
        "title": _("Check-in"),
        "of": activity.title,
        "crumbs": [(activity.title, activity.get_absolute_url()), (_("Check-in"), "")],
        "rows": rows,
        "said": _("%(came)d of %(all)d came") % {"came": came, "all": len(records)},
        "empty": _("Nobody has signed up yet."),
        "label": str(declared.cycle.by_name["come"].label),
    }
    return render(request, "registrations/check_in.html", context)
