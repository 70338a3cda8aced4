"""What may happen to each kind of housekeeping, and who may do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from luoshi.lines.housekeeping import forms
from luoshi.lines.housekeeping.actions import held_by_one, keep_within
from luoshi.records.base.words import words
from luoshi.records.kinds.forms import Reason
from luoshi.records.kinds.rules import Cycle, Step, arrow
from luoshi.records.messages.actions.messages import tell

_ = words(__name__)


def told_between(service: Any, given: Mapping[str, Any], at: datetime) -> list[Any]:
    """Reasons against a day of telling back: it lies neither before the question nor in the future."""
    fits = localdate(service.opened) <= given["told"] <= localdate(at)
    return [] if fits else [_("It cannot have been told back on that day.")]


def handed_over_by(shift: Any, on: date) -> Mapping[str, Any]:
    """A shift is handed over by the day after it. Source: requirements N4: planned, on, handed over."""
    return {"kind": "date", "due": (shift.day + timedelta(days=1)).isoformat()}


def begun(shift: Any, given: Mapping[str, Any], at: datetime) -> list[Any]:
    """Reasons against a shift that begins: nobody goes on duty before its day."""
    return [] if shift.day <= localdate(at) else [_("This shift is not today.")]


def requested(opens: Step, *after: Step, states: Mapping[str, Any], closed: str) -> Cycle:
    """Asked for, approved by another or refused with a reason, and then used: the same for seals and cars."""
    refused: Any = {"tone": "careful", "follows": (tell("unit", "housekeeping.refused"),)}
    approved: Any = {"tone": "main", "recorded": True, "follows": (tell("unit", "housekeeping.approved"),)}
    steps = (
        Step("approve", _("Approve"), "requested > approved", "chief", given=forms.Approve, **approved),
        Step("refuse", _("Do not approve"), "requested approved > refused", "chief", given=Reason, **refused),
        *after,
    )
    first = {"requested": _("Waits for approval"), "approved": _("Approved")}
    return Cycle({**first, **states, "refused": _("Refused")}, (closed, "refused"), (opens, *steps))


ASKED: Any = {"follows": (tell("chief", "housekeeping.asked", asks="approve"),)}
SEALED = ("title", "seal", "copies", "unit")
SEALS = requested(
    Step("request", _("Ask for a seal"), "> requested", "unit office", given=forms.AskSeal, sets=SEALED, **ASKED),
    Step("stamp", _("Stamp"), "approved > stamped", "office", tone="main"),
    states={"stamped": _("Stamped")},
    closed="stamped",
)
TRIPS = requested(
    Step(
        "book",
        _("Ask for a car"),
        "> requested",
        "unit office",
        given=forms.AskTrip,
        sets="title day unit",
        **ASKED,
    ),
    Step("use", _("Enter the journey"), "approved > used", "office", given=forms.USED, sets="km", tone="main"),
    Step(
        "settle",
        _("Settle"),
        "used > settled",
        "office",
        given=forms.SETTLE,
        sets="cost",
        tone="main",
        follows=(keep_within,),
    ),
    states={"used": _("Used"), "settled": _("Settled")},
    closed="settled",
)
HELD = ("owner", "unit")
COPIES = Cycle(
    {"issued": _("Out"), "returned": _("Returned"), "destroyed": _("Destroyed")},
    "destroyed",
    (
        Step(
            "hand_out",
            _("Hand out a copy"),
            "> issued",
            "office",
            given=forms.HandOut,
            sets=("paper", "serial", *HELD),
            follows=(held_by_one,),
            example={"serial": lambda copy, around: around.unused},
        ),
        Step(
            "take_back",
            _("Enter its return"),
            "issued > returned",
            "office",
            tone="main",
            bulk=True,
            undo="out_again",
        ),
        Step(
            "out_again",
            _("Was not returned"),
            "returned > issued",
            "office",
            given=Reason,
            bulk=True,
            tone="careful",
            follows=(held_by_one,),
        ),
        Step("destroy", _("Destroy"), "returned > destroyed", "office", given=forms.DESTROY, sets="witness", bulk=True),
    ),
)
HANDED: Any = {"carries": (("decider", "second"),), "follows": (tell("second", "housekeeping.handed", asks="answer"),)}
ANSWERED: Any = {"follows": (tell("first", "housekeeping.answered", asks="close"),), "tone": "main"}
OPEN, RECEIVED = ("asked", "handed"), ("title", "words", *HELD)
SERVICES = Cycle(
    {"asked": _("With the first person"), "handed": _("Handed on"), "answered": _("Answered"), "closed": _("Closed")},
    "closed",
    (
        Step("receive", _("Enter a question"), "> asked", "unit", given=forms.Receive, sets=RECEIVED),
        Step("hand", _("Hand on"), arrow(OPEN, "handed"), "first", given=forms.Hand, sets="second", **HANDED),
        Step(
            "answer",
            _("Answer"),
            arrow(OPEN, "answered"),
            "first second",
            given=forms.ANSWER,
            sets="answer",
            **ANSWERED,
        ),
        Step(
            "close",
            _("Tell back and close"),
            "answered > closed",
            "first",
            given=forms.TELL,
            sets="told",
            guard=told_between,
            tone="main",
        ),
    ),
)
DUE = ("handover",)
CANCELLED: Any = {"drops": DUE, "tone": "careful"}
SHIFTS = Cycle(
    {"planned": _("Planned"), "on": _("On duty"), "over": _("Shift handed over"), "cancelled": _("Cancelled")},
    "over cancelled",
    (
        Step(
            "plan",
            _("Plan a shift"),
            "> planned",
            "office",
            given=forms.PlanShift,
            sets=("day", "part", *HELD),
            starts=DUE,
            follows=(tell("duty", "housekeeping.on_duty"),),
        ),
        Step("start", _("Go on duty"), "planned > on", "duty", guard=begun, tone="main"),
        Step(
            "hand_over",
            _("Hand over"),
            "on > over",
            "duty",
            given=forms.HAND_OVER,
            sets="handover",
            answers=DUE,
            tone="main",
        ),
        Step("cancel", _("Cancel the shift"), "planned > cancelled", "office", given=Reason, **CANCELLED),
    ),
)
