"""Life cycles of the kinds of housekeeping, with who may take each step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.forms import CharField
from django.utils.timezone import localdate

from luoshi.desk.approvals.chains import Chain, Level
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.step_forms import SinceEntry
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.lines.housekeeping.forms import RequestReceiveForm
from luoshi.org.people.forms import PostField

_ = words(__name__)

WHY: dict[str, Any] = {"own": {"reason": True}, "tone": "careful"}


def handed_over_by(shift: Any, on: date) -> Mapping[str, Any]:
    """Make the handover of a shift due on the day after it. Source: requirements N4: planned, on, handed over."""
    return {"kind": "date", "due": (shift.day + timedelta(days=1)).isoformat()}


def shift_start_reasons(shift: Any, given: Mapping[str, object], at: datetime) -> list[Any]:
    """Return objections to starting a shift before its day."""
    return [] if shift.day <= localdate(at) else [_("This shift is not today.")]


def to_another(service: Any, given: Mapping[str, Any], at: datetime) -> list[Any]:
    """Return objections to handing a question to the post that was asked first, which stays responsible anyway."""
    itself = given["second"].pk == service.owner_id
    return [_("This post was asked first: pass it on to another post.")] if itself else []


def approval_chain(decides: str) -> Chain:
    """Build the chain by which another person approves a request. Source: requirements N4: no use without approval."""
    chief = Level("chief", recorded=True, follows=(tell("unit", "housekeeping.approved"),))
    return Chain("approve", _("Approve"), "requested > approved", (chief,), decides=decides, bulk=False)


def build_request_cycle(chain: Chain, opens: Step, *after: Step, states: Mapping[str, Any], closed: str) -> Cycle:
    """Build the life cycle of seals and cars: requested, approved by another or refused with a reason, then used."""
    refused: Any = {**WHY, "follows": (tell("unit", "housekeeping.refused"),)}
    steps = (
        opens,
        Step("refuse", _("Do not approve"), "requested approved > refused", "chief", **refused),
        *after,
    )
    first = {"requested": _("Waits for approval"), "approved": _("Approved")}
    return chain.woven({**first, **states, "refused": _("Refused")}, f"{closed} refused", steps)


def ask_for_post(label: Any, name: str = "owner", **more: object) -> dict[str, Any]:
    """Make a step ask for a post; if it is the record's owner, the record belongs to the post's unit."""
    return {"own": {name: PostField(label=label, **more)}, **({"sets": "unit"} if name == "owner" else {})}


ASKED: Any = {"follows": (tell("chief", "housekeeping.asked", asks="approve"),)}
DOCUMENT: Any = {"title": CharField(label=_("Document to be sealed"), max_length=200)}
SEALED, DRIVEN = approval_chain("seal copies"), approval_chain("day")
SEALS = build_request_cycle(
    SEALED,
    Step("request", _("Ask for a seal"), "> requested", "unit desk", "title seal copies unit", own=DOCUMENT, **ASKED),
    Step("stamp", _("Stamp"), "approved > stamped", "desk", tone="main"),
    states={"stamped": _("Stamped")},
    closed="stamped",
)
PURPOSE: Any = {"title": CharField(label=_("Purpose"), max_length=200)}
SETTLED: Any = {"must": "cost", "tone": "main"}
TRIPS = build_request_cycle(
    DRIVEN,
    Step("book", _("Ask for a car"), "> requested", "unit desk", "title day unit", own=PURPOSE, **ASKED),
    Step("use", _("Record the journey"), "approved > used", "desk", "km", must="km", tone="main"),
    Step("settle", _("Settle"), "used > settled", "desk", "cost fund", **SETTLED),
    states={"used": _("Used"), "settled": _("Settled")},
    closed="settled",
)
HOLDER: Any = {**ask_for_post(_("Holder (unit and post)")), "example": {"serial": lambda copy, around: around.unused}}
BACK: Any = {"bulk": True, "tone": "main", "undo": "out_again"}
COPIES = Cycle(
    {"issued": _("Out"), "returned": _("Returned"), "destroyed": _("Destroyed")},
    "destroyed",
    (
        Step("hand_out", _("Hand out a copy"), "> issued", "desk", "paper serial owner", **HOLDER),
        Step("take_back", _("Enter its return"), "issued > returned", "desk", **BACK),
        Step("out_again", _("Withdraw: not returned"), "returned > issued", "desk", bulk=True, **WHY),
        Step("destroy", _("Destroy"), "returned > destroyed", "desk", "witness", must="witness", bulk=True),
    ),
)
FIRST = ask_for_post(_("First person asked (unit and post)"), required=False)
HANDED: Any = {
    **ask_for_post(_("Handed to (unit and post)"), "second"),
    "guard": to_another,
    "carries": (("decider", "second"),),
    "follows": (tell("second", "housekeeping.handed", asks="answer"),),
}
ANSWERED: Any = {"must": "answer", "follows": (tell("first", "housekeeping.answered", asks="close"),), "tone": "main"}
TOLD: Any = {"on": "told", "given": SinceEntry, "tone": "main"}
SERVICES = Cycle(
    {"asked": _("With the first person"), "handed": _("Handed on"), "answered": _("Answered"), "closed": _("Closed")},
    "closed",
    (
        Step(
            "receive", _("Enter a question"), "> asked", "unit", "title words owner", given=RequestReceiveForm, **FIRST
        ),
        Step("hand", _("Hand on"), "asked handed > handed", "first", "second", **HANDED),
        Step("answer", _("Answer"), "asked handed > answered", "first second", "answer", at_will=False, **ANSWERED),
        Step("close", _("Inform the visitor and close"), "answered > closed", "first", "told", **TOLD),
    ),
)
DUTY = ask_for_post(_("On duty (unit and post)"))
PLANNED: Any = {"starts": "handover", "follows": (tell("duty", "housekeeping.on_duty"),)}
OVER: Any = {"must": "handover", "answers": "handover", "tone": "main"}
SHIFTS = Cycle(
    {"planned": _("Planned"), "on": _("On duty"), "over": _("Shift handed over"), "cancelled": _("Cancelled")},
    "over cancelled",
    (
        Step("plan", _("Plan a shift"), "> planned", "desk", "day part owner", **DUTY, **PLANNED),
        Step("start", _("Go on duty"), "planned > on", "duty", guard=shift_start_reasons, tone="main", at_will=True),
        Step("hand_over", _("Hand over"), "on > over", "duty", "handover", **OVER),
        Step("cancel", _("Cancel the shift"), "planned > cancelled", "desk", drops="handover", **WHY),
    ),
)
