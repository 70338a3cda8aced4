"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from functools import partial

from luoshi.desk.declarations.office import office
from luoshi.desk.gates.part import Gates
from luoshi.desk.ladders.part import Ladder, forget_rungs, has_risen
from luoshi.desk.period_values.part import PeriodValues
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Double, During, Is, Meets, Some, Valid, When
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.official_tables import OfficialTable
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows, TableBeside
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.firms import cycles, models, rules
from luoshi.papers.part import Paper
from luoshi.parts.publicity.part import Publicity

_ = words(__name__)

VALUES = office(__name__).values
LAST_YEAR = During("until", "P1Y", before=1)
SOLD = Is(item="sales") & Meets("value", VALUES["firms.big_sales"]) & LAST_YEAR


def _recognised(sorts: str) -> Some:
    """Return the condition on a firm that it holds such a recognition, valid on the day."""
    return Some("organisation.recognitions", via="holder", where=Is(sort=sorts) & rules.THERE)


def _holds(what: When) -> When:
    """Return the condition on a firm that it is the first holder or a co-holder of such a patent, valid on the day."""
    held = what & Is(granted__not=None) & Valid("granted", "ended")
    first, other = (Some("organisation.patents", via=via, where=held) for via in ("holder", "holders.org"))
    return first | other


