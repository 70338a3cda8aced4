"""The declaration of the line; pages, API, sheets, rights matrix and diagram follow from it."""

from __future__ import annotations

from typing import Any

from luoshi.desk.declarations.office import office
from luoshi.desk.period_values.part import PeriodValues
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.assessed import Assessable
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import During, Is, Least, Some
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files, OpenTitle
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.lines import Line, MenuPage
from luoshi.kernel.parameters.queries.owed_since import BACK
from luoshi.lines.societies import cards, cycles, models
from luoshi.lines.societies.cycles import FARM, SOCIETY, VILLAGE
from luoshi.lines.societies.models import WORKS
from luoshi.lines.societies.rules import KEPT, RIGHTS, may_view_society_dues
from luoshi.papers.part import Paper
from luoshi.parts.publicity.part import Publicity

_ = words(__name__)

VALUES = office(__name__).values
OF_LINE: dict[str, Any] = {"rights": RIGHTS, "unit": _("Kept by"), "corrects": "desk", "help": "societies"}
USED = Is(state="active")  # register entries in use
HAS = Some("societies", via="organisation", where=WORKS)
BY: dict[str, Any] = {"by": "unit sort"}
GRASS_ROOTS = Is(sort="town street community firm university school")
ASKS = "organisation area founded term_from term_to unit"
FACES = (
    Face("learned", _("Societies"), SOCIETY, columns="host term_to party", asks=f"{ASKS} host party"),
    Face("farm", _("Farm associations"), FARM, columns="card product party", asks=f"{ASKS} part_of card product party"),
    Face("village", _("Village organisations"), VILLAGE, columns="office funds active", asks=f"{ASKS} part_of"),
    Face("grass_roots", _("Grass-roots organisations"), GRASS_ROOTS, columns="sort standard active"),
)
SINCE: dict[str, Any] = {"since_day": "founded", "back": BACK}
OF_SOCIETY = SINCE | {"where": SOCIETY & WORKS}
OWES = (
    Owed("inspection", _("Yearly inspection"), every="P1Y", where=FARM & WORKS, **SINCE),
    Owed("check", _("Check by the society's office"), every=VALUES["societies.check_months"], **OF_SOCIETY),
    Owed("support", _("Host’s support"), every="P1Y", **OF_SOCIETY),
    Owed("figures", _("Figures of a year"), every="P1Y", following=VALUES["societies.report_months"], **OF_SOCIETY),
    Owed("congress", _("Hold a congress"), at="term_to", where=WORKS),
)
ASSESSED = Some("assessed", via="about", where=Is(state="ranked") & During("round.ranked", "P1Y"))
LAST_YEAR = During("until", "P1Y", before=1)
COVERAGES = (
    Coverage("missing", _("Units without an organisation"), rows="organisations", by="sort",
             where=USED & Least("professionals", VALUES["societies.professionals"]),
             cells=(Cell("there", _("Organisation"), HAS | Some("societies", via="host", where=WORKS)),)),
    Coverage("areas", _("Areas without an organisation"), rows="places", by="sort",
             where=USED & Least("workers", VALUES["societies.density"]),
             cells=(Cell("there", _("Organisation"), Some("societies", via="area", where=WORKS)),
                    Cell("active", _("Active"), Some("societies", via="area", state="active")))),
    Coverage("assessed", _("Assessed in the year"), where=WORKS, by="unit sort",
             cells=(Cell("result", _("Result of a review"), ASSESSED),)),
    Coverage("by_kind", _("Organisations by kind of unit"), rows="organisations", where=USED, by="sort", cells=(
        Cell("founded", _("Founded"), HAS),
        Cell("standard", _("Meets the standard"),
             Some("societies", via="organisation", where=WORKS & Is(standard__not=None))),
        Cell("active", _("Active"), Some("societies", via="organisation", state="active")),
    )),
    Coverage("goods", _("Five goods"), where=FARM & WORKS, by="unit", cells=(
        Cell("head", _("Head"), Is(head_ok=True)),
        Cell("charter", _("Charter"), Is(charter_ok=True)),
        Cell("rules", _("Rules"), Is(rules_ok=True)),
        Cell("mechanism", _("Mechanism"), Is(mechanism_ok=True)),
        Cell("sales", _("Sales team"), Is(sales_ok=True)),
    )),
    Coverage("reported", _("Figures of last year reported"), where=SOCIETY & WORKS, by="unit", cells=(
        Cell("income", _("Income"), Some("values", where=Is(item="income") & LAST_YEAR)),
        Cell("outlay", _("Outlay"), Some("values", where=Is(item="outlay") & LAST_YEAR)),
    )),
    Coverage("means", _("Office and funds of village organisations"), where=VILLAGE & WORKS, by="unit",
             cells=(Cell("office", _("Office"), Is(office=True)), Cell("funds", _("Funds"), Is(funds=True)))),
)  # fmt: skip
REPORTED: dict[str, Any] = {"measure": "sum", "on": "values.until", "unit": "元", **BY}
VACANT: dict[str, Any] = {"fill": VALUES["societies.vacant_days"], "only": WORKS}
MOVED: dict[str, Any] = {"measure": "distinct", "unit": "人", **BY}
MEMBER: dict[str, Any] = {"measure": "distinct", "at": "members.from_day members.to_day"}
SOCIETIES = Kind(
    name="societies", label=_("Organisations"), one=_("Organisation"),
    record=models.Society, cycle=cycles.SOCIETIES,
    columns="sort founded term_to",
    shows="sort organisation host part_of area party founded standard active ended why card product congress "
    f"term_from term_to {cycles.GOODS} office funds",
    quiet=f"host part_of area party standard active ended why card product congress {cycles.GOODS} office funds",
    filters="sort host area party",
    words="title card product", codes="card", titled="{organisation} {sort}",
    parts=(
        *FACES,
        *OWES,
        Rows("members", models.Member, _("Members"), large=True, once="person", ends="to_day"),
        Rows("keepers", models.Keeper, _("Maintained by the society itself"), ends="to_day"),
        Rows("charters", models.Charter, _("Charters"), once="adopted"),
        Rows("support", models.SocietySupport, _("Support by the host"), large=True),
        Rows("values", models.SocietyValue, _("Figures reported"), large=True),
        PeriodValues("values", _("Figures of each year"), unit="unit", must="must", owes="figures"),
        Rows("cooperatives", models.Cooperative, _("Cooperatives"), once="organisation"),
        Validity("term_from", "term_to", renews="congress", warn=VALUES["societies.term_days"]),
        Held("posts", _("Posts"), "person", of="appointments", via="body", role="post", exactly={"chair": 1}, **VACANT),
        Held("keepers", _("Maintained for the society by"), "person", rows="keepers"),
        Unique("organisation sort", where=WORKS),
        Unique("card", where=WORKS),
        OpenTitle(),
        Assessable("founded standard active inactive", organisations="organisation host",
                   named="sort organisation host", shows="founded congress"),
        Public("title sort organisation host founded term_to", VALUES["societies.public"], where=WORKS,
               label=_("Societies and grass-roots organisations")),
        Files("statute", _("Charter"), "pdf docx", most=1),
        Files("proof", _("Evidence"), "pdf jpg jpeg png"),
        *COVERAGES,
        Figure("bodies", _("Organisations registered"), at="founded ended", unit="个", **BY),
        Figure("members", _("Members"), "members.person", unit="人", **MEMBER, **BY),
        Figure("joined", _("Members who joined"), "members.person", on="members.from_day", **MOVED),
        Figure("left", _("Members who left"), "members.person", on="members.to_day", **MOVED),
        Figure("charters", _("Charters approved"), "charters", on="charters.approved", unit="件", **BY),
        Figure("income", _("Income reported"), "values.value", only=Is(item="income"), **REPORTED),
        Figure("outlay", _("Outlay reported"), "values.value", only=Is(item="outlay"), **REPORTED),
        Figure("support", _("Host’s support"), "support.funds", measure="sum", on="support.received", unit="元",
               by="unit sort host"),
    ),
    messages={"decided": _("There is a new decision about an organisation that you maintain.")},
    prefix="组", counter="个", **OF_LINE | {"rights": KEPT},
)  # fmt: skip
FUNCTIONS = Kind(
    name="functions", label=_("Functions taken over"), one=_("Function"),
    record=models.Function, cycle=cycles.FUNCTIONS, void="dropped",
    columns="sort giver body from_day to_day",
    shows="sort giver body basis from_day to_day quality",
    quiet="quality",
    filters="sort body", words="title basis", titled="{giver} {sort}",
    parts=(
        Validity(renews="renew", warn=VALUES["functions.warn_days"]),
        Files("report", _("Report on capability"), "pdf docx", most=1),
        Files("agreement", _("Agreement"), "pdf", most=1),
        Figure("functions", _("Functions in force"), at="from_day to_day", unit="项", **BY),
    ),
    prefix="职", counter="项", **OF_LINE,
)  # fmt: skip
ASKED_FOR: dict[str, Any] = {"unit": "项", **BY}
EVALUATIONS = Kind(
    name="evaluations", label=_("Evaluations"), one=_("Evaluation"),
    record=models.Evaluation, cycle=cycles.EVALUATIONS, void="dropped",
    columns="client body asked accepted",
    shows="client topic sort body function asked report_by reported outcome accepted",
    quiet="function report_by reported outcome accepted",
    filters="sort body client asked", words="title topic", titled="{client} {topic}",
    parts=(
        Rows("experts", models.Expert, _("Team of experts"), once="person", role="part", least=1),
        Owed("report", _("Report"), at="report_by", where=Is(state="asked team")),
        Files("report", _("Report"), "pdf docx jpg jpeg png", must=True, most=1),
        Figure("asked", _("Evaluations requested"), on="asked", **ASKED_FOR),
        Figure("of_functions", _("Evaluations by functions"), on="asked", where=Is(function__not=None), **ASKED_FOR),
        Figure("accepted", _("Evaluations accepted"), on="accepted", **ASKED_FOR),
        Figure("experts", _("Experts in teams"), "experts.person", measure="distinct", on="asked",
               **ASKED_FOR | {"unit": "人"}),
    ),
    prefix="评", counter="项", **OF_LINE,
)  # fmt: skip
# What audits are permitted to find, which is not what regular inspections find. Source: S002-50.
NONE_IN = {
    name: {"sort": dict.fromkeys(("home", "inner", "outer"), VALUES[f"inspections.{name}"])}
    for name in ("observations", "nonconformities")
}
FOUND: dict[str, Any] = {"on": "on", "unit": "项", "out_of": "inspections", **BY}
INSPECTIONS = Kind(
    name="inspections", label=_("Inspections"), one=_("Inspection"),
    record=models.Inspection, cycle=cycles.INSPECTIONS,
    columns="sort body on", shows="sort body on", filters="sort body on", titled="{body} {sort} {on}",
    sections=cards.show_criteria,
    parts=(
        Rows("findings", models.Finding, _("Findings")),
        Files("papers", _("Papers"), "pdf docx jpg jpeg png"),
        Figure("inspections", _("Inspections"), on="on", unit="次", **BY),
        Figure("observations", _("Observations"), "findings", only=Is(sort="observation"),
               targets=NONE_IN["observations"], **FOUND),
        Figure("nonconformities", _("Nonconformities"), "findings", only=Is(sort="nonconformity"),
               targets=NONE_IN["nonconformities"], **FOUND),
        Paper("result", _("Notice of what an inspection found"), "pass fail", "body sort on state", "检通"),
    ),
    prefix="检", counter="次", **OF_LINE,
)  # fmt: skip
IN_POST: dict[str, Any] = {"measure": "distinct", "at": "from_day to_day", "unit": "人", "by": "unit post"}
APPOINTMENTS = Kind(
    name="appointments", label=_("Posts and candidates"), one=_("Appointment"),
    record=models.Appointment, cycle=cycles.APPOINTMENTS, void="not_elected",
    columns="body outer post person from_day to_day",
    shows="body outer post person three full nomination way from_day to_day",
    quiet="outer three full nomination way",
    filters="post three body", titled="{body} {outer} {post}",
    parts=(
        Validity(renews="again", warn=VALUES["appointments.warn_days"]),
        Files("minutes", _("Minutes"), "pdf", most=1),
        Figure("in_post", _("People in posts"), "person", **IN_POST),
        Figure("three_heads", _("Three heads in posts"), "person", where=Is(three__not=None), **IN_POST),
        Paper("letter", _("Letter of appointment"), "elect again", "person body outer post from_day to_day", "任聘",
              "certificate", stands=Is(state="in_office"), until="to_day"),
    ),
    prefix="任", counter="人次", **OF_LINE,
)  # fmt: skip


