"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from functools import partial

from luoshi.desk.declarations.office import office
from luoshi.desk.period_values.part import PeriodValues
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.assessed import Assessable
from luoshi.kernel.kinds.language.conditions import Double, During, Is, Some
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files, OpenTitle
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line, MenuPage
from luoshi.lines.platforms import actions, cycles, models, queries, rules
from luoshi.papers.part import Paper
from luoshi.parts.publicity.part import Publicity

_ = words(__name__)

VALUES = office(__name__).values
RUNNING = Is(state=cycles.LIVE)
LAST_YEAR, LAST_MONTH = During("until", "P1Y", before=1), During("until", "P1M", before=1)
BY = partial(Figure, where=~Double(), by="unit sort level part_of", unit="个")
OF_SORT = partial(Figure, where=~Double(), by="unit sort")
ISSUES = partial(OF_SORT, of="issues", on="issues.due", unit="期")
USE = partial(Figure, where=~Double(), by="unit sort link part_of", of="use.value", measure="sum", on="use.until")
YEARLY = partial(OF_SORT, of="values.value", measure="sum", on="values.until", unit="万元")
SORTS = "national park laboratory testing base experimental agricultural cluster university makerspace centre service"
PLATFORMS = Kind(
    name="platforms",
    label=_("Platforms"), one=_("Platform"),
    record=models.Platform, cycle=cycles.PLATFORMS, rights=cycles.OF_PLATFORMS,
    unit=_("Looked after by"),
    columns="sort level host from_day",
    shows="sort level host place part_of industry link centre area online year began accepted_on from_day to_day score "
          "rank ranked_on note",
    quiet="place part_of industry link centre area online year began accepted_on to_day score rank ranked_on note",
    filters="sort level centre part_of place industry from_day",
    words="title",
    parts=(
        Rows("phases", models.PlatformPhase, _("Phases of building"), once="name", past="done"),
        Rows("partners", models.PlatformPartner, _("Who takes part"), once="org part"),
        Rows("members", models.PlatformMember, _("Members"), large=True, once="account", ends="to_day",
             begins_open=True),
        Rows("issues", models.PlatformIssue, _("Issues"), once="no", past="out"),
        Rows("values", models.PlatformValue, _("Figures of a year"), large=True),
        Rows("use", models.PlatformUse, _("Figures of a month"), large=True),
        Rows("evaluations", models.PlatformEvaluation, _("Evaluations"), once="year"),
        Rows("keepers", models.PlatformKeeper, _("Who reports for it"), ends="to_day"),
        PeriodValues("values", _("Figures of each year"), unit="unit", must="must", owes="figures", by="sort",
                     needed="needed", assessed=True),
        PeriodValues("use", _("Figures of each month"), every="P1M", unit="unit", must="must", owes="use", by="sort",
                     needed="needed"),
        Held("keepers", _("Who reports for it from outside"), "person", rows="keepers"),
        Owed("phase", _("Phase of building"), at="phases.due", met="phases.done", where=Is(state="planned building")),
        Owed("issue", _("Issue"), at="issues.due", met="issues.out", where=RUNNING),
        Owed("figures", _("Figures of a year"), every="P1Y", following=VALUES["platforms.figures_months"],
             where=RUNNING & rules.ON_GROUNDS),
        Owed("use", _("Figures of a month"), every="P1M", following=VALUES["platforms.use_months"],
             where=RUNNING & Is(sort=rules.COUNTED)),
        Owed("evaluation", _("Evaluation"), since=VALUES["platforms.evaluation_months"], where=RUNNING),
        Unique("title host", clash="doubt", who="desk"),
        OpenTitle(),
        Files("proof", _("Papers of acceptance"), "pdf docx jpg jpeg png"),
        Publicity("shown", VALUES["platforms.publicity"], "title sort host score rank", then="honour conclude",
                  reads="office"),
        Assessable("running", takes="review", organisations="host", named="host place part_of",
                   shows="sort level industry from_day"),
        Paper("note", _("Yearly note on a platform"), "note", "title sort level host place part_of from_day note",
              "平年", rows="phases partners evaluations"),
        Public("title sort level host place from_day", VALUES["platforms.open"], where=RUNNING,
               label=_("Platforms")),
        Face("grounds", _("Zones, parks and bases"), rules.ON_GROUNDS, columns="sort level host place part_of",
             asks="title sort level host place part_of industry area from_day unit", menu=True),
        Face("services", _("Service platforms"), rules.IS_SERVICE, columns="sort link host from_day",
             asks="title sort link host part_of from_day unit"),
        Face("centres", _("Centres and bases"), rules.IS_CENTRE, columns="sort centre host from_day",
             asks="title sort centre host part_of from_day unit"),
        Face("media", _("Magazines, communities, associations"), rules.OF_MEDIA, columns="sort host from_day",
             asks="title sort host online from_day unit", menu=True),
        BY("platforms", _("Platforms in operation"), at="from_day to_day",
           targets={"sort": {sort: VALUES[f"platforms.{sort}"] for sort in SORTS.split()}}),
        BY("opened", _("Platforms that began to run"), on="from_day"),
        OF_SORT("centres", _("Kinds of centres and bases"), "centre", measure="distinct", at="from_day to_day",
                unit="种", where=~Double() & rules.IS_CENTRE, by="unit sort part_of",
                target=VALUES["platforms.centre_kinds"]),
        BY("accepted", _("Platforms accepted"), on="accepted_on"),
        OF_SORT("phases", _("Phases done"), "phases", on="phases.done", unit="项"),
        OF_SORT("evaluated", _("Evaluations"), "evaluations", on="evaluations.day", unit="次",
                by="unit sort evaluations.verdict"),
        ISSUES("planned", _("Issues planned")),
        ISSUES("issued", _("Of these, out"), only=Is(out__not=None)),
        Figure("issue_rate", _("Issues out, of those planned"), over="issued planned", unit="%"),
        OF_SORT("items", _("Items in issues"), "issues.items", measure="sum", on="issues.out", unit="篇"),
        YEARLY("output", _("Output reported"), only=Is(item="output")),
        YEARLY("research", _("R&D spending reported"), only=Is(item="research")),
        USE("visits", _("Visits"), only=Is(item="visits"), unit="人次"),
        USE("customers", _("Customers served"), only=Is(item="customers"), unit="家次"),
        USE("services", _("Services"), only=Is(item="services"), unit="次"),
        OF_SORT("members", _("Members"), "members.person", measure="distinct", unit="人",
                at="members.from_day members.to_day"),
        OF_SORT("enterprises", _("Member enterprises"), "partners.org", measure="distinct", unit="家",
                at="partners.from_day partners.to_day", only=Is(part="member")),
        Coverage("deliverables", _("Platforms without a commitment"), where=~Is(state="ended"), by="unit sort level",
                 cells=(Cell("commitment", _("Commitment"), Some("commitments", via="about")),)),
        Coverage("reported", _("Figures of last year reported"), where=RUNNING & rules.ON_GROUNDS, by="unit sort",
                 cells=(Cell("value", _("Figures of last year"), Some("values", where=LAST_YEAR)),)),
        Coverage("counted", _("Figures of last month reported"), where=RUNNING & Is(sort=rules.COUNTED),
                 by="unit sort", cells=(Cell("use", _("Figures of last month"), Some("use", where=LAST_MONTH)),)),
    ),
    prefix="平", counter="个", corrects="desk", corrected=(actions.refuse_own_part,), help="platforms",
)  # fmt: skip
MOVES = partial(Figure, where=~Double(), by="unit platform came sector", unit="家")
TENANTS = Kind(
    name="tenants",
    label=_("Tenants"), one=_("Tenant"),
    record=models.Tenant, cycle=cycles.TENANTS, rights=cycles.OF_TENANTS,
    void="refused", unit=_("Looked after by"),
    columns="platform organisation came sector from_day",
    shows="platform organisation came origin sector talents from_day settled_on incubated_from graduated_on "
          "accelerated_on producing_on to_day",
    quiet="origin talents settled_on incubated_from graduated_on accelerated_on producing_on to_day",
    filters="platform came sector from_day",
    words="title origin",
    titled="{organisation}",
    parts=(
        Unique("platform organisation", where=~Is(state="left refused")),
        Files("proof", _("Papers"), "pdf docx jpg jpeg png"),
        Face("candidates", _("Candidates"), Is(state="candidate"), columns="platform organisation came sector"),
        Face("incubated", _("In incubation"), Is(state="incubating graduated accelerated"),
             columns="platform organisation incubated_from graduated_on"),
        MOVES("entered", _("Tenants that came"), on="from_day"),
        MOVES("there", _("Tenants"), at="from_day to_day"),
        MOVES("new_share", _("Share of new ones"), measure="share", where=~Double() & Is(came="new"),
              base=Is(came="moved new"), on="from_day", unit="%", target=VALUES["tenants.new_share"]),
        MOVES("talents", _("Talents who came with them"), "talents", measure="sum", on="from_day", unit="人"),
        MOVES("graduated", _("Tenants that graduated"), on="graduated_on"),
        MOVES("accelerated", _("Tenants that went on to an accelerator"), on="accelerated_on"),
        MOVES("producing", _("Tenants that began to produce"), on="producing_on"),
        MOVES("left", _("Tenants that left"), on="to_day"),
    ),
    prefix="驻", counter="家", corrects="desk", corrected=(actions.refuse_barred_sector,), help="platforms",
)  # fmt: skip
LINE = Line(
    "platforms",
    _("Platforms and tenants"),
    (PLATFORMS, TENANTS),
    together=True,
    menu=(MenuPage(_("Yearly table by platform"), "platforms:platform_year", queries.may_view_table),),
    urls="luoshi.lines.platforms.urls",
    addresses=("platforms-year",),
    about=_("Zones, parks, bases, service platforms and media, what they report, and who has moved in there."),
)
