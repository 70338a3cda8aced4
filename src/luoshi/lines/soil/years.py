"""The declaration of years: the plan, how much was served of what was sown, and where the days of work went."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import During, Field, Is, Least
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.names import Label
from luoshi.kernel.kinds.language.official_tables import OfficialTable
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.lines.soil import area_rules, models
from luoshi.lines.soil.actions import years as year_counts
from luoshi.lines.soil.rights import OURS, WHO
from luoshi.papers.part import Paper

_ = words(__name__)

VALUES = office(__name__).values
STEPS = (
    Step("plan", _("Plan the year"), "> planned", OURS, "year aim until unit", must="until"),
    Step("count", _("Enter what was reached"), "planned counted > counted", OURS, "day source", on="day",
         must="day source", rows="areas efforts towns", guard=area_rules.area_reasons, answers="count",
         follows=(year_counts.count_year,), tone="main"),
    Step("file", _("Check and file"), "counted > filed", "desk", tone="main"),
)  # fmt: skip
count_in_year = partial(Figure, on="counted_on", by="unit areas.crop")
count_towns = partial(Figure, on="counted_on", by="unit")
GREENS = Is(crop=" ".join(area_rules.GREENS))
OF_GREENS = "greens_sown greens_covered greens_percent"
OF_VILLAGES = "villages reached reached_percent whole"
PAIRS = (
    ("field", "lab", _("Days in the field"), _("Days in the laboratory"), _("Share of the field"),
     _("Change of the share of the field")),
    ("guidance", "project", _("Days for guiding production"), _("Days for projects"), _("Share of guiding production"),
     _("Change of the share of guiding production")),
    ("whole", "pilot", _("Days for whole areas"), _("Days for pilots"), _("Share of whole areas"),
     _("Change of the share of whole areas")),
)  # fmt: skip


def _days(part: str, label: Label) -> Figure:
    return Figure(part, label, "efforts.days", measure="sum", only=Is(part=part), on="counted_on", by="unit", unit="天")


def _shifted(new: str, old: str, labels: Sequence[Label]) -> tuple[Figure, ...]:
    """Return how the days of two parts stand to each other, and how the share of the first changed in a year."""
    return (
        _days(new, labels[0]),
        _days(old, labels[1]),
        Figure(f"{new}_{old}", _("Both together"), plus=f"{new} {old}", unit="天"),
        Figure(f"{new}_share", labels[2], over=f"{new} {new}_{old}", unit="%"),
        Figure(f"{new}_more", labels[3], more=f"{new}_share", unit="百分点"),
    )


YEARS = Kind(
    name="soilyears",
    label=_("Years of soil testing"), one=_("Year"),
    record=models.SoilYear,
    cycle=Cycle({"planned": _("Planned"), "counted": _("Counted"), "filed": _("Filed")}, "filed", STEPS),
    rights=WHO, unit=_("Plan of"),
    columns="year covered sown day",
    shows=f"year aim until day sown covered percent {OF_GREENS} {OF_VILLAGES} households source",
    quiet=f"aim day sown covered percent {OF_GREENS} {OF_VILLAGES} households source",
    filters="year",
    titled=_("{year}, {unit}"),
    parts=(
        Rows("areas", models.YearArea, _("Area by crop"), once="crop"),
        Rows("efforts", models.YearEffort, _("Where the days went"), once="part"),
        Rows("towns", models.YearTown, _("Towns and their villages"), once="town", computed="reached whole"),
        year_counts.TownCounts(),
        Computed("sown", "sum(areas.sown)"),
        Computed("covered", "sum(areas.covered)"),
        Computed("percent", "sum(areas.covered) * 100 / sum(areas.sown)"),
        Computed("greens_percent", "greens_covered * 100 / greens_sown"),
        Computed("reached_percent", "reached * 100 / villages"),
        Owed("count", _("Figures of the year"), at="until", where=Is(state="planned")),
        Unique("year unit", clash="doubt", who="desk"),
        Paper("report", _("Report on soil testing in the year"), "file",
              f"year aim day sown covered percent {OF_GREENS} {OF_VILLAGES} households source", "土报",
              rows="areas efforts towns", stands=Is(state="filed")),
        OfficialTable("units", _("Soil testing and fertiliser by unit"),
                      f"unit year day sown covered percent {OF_GREENS} {OF_VILLAGES} households source",
                      where=Is(counted_on__not=None) & During("counted_on", "P1Y"), order="unit",
                      figures="area sown share greens villages towns field_share field_more guidance_share "
                              "guidance_more whole_share whole_more"),
        count_in_year("area", _("Area served"), "areas.covered", measure="sum", unit="亩",
               target=VALUES["soilyears.area"]),
        count_in_year("sown", _("Area sown"), "areas.sown", measure="sum", unit="亩"),
        count_in_year("share", _("Share of the sown area"), "areas.covered", measure="share", base="areas.sown",
                      unit="%", part_unit="亩", target=VALUES["soilyears.share"]),
        count_in_year("greens", _("Share of vegetables and fruit"), "areas.covered", measure="share", base="areas.sown",
               only=GREENS, unit="%", part_unit="亩", target=VALUES["soilyears.greens"]),
        count_towns("administrative", _("Administrative villages"), "towns.villages", measure="sum", unit="个"),
        count_towns("villages", _("Administrative villages with a demonstration point and all notices"),
                    "towns.reached", measure="share", base="towns.villages", unit="%", part_unit="个",
                    target=VALUES["soilvillages.share"]),
        count_towns("towns", _("Towns served as a whole"), "towns", only=Least("whole", Field("villages")),
                    out_of="administrative", unit="个", target=VALUES["soilvillages.towns"]),
        *(figure for new, old, *labels in PAIRS for figure in _shifted(new, old, tuple(labels))),
    ),
    prefix="配年", counter="个", corrects="desk",
    corrected=(year_counts.recount_corrected_year,), help="soil",
)  # fmt: skip
