"""Life cycles of projects and of checks on site."""

from __future__ import annotations

from dataclasses import replace

from luoshi.base.rights.rules.rights import Relation, Rights, usual
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need, No, Some
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.lines.projects import actions
from luoshi.parts.registers.findings import LEADER_CLEAN, clean_body, inspected_body

_ = words(__name__)
_p = words_in(__name__)

OURS, WHY = "unit desk", {"reason": True}
LEADS = Relation("manager", _("Its leader"), names="leader")
WHO = usual(_("Supervising office"), _("The unit that manages it"), _("Leader in charge"))
OF_PROJECTS = Rights((*WHO.relations, LEADS), ("desk", "unit", "leader", "manager"))
DOERS = "unit desk manager"
FACTS = (
    "title sort year programme plan industry level field theme place platform mode key holder holder_kind society "
    "leader amount"
)
TERM = Need(~Is(from_day=None) & ~Is(to_day=None) & Least("to_day", Field("from_day")),
            _("Say from when until when it runs, the end after the beginning."))  # fmt: skip
REACHED = Need(No("nodes", where=Is(done=None)), _("Nodes of the contract are not reached yet."), names="node due")
RECOMMENDED = Need(Least("admitted_on", Field("recommended_on")), _("It was not recommended before that day."))
OPEN_ABOVE = ~Is(recommended_on=None) & Is(admitted_on=None, why_not=None)
ACTIVE = "contracted running summary rectify"
BUILT_UP = Is(sort="campaign title")
SELF_CHECKED = Need(Some("self_checked"), _("The unit has not checked itself by the criteria yet."))
INSPECTED = Need(Some("inspected"), _("Enter what the inspection found first."))
MET = Need(No("inspected", met="no"), _("Criteria are not met."), names="item words")
SOUND = (LEADER_CLEAN, clean_body("holder"), inspected_body("holder"))
# Whoever takes a project over once it is examined is looked at as those who were examined.
STILL_SOUND = [replace(need, condition=Is(state="filed") | need.condition, names=()) for need in SOUND]
PROJECTS = Cycle(
    {
        "filed": _("Filed"),
        "examined": _("Examined"),
        "contracted": _("Contract signed"),
        "running": _p("project", "Running"),
        "summary": _("Waits for acceptance"),
        "rectify": _("To be put right"),
        "accepted": _p("project", "Accepted"),
        "shown": _("Performance in publicity"),
        "archived": _("Archived"),
        "named": _("Named"),
        "ended": _("Ended early"),
        "dropped": _("Not approved"),
    },
    "archived ended dropped",
    (
        Step("file", _("File a project"), "> filed", OURS, f"{FACTS} application unit", rows="members",
             folds="application year programme plan industry field theme place platform mode holder_kind society "
                   "members",
             example={"key": "yes"}),
        Step("edit", _("Change the project"), "filed examined >", OURS, FACTS, rows="members", example={"key": "yes"},
             needs=STILL_SOUND),
        # Source: every project that is set up is examined (S002-43).
        Step("examine", _("Enter the examination"), "filed > examined", "desk", "examined_on amount",
             on="examined_on", must="examined_on", tone="main", needs=SOUND),
        Step("drop", _("Not approved"), "filed examined > dropped", "desk", own=WHY, tone="careful"),
        Step("recommend", _("Recommend to the level above"), "filed examined contracted running >", "desk",
             "recommended_on", on="recommended_on", must="recommended_on", only=Is(recommended_on=None)),
        Step("admit", _("Admitted by the level above"), "filed examined contracted running >", "desk",
             "admitted_on", on="admitted_on", must="admitted_on", only=OPEN_ABOVE, needs=[RECOMMENDED]),
        Step("not_admit", _("Not admitted by the level above"), "filed examined contracted running >", "desk",
             "why_not", must="why_not", only=OPEN_ABOVE),
        Step("contract", _("Sign the contract"), "examined > contracted", OURS, "from_day to_day amount paper",
             must="from_day to_day amount", rows="nodes payments", needs=[TERM], only=~BUILT_UP, tone="main"),
        Step("plan", _("Change the nodes"), "contracted >", OURS, rows="nodes"),
        Step("start", _("Begin"), "contracted > running", DOERS, tone="main"),
        Step("reach", _("Nodes reached"), "running summary rectify >", DOERS, rows="nodes"),
        Step("pass", _("Pass a gate"), "filed examined contracted running summary >", OURS, adds="gates",
             on="gates.day"),
        Step("take_back", _("Take a gate back"), "filed examined contracted running summary >", "desk", ends="gates",
             own=WHY),
        Step("report", _("Report progress"), "running >", DOERS, adds="reports", on="reports.day", answers="report"),
        Step("count", _("Report users and coverage"), f"{ACTIVE} accepted shown >", DOERS, adds="use",
             example={"use": {"item": "users", "until": "2025-12-31", "value": "1200"}}),
        Step("trip", _("Enter a trip to the countryside"), "running >", DOERS, adds="trips", on="trips.day",
             answers="trip"),
        Step("visited", _("Checked on site"), "contracted running summary rectify >", NOBODY, given=Handed,
             answers="look"),
        Step("adjust", _("Adjust the contract"), "contracted running >", "desk", "to_day amount", adds="adjustments",
             on="adjustments.day", needs=[TERM]),
        Step("pay", _("Payments"), f"{ACTIVE} accepted >", "desk", rows="payments"),
        Step("result", _("Enter a result"), "running summary rectify accepted >", DOERS, adds="results",
             on="results.day"),
        Step("summarise", _("Hand in the summary"), "running rectify > summary", DOERS, "summary", must="summary",
             needs=[REACHED], answers="rectified", tone="main"),
        Step("rectify", _("Send back to be put right"), "summary > rectify", "desk", "due_on", must="due_on", own=WHY,
             deadline="due_on"),
        Step("accept", _("Accept"), "summary > accepted", "desk leader", "verdict", puts={"accepted_on": TODAY},
             answers="acceptance", tone="main", recorded=True),
        Step("apply", _("Result put to use"), "accepted shown >", OURS, "applied_on benefit", on="applied_on",
             must="applied_on"),
        Step("perform", _("Put the performance into publicity"), "accepted > shown", "desk", "performance",
             must="performance", tone="main"),
        Step("archive", _("Archive"), "shown > archived", "desk"),
        # Its term ends with it: what runs is counted by its days.
        Step("end", _("End it early"), f"{ACTIVE} > ended", "leader desk", own=WHY, puts={"to_day": TODAY},
             tone="careful", recorded=True),
        Step("self_check", _("Check oneself by the criteria"), "filed examined named >", OURS, rows="self_checked",
             only=BUILT_UP),
        Step("inspect", _("Enter the inspection"), "examined named >", "desk", rows="inspected", only=BUILT_UP),
        Step("back", _("Leading groups and money"), "filed examined named >", OURS, rows="backing", only=BUILT_UP),
        Step("name", _("Name it"), "examined > named", "desk leader", "from_day to_day", must="from_day",
             only=BUILT_UP, needs=[SELF_CHECKED, INSPECTED, MET], puts={"named_on": TODAY}, tone="main", recorded=True),
        Step("recheck", _("Check again"), "named >", "desk", rows="inspected", answers="recheck"),
        Step("unname", _("Take the title back"), "named > ended", "leader desk", own=WHY, puts={"to_day": TODAY},
             tone="careful", recorded=True),
    ),
)  # fmt: skip
OF_CHECKS = WHO
RIGHTED = Need(No("findings", where=Is(sort="fault", put_right=None)), _("Faults are not put right yet."),
               names="text due")  # fmt: skip
