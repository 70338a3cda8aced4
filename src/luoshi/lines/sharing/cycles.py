"""The life cycles of the line."""

from __future__ import annotations

from datetime import timedelta

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is, Need, No, Some, Valid
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.lines.sharing.rights import OURS, WHY
from luoshi.lines.sharing.rules import match_reasons, open_hours_reasons, use_reasons

_ = words(__name__)

WANTED = Is(sort="demand request")
SIGNED = Some("contracts", via="need", where=Is(signed__not=None) & Is(state__not="abandoned"))
EXPERT = Some("contracts", via="station", where=Is(sort="expert") & Is(signed__not=None) & Valid())
POSTS = "title sort org thing field words contact posted unit"
NEEDS = Cycle(
    {
        "posted": _("Posted"),
        "checked": _("Checked"),
        "matched": _("Matched"),
        "negotiating": _("Negotiating"),
        "signed": _("Signed"),
        "met": _("Met"),
        "unmet": _("Unmet"),
        "closed": _("Closed"),
        "withdrawn": _("Withdrawn"),
    },
    "met closed withdrawn",
    (
        Step("post", _("Post"), "> posted", "unit desk", POSTS, on="posted"),
        Step("amend", _("Amend"), "posted checked >", f"{OURS} contact", "title thing field words"),
        Step("check", _("Check"), "posted > checked", "desk", bulk=True, tone="main"),
        Step("match", _("Match"), "checked matched unmet > matched", OURS, "activity", only=WANTED, adds="matches",
             on="matches.day", puts={"missed": None}, guard=match_reasons, tone="main",
             example={"matches": lambda record, around: {"day": around.day.isoformat(), "remark": "示例"}}),
        Step("judge", _("Results of the matches"), "matched negotiating >", OURS, rows="matches"),
        Step("negotiate", _("Negotiate"), "matched > negotiating", OURS, only=WANTED, tone="main"),
        Step("sign", _("Signed a contract"), "matched negotiating > signed", OURS, "done", on="done", must="done",
             only=WANTED, tone="main",
             needs=[Need(SIGNED, _("No signed contract names it: enter the contract and name this one there."))]),
        Step("meet", _("Met without a contract"), "matched > met", OURS, "done", on="done", must="done",
             only=Is(sort="request"), tone="main"),
        Step("miss", _("Not met here"), "checked matched negotiating > unmet", OURS, "missed found", on="missed",
             must="missed", only=WANTED, tone="careful"),
        Step("assess", _("Assess effect"), "signed > closed", OURS, "effect", must="effect", tone="main"),
        Step("close", _("Close"), "checked unmet > closed", OURS, own=WHY),
        Step("withdraw", _("Withdraw"), "posted checked matched negotiating > withdrawn", f"{OURS} contact", own=WHY,
             tone="careful"),
    ),
)  # fmt: skip
YEAR = timedelta(days=365)
SHARED = {
    "from_day": lambda record, around: (around.day - YEAR).isoformat(),
    "to_day": lambda record, around: (around.day + YEAR).isoformat(),
}
NOT_BOOKED = Need(No("bookings", via="thing", where=Is(state="booked")),
                  _("It is booked: let the bookings be used or cancelled first."))  # fmt: skip
THINGS = Cycle(
    {"listed": _("Listed"), "bookable": _("Bookable"), "retired": _("Taken off the list")},
    "retired",
    (
        Step("list", _("List"), "> listed", OURS,
             "title sort owner_org model worth venue spot fee from_day to_day rules unit", rows="open",
             guard=open_hours_reasons, folds="worth venue to_day rules", must="from_day", example=SHARED),
        Step("amend", _("Amend"), "listed bookable >", OURS, "model worth venue spot fee to_day rules"),
        Step("hours", _("Hours open to others"), "listed bookable >", OURS, rows="open", guard=open_hours_reasons),
        Step("open", _("Open for booking"), "listed > bookable", "desk", bulk=True, tone="main",
             needs=[Need(Is(from_day__not=None), _("It is not said from when on it is shared."))]),
        Step("shut", _("Stop bookings"), "bookable > listed", OURS, own=WHY),
        Step("retire", _("Take off the list"), "listed bookable > retired", OURS, "to_day", must="to_day", own=WHY,
             needs=[NOT_BOOKED], tone="careful"),
    ),
)  # fmt: skip
OPEN = Need(Is(thing__state="bookable"), _("It is not open for booking."))
SLOT = "thing user_org from_at to_at purpose contact"
HOURS = {
    "from_at": lambda record, around: f"{around.day}T09:00",
    "to_at": lambda record, around: f"{around.day}T11:00",
}
BOOKINGS = Cycle(
    {"booked": _("Booked"), "used": _("Used"), "settled": _("Settled"), "cancelled": _("Cancelled")},
    "settled cancelled",
    (
        Step("book", _("Book"), "> booked", "unit desk anyone", SLOT, needs=[OPEN], example=HOURS),
        Step("move", _("Move"), "booked >", f"{OURS} booker", "from_at to_at", needs=[OPEN], example=HOURS),
        Step("use", _("Enter use"), "booked > used", OURS, "used_on used result", on="used_on", must="used_on used",
             guard=use_reasons,
             tone="main"),
        Step("settle", _("Settle"), "used > settled", OURS, bulk=True, tone="main"),
        Step("rate", _("Rate"), "used settled >", "booker contact", "mark remark", must="mark"),
        Step("cancel", _("Cancel"), "booked > cancelled", f"{OURS} booker contact", own=WHY, tone="careful"),
    ),
)  # fmt: skip
STATIONS = Cycle(
    {
        "applied": _("Applied"),
        "reviewed": _("Reviewed"),
        "founded": _("Founded"),
        "closed": _("Closed down"),
        "refused": _("Not founded"),
    },
    "closed refused",
    (
        Step("apply", _("Apply"), "> applied", OURS, "title sort host head field plan papers unit",
             rows="members topics"),
        Step("review", _("Review"), "applied > reviewed", "desk", "opinion", must="opinion", tone="main"),
        Step("found", _("Found"), "reviewed > founded", "desk", "founded from_day to_day", on="founded",
             must="founded from_day", tone="main",
             needs=[Need(EXPERT, _("No contract with an expert is in force that names this station."))]),
        Step("refuse", _("Do not found"), "applied reviewed > refused", "desk", own=WHY, tone="careful"),
        Step("team", _("Change the team"), "applied reviewed founded >", f"{OURS} head", rows="members"),
        Step("topics", _("Topics and their progress"), "applied reviewed founded >", f"{OURS} head", rows="topics"),
        Step("assess", _("Yearly assessment"), "founded >", "desk", "assessed verdict", on="assessed",
             must="assessed verdict", answers="assessment", when_due=True, tone="main"),
        Step("renew", _("Renew"), "founded >", "desk", "from_day to_day", must="from_day"),
        Step("close", _("Close down"), "founded > closed", "desk", "closed_on to_day", on="closed_on",
             must="closed_on to_day", own=WHY, tone="careful"),
    ),
)  # fmt: skip