def score_totals(kind: str) -> tuple[Computed, ...]:
    """Return what the points of such a review come to; nothing until each of them has its score."""
    return (
        Computed("own", "sum(points.own)"),
        Computed("total", "sum(points.score)"),
        Computed("mean", "mean(points.score)"),
        Computed("short", "max(pass_mark - mean(points.score), 0)", values={"pass_mark": VALUES[f"{kind}.pass"]}),
    )


EXEMPLARS = Kind(
    name="exemplars", label=_("Model societies"), one=_("Model society"),
    record=models.Exemplar, cycle=cycles.EXEMPLARS, void="refused",
    columns="body applied mean short from_day to_day", unsorted="mean short",
    shows="body applied own total mean short from_day to_day rechecked",
    quiet="own total mean short from_day to_day rechecked",
    filters="body", titled="{body}",
    parts=(
        Publicity("published", VALUES["exemplars.publicity"], "body applied", then="name", reads="office"),
        Rows("points", models.Quality, _("Seven qualities"), once="quality", least=7),
        *score_totals("exemplars"),
        Validity("from_day", "to_day"),
        Owed("recheck", _("Check again"), since=VALUES["exemplars.recheck_months"], where=Is(state="named")),
        Unique("body", where=~Is(state="revoked refused")),
        Files("papers", _("Papers"), "pdf docx"),
        Figure("exemplars", _("Model societies"), at="from_day to_day", unit="个", by="unit"),
        Paper("title", _("Certificate of a model society"), "name", "body from_day to_day", "示证", "certificate",
              stands=Is(state="named"), until="to_day"),
    ),
    prefix="示", counter="个", **OF_LINE,
)  # fmt: skip
REFORMS = Kind(
    name="reforms", label=_("Reform of societies"), one=_("Review of a society’s reform"),
    record=models.Reform, cycle=cycles.REFORMS,
    columns="body year checked mean short", unsorted="mean short",
    shows="body year checked own total mean short", quiet="checked own total mean short",
    filters="body year", titled="{body} {year}",
    parts=(
        Publicity("published", VALUES["reforms.publicity"], "body year checked", then="close", reads="office"),
        Rows("points", models.Mechanism, _("Four mechanisms"), once="mechanism", least=4, past="put_right"),
        *score_totals("reforms"),
        Unique("body year"),
        Files("papers", _("Papers"), "pdf docx"),
        Figure("reviewed", _("Reviews of reform"), on="checked", unit="个", by="unit"),
        Figure("lacks", _("Points that fall short"), "points", only=Is(lacks__not=None), on="checked", unit="项",
               by="unit"),
    ),
    prefix="改", counter="个", **OF_LINE,
)  # fmt: skip
LINE = Line(
    "societies",
    _("Societies and organisations"),
    (SOCIETIES, INSPECTIONS, FUNCTIONS, EVALUATIONS, APPOINTMENTS, EXEMPLARS, REFORMS),
    together=True,
    menu=(MenuPage(_("Who is due"), "societies:due", may_view_society_dues),),
    urls="luoshi.lines.societies.urls",
    addresses=("who-is-due",),
    about=_("Their terms, officers, yearly inspections, functions and awards."),
)
