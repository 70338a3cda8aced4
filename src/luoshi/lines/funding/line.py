"""The declaration of the line; pages, API, sheets and rights matrix follow from it. Source: requirements L14."""

from __future__ import annotations

from typing import Any

from luoshi.base.rights.rules.rights import Relation, Role, UnitPlace, everyone_inside, usual
from luoshi.desk.approvals.chains import Chain, Level
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Field, Is, Need, Some, Valid
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.funding import actions, models
from luoshi.lines.funding.floors.kind import KIND as FLOORS
from luoshi.parts.funds.payment_part import Pays
from luoshi.parts.registers.findings import inspected_body

_ = words(__name__)

VALUES = office(__name__).values
HEAD = Relation("head", _("Head of the unit"), reaches=((Role.HEAD, UnitPlace.OWN),))
OFFICE = everyone_inside(_("Everyone in the office"))
WHO = (_("Supervision office"), _("The unit that keeps it"), _("Leader in charge"))
STAFF, ALL = usual(*WHO, HEAD), usual(*WHO, OFFICE)
BOTH, DECIDE = "unit desk", "desk head leader"
WHY: dict[str, Any] = {"own": {"reason": True}}
OF_LINE: dict[str, Any] = {"corrects": "desk", "help": "funding"}
OF_MONEY: dict[str, Any] = {"help": "funding", "erasable": False}  # asked for again, or refused; never corrected
PDF = "pdf jpg jpeg png"
INSPECTED = inspected_body("receiver")


def _chain(decides: str, big: str) -> Chain:
    """Build a chain: the head approves, above the office's amount the leader too."""
    levels = (Level("head"), Level("leader", _("Waits for the leader"), above=("amount", VALUES[big])))
    return Chain("approve", _("Approve"), "asked > approved", levels, back="drafted", decides=decides)


def _decided(chain: Chain, done: tuple[str, Any], *steps: Step) -> Cycle:
    """Build a life cycle: asked for, sent back or approved, refused with a reason, and finally done."""
    states = {"drafted": _("Sent back"), "asked": _("Asked"), "approved": _("Approved"), done[0]: done[1]}
    refuse = Step("refuse", _("Refuse"), "asked asked_leader approved > refused", DECIDE, tone="careful", **WHY)
    return chain.woven({**states, "refused": _("Refused")}, f"{done[0]} refused", (*steps, refuse))


