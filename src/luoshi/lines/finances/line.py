"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from functools import partial

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Counted, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.finances import cycles, models, queries, rules
from luoshi.lines.finances.cycles import EQUITY, INSURED, LOANS, PLEDGE
from luoshi.lines.finances.models import VALUES
from luoshi.parts.funds.payment_part import Pays

_ = words(__name__)

BY = "unit sort product stage giver"
add_amounts = partial(Figure, of="amount", measure="sum", on="paid_on", by=BY, unit="元")
add_premiums = partial(Figure, measure="sum", on="paid_on", where=INSURED, by="unit giver", unit="元")
FINANCES = Kind(
    name="finances",
    label=_("Financing"), one=_("Financing"),
    record=models.Financing, cycle=cycles.CYCLE, rights=rules.RIGHTS,
    void="refused", unit=_("Arranged by"),
    columns="firm sort product giver amount paid_on to_day",
    shows="sort product firm stage giver guarantor guaranteed wanted amount valued pledge_no registered_on premium "
          "cover demanded approved_on paid_on to_day settled_on released_on overdue_on loss ceiling fund compensated "
          "compensated_on recovered purpose",
    quiet="product stage guarantor guaranteed wanted amount valued pledge_no registered_on premium cover demanded "
          "approved_on to_day settled_on released_on overdue_on loss ceiling fund compensated compensated_on recovered "
          "purpose",
    filters="sort product firm stage giver paid_on to_day",
    words="title purpose pledge_no", codes="pledge_no",
    parts=(
        cycles.CHECK,
        Rows("patents", models.FinancedPatent, _("Patents"), once="patent"),
        Rows("instalments", models.FinanceInstalment, _("Instalments"), past="paid"),
        Rows("recoveries", models.FinanceRecovery, _("Recovered"), past="day"),
        Computed("ceiling", "loss * share / 100", values={"share": VALUES["finances.share"]}),
        Computed("recovered", "sum(recoveries.amount)"),
        # A claim reserves the money of the pool, so that two banks are never promised the same.
        Pays("fund", "compensated", binds="claim", spends="compensate", frees="check_back", returns="recover",
             returned="recovered"),
        Files("papers", _("Papers"), "pdf docx xlsx jpg jpeg png", most=20),
        Owed("instalment", _("Instalment"), at="instalments.due", met="instalments.paid",
             where=Is(state="paid overdue")),
        Owed("end", _("Due or end"), at="to_day", where=Is(state="paid overdue")),
        Unique("sort firm giver amount paid_on", clash="doubt", who="desk"),
        Face("pledges", _("Pledged patents"), PLEDGE, columns="firm giver amount registered_on paid_on to_day"),
        Face("guaranteed", _("Guaranteed loans"), Is(sort="guaranteed"),
             columns="firm giver guarantor amount paid_on to_day"),
        Face("products", _("Loan products"), Is(sort="product"), columns="firm product giver amount paid_on to_day"),
        Face("equity", _("Angel and venture capital"), EQUITY, columns="firm stage giver amount paid_on"),
        Face("policies", _("Insurance"), INSURED, columns="firm giver premium cover paid_on to_day"),
        Face("claims", _("Risk compensation"), ~Is(loss=None), columns="firm giver loss compensated fund recovered"),
        add_amounts("total", _("Financing arranged"), where=~INSURED, target=VALUES["finances.a_year"]),
        add_amounts("pledged", _("Financing by pledged patents"), where=PLEDGE, by="unit product stage giver"),
        Figure("pledge_growth", _("Growth of financing by pledged patents"), growth="pledged", unit="%", digits=2,
               target=VALUES["finances.pledge_growth"]),
        add_amounts("guaranteed", _("Guaranteed loans"), where=Is(sort="guaranteed"), by="unit product stage giver"),
        # What the firm was on the day of the payment. It stands on its highest rung alone: these three never overlap.
        *(add_amounts(name, label, where=~INSURED & queries.on_rung(rung)) for name, rung, label in (
            ("hightech", "hightech", _("Financing of high-tech firms")),
            ("cultivated", "cultivated", _("Financing of cultivated firms")),
            ("small", "sme", _("Financing of small technology firms")))),
        *(add_amounts(sort, label, where=~INSURED & queries.recognised_as(sort)) for sort, label in (
            ("pilot", _("Financing of IP pilot firms")), ("demonstration", _("Financing of IP demonstration firms")))),
        *(add_amounts(group, label, where=~INSURED & queries.in_group(group)) for group, label in (
            ("patent_dense", _("Financing of patent-dense firms")), ("export", _("Financing of exporting firms")))),
        add_amounts("equity", _("Angel and venture capital"), where=EQUITY),
        Figure("financed", _("Cases of financing"), on="paid_on", where=~INSURED, by=BY, unit="笔"),
        Figure("firms", _("Firms financed"), "firm", measure="distinct", on="paid_on", where=~INSURED, by=BY,
               unit="家"),
        Figure("products_used", _("Loan products in use"), "product", measure="distinct", on="paid_on", where=LOANS,
               by="unit sort giver", unit="个", target=VALUES["finances.products"]),
        Figure("investors", _("Investors"), "giver", measure="distinct", on="paid_on", where=EQUITY, by="unit sort",
               unit="家"),
        Figure("granted", _("In place, of those asked for"), measure="share", where=~Is(paid_on=None), on="demanded",
               by="unit sort product stage", unit="%", even_void=True),
        add_premiums("premium", _("Premiums"), "premium"),
        add_premiums("cover", _("Cover"), "cover"),
        Figure("overdue", _("Loans overdue"), "amount", measure="sum", on="overdue_on", where=LOANS,
               by="unit sort product giver", unit="元"),
        Figure("compensated", _("Compensated from risk pools"), "compensated", measure="sum", on="compensated_on",
               by="unit fund product giver", unit="元"),
        Figure("recovered", _("Recovered for risk pools"), "recoveries.amount", measure="sum", on="recoveries.day",
               by="unit fund", unit="元"),
        Coverage("products", _("Loan products by year"), rows="finances.products", cells=(
            Cell("financed", _("Cases of financing"), Counted("finances.financed", "product")),
            Cell("total", _("Financing arranged"), Counted("finances.total", "product")),
        )),
        Coverage("stages", _("Stages of firms by year"), rows="finances.stages", cells=(
            Cell("financed", _("Cases of financing"), Counted("finances.financed", "stage")),
            Cell("total", _("Financing arranged"), Counted("finances.total", "stage")),
        )),
    ),
    uncorrected="loss fund compensated",  # once claimed they stand: a wrong claim is sent back and claimed anew
    prefix="融", counter="笔", corrects="desk", help="finances",
)  # fmt: skip
LINE = Line(
    "finances",
    _("Financing of firms"),
    (FINANCES,),
    about=_("Loans, investments and insurance that were arranged for firms, and the risk pools that share losses."),
)