TAKEN_UP = Need(No("findings", where=Is(sort="advice", commitment=None)), _("Advice has no commitment yet."),
                names="text")  # fmt: skip
FOUND = Need(Some("findings"), _("Enter what was found first."))
SITE_CHECKS = Cycle(
    {
        "planned": _p("check", "Planned"),
        "done": _("Checked"),
        "sent": _("Findings sent"),
        "answered": _("Answered"),
        "closed": _p("check", "Closed"),
        "cancelled": _("Cancelled"),
    },
    "closed cancelled",
    (
        Step("plan", _("Plan a check on site"), "> planned", OURS, "project sort day body unit", rows="checkers",
             must="day"),
        Step("edit", _("Change the check"), "planned >", OURS, "sort day body", rows="checkers"),
        Step("check", _("Enter what was found"), "planned > done", OURS, "day photos", must="day", on="day",
             rows="findings", answers="visit", follows=(actions.note_visit,), tone="main",
             example={"findings": [{"sort": "progress", "text": "进度符合合同。"}]}),
        Step("amend", _("Change the findings"), "done >", OURS, rows="findings"),
        Step("send", _("Send the findings"), "done > sent", OURS, needs=[FOUND], tone="main"),
        Step("follow", _("What was put right"), "sent answered >", OURS, rows="findings"),
        Step("answer", _("Answer"), "sent > answered", OURS, "answer papers", must="answer", tone="main"),
        Step("close", _("Close"), "sent answered > closed", "desk", needs=[RIGHTED, TAKEN_UP], tone="main"),
        Step("cancel", _("Cancel"), "planned > cancelled", OURS, own=WHY, tone="careful"),
    ),
)  # fmt: skip
