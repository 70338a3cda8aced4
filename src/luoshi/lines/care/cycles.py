"""Life cycles of the kinds of care, with who may take each step."""

from __future__ import annotations

from typing import Any

from luoshi.desk.approvals.chains import Chain, Level
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.lines.care.rules import own_rating_reasons
from luoshi.org.people.forms import PostField

_ = words(__name__)

VALUES = office(__name__).values
OURS, WHY = "unit desk", {"reason": True}
KNOWN = "guardian phone parents health study needs"
NAMED: Any = {"leader": PostField(label=_("Leader named for it"), required=False)}
ACTS = f"pair {OURS}"
CHILDREN = Cycle(
    {"found": _("Surveyed"), "filed": _("Filed"), "paired": _("Paired"), "closed": _("Closed")},
    "closed",
    (
        Step("find", _("Enter"), "> found", OURS, "code name identity born school unit", must="name"),
        Step("file", _("Open the file"), "found > filed", OURS, f"{KNOWN} consent leader consent_paper",
             rows="measures", own=NAMED, must="guardian consent", on="consent", carries=(("decider", "leader"),),
             tone="main"),
        Step("pair", _("Pair"), "filed > paired", OURS, adds="pairs", tone="main"),
        Step("part", _("End the pairing"), "paired > filed", OURS, ends="pairs"),
        Step("talk", _("Record a talk"), "filed paired >", ACTS, adds="talks", on="talks.day", answers="talk",
             when_due=True),
        Step("contact", _("Record a contact with the guardian"), "filed paired >", ACTS, adds="contacts",
             on="contacts.day", answers="contact", when_due=True),
        Step("visit", _("Record help or a visit"), "filed paired >", ACTS, adds="visits", on="visits.day"),
        Step("know", _("Update"), "filed paired >", OURS, f"{KNOWN} leader", rows="measures", own=NAMED,
             carries=(("decider", "leader"),)),
        Step("close", _("Close the file"), "found filed > closed", OURS, "ended", own=WHY, must="ended", on="ended",
             tone="careful"),
    ),
)  # fmt: skip
APPROVED = Chain(
    "approve",
    _("Approve"),
    "published > approved",
    (Level("head"), Level("leader", _("Waits for the leader"))),
    back="applied",
    decides="cause grade",
    watches="household income",
)
FIGURES = "household income cause"
HARDSHIPS = APPROVED.woven(
    {"applied": _("Applied"), "surveyed": _("Surveyed"), "published": _("In publicity"), "approved": _("Approved"),
     "refused": _("Refused"), "left": _("Left")},
    "refused left",
    (
        Step("apply", _("Apply"), "> applied", OURS, f"name identity {FIGURES} unit proof"),
        Step("survey", _("Survey"), "applied > surveyed", OURS, f"{FIGURES} visited sheet", must="visited",
             on="visited", tone="main"),
        Step("publish", _("Put into publicity"), "surveyed > published", OURS, tone="main"),
        Step("refuse", _("Refuse"), "applied surveyed published published_leader > refused", "desk leader", own=WHY,
             tone="careful"),
        Step("review", _("Yearly review"), "approved >", OURS, f"{FIGURES} reviewed", must="reviewed", on="reviewed",
             answers="review", when_due=True),
        Step("leave", _("Record leaving hardship"), "approved > left", OURS, own=WHY, tone="careful"),
    ),
)  # fmt: skip
GIVEN = Chain(
    "approve",
    _("Approve"),
    "asked > approved",
    (Level("head"), Level("leader", _("Waits for the leader"), above=("amount", VALUES["aids.big"]))),
    back="drafted",
    decides="sort amount",
)
AIDS = GIVEN.woven(
    {"drafted": _("Sent back"), "asked": _("Asked"), "approved": _("Approved"), "paid": _("Paid"),
     "refused": _("Refused")},
    "paid refused",
    (
        Step("ask", _("Ask for an aid"), "> asked", OURS, "title hardship sort fund amount", must="amount"),
        Step("again", _("Ask again"), "drafted > asked", OURS, "sort fund amount", must="amount", tone="main"),
        Step("pay", _("Paid"), "approved > paid", OURS, "paid receipt", must="paid", on="paid", tone="main"),
        Step("refuse", _("Refuse"), "asked asked_leader approved > refused", "desk leader", own=WHY, tone="careful"),
    ),
)  # fmt: skip
# The register says who is of senior rank; where it says nothing, the act does.
UNRANKED = Is(person__rank=None)
SENIOR = Need(~Is(sort="device") | ~UNRANKED & Is(person__rank="senior") | UNRANKED & Is(rank="senior"),
              _("Devices are for senior rank."))  # fmt: skip
NO_NEED = Need(~Is(sort="need"), _("Use the step “Raise a need” to enter a need."))
CARES = Cycle(
    {"raised": _("Raised"), "done": _("Done"), "answered": _("Answered")},
    "done answered",
    (
        Step("enter", _("Enter a visit, check or device"), "> done", OURS,
             "sort person rank cause day gift worth fund series unit", must="person day", on="day",
             needs=(SENIOR, NO_NEED)),
        Step("raise", _("Raise a need"), "> raised", OURS, "sort person cause need unit",
             must="person need", needs=(Need(Is(sort="need"), _("This step only enters a need.")),),
             example={"sort": "need"}),
        Step("handle", _("Handle"), "raised > answered", OURS, "action day", must="action day", on="day", tone="main",
             at_will=False),
    ),
)  # fmt: skip
AFTER = Need(Least("until", Field("promised_on")), _("It cannot be due before it was promised."))
PROMISES = Cycle(
    {"promised": _("Promised"), "doing": _("Under way"), "done": _("Done, to be rated"), "rated": _("Rated"),
     "dropped": _("Given up")},
    "rated dropped",
    (
        Step("promise", _("Promise something"), "> promised", OURS, "title person promised_on until unit",
             must="promised_on until", on="promised_on", needs=(AFTER,)),
        Step("start", _("Begin"), "promised > doing", OURS, "person", must="person", tone="main"),
        Step("postpone", _("Move the day"), "promised doing >", "desk", "until", must="until", deadline="until",
             own=WHY),
        Step("finish", _("Finish"), "doing > done", OURS, "done_on result photos", must="done_on result", on="done_on",
             answers="do", tone="main"),
        Step("rate", _("Enter the marks of the staff"), "done > rated", OURS, rows="ratings",
             guard=own_rating_reasons, tone="main"),
        Step("drop", _("Give up"), "promised doing > dropped", "desk", own=WHY, tone="careful"),
    ),
)  # fmt: skip
HELPS = Cycle(
    {"paired": _("Paired"), "checked": _("Checked"), "ended": _("Ended")},
    "ended",
    (
        Step("pair", _("Pair"), "> paired", OURS, "title sort village household from_day unit", must="from_day",
             on="from_day"),
        Step("help", _("Record a measure"), "paired checked > paired", OURS, adds="deeds", on="deeds.day",
             answers="help", when_due=True),
        Step("check", _("Check"), "paired > checked", "desk", "result photos", must="result"),
        Step("end", _("End"), "paired checked > ended", "desk", "to_day", must="to_day", on="to_day", tone="careful"),
    ),
)  # fmt: skip
