"""Life cycles of experts, their services, advice, events of integrity and clearances."""

from __future__ import annotations

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import DAY, Field, Is, Least, Need, Some, Valid
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.lines.experts import actions, queries
from luoshi.lines.experts.rules import OURS, OWN, WHY
from luoshi.parts.registers.examples import newest_person
from luoshi.parts.registers.findings import CLEAN

_ = words(__name__)

PLEDGED = Need(~Is(consent=None), _("The person has not agreed and pledged yet."))
EXPERTS = Cycle(
    {
        "proposed": _("Proposed"),
        "pool": _("In the pool"),
        "suspended": _("Suspended"),
        "refused": _("Not taken in"),
        "left": _("Left the pool"),
    },
    "refused left",
    (
        Step("propose", _("Propose an expert"), "> proposed", OURS, "person organisation rank consent pledge unit",
             rows="branches employments", past="consent", folds="employments"),
        Step("accept", _("Take into the pool"), "proposed > pool", "desk", "from_day", on="from_day", must="from_day",
             needs=[PLEDGED, CLEAN], tone="main"),
        Step("refuse", _("Do not take in"), "proposed > refused", "desk", own=WHY, tone="careful"),
        Step("edit", _("Change particulars"), "proposed pool suspended >", OWN, "organisation rank consent pledge",
             rows="branches employments", past="consent"),
        Step("declare", _("Declare a tie"), "proposed pool suspended >", OWN, adds="ties"),
        Step("absent", _("Enter an absence"), "pool >", OWN, adds="absences"),
        Step("recheck", _("Check again"), "pool >", "desk", own=WHY, answers="recheck", when_due=True,
             needs=[CLEAN]),
        Step("suspend", _("Suspend"), "pool > suspended", "desk", own=WHY, tone="careful"),
        Step("resume", _("Let in again"), "suspended > pool", "desk", own=WHY, needs=[CLEAN], tone="main"),
        Step("leave", _("Take out of the pool"), "pool suspended > left", "desk", "to_day", on="to_day", must="to_day",
             own=WHY, tone="careful"),
    ),
)  # fmt: skip
SOMEBODY = Need(~Is(person=None) | ~Is(organisation=None), _("Say whom it concerns: a person or an organisation."))
NO_PLEDGE = Need(~Is(sort="pledge"), _("A pledge is entered by its own button."))
TOLD_FIRST = Need(
    Least("from_day", Field("told") + DAY),
    _("It cannot be in effect before the person was told: its first day is after the day of telling."),
)
OVER = Need(~Valid("from_day", "to_day"), _("It is still in effect on this day."))
TOLD = (tell("concerned", "integrity.told", asks="appeal"),)
INTEGRITY = Cycle(
    {
        "pledged": _("Pledged"),
        "reported": _("Reported"),
        "checked": _("Checked"),
        "decided": _("Decided, not told yet"),
        "told": _("Told, with effect"),
        "appealed": _("Appealed"),
        "dropped": _("Not confirmed"),
        "withdrawn": _("Withdrawn"),
        "repaired": _("Credit repaired"),
        "filed": _("Term over, filed"),
    },
    "pledged dropped withdrawn repaired filed",
    (
        Step("report", _("Report an event"), "> reported", OURS,
             "sort person organisation source day finding papers unit",
             past="day", must="day finding", needs=[SOMEBODY, NO_PLEDGE],
             example={"person": newest_person, "sort": "ethics"}),
        Step("pledge", _("Enter a pledge"), "> pledged", OURS, "person organisation day papers unit",
             must="day", past="day",
             needs=[SOMEBODY], puts={"sort": "pledge"}, example={"person": newest_person}),
        Step("check", _("Enter the check"), "reported > checked", "desk", "source papers", own=WHY,
             tone="main"),
        Step("drop", _("Not confirmed"), "reported checked > dropped", "desk", own=WHY, tone="careful"),
        Step("decide", _("Decide"), "checked > decided", "leader", "weight", rows="measures", must="weight",
             tone="main", recorded=True),
        Step("tell", _("Told to the person"), "decided > told", "desk", "told from_day to_day", on="told",
             must="told from_day to_day", needs=[TOLD_FIRST], follows=TOLD, tone="main",
             example={"from_day": queries.day_after, "to_day": queries.day_after}),
        Step("appeal", _("Appeal"), "told > appealed", "concerned desk", own=WHY, starts="decision"),
        Step("uphold", _("The appeal is right: withdraw"), "appealed > withdrawn", "leader", own=WHY,
             answers="decision", puts={"withdrawn": TODAY}, recorded=True),
        Step("stand", _("The finding stands"), "appealed > told", "leader", own=WHY, answers="decision",
             tone="main", recorded=True),
        Step("repair", _("Credit is repaired"), "told > repaired", "desk", "to_day", must="to_day", own=WHY),
        Step("file", _("File after its term"), "told > filed", "desk", needs=[OVER]),
    ),
)  # fmt: skip
CLEARANCES = Cycle(
    {"answered": _("Answered")},
    "answered",
    (
        Step("ask", _("Ask for a clearance"), "> answered", OURS, "person organisation purpose asked unit",
             must="asked", needs=[SOMEBODY], follows=(actions.answer_clearance,),
             example={"person": newest_person}),
    ),
)  # fmt: skip
HEARD = Need(Some("opinions"), _("No opinion has been entered yet."))
ADVICES = Cycle(
    {
        "asked": _("Asked"),
        "advised": _("Advised"),
        "adopted": _("Adopted"),
        "declined": _("Not adopted"),
        "cancelled": _("Cancelled"),
    },
    "adopted declined cancelled",
    (
        Step("ask", _("Ask for advice"), "> asked", OURS, "title about group question asked_on until papers unit",
             must="asked_on", past="asked_on", folds="about"),
        Step("advise", _("Enter an opinion"), "asked advised > advised", OURS, adds="opinions", on="opinions.day",
             answers="advice", tone="main"),
        Step("adopt", _("Adopt the advice"), "advised > adopted", OURS, "outcome concluded", on="concluded",
             must="outcome concluded", needs=[HEARD], tone="main"),
        Step("decline", _("Do not adopt it"), "advised > declined", OURS, "concluded", on="concluded",
             must="concluded", own=WHY, needs=[HEARD]),
        Step("cancel", _("Cancel"), "asked > cancelled", OURS, own=WHY, tone="careful"),
    ),
)  # fmt: skip
SERVED = Need(~Is(expert=None), _("Name the expert first."))
GUIDANCES = Cycle(
    {
        "asked": _("Asked"),
        "planned": _("Planned"),
        "assigned": _("With the expert"),
        "done": _("Done"),
        "confirmed": _("Confirmed"),
        "cancelled": _("Cancelled"),
    },
    "confirmed cancelled",
    (
        Step("ask", _("Enter a question"), "> asked", OURS,
             "title sort topic organisation place guided asked_on problem unit",
             must="asked_on", past="asked_on", starts="answer", folds="topic guided"),
        Step("plan", _("Plan a service"), "> planned", OURS,
             "title sort topic expert organisation place guided asked_on problem unit",
             folds="topic guided", must="asked_on expert",
             example={"expert": queries.newest_expert}),
        Step("assign", _("Give it to an expert"), "asked > assigned", OURS, "expert", must="expert",
             example={"expert": queries.newest_expert},
             follows=(tell("expert", "guidances.assigned", asks="serve"),), tone="main"),
        Step("serve", _("Enter answer or result"), "planned assigned > done", "expert unit desk",
             "day households result photos",
             on="day", must="day result", needs=[SERVED], answers="answer guided.visit", tone="main"),
        Step("confirm", _("Confirm"), "done > confirmed", OURS, "solved", must="solved", tone="main"),
        Step("reopen", _("Not solved: ask again"), "done > assigned", OURS, own=WHY),
        Step("cancel", _("Cancel"), "asked planned assigned > cancelled", OURS, own=WHY, drops="answer",
             tone="careful"),
    ),
)  # fmt: skip
