"""The life cycles of credits, of their uses and of statements."""

from __future__ import annotations

from luoshi.desk.approvals.chains import Chain, Level
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need, Valid
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.lines.credits import actions, queries
from luoshi.lines.credits.rules import OURS, WHY

_ = words(__name__)
_p = words_in(__name__)

VERIFIED = Chain(
    "verify",
    _("Verify"),
    "deposited > stored",
    (
        Level("desk"),
        Level("leader", _("Waits for the second verification"), follows=(actions.grant_credits,)),
    ),
    back="returned",
    decides="hours amount",
)
RESULT = "title sort certificate level day hours amount grade passed evidence"
FACTS = "title learner provider enrolment sort issuer certificate level day hours amount grade passed evidence"
FILLED = [
    Need(~Is(hours=None) | ~Is(amount=None), _("Say the credits, or the hours that make them.")),
    Need((Is(hours=None) | ~Is(hours=0)) & (Is(amount=None) | ~Is(amount=0)), _("Nothing is no credit.")),
    Need(Is(enrolment=None) | Is(enrolment__learner=Field("learner")), _("These are studies of another learner.")),
    Need(
        Is(enrolment=None) | Is(enrolment__finished_on=None) | Least("day", Field("enrolment.finished_on")),
        _("It was achieved before the studies were finished."),
    ),
]
IN_FORCE = Need(Valid("agreement.from_day", "agreement.to_day"), _("The agreement is not in force on this day."))
PASSED = Need(Is(passed="yes"), _("Only what was passed is recognised elsewhere."))
TOLD = {"passed": "yes", "amount": 3, "hours": ""}
EXAMPLE = {**TOLD, "enrolment": ""}
CREDITS = VERIFIED.woven(
    {
        "asked": _("Waits for the provider"),
        "returned": _("Sent back"),
        "deposited": _("Deposited"),
        "stored": _("Stored"),
        "converted": _("Converted"),
        "rejected": _("Rejected"),
        "revoked": _("Revoked"),
    },
    "converted rejected revoked",
    (
        Step("deposit", _("Deposit a result"), "> deposited", OURS, f"{FACTS} unit", must="issuer certificate day",
             past="day", needs=FILLED, folds="enrolment level grade", example=EXAMPLE),
        Step("receive", _("Recognised from elsewhere"), "> stored", "",
             "title learner person provider sort level grade passed amount day to_day source unit",
             puts={"stored_on": TODAY}),
        Step("ask", _("Ask the provider for a result"), "> asked", OURS,
             "title learner provider issuer enrolment sort unit", must="issuer", example={"enrolment": ""}),
        Step("complete", _("Complete it"), "asked returned > deposited", OURS, FACTS, must="issuer certificate day",
             past="day", needs=FILLED, tone="main", example=EXAMPLE),
        # Without learner, provider and issuer: for whom it counts, and where, is the bank's to say.
        Step("tell", _("Enter the result"), "asked returned > deposited", "keeper", RESULT,
             must="certificate day", past="day", needs=FILLED, tone="main", example=TOLD),
        Step("reject", _("Reject"), "asked deposited deposited_leader returned > rejected", "desk", own=WHY,
             tone="careful"),
        Step("convert", _("Have it recognised elsewhere"), "stored > converted", "desk",
             "agreement gets requested_on", on="requested_on", must="agreement gets requested_on",
             needs=[IN_FORCE, PASSED], follows=(actions.convert_credits,),
             example={"agreement": queries.newest_agreement, "gets": queries.newest_receiver}),
        Step("adjust", _("Set another amount"), "stored >", "desk", "amount", must="amount", own=WHY, needs=FILLED[1:2],
             tone="careful", example={"amount": 2}),
        Step("revoke", _("Revoke"), "stored > revoked", "desk", own=WHY, tone="careful"),
    ),
)  # fmt: skip
USES = Cycle(
    {"used": _("Used"), "undone": _("Undone")},
    "undone",
    (
        Step("use", _("Use credits"), "> used", OURS, "title learner provider amount unit", puts={"used_on": TODAY},
             needs=[Need(~Is(amount=0), _("Nothing is no credit."))],
             example={"learner": queries.newest_holder, "provider": queries.newest_provider, "amount": 1}),
        Step("undo", _("Undo the use"), "used > undone", "desk", own=WHY, puts={"undone_on": TODAY}, tone="careful"),
    ),
)  # fmt: skip
STATEMENTS = Cycle(
    {"issued": _p("statement", "Issued"), "withdrawn": _p("statement", "Withdrawn")},
    "withdrawn",
    (
        Step("issue", _("Issue a statement"), "> issued", "desk unit", "learner as_of unit", past="as_of",
             follows=(actions.fill_statement,)),
        Step("fill", _("Filled in from the moves"), "issued >", "", "valid earned", rows="items"),
        Step("withdraw", _("Withdraw the statement"), "issued > withdrawn", "desk", own=WHY, tone="careful"),
    ),
)  # fmt: skip
