"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.desk.gates.part import Gates
from luoshi.desk.period_values.part import PeriodValues
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import During, Is, Some
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.projects import cycles, models
from luoshi.papers.part import Paper
from luoshi.parts.publicity.part import Publicity

_ = words(__name__)

VALUES = office(__name__).values
KEY, ACTIVE = Is(key="yes"), Is(state=cycles.ACTIVE)
APPROVED = ~Is(examined_on=None) & ~Is(from_day=None)
SEEN = ~Is(state="planned cancelled")
BACKED = tuple(
    Cell(f"{level}_{what}", label, Some("backing", where=Is(level=level) & ~Is(**{what: None})))
    for level, what, label in (
        ("county", "group", _("Leading group of the county")),
        ("county", "amount", _("Money of the county")),
        ("town", "group", _("Leading group of the town")),
        ("town", "amount", _("Money of the town")),
    )
)
RECOMMENDED = ~Is(recommended_on=None)
PROJECTS = Kind(
    name="projects",
    label=_("Projects"), one=_("Project"),
    record=models.Project, cycle=cycles.PROJECTS, rights=cycles.OF_PROJECTS,
    void="dropped", unit=_("Managed by"),
    columns="sort level holder amount to_day",
    shows="sort application year programme plan industry level field theme place platform mode key holder holder_kind "
          "society leader amount paid progress examined_on recommended_on admitted_on why_not from_day to_day "
          "due_on named_on accepted_on applied_on benefit performance",
    quiet="application programme plan industry field theme place platform mode holder_kind society paid progress "
          "recommended_on admitted_on why_not due_on named_on accepted_on applied_on benefit performance",
    filters="sort programme plan industry level field theme platform holder_kind key to_day",
    parts=(
        Rows("members", models.ProjectMember, _("Members"), once="person", sums={"percent": 100},
             where=Some("members")),
        Rows("nodes", models.ProjectNode, _("Nodes"), past="done", once="node"),
        Rows("payments", models.ProjectPayment, _("Payments"), past="paid"),
        Rows("gates", models.ProjectGate, _("Gates passed"), once="gate", ends="withdrawn", begins_open=True,
             past="withdrawn"),
        Rows("backing", models.ProjectBacking, _("Leading groups and money"), once="level"),
        Rows("self_checked", models.SelfCheckedCriterion, _("Self-check"), once="item"),
        Rows("inspected", models.InspectedCriterion, _("Inspection"), once="item"),
        Rows("trips", models.ProjectTrip, _("Trips to the countryside"), large=True),
        Rows("reports", models.ProjectReport, _("Reports"), large=True),
        Rows("use", models.ProjectUse, _("Users and coverage"), large=True),
        PeriodValues("use", _("Users and coverage of each quarter"), every="P3M", unit="unit", must="must", by="sort",
                     needed="needed"),
        Rows("adjustments", models.ProjectAdjustment, _("Adjustments"), large=True),
        Rows("results", models.ProjectResult, _("Results"), large=True),
        Computed("paid", "sum(payments.amount)"),
        Computed("progress", "max(reports.share)"),
        Gates("gates", _("Gates before summary or naming"), before="summarise name", by="sort", needed="needed"),
        Files("paper", _("Contract"), "pdf jpg jpeg png"),
        Files("summary", _("Summary"), "pdf docx"),
        Files("verdict", _("Certificate of acceptance"), "pdf jpg jpeg png"),
        Owed("node", _("Node"), at="nodes.due", met="nodes.done", where=Is(state="contracted running rectify")),
        Owed("instalment", _("Instalment"), at="payments.due", met="payments.paid", where=ACTIVE),
        Owed("report", _("Quarterly report"), every="P3M", where=Is(state="running") & KEY),
        Owed("look", _("Check on site"), since=VALUES["sitechecks.months"], where=Is(state="running") & KEY),
        Owed("acceptance", _("Acceptance"), at="to_day", where=Is(state="contracted running summary")),
        Owed("rectified", _("To be put right"), at="due_on", where=Is(state="rectify")),
        Owed("trip", _("Trip to the countryside"), since=VALUES["projects.trips"],
             where=Is(state="running", sort="support farm")),
        Owed("recheck", _("Check of what was named"), since=VALUES["projects.recheck"], where=Is(state="named")),
        Unique("application", where=~Is(state="dropped")),
        Unique("title holder year", where=~Is(state="dropped"), clash="doubt", who="desk"),
        Publicity("shown", VALUES["projects.publicity"], "title holder amount performance", then="archive",
                  reads="office"),
        Paper("acceptance", _("Certificate of acceptance"), "accept", "title holder leader amount from_day to_day "
              "accepted_on", "验证", rows="members", stands=Is(state="accepted shown archived")),
        Paper("title", _("Certificate of a title"), "name", "title holder level named_on from_day to_day", "命证",
              "certificate", stands=Is(state="named"), until="to_day"),
        Public("title sort level holder amount performance named_on", VALUES["projects.open"],
               where=Is(state="shown archived named")),
        Face("key", _("Watched projects"), KEY, columns="holder leader amount progress to_day"),
        Face("national", _("Recommended to the level above"), RECOMMENDED,
             columns="programme holder recommended_on admitted_on"),
        Face("plans", _("Support plans"), ~Is(plan=None), columns="plan year holder leader to_day"),
        Face("technology", _("Key technologies"), Is(sort="technology"), columns="industry holder leader applied_on"),
        Face("property", _("Intellectual property"), Is(sort="ip centre"), columns="sort level holder amount to_day"),
        Face("farm", _("Farm projects"), Is(sort="farm"), columns="holder holder_kind programme amount to_day"),
        Face("digital", _("Digital projects"), Is(sort="digital"), columns="holder leader progress to_day"),
        Face("themes", _("Demonstration projects by theme"), ~Is(theme=None), columns="theme place platform holder"),
        Face("bridge", _("Golden Bridge"), Is(sort="bridge"), columns="level field society holder benefit"),
        Face("campaigns", _("Model campaigns and titles"), cycles.BUILT_UP, columns="level holder named_on to_day"),
        Figure("approved", _("Projects approved"), on="from_day", where=APPROVED,
               by="unit sort level field programme plan theme platform", unit="项",
               target=VALUES["projects.key_a_year"],
               targets={"sort": {"bridge": VALUES["projects.bridges"]}}),
        Figure("named", _("Titles in force"), at="named_on to_day", by="unit sort level", unit="个"),
        Figure("trips", _("Trips to the countryside"), "trips", on="trips.day", by="unit sort programme", unit="次"),
        Figure("watched", _("Watched projects approved"), on="from_day", where=APPROVED & KEY, by="unit level",
               unit="项"),
        Figure("due", _("Projects that were to end"), on="to_day", where=APPROVED, by="unit sort level", unit="项"),
        Figure("term", _("Projects in their term"), at="from_day to_day", where=APPROVED,
               by="unit sort level plan programme", unit="项"),
        Figure("completed", _("Projects accepted"), on="accepted_on", by="unit sort level plan", unit="项"),
        Figure("completion", _("Accepted, of those that were to end"), over="completed due", unit="%"),
        Figure("recommended", _("Recommended to the level above"), on="recommended_on", by="unit programme",
               unit="项"),
        Figure("entry", _("Rate of entry"), measure="share", where=~Is(admitted_on=None), base=RECOMMENDED,
               on="recommended_on", by="unit programme", unit="%", target=VALUES["projects.entry"]),
        Figure("won", _("Money won"), "amount", measure="sum", on="from_day", where=APPROVED,
               by="unit level programme mode", unit="元"),
        Figure("lent", _("Loans and equity"), "amount", measure="sum", on="from_day",
               where=APPROVED & Is(mode="loan equity"), by="unit", unit="元"),
        Figure("lent_share", _("Share of loans and equity"), over="lent won", unit="%"),
        Figure("lent_more", _("Change of the share of loans and equity"), more="lent_share", unit="百分点",
               target=VALUES["projects.financed"]),
        Figure("results", _("Results of projects"), "results", on="results.day", by="unit sort industry results.sort",
               unit="项"),
        Figure("used", _("Results put to use"), on="applied_on", by="unit sort", unit="项"),
        Figure("benefit", _("Benefit"), "benefit", measure="sum", on="applied_on", by="unit sort level field society",
               unit="元"),
        Coverage("visited", _("Watched projects without a check on site"), where=ACTIVE & KEY, by="unit sort",
                 cells=(Cell("check", _("Check on site"), Some("sitechecks", via="project")),)),
        Coverage("visits", _("Projects without a visit in the year"), where=APPROVED & Is(state=cycles.ACTIVE),
                 by="unit sort", cells=(Cell("visit", _("Visited in the year"),
                                             Some("sitechecks", via="project", where=SEEN & During("day", "P1Y"))),)),
        Coverage("backing", _("Campaigns without group or money"), where=Is(sort="campaign") & ~Is(state="dropped"),
                 cells=BACKED),
    ),
    prefix="科项", counter="项", corrects="desk", help="projects",
)  # fmt: skip
SITE_CHECKS = Kind(
    name="sitechecks",
    label=_("Checks on site"), one=_("Check on site"),
    record=models.SiteCheck, cycle=cycles.SITE_CHECKS, rights=cycles.OF_CHECKS,
    void="cancelled", unit=_("Checked by"),
    columns="project sort day",
    shows="project sort day body answer",
    quiet="body answer",
    filters="sort day",
    titled="{project}",
    parts=(
        Rows("checkers", models.SiteChecker, _("Who goes along"), once="person"),
        Rows("findings", models.SiteFinding, _("Findings"), past="put_right"),
        Files("photos", _("Photos"), "jpg jpeg png", most=20),
        Files("papers", _("Papers"), "pdf docx jpg jpeg png"),
        Owed("putting", _("To be put right"), at="findings.due", met="findings.put_right",
             where=Is(state="done sent answered")),
        Owed("visit", _("Check on site"), at="day", where=Is(state="planned")),
        Paper("report", _("Report on a check on site"), "send", "project sort day body", "查报", rows="findings",
              stands=Is(state="sent answered closed")),
        Figure("checks", _("Checks on site"), on="day", where=~Is(state="planned cancelled"), by="unit sort",
               unit="次"),
        Figure("faults", _("Faults found"), "findings", on="day", only=Is(sort="fault"), by="unit", unit="个"),
        Figure("righted", _("Of these, put right"), "findings", on="day", only=Is(sort="fault") & ~Is(put_right=None),
               by="unit", unit="个"),
    ),
    prefix="察", counter="次", corrects="desk", help="projects",
)  # fmt: skip
LINE = Line(
    "projects",
    _("Projects"),
    (PROJECTS, SITE_CHECKS),
    together=True,
    about=_("Projects with contract, nodes, reports, money, acceptance and what came of them; checks on site."),
)