count_firms = partial(Figure, at="from_day to_day", by="unit size place industry private key above_scale")
sum_reported = partial(Figure, of="values.value", measure="sum", on="values.until", by="unit size place")
FIRMS = Kind(
    name="firms",
    label=_("Firms"), one=_("Firm"),
    record=models.Firm, cycle=cycles.FIRMS, rights=cycles.OF_FIRMS,
    unit=_("Looked after by"),
    columns="place size industry from_day",
    shows="organisation place industry size private key above_scale from_day to_day",
    quiet="industry private key above_scale to_day",
    filters="size place industry key above_scale from_day",
    titled="{organisation}",
    parts=(
        Rows("groups", models.FirmGroup, _("Groups of firms"), once="group"),
        Rows("values", models.FirmValue, _("Figures of a year"), large=True),
        Rows("keepers", models.FirmKeeper, _("Who reports for it"), ends="to_day"),
        PeriodValues("values", _("Figures of each year"), unit="unit", must="must", owes="figures"),
        Held("keepers", _("Who reports for it from outside"), "person", rows="keepers"),
        Owed("figures", _("Figures of a year"), every="P1Y", following=VALUES["firms.figures_months"],
             where=Is(state="listed")),
        Unique("organisation", where=Is(state="listed")),
        Face("key", _("Torch key firms"), Is(key="yes"), columns="organisation place size industry"),
        count_firms("firms", _("Firms"), unit="家"),
        Figure("by_group", _("Firms by group"), "groups", at="groups.from_day groups.to_day",
               by="unit groups.group", unit="家"),
        count_firms("big", _("Firms with large sales last year"), where=Some("values", where=SOLD), unit="家"),
        sum_reported("sales", _("Sales"), only=Is(item="sales"), unit="元"),
        sum_reported("research", _("R&D spending"), only=Is(item="research"), unit="元"),
        count_firms("with_institution", _("Share of firms with an R&D institution"), measure="share",
               where=_recognised(rules.INSTITUTIONS), base=Is(from_day__not=None), unit="%", part_unit="家",
               target=VALUES["firms.institution_share"]),
        count_firms("hightech", _("High-tech firms"), where=_recognised("hightech"), unit="家"),
        count_firms("above_scale", _("Firms above designated size"), where=Is(above_scale="yes"), unit="家"),
        Figure("hightech_share", _("High-tech firms, of firms above designated size"), over="hightech above_scale",
               unit="%", target=VALUES["firms.hightech_share"]),
        Coverage("supported", _("Firms on the ladder without support this year"),
                 where=Is(state="listed") & _recognised(rules.RUNGS), by="unit size private", cells=(
                     Cell("support", _("Support this year"),
                          Some("organisation.supports", via="receiver", where=During("granted", "P1Y"))),)),
        Coverage("reported", _("Figures of last year reported"), where=Is(state="listed"), by="unit size", cells=(
            Cell("sales", _("Sales"), Some("values", where=Is(item="sales") & LAST_YEAR)),
            Cell("research", _("R&D spending"), Some("values", where=Is(item="research") & LAST_YEAR)),
        )),
        # Source: S000-15: 100 % of both; a patent counts for each of its holders.
        Coverage("inventions", _("High-tech firms without a valid invention"),
                 where=Is(state="listed") & _recognised("hightech"), by="unit size",
                 cells=(Cell("invention", _("Valid invention"), _holds(Is(route="home", sort="invention"))),)),
        Coverage("patents", _("Large and medium firms without a valid patent"),
                 where=Is(state="listed", size="large medium"), by="unit size",
                 cells=(Cell("patent", _("Valid patent"), _holds(Is(route="home"))),)),
        OfficialTable("inventions", _("Inventions of high-tech firms"), "organisation size place",
                      where=Is(state="listed") & _recognised("hightech"), order="place", coverage="inventions"),
        OfficialTable("patents", _("Patents of large and medium firms"), "organisation size place",
                      where=Is(state="listed", size="large medium"), order="size place", coverage="patents"),
        Coverage("institutions", _("Firms without an R&D institution"), where=Is(state="listed"),
                 by="unit size key private", cells=(
                     Cell("institution", _("R&D institution"), _recognised(rules.INSTITUTIONS)),)),
    ),
    prefix="企", counter="家", corrects="desk", help="firms",
)  # fmt: skip
count_recognised = partial(Figure, where=~Double(), by="unit sort level place platform industry")
count_holders = partial(Figure, of="rungs.holder", measure="distinct", where=~Double(), unit="家")
RECOGNITIONS = Kind(
    name="recognitions",
    label=_("Recognitions"), one=_("Recognition"),
    record=models.Recognition, cycle=cycles.RECOGNITIONS, rights=cycles.OF_RECOGNITIONS,
    void="refused", unit=_("Looked after by"),
    columns="holder sort level place from_day to_day",
    shows="sort level holder place platform industry board adviser tasks lot begun_on reviewed_on filed_on "
          "recognised_on decided_on certificate from_day to_day",
    quiet="level place platform industry board adviser tasks lot begun_on reviewed_on filed_on decided_on "
          "certificate to_day",
    filters="sort level place platform industry board lot from_day to_day",
    words="title lot certificate", codes="certificate",
    parts=(
        Rows("gates", models.RecognitionGate, _("Gates passed"), once="gate", ends="withdrawn", begins_open=True,
             past="withdrawn"),
        Rows("evaluations", models.RecognitionEvaluation, _("Evaluations"), large=True, past="day"),
        Gates("gates", _("Gates before recognition"), before="certify approve", by="sort", needed="needed"),
        Validity(renews="renew", warn=VALUES["recognitions.warn"], where=Is(state="certified")),
        Ladder("sort", within="holder", states="certified revoked", spans=models.FirmRung),
        TableBeside("rungs", models.FirmRung, _("Days on a rung"), "record"),
        Owed("evaluation", _("Evaluation"), since=VALUES["recognitions.evaluation_months"],
             where=Is(state="certified") & rules.IS_INSTITUTION),
        Unique("certificate", where=Is(state="certified")),
        Unique("sort holder title", where=Is(state="certified"), clash="doubt", who="desk"),
        Files("paper", _("Certificate"), "pdf jpg jpeg png"),
        Publicity("published", VALUES["recognitions.publicity"], "title sort level holder lot", then="certify",
                  reads="office"),
        Paper("notice", _("Notice of a recognition"), "certify", "title sort level holder lot certificate from_day "
              "to_day", "认通", stands=Is(state="certified"), until="to_day"),
        Public("title sort level holder certificate from_day to_day", VALUES["recognitions.open"],
               where=Is(state="certified")),
        Face("ladder", _("Firms on the ladder"), rules.OF_FIRMS, columns="holder sort place from_day to_day",
             asks="title sort holder place lot certificate recognised_on from_day to_day unit", menu=True),
        Face("products", _("High-tech products"), Is(sort="product"), columns="holder level certificate to_day",
             asks="title holder level certificate recognised_on from_day to_day unit"),
        Face("institutions", _("R&D institutions"), rules.IS_INSTITUTION, columns="holder sort level from_day",
             asks="title sort level holder place recognised_on from_day to_day unit", menu=True),
        Face("property", _("IP pilots, demonstrations, standard"), Is(sort="pilot demonstration standard"),
             columns="holder sort level place to_day",
             asks="title sort level holder place tasks recognised_on from_day to_day unit"),
        Face("upgrades", _("Zones, parks and clusters"), Is(sort="zone university cluster"),
             columns="sort level platform place begun_on",
             asks="title sort level holder place platform begun_on unit", step="apply"),
        Face("listings", _("Listing reserve"), Is(sort="listing"), columns="holder board adviser begun_on",
             asks="title holder board adviser begun_on unit", step="apply"),
        OfficialTable("gradient", _("Cultivation list of firms"),
                      "holder sort place industry certificate recognised_on from_day to_day",
                      where=rules.OF_FIRMS & rules.THERE, order="place sort", figures="standing rose"),
        count_recognised("valid", _("Recognitions in force"), at="from_day to_day", unit="项",
               targets={"sort": {"hightech": VALUES["recognitions.hightech"]}}),
        count_recognised("recognised", _("Recognised"), on="recognised_on", unit="项",
               targets={"sort": {"product": VALUES["recognitions.products"]}}),
        count_holders("rose", _("Firms that rose"), on="rungs.from_day", only=has_risen(VALUES["recognitions.gap"]),
               by="unit sort place rungs.was", targets={"sort": {"hightech": VALUES["recognitions.rose"]}}),
        count_holders("standing", _("Firms by their highest rung"), at="rungs.from_day rungs.to_day",
                      by="unit sort place"),
        count_recognised("institutions", _("R&D institutions of the province or above recognised"), on="recognised_on",
               unit="家", target=VALUES["recognitions.institutions"],
               where=~Double() & rules.IS_INSTITUTION & rules.LEVELLED),
        count_recognised("institution_stock", _("R&D institutions of the province or above"), at="from_day to_day",
               unit="家", target=VALUES["recognitions.institution_stock"],
               where=~Double() & rules.IS_INSTITUTION & rules.LEVELLED),
        count_recognised("national_institutions", _("National R&D institutions"), at="from_day to_day", unit="家",
               target=VALUES["recognitions.national_institutions"],
               where=~Double() & rules.IS_INSTITUTION & Is(level="national")),
        count_recognised("makerspaces", _("Makerspaces of the province or above"), at="from_day to_day", unit="家",
               target=VALUES["recognitions.makerspaces"],
               where=~Double() & Is(sort="makerspace") & rules.LEVELLED),
        count_recognised("expiring", _("Certificates that end"), on="to_day", unit="项"),
        count_recognised("under_way", _("Applications under way"), at="begun_on decided_on", unit="项"),
        Figure("gates", _("Gates passed"), "gates", on="gates.day", only=Is(withdrawn=None), unit="次",
               where=~Double(), by="unit sort level gates.gate"),
        Figure("evaluated", _("Evaluations"), "evaluations", on="evaluations.day", unit="次", where=~Double(),
               by="unit sort level evaluations.verdict"),
    ),
    prefix="认", counter="项", corrects="desk", help="firms",
)  # fmt: skip


