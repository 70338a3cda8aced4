"""Life cycles of firms, of recognitions and of lines of products."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, Rights, usual
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.conditions import Need
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.lines.firms import rules

_ = words(__name__)
_p = words_in(__name__)

OURS, WHY = "unit desk", {"reason": True}
KEEPER = Relation("keeper", _("Who reports for the firm from outside"), held="keepers")
WHO = usual(_("Office in charge"), _("The unit that looks after it"), _("Leader in charge"))
OF_FIRMS = Rights((*WHO.relations, KEEPER), ("desk", "unit", "leader", "keeper"))
OF_RECOGNITIONS = OF_LINES = WHO
PARTICULARS = "organisation place industry size private key above_scale"
FIRMS = Cycle(
    {"listed": _p("firm", "Listed"), "left": _p("firm", "Left")},
    "left",
    (
        Step("enter", _("Enter a firm"), "> listed", OURS, f"{PARTICULARS} from_day unit", must="from_day",
             past="from_day", rows="groups", folds="industry private key above_scale groups"),
        Step("edit", _("Change particulars"), "listed >", OURS, PARTICULARS, rows="groups"),
        Step("tell", _("Report figures of a year"), "listed >", f"{OURS} keeper", adds="values", answers="figures",
             example={"values": {"item": "sales", "until": "2025-12-31", "value": "1200"}}),
        Step("keepers", _("Who reports for it"), "listed >", "desk", rows="keepers"),
        Step("leave", _("It left"), "listed > left", OURS, "to_day", on="to_day", must="to_day", own=WHY,
             needs=[rules.IN_ORDER], tone="careful"),
    ),
)  # fmt: skip
FACTS = "title sort level holder place platform industry board adviser lot tasks"
FOLDED = "level place platform industry board adviser lot tasks"
TERM = "recognised_on certificate from_day to_day paper"
GIVEN = [rules.WITH_LEVEL, rules.IN_ORDER]
WAY = "underway reviewed published"
RECOGNITIONS = Cycle(
    {
        "underway": _("Under way"),
        "reviewed": _("Reviewed"),
        "published": _("In publicity"),
        "certified": _("Recognised"),
        "revoked": _p("recognition", "Revoked"),
        "refused": _("Not recognised"),
    },
    "revoked refused",
    (
        Step("enter", _("Enter a recognition"), "> certified", OURS, f"{FACTS} {TERM} unit", on="recognised_on",
             must="recognised_on from_day", needs=GIVEN, folds=f"{FOLDED} paper"),
        Step("apply", _("Begin an application"), "> underway", OURS, f"{FACTS} begun_on unit", on="begun_on",
             must="begun_on", folds=FOLDED),
        Step("edit", _("Change particulars"), f"{WAY} certified >", OURS, FACTS),
        Step("pass", _("Pass a gate"), "underway reviewed >", OURS, adds="gates", on="gates.day",
             needs=[rules.TUTORED]),
        Step("take_back", _("Take a gate back"), "underway reviewed >", "desk", ends="gates", own=WHY),
        Step("review", _("Enter the review"), "underway > reviewed", "desk", "reviewed_on", on="reviewed_on",
             must="reviewed_on", tone="main"),
        Step("publish", _("Put into publicity"), "reviewed > published", "desk", tone="main"),
        Step("file", _("Filed with the office above"), "published >", "desk", "filed_on", on="filed_on",
             must="filed_on"),
        Step("certify", _("Certify"), "published > certified", "desk", TERM, on="recognised_on",
             must="recognised_on from_day", needs=GIVEN, puts={"decided_on": TODAY}, tone="main"),
        Step("approve", _("Approved by the office above"), "underway reviewed > certified", "desk", TERM,
             on="recognised_on", must="recognised_on from_day", needs=GIVEN, puts={"decided_on": TODAY},
             only=Need(rules.DECIDED_ABOVE, _("This sort is certified after publicity.")), tone="main"),
        Step("renew", _("Renew"), "certified >", OURS, "certificate from_day to_day paper", must="from_day to_day",
             needs=[rules.IN_ORDER]),
        Step("evaluate", _("Enter an evaluation"), "certified >", "desk", adds="evaluations", on="evaluations.day",
             answers="evaluation", when_due=True),
        Step("revoke", _("Revoke"), "certified > revoked", "desk", "to_day", on="to_day", must="to_day", own=WHY,
             needs=[rules.IN_ORDER], tone="careful"),
        Step("refuse", _("Not recognised"), f"{WAY} > refused", "desk", own=WHY, puts={"decided_on": TODAY},
             tone="careful"),
    ),
)  # fmt: skip
PRODUCT_LINES = Cycle(
    {"running": _p("productline", "Running"), "ended": _p("productline", "Ended")},
    "ended",
    (
        Step("enter", _("Enter a line of products"), "> running", OURS, "title firm unit", rows="generations"),
        Step("add", _("Enter a generation"), "running >", OURS, adds="generations", on="generations.from_day"),
        Step("retire", _("End a generation"), "running >", OURS, ends="generations"),
        Step("end", _("End"), "running > ended", OURS, "to_day", on="to_day", must="to_day", own=WHY, tone="careful"),
    ),
)  # fmt: skip
