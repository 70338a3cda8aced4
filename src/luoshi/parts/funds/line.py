"""The declaration of the line of funds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from luoshi.base.rights.rules.rights import Rights, everyone_inside, usual
from luoshi.desk.declarations.office import office
from luoshi.evidence.append_only import AppendOnlyTable
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is, Need
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.rows import Rows, TableBeside
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.parts.funds import actions, models
from luoshi.parts.funds.cards import fund_book_cards, paid_from
from luoshi.parts.funds.forms import Allot, CloseYear, ReceiptForm, TakeBack
from luoshi.parts.funds.queries import BORDER, account_receipts, has_past_year, has_receipts
from luoshi.parts.funds.summary import open_fund_summary

_ = words(__name__)

DESK, UNIT, LEADER = usual(_("Supervising office"), _("Owner"), _("Leader in charge")).relations
# Applicants choose a fund, so everyone may see that it exists; its movements are only for those responsible.
OFFICE = everyone_inside(_("Everyone in the office"))
RIGHTS = Rights((DESK, UNIT, LEADER, OFFICE), ("desk", "unit", "leader", "office"))
OURS = "unit desk"
OF_ACCOUNT = Need(Is(way="account"), _("A budget has a line for each year: set the line."))
OF_BUDGET = Need(Is(way="budget"), _("An account is not kept by years: enter a receipt."))
YEAR: Any = {"year": lambda fund, around: around.day.year}
SINCE: Any = {"from_day": lambda fund, around: (around.day - timedelta(days=400)).isoformat()}
PAST: Any = {"year": lambda fund, around: around.day.year - 1}
FIRST: Any = {"movement": lambda fund, around: next((str(receipt.pk) for receipt in account_receipts(fund)), "")}
NAME = {"title": forms.CharField(label=_("Name"), max_length=200)}
VALUES = office(__name__).values
STEPS = (
    Step("open", _("Open a fund"), "> open", OURS, "title sort way from_day to_day unit", rows="uses", own=NAME,
         example=SINCE),
    Step("receive", _("Enter a receipt"), "open >", OURS, given=ReceiptForm, on="received", only=OF_ACCOUNT,
         asks="voucher", follows=(actions.book_receipt,)),
    Step("allot", _("Set a year’s line"), "open >", OURS, given=Allot, only=OF_BUDGET, example=YEAR,
         follows=(actions.set_budget_line,)),
    Step("close_year", _("Close a year"), "open >", OURS, given=CloseYear, only=OF_BUDGET,
         example=PAST, about=has_past_year, follows=(actions.close_year,), tone="careful"),
    Step("take_back", _("Reverse a receipt"), "open >", OURS, given=TakeBack, about=has_receipts, example=FIRST,
         follows=(actions.reverse_receipt,), tone="careful"),
    Step("uses", _("Change its uses"), "open >", OURS, rows="uses"),
    Step("end", _("End it"), "open > ended", OURS, "to_day", on="to_day", must="to_day",
         follows=(actions.refuse_bound,), tone="careful"),
)  # fmt: skip
FUNDS = Kind(
    name="funds",
    label=_("Funds"),
    one=_("Fund"),
    record=models.Fund,
    cycle=Cycle({"open": _("Open"), "ended": _("Ended")}, "ended", STEPS),
    rights=RIGHTS,
    unit=_("Owner"),
    columns="sort way from_day to_day",
    shows="sort way from_day to_day closed_year",
    quiet="from_day to_day closed_year",
    filters="sort way",
    parts=(
        Rows("uses", models.Use, _("Permitted uses"), once="use"),
        Files("voucher", _("Voucher"), "pdf jpg jpeg png", most=5),
        TableBeside("movements", models.Movement, _("Movements"), "fund"),
        # What came into a fund is for those responsible to read; of award pools all may: they are published.
        Figure(
            "pools",
            _("Award pools"),
            "movements.effect",
            measure="sum",
            on="movements.on",
            where=Is(sort="award matching"),
            only=Is(sort="into"),
            by="unit sort",
            unit="元",
            targets={"sort": {"award": VALUES["funds.awards"], "matching": VALUES["funds.matching"]}},
        ),
        Figure(
            "more",
            _("More than the year before"),
            more="pools",
            by="unit sort",
            unit="元",
            targets={"sort": {"award": VALUES["funds.awards_more"], "matching": VALUES["funds.matching_more"]}},
        ),
        Figure("growth", _("Growth"), growth="pools", by="unit sort", unit="%"),
    ),
    parameters=(BORDER,),
    corrects="desk",
    corrected=(actions.keep_way,),
    alarms=open_fund_summary,
    sections=fund_book_cards,
    erasable=False,
    help="funds",
    prefix="资",
    counter="笔",
)
LINE = Line(
    "funds",
    _("Funds"),
    (FUNDS,),
    append_only=(AppendOnlyTable("funds_movement"),),
    urls="luoshi.parts.funds.urls",
    addresses=("fund-movements",),
    cards=(paid_from,),
    about=_("Money with a purpose: what came in, what was paid from it, and what is left."),
)
