"""Life cycles of societies, functions, evaluations, inspections, appointments, model societies and reforms."""

from __future__ import annotations

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Given, Is, Need, No, Owes, Valid
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.lines.societies import actions
from luoshi.lines.societies.forms import Enrol
from luoshi.lines.societies.models import LISTS
from luoshi.lines.societies.queries import points_scored
from luoshi.lines.societies.rules import BESIDE, BOTH, ITSELF, WHY, charter_day_reasons, given_today

_ = words(__name__)

FARM, SOCIETY, VILLAGE = Is(sort="farm"), Is(sort="society"), Is(sort="village")
FOUND = "organisation sort host part_of area founded party card product term_from term_to unit"
GOODS = "head_ok charter_ok rules_ok mechanism_ok sales_ok"
STANDS_BESIDE = Need(
    ~(FARM & Is(why="cooperative")),
    BESIDE,
    kept=True,
)
DECIDED = (tell("keeper", "societies.decided"),)
SOCIETIES = Cycle(
    {
        "founded": _("Founded"),
        "standard": _("Meets the standard"),
        "active": _("Active"),
        "inactive": _("Inactive"),
        "ended": _("Ended"),
    },
    "ended",
    (
        Step("found", _("Enter an organisation"), "> founded", BOTH, FOUND, past="founded"),
        Step("reach", _("Meets the standard"), "founded inactive > standard", "desk", "standard proof", on="standard",
             follows=DECIDED),
        Step("act", _("Record an activity"), "* > active", ITSELF, "active", on="active"),
        Step("lapse", _("Record inactivity"), "founded standard active > inactive", "desk", own=WHY,
             follows=DECIDED),
        Step("join", _("Enter a new member"), "* >", BOTH, adds="members"),
        Step("enrol", _("Enrol a member by name"), "* >", ITSELF, given=Enrol, on="from_day",
             follows=(actions.enrol_society_member,)),
        Step("leave", _("End a membership"), "* >", ITSELF, ends="members"),
        Step("entrust", _("Let the society maintain it"), "* >", BOTH, adds="keepers"),
        Step("relieve", _("End the society’s access"), "* >", BOTH, ends="keepers"),
        Step("congress", _("Record a congress"), "* >", ITSELF, "congress term_from term_to",
             must="term_from term_to", on="congress", answers="congress", when_due=True),
        Step("term", _("Change the end of the term"), "* >", BOTH, "term_to", must="term_to", own=WHY),
        Step(
            "support",
            _("Enter the host’s support"),
            "* >",
            BOTH,
            adds="support",
            answers="support",
            only=SOCIETY,
            needs=[Need(~Given(row__funds=0), _("The host’s funds are more than 0."))],
            example={"support": given_today, "for_period": ""},
        ),
        Step("value", _("Enter a figure of a year"), "* >", ITSELF, adds="values", answers="figures",
             example={"values": {"item": "income", "until": "2025-12-31", "value": "1200"}}),
        Step("carded", _("Issue a card"), "* >", BOTH, "card", must="card", only=FARM),
        Step("goods", _("Check the five goods"), "* >", BOTH, GOODS, only=FARM),
        Step("cooperate", _("Link a cooperative"), "* >", BOTH, adds="cooperatives", only=FARM),
        Step("means", _("Check office and funds"), "* >", BOTH, "office funds", only=VILLAGE),
        Step("adopt", _("Charter adopted or approved"), "* >", ITSELF, "statute", rows="charters",
             guard=charter_day_reasons,
             example={"charters": [{"adopted": "2024-05-06", "approved": "2024-06-03"}]}),
        Step("change", _("Change particulars"), "* >", BOTH, "host part_of area party product"),
        Step("end", _("End it"), "* > ended", "desk", "why ended", must="why", on="ended", tone="careful",
             needs=[STANDS_BESIDE], example={"why": "purpose"}, follows=DECIDED),
    ),
)  # fmt: skip
INSPECTED = Need(
    ~Owes("body.inspection"),
    _("It is late with the yearly inspection: it takes over no function until that is made up."),
    kept=True,
)
FUNCTIONS = Cycle(
    {
        "listed": _("Listed"),
        "offered": _("Society chosen"),
        "checked": _("Found capable"),
        "agreed": _("Agreed"),
        "running": _("Running"),
        "assessed": _("Assessed"),
        "returned": _("Returned"),
        "dropped": _("Ended early"),
    },
    "returned dropped",
    (
        Step("list", _("List a function"), "> listed", BOTH, "sort giver basis unit"),
        Step("offer", _("Choose a society"), "listed > offered", BOTH, "body", must="body", tone="main",
             needs=[INSPECTED]),
        Step("check", _("Found capable"), "offered > checked", "desk", "report", tone="main"),
        Step("agree", _("Agree"), "checked > agreed", BOTH, "from_day to_day agreement", must="from_day to_day",
             tone="main"),
        Step("start", _("Begin"), "agreed > running", BOTH, tone="main",
             needs=[Need(Valid(), _("Its agreement is not valid today."))]),
        Step("assess", _("Assess its quality"), "running > assessed", "desk", "quality", must="quality"),
        Step("renew", _("Renew"), "assessed > agreed", BOTH, "from_day to_day agreement", must="from_day to_day"),
        Step("return", _("Return the function"), "agreed running assessed > returned", BOTH, "to_day", must="to_day",
             own=WHY, tone="careful"),
        Step("drop", _("Discontinue"), "listed offered checked > dropped", BOTH, own=WHY, tone="careful"),
    ),
)  # fmt: skip
OF_FUNCTION = Valid("function.from_day", "function.to_day")
IN_FORCE = Need(OF_FUNCTION, _("The agreement on the function is not valid on this day."))
EVALUATED = "client topic asked report_by"
EVALUATIONS = Cycle(
    {
        "asked": _("Asked for"),
        "team": _("Team at work"),
        "reported": _("Reported"),
        "accepted": _("Accepted"),
        "dropped": _("Ended early"),
    },
    "accepted dropped",
    (
        Step("ask", _("Enter a client's request"), "> asked", BOTH, f"body sort {EVALUATED}", must="asked",
             on="asked"),
        Step("assign", _("Enter an evaluation of a function"), "> asked", BOTH, f"function {EVALUATED}",
             must="function asked", on="asked", needs=[IN_FORCE]),
        Step("team", _("Name the team"), "asked > team", BOTH, rows="experts", tone="main"),
        Step("replace", _("Change the team"), "team >", BOTH, rows="experts"),
        Step("report", _("Enter the report"), "team > reported", BOTH, "reported outcome report", must="reported",
             on="reported", answers="report", tone="main"),
        Step("rework", _("Return for rework by the client"), "reported > team", BOTH, own=WHY),
        Step("accept", _("Record the client's acceptance"), "reported > accepted", BOTH, "accepted", must="accepted",
             on="accepted", tone="main"),
        Step("drop", _("End the evaluation"), "asked team reported > dropped", BOTH, own=WHY, tone="careful"),
    ),
)  # fmt: skip
RIGHT = Need(No("findings", put_right=None), _("There are open findings: have them corrected first."), names="text")
OWED_APART = Need(Is(sort__not="regular"), _("Use “Enter an inspection” for the inspection that is owed."))
ANSWERS = "body.inspection body.check"  # a society owes only one of them
INSPECTIONS = Cycle(
    {
        "self": _("Self-checked"),
        "inspected": _("Inspected"),
        "rectify": _("To be corrected"),
        "qualified": _("Qualified"),
        "failed": _("Not qualified"),
    },
    "qualified failed",
    (
        Step("enter", _("Enter an inspection"), "> inspected", BOTH, "body on papers", on="on", rows="findings",
             answers=ANSWERS),
        Step("self", _("Enter a self-check"), "> self", BOTH, "body papers"),
        Step("audit", _("Enter an audit"), "> inspected", BOTH, "body sort on papers", on="on", rows="findings",
             needs=[OWED_APART], example={"sort": "inner"}),
        Step("inspect", _("Inspect"), "self > inspected", BOTH, "on papers", on="on", rows="findings", answers=ANSWERS,
             tone="main"),
        Step("pass", _("Qualified"), "inspected rectify > qualified", "desk", needs=[RIGHT], tone="main"),
        Step("demand", _("Order a correction"), "inspected > rectify", "desk", own=WHY),
        Step("right", _("Enter the correction"), "rectify >", BOTH, rows="findings", tone="main"),
        Step("fail", _("Not qualified"), "inspected rectify > failed", "desk", own=WHY, tone="careful"),
    ),
)  # fmt: skip
APPOINTMENTS = Cycle(
    {
        "considered": _("Candidate proposed"),
        "nominated": _("Nominated"),
        "in_office": _("In office"),
        "not_elected": _("Not elected"),
        "left": _("Left"),
    },
    "not_elected left",
    (
        Step("consider", _("Propose a candidate"), "> considered", BOTH, "person body outer post three full unit",
             needs=[Need(Is(body__not=None) | Is(outer__not=None), _("Enter the organisation, or another body."))],
             example={"outer": "云岭县政协常委会"}),
        Step("nominate", _("Enter the nomination"), "considered > nominated", "desk leader", "nomination",
             must="nomination", tone="main"),
        Step("elect", _("Elected by charter"), "nominated > in_office", BOTH, "way from_day to_day minutes",
             must="way from_day", on="from_day", tone="main"),
        Step("fail", _("Not elected"), "considered nominated > not_elected", BOTH, own=WHY),
        Step("again", _("Elected again"), "in_office >", BOTH, "way from_day to_day minutes", must="way from_day"),
        Step("leave", _("Leaves office"), "in_office > left", BOTH, "to_day", on="to_day", tone="careful"),
    ),
)  # fmt: skip
SCORED = Need(No("points", score=None), _("Score every point first."))
EXEMPLARS = Cycle(
    {
        "applied": _("Applied"),
        "scored": _("Scored"),
        "published": _("In publicity"),
        "named": _("Model society"),
        "revoked": _("Revoked"),
        "refused": _("Refused"),
    },
    "revoked refused",
    (
        Step("apply", _("Enter an application"), "> applied", BOTH, "body applied papers", on="applied", rows="points",
             example={"points": [{"quality": quality} for quality in LISTS["exemplars.qualities"].items]}),
        Step("score", _("Score"), "applied > scored", "desk", rows="points", needs=[SCORED], tone="main",
             example={"points": points_scored}),
        Step("publish", _("Put into publicity"), "scored > published", BOTH, tone="main"),
        Step("name", _("Name it a model society"), "published > named", "desk leader", "from_day to_day",
             must="from_day", tone="main"),
        Step("recheck", _("Check again"), "named >", "desk", "rechecked", must="rechecked", on="rechecked",
             answers="recheck", when_due=True),
        Step("revoke", _("Revoke"), "named > revoked", "desk leader", "to_day", must="to_day", own=WHY, tone="careful"),
        Step("refuse", _("Refuse"), "applied scored published > refused", "desk", own=WHY, tone="careful"),
    ),
)  # fmt: skip
RIGHTED = Need(
    No("points", lacks__not=None, put_right=None), _("There are shortcomings that have not been corrected yet.")
)
REFORMS = Cycle(
    {
        "self": _("Self-checked"),
        "checked": _("Checked"),
        "published": _("In publicity"),
        "corrected": _("Put right"),
    },
    "corrected",
    (
        Step("self", _("Enter a self-check"), "> self", BOTH, "body year papers", rows="points",
             example={"points": [{"mechanism": mechanism} for mechanism in LISTS["reforms.mechanisms"].items],
                      "year": 2026}),
        Step("check", _("Check"), "self > checked", "desk", "checked", must="checked", on="checked", rows="points",
             needs=[SCORED], tone="main", example={"points": points_scored}),
        Step("publish", _("Put into publicity"), "checked > published", BOTH, tone="main"),
        Step("right", _("Enter the correction"), "published >", BOTH, rows="points",
             example={"points": points_scored}),
        Step("close", _("Complete the correction"), "published > corrected", "desk", needs=[RIGHTED], tone="main"),
    ),
)  # fmt: skip
