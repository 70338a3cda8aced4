"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from functools import partial

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Is, Valid
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Counted, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Same, Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.patents import cycles, models, rules
from luoshi.lines.patents.rules import VALUES
from luoshi.papers.part import Paper

_ = words(__name__)

HOME, FOREIGN = Is(route="home"), Is(route="pct abroad")
INVENTION = HOME & Is(sort="invention")
count_valid = partial(Figure, at="granted ended", unit="件")
count_cases = partial(Figure, by="unit sort lane campaign source", unit="件")
count_days = partial(Figure, of="days", measure="mean", on="concluded", by="unit sort campaign source", unit="天")
IN_TRUST = Is(trust__signed__not=None) & Valid("trust.from_day", "trust.to_day")
PATENTS = Kind(
    name="patents",
    label=_("Patents"), one=_("Patent"),
    record=models.Patent, cycle=cycles.PATENTS, rights=rules.OF_PATENTS,
    unit=_("Kept by"),
    columns="sort route serial holder filed granted",
    shows="sort route country serial holder high trust filed published granted ended why",
    quiet="country high trust published ended why",
    filters="sort route holder high granted",
    words="title serial country", codes="serial",
    parts=(
        Rows("holders", models.PatentHolder, _("Co-holders"), once="org"),
        Rows("fees", models.PatentFee, _("Yearly fees"), past="paid", once="due"),
        Files("certificate", _("Certificate"), "pdf jpg jpeg png"),
        Owed("fee", _("Yearly fee"), at="fees.due", met="fees.paid", where=Is(state="granted")),
        Unique("serial", where=Is(route="home pct")),
        Unique("country serial", where=Is(route="abroad")),
        Same("country"),
        Face("inventions", _("Inventions"), INVENTION, columns="serial holder high filed granted"),
        Face("foreign", _("Abroad and PCT"), FOREIGN, columns="route country serial holder filed granted"),
        count_valid("valid", _("Valid patents"), by="unit sort route holder"),
        count_valid("inventions", _("Valid inventions"), where=INVENTION, by="unit holder high",
                    target=VALUES["patents.inventions"]),
        count_valid("high", _("Valid inventions of high value"), where=INVENTION & Is(high="yes"), by="unit holder"),
        count_valid("trusted", _("Valid patents in trust"), where=IN_TRUST, by="unit sort holder"),
        Figure("holders", _("Holders of a valid patent"), "holder", measure="distinct", at="granted ended",
               by="unit sort route", unit="家"),
        Figure("filed", _("Applications"), on="filed", by="unit sort route holder", unit="件"),
        Figure("granted", _("Patents granted"), on="granted", by="unit sort route holder", unit="件"),
        Figure("abroad", _("Applications abroad and PCT"), on="filed", where=FOREIGN,
               by="unit sort route country holder", unit="件", target=VALUES["patents.abroad"]),
        Figure("abroad_granted", _("Patents granted abroad"), on="granted", where=FOREIGN,
               by="unit sort route country holder", unit="件"),
        Figure("lost", _("Patents ended"), on="ended", where=~Is(granted=None), by="unit sort why", unit="件"),
        Figure("fees", _("Fees paid"), "fees.amount", measure="sum", on="fees.paid", by="unit sort holder",
               unit="元"),
    ),
    prefix="利", counter="件", corrects="desk", help="patents",
)  # fmt: skip
IP_CASES = Kind(
    name="ipcases",
    label=_("Cases about intellectual property"), one=_("Case about intellectual property"),
    record=models.IpCase, cycle=cycles.CASES, rights=rules.OF_CASES,
    void="refused", unit=_("Handled by"),
    columns="sort lane campaign received days",
    shows="sort lane campaign source patent expert received filed_on handled concluded measure result findings days",
    quiet="campaign source patent expert filed_on handled concluded measure result findings days",
    filters="sort lane campaign source received",
    words="title findings",
    parts=(
        Rows("sides", models.CaseSide, _("Sides")),
        Files("papers", _("Papers"), "pdf docx jpg jpeg png", most=20),
        Computed("days", "days(filed_on, concluded)"),
        Owed("handle", _("To be handled"), rules.handling_term),
        Paper("report", _("Report on a case"), "conclude", "title sort lane campaign source received filed_on handled "
              "concluded measure result days", "案报", stands=Is(state="concluded")),
        Face("enforcement", _("Enforcement"), Is(sort="enforcement"),
             columns="campaign source received concluded days"),
        Face("aid", _("Help with one's rights"), Is(sort="aid"), columns="lane patent expert received concluded days"),
        count_cases("received", _("Cases received"), on="received", even_void=True),
        count_cases("concluded", _("Cases concluded"), on="concluded",
                    by="unit sort lane campaign source measure result"),
        Figure("rate", _("Concluded, of those not refused"), measure="share", where=~Is(concluded=None), on="received",
               by="unit sort lane campaign source", unit="%"),
        # Source: S000-20: the days of the two lanes are never mixed, so no figure has both.
        count_days("fast_days", _("Days of the fast lane"), where=Is(lane="fast")),
        count_days("normal_days", _("Days of the normal lane"), where=Is(lane="normal")),
        Coverage("campaigns", _("Campaigns by year"), rows="ipcases.campaigns", cells=(
            Cell("received", _("Cases received"), Counted("ipcases.received", "campaign")),
            Cell("concluded", _("Cases concluded"), Counted("ipcases.concluded", "campaign")),
        )),
    ),
    parameters=(VALUES["ipcases.fast_days"], VALUES["ipcases.normal_days"]),
    prefix="权", counter="件", corrects="desk", help="patents",
)  # fmt: skip
LINE = Line(
    "patents",
    _("Intellectual property"),
    (PATENTS, IP_CASES),
    together=True,
    about=_("Patents at home and abroad with their holders and fees, and cases about intellectual property."),
)
