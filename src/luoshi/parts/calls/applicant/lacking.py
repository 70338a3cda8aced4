"""What an application still lacks before it can be sent, and what comes next, in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.timezone import localtime

from luoshi.kernel.base.words import words_now
from luoshi.parts.calls.applicant import queries
from luoshi.parts.calls.cycles import APPLICATIONS, OPEN
from luoshi.parts.calls.designs.queries import lacking_by_application
from luoshi.parts.calls.models import Application, CallCondition
from luoshi.parts.calls.parts import condition_fault
from luoshi.parts.calls.queries import budgets_by_item, conditions_of_award
from luoshi.parts.publicity.models import Posting

_ = words_now(__name__)

TO_SEND = ("drafted", "supplement")
SEND = {"drafted": APPLICATIONS.by_name["send"], "supplement": APPLICATIONS.by_name["resend"]}


@dataclass(frozen=True)
class Standing:
    """How an application stands: what it lacks, by when it is to be completed, where it is in publicity."""

    lacks: list[str] = field(default_factory=list)
    due: date | None = None
    posting: Posting | None = None


def read_standings(applications: Collection[Application], at: datetime) -> dict[int, Standing]:
    """Return how these applications stand. At most fourteen queries, however many there are."""
    day = timezone.localdate(at)
    unsent = [application for application in applications if application.state in TO_SEND]
    lacks: dict[int, list[str]] = {application.pk: [] for application in applications}
    for state, step in SEND.items():
        of = [application for application in unsent if application.state == state]
        needs = [need for need in step.needs if need is not OPEN]  # when it opens is no matter of the applicant
        for place, met in queries.needs_met(needs, of, day).items() if of else ():
            for application in of:
                if application.pk not in met:
                    lacks[application.pk].append(str(needs[place].words))
    for pk, asked in lacking_by_application(unsent).items():
        lacks[pk] += [_("not filled in: %(field)s") % {"field": field.label} for field in asked]
    for pk, faults in _condition_faults([row for row in unsent if row.state == "drafted"], day).items():
        lacks[pk] += faults
    dues = queries.supplements_due([row.pk for row in applications if row.state == "supplement"])
    postings = queries.postings_of([row.pk for row in applications if row.state == "published"])
    return {
        application.pk: Standing(lacks[application.pk], dues.get(application.pk), postings.get(application.pk))
        for application in applications
    }


def _condition_faults(drafts: Collection[Application], day: date) -> dict[int, list[str]]:
    """Say of each draft which conditions of its call it does not meet. At most five queries."""
    if not drafts:
        return {}
    conditions = queries.conditions_of_calls({draft.call_id for draft in drafts if draft.call_id})
    counts = queries.count_sent_alike(drafts)
    budgets = budgets_by_item([draft.pk for draft in drafts])

    def count_sent(call: int, besides: int, **alike: int) -> int:
        ((name, key),) = alike.items()
        return counts[name, call, key]  # a draft was not sent, so it is not among them

    found = {}
    for draft in drafts:
        asked: list[CallCondition] = [*conditions.get(draft.call_id or 0, ()), *conditions_of_award(draft)]
        faults = (condition_fault(draft, condition, day, count_sent, budgets[draft.pk]) for condition in asked)
        found[draft.pk] = [fault for fault in faults if fault]
    return found


def format_moment(moment: datetime) -> str:
    """Return a moment as people read it, in the office's time."""
    return localtime(moment).strftime("%Y-%m-%d %H:%M")


def days_left(until: datetime, at: datetime) -> int:
    """Return the days from a moment's day to the last day of a window; 0: it ends on this day."""
    return (timezone.localdate(until) - timezone.localdate(at)).days


def describe_days_left(until: datetime, at: datetime) -> str:
    """Say how many days are left until a moment."""
    left = days_left(until, at)
    if until < at:
        return _("over")
    return _("ends today") if left == 0 else _("1 day left") if left == 1 else _("%(n)d days left") % {"n": left}


def describe_next(application: Application, standing: Standing, at: datetime) -> str:
    """Say what comes next for an application and when, as its applicant needs it; "" once nothing does."""
    state = application.state
    if state == "drafted":
        return _describe_sending(application, standing, at)
    if state == "supplement":
        due = {"day": standing.due.isoformat()} if standing.due else None
        return _("Complete it and send it by %(day)s.") % due if due else _("Complete it and send it.")
    if state == "published":
        until = standing.posting.until if standing.posting is not None else None
        if until is not None:
            return _("In publicity until %(day)s; it is decided after that.") % {"day": until.isoformat()}
        return _("In publicity; an objection is being looked at.")
    words = {
        "reserved": _("It is in reserve: it can be sent once there is a call for it."),
        "sent": _("%(unit)s certifies it; then comes the formal check.") % {"unit": application.unit},
        "certified": _("Next comes the formal check by the office that calls."),
        "checked": _("It is with the review; nothing is to be done by you."),
        "assessed": _("It was reviewed; next the intended results are put into publicity."),
        "submitted": _("It is with the higher office; its result is entered here."),
    }
    return words.get(state, "")


def _describe_sending(application: Application, standing: Standing, at: datetime) -> str:
    call = application.call
    if call is None or call.from_at is None or call.to_at is None:
        return _("Complete it and send it.")
    if at < call.from_at:
        return _("It can be sent from %(moment)s on.") % {"moment": format_moment(call.from_at)}
    until = {"moment": format_moment(call.to_at), "left": describe_days_left(call.to_at, at)}
    if at > call.to_at:
        if call.late == "yes":
            return _("The window ended at %(moment)s; the call still takes what comes late.") % until
        return _("The window ended at %(moment)s; the call takes nothing late.") % until
    if standing.lacks:
        return _("Complete it, then send it until %(moment)s (%(left)s).") % until
    return _("It is complete: send it until %(moment)s (%(left)s).") % until
