"""The life cycle of what a firm is financed with: from the demand to the last payment, or to the risk pool."""

from __future__ import annotations

from luoshi.desk.approvals.chains import Chain, Level
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need, No, Owes, Some
from luoshi.kernel.kinds.language.steps import Step
from luoshi.lines.finances import actions
from luoshi.lines.finances.rules import OURS, WHY
from luoshi.parts.funds.queries import funds_permitting_use

_ = words(__name__)
_p = words_in(__name__)

LOANS, EQUITY, INSURED = Is(sort="pledge guaranteed product"), Is(sort="angel venture"), Is(sort="insurance")
PLEDGE = Is(sort="pledge")
ON_PATENTS = Need(Is(sort="guaranteed product angel venture") | Some("patents"), _("Name the patents."))
REGISTERED = Need(~PLEDGE | Is(registered_on__not=None), _("The pledge is not registered yet."))
GUARANTEED = Need(~Is(sort="guaranteed") | Is(guarantor__not=None), _("Name the guarantor."))
OVERDUE = Need(
    Owes("instalment") | Owes("end"), _("Nothing is overdue: enter the instalments and the day of repayment.")
)
PAID_UP = Need(No("instalments", where=Is(paid=None)), _("Instalments are not paid yet."), names="due amount")
LOST = Need(Least("amount", Field("loss")), _("The loss is greater than the loan."))
CLAIMED: dict[str, object] = {
    "loss": "10",
    "compensated": "5",
    "fund": lambda record, around: next(
        (str(pool.number) for pool in funds_permitting_use(record.unit_id, "losses", around.day, ["risk"])), ""
    ),
}
# Whoever claims does not check: the chain refuses who entered, sent or holds it.
CHECK = Chain("check", _("Check the claim"), "claimed > checked", (Level("desk"),), back="overdue",
              decides="loss compensated fund")  # fmt: skip
STATES = {
    "demand": _("Asked for"),
    "recommended": _("Recommended"),
    "approved": _p("financing", "Approved"),
    "paid": _p("financing", "In place"),
    "overdue": _("Overdue"),
    "claimed": _("Claim to be checked"),
    "checked": _("Claim checked"),
    "compensated": _("Compensated"),
    "repaid": _("Repaid or ended"),
    "recovered": _("Recovery closed"),
    "refused": _("Not granted"),
}
FACTS = "title sort product firm stage giver guarantor guaranteed wanted demanded purpose"
AMOUNTS = "amount to_day"
STEPS = (
    Step("ask", _("Enter a demand"), "> demand", OURS, f"{FACTS} unit", rows="patents", must="demanded",
         on="demanded", folds="product stage giver guarantor guaranteed purpose patents"),
    Step("enter", _("Enter one that is in place"), "> paid", OURS,
         f"{FACTS} amount valued pledge_no registered_on premium cover paid_on to_day unit",
         rows="patents instalments", must="paid_on", past="paid_on registered_on", needs=[ON_PATENTS, GUARANTEED],
         example={"sort": "product"},
         folds="product stage guarantor guaranteed wanted demanded purpose valued pledge_no registered_on premium "
               "cover patents instalments"),
    Step("amend", _("Change particulars"), "demand recommended approved >", OURS, FACTS, rows="patents"),
    Step("recommend", _("Recommend"), "demand > recommended", OURS, "giver", must="giver", tone="main"),
    Step("approve", _p("financing", "Approved"), "recommended > approved", OURS, "approved_on amount papers",
         on="approved_on", must="approved_on", needs=[ON_PATENTS, GUARANTEED], tone="main"),
    Step("register", _("Register the pledge"), "approved paid >", OURS, "valued pledge_no registered_on",
         must="pledge_no registered_on", past="registered_on", only=PLEDGE),
    Step("pay", _("Paid"), "approved > paid", OURS, f"paid_on {AMOUNTS}", rows="instalments", on="paid_on",
         must="paid_on amount", only=~INSURED, needs=[REGISTERED], tone="main"),
    Step("insure", _("Insured"), "approved > paid", OURS, "paid_on premium cover to_day", on="paid_on",
         must="paid_on premium cover to_day", only=INSURED, tone="main"),
    Step("instal", _("Instalments"), "paid overdue >", OURS, "to_day", rows="instalments", only=LOANS),
    Step("repay", _("Repaid"), "paid overdue > repaid", OURS, "settled_on released_on", on="settled_on",
         must="settled_on", only=LOANS, needs=[PAID_UP], answers="end", tone="main"),
    Step("end", _("Ended"), "paid > repaid", OURS, "settled_on", on="settled_on", must="settled_on", only=~LOANS,
         answers="end"),
    Step("lapse", _("Overdue"), "paid > overdue", OURS, "overdue_on", on="overdue_on", must="overdue_on", only=LOANS,
         needs=[OVERDUE], tone="careful"),
    Step("claim", _("Claim compensation"), "overdue > claimed", OURS, "loss fund compensated papers",
         must="loss fund compensated", needs=[LOST], follows=(actions.refuse_above_share,), tone="main",
         example=CLAIMED),
    Step("compensate", _("Compensate"), "checked > compensated", OURS, "compensated_on", on="compensated_on",
         must="compensated_on", tone="main"),
    Step("recover", _("Recovered for the pool"), "compensated >", OURS, adds="recoveries", on="recoveries.day"),
    Step("finish", _("Close the recovery"), "compensated > recovered", OURS, own=WHY),
    Step("refuse", _("Not granted"), "demand recommended approved > refused", OURS, own=WHY, tone="careful"),
)  # fmt: skip
CYCLE = CHECK.woven(STATES, "repaid recovered refused", STEPS)