SPENT = _chain("use amount", "expenses.big")
PAID = Is(state="paid")
EXPENSES = Kind(
    name="expenses",
    label=_("Expenses"),
    one=_("Expense"),
    record=models.Expense,
    cycle=_decided(
        SPENT,
        ("paid", _("Paid")),
        Step("ask", _("Ask for an expense"), "> asked", BOTH, "title use fund amount unit", must="amount"),
        Step("again", _("Ask again"), "drafted > asked", BOTH, "use fund amount", must="amount", tone="main"),
        Step("pay", _("Paid"), "approved > paid", BOTH, "paid voucher", must="paid", on="paid", tone="main"),
    ),
    void="refused",
    rights=STAFF,
    columns="use fund amount paid",
    shows="use fund amount paid",
    quiet="paid",
    filters="use",
    parts=(
        SPENT,
        Pays("fund", "amount", binds="approve_head approve_leader", spends="pay", frees="refuse"),
        Files("voucher", _("Voucher"), PDF, most=5),
        Figure("expenses", _("Expenses paid"), on="paid", where=PAID, by="unit use", unit="笔"),
        Figure("spent", _("Sum paid"), "amount", measure="sum", on="paid", where=PAID, by="unit use", unit="元"),
    ),
    parameters=(VALUES["expenses.big"],),
    prefix="支",
    counter="笔",
    **OF_MONEY,
)  # fmt: skip
SHIFTED = _chain("gives gets year amount", "changes.big")
CHANGE = MUST = "gives gets year amount why"
MOVES = (
    Need(~Is(gives=Field("gets")), _("A budget cannot give to itself.")),
    Need(~Is(amount=0), _("Enter the amount.")),
)
CHANGES = Kind(
    name="budget_changes",
    label=_("Changes of budgets"),
    one=_("Change of a budget"),
    record=models.Change,
    cycle=_decided(
        SHIFTED,
        ("made", _("Adjusted")),
        Step("ask", _("Ask for a change"), "> asked", BOTH, f"title {CHANGE}", must=MUST, needs=MOVES),
        Step("again", _("Ask again"), "drafted > asked", BOTH, CHANGE, must=MUST, needs=MOVES, tone="main"),
        Step("make", _("Make the change"), "approved > made", BOTH, follows=(actions.book_budget_change,), tone="main"),
    ),
    rights=STAFF,
    columns="gives gets year amount",
    shows=CHANGE,
    filters="year",
    parts=(SHIFTED,),
    parameters=(VALUES["changes.big"],),
    prefix="调",
    counter="笔",
    **OF_MONEY,
)  # fmt: skip
GRANTED: dict[str, Any] = {"on": "granted", "by": "unit tool rung receiver"}
SUPPORTS = Kind(
    name="supports",
    label=_("Support for services"),
    one=_("Support"),
    record=models.FundingSupport,
    cycle=Cycle(
        {"requested": _("Requested"), "granted": _("Granted"), "used": _("Used"), "refused": _("Refused")},
        "used refused",
        (
            Step("request", _("Request support"), "> requested", BOTH, "title receiver tool rung amount unit",
                 needs=[INSPECTED]),
            Step("grant", _("Granted"), "requested > granted", BOTH, "amount basis granted paper", must="basis granted",
                 on="granted", tone="main", needs=[INSPECTED]),
            Step("use", _("Used"), "granted > used", BOTH, "used result", must="used result", on="used", tone="main"),
            Step("refuse", _("Refuse"), "requested > refused", BOTH, tone="careful", **WHY),
        ),
    ),
    void="refused",
    rights=STAFF,
    columns="receiver tool amount granted",
    shows="receiver tool rung amount basis granted used result",
    quiet="rung basis granted used result",
    filters="tool rung granted",
    parts=(
        Files("paper", _("Document"), PDF),
        Figure("supports", _("Support granted"), unit="项", **GRANTED),
        Figure("money", _("Money granted"), "amount", measure="sum", unit="元", **GRANTED),
        Figure("receivers", _("Receivers"), "receiver", measure="distinct", unit="家", **GRANTED),
    ),
    prefix="持",
    counter="项",
    **OF_LINE,
)  # fmt: skip
BODIES = Kind(
    name="public_bodies",
    label=_("Public bodies in the budget"),
    one=_("Public body"),
    record=models.PublicBody,
    cycle=Cycle(
        {"listed": _("Listed"), "gone": _("No longer there")},
        "gone",
        (
            Step("list", _("List a body"), "> listed", BOTH, "title unit sort body", rows="budgets favours"),
            Step("budget", _("Enter it in a year's budget"), "listed >", BOTH, adds="budgets", tone="main"),
            Step("favours", _("Its tax favours"), "listed >", BOTH, rows="favours"),
            Step("end", _("It is no longer there"), "listed > gone", BOTH, tone="careful", **WHY),
        ),
    ),
    rights=ALL,
    columns="sort",
    shows="sort body",
    quiet="body",
    filters="sort",
    parts=(
        Rows("budgets", models.Budgeted, _("Budgets that include it"), once="from_day"),
        Rows("favours", models.Favour, _("Tax favours"), once="text"),
        Coverage("budgeted", _("Bodies in the budget"), where=Is(state="listed"), by="unit sort", cells=(
            Cell("budget", _("In the budget"), Some("budgets", where=Valid("from_day", "to_day"))),
            Cell("favour", _("Tax favour"), Some("favours", where=Valid("from_day", "to_day"))),
        )),
        Unique("title unit", where=Is(state="listed"), clash="doubt", who="desk"),
    ),
    prefix="预",
    counter="家",
    **OF_LINE,
)  # fmt: skip
LINE = Line(
    "funding",
    _("Funding"),
    (EXPENSES, CHANGES, SUPPORTS, BODIES, FLOORS),
    together=True,
    urls="luoshi.lines.funding.urls",
    addresses=("floor-checks",),
    answers="luoshi.lines.funding.answers",
    about=_("Applications for money, changes of a budget, grants, and what the law requires to be spent."),
)