def _generation(stage: str) -> Some:
    """Return the condition that a line of products has this generation on the day."""
    return Some("generations", where=Is(stage=stage) & Valid("from_day", "to_day"))


PRODUCT_LINES = Kind(
    name="productlines",
    label=_("Lines of products"), one=_("Line of products"),
    record=models.ProductLine, cycle=cycles.PRODUCT_LINES, rights=cycles.OF_LINES,
    unit=_("Looked after by"),
    columns="firm",
    shows="firm to_day",
    quiet="to_day",
    filters="firm",
    words="title",
    parts=(
        Rows("generations", models.Generation, _("Generations"), once="stage", ends="to_day", begins_open=True),
        Unique("firm title", where=Is(state="running")),
        Figure("generations", _("Generations"), "generations", at="generations.from_day generations.to_day",
               by="unit firm generations.stage", unit="代"),
        Coverage("complete", _("Three generations of each line"), where=Is(state="running"), by="unit", cells=(
            Cell("production", _("In production"), _generation("production")),
            Cell("development", _("In development"), _generation("development")),
            Cell("reserve", _("In reserve"), _generation("reserve")),
        )),
    ),
    prefix="线", counter="条", corrects="desk", help="firms",
)  # fmt: skip
LINE = Line(
    "firms",
    _("Firms and recognitions"),
    (FIRMS, RECOGNITIONS, PRODUCT_LINES),
    together=True,
    forgets=(forget_rungs,),
    about=_("Firms, the ladder they climb, what they, places and platforms are recognised as, and their products."),
)
