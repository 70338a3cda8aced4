"""The declaration of points: sampled in turn at their original places, watched in series, or graded as land."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.handed import Handed
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import During, Field, Is, Least, Need, Owes, Valid
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.official_tables import OfficialTable
from luoshi.kernel.kinds.language.parts import Face, Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.lines.soil import models, series
from luoshi.lines.soil.actions import points as point_actions
from luoshi.lines.soil.place_rules import place_reasons
from luoshi.lines.soil.rights import OURS, WHO, WHY

_ = words(__name__)

VALUES = office(__name__).values
IN_USE, IN_TURN = Is(state="used"), Is(sort="sample unit")
WATCHED = "nutrient moisture effect"
# To the day, while lists and lights are late after a working day; unknown where the cycle is not set.
WITHIN_CYCLE = Valid("sampled", "next_on") & Least("next_on", Field("sampled"))
PLACED = Need(
    (Is(longitude=None) & Is(latitude=None)) | (~Is(longitude=None) & ~Is(latitude=None) & ~Is(system=None)),
    _("Coordinates are longitude and latitude, with the system in which they were measured."),
)
PLACE = {"system": "cgcs2000", "longitude": "101.512345", "latitude": "36.654321"}
STEPS = (
    Step("enter", _("Enter a point"), "> used", OURS,
         "code sort village crop soil area household system longitude latitude from_day sampled unit",
         past="sampled from_day", must="from_day", needs=[PLACED], follows=(point_actions.begin_cycle,),
         folds="household system longitude latitude", guard=place_reasons, example=PLACE),
    Step("edit", _("Change particulars"), "used >", OURS,
         "village crop soil area household system longitude latitude", needs=[PLACED],
         guard=place_reasons, example=PLACE),
    Step("resample", _("Sampled at its original place"), "used given_up >", "", "sampled"),
    Step("grade", _("Graded by a checked sample"), "used given_up >", "", given=Handed,
         sets="grade_om grade_n grade_p grade_k graded_on"),
    Step("give_up", _("Give up the point"), "used > given_up", OURS, "to_day", on="to_day", must="to_day", own=WHY,
         tone="careful", follows=(point_actions.grade_to_last_day,)),
)  # fmt: skip
GRADED = "unit sort soil crop grade_om grade_n grade_p grade_k"
POINTS = Kind(
    name="soilpoints",
    label=_("Sampling and monitoring points"), one=_("Point"),
    record=models.SoilPoint,
    cycle=Cycle({"used": _("In use"), "given_up": _("Given up")}, "given_up", STEPS),
    rights=WHO, unit=_("Kept by"),
    columns="sort village sampled next_on",
    shows="code sort village crop soil area household system longitude latitude from_day to_day sampled next_on "
          "graded_on grade_om grade_n grade_p grade_k",
    quiet="crop soil area household system longitude latitude to_day sampled graded_on grade_om grade_n grade_p "
          "grade_k",
    filters="sort village crop soil next_on",
    words="title code", codes="code",
    titled="{village} {code}",
    parts=(
        Protected({"longitude": stars, "latitude": stars}, OURS, _("Show where it is"),
                  plain="longitude latitude", to=OURS),
        Computed("next_on", "months(sampled, cycle)", values={"cycle": VALUES["soilpoints.cycle"]}),
        Owed("sample", _("Sample at the original place"), at="next_on", where=IN_USE & IN_TURN),
        Owed("nutrient", _("Reading of nutrients"), every=VALUES["soilpoints.nutrient"],
             where=IN_USE & Is(sort="nutrient")),
        Owed("moisture", _("Reading of moisture"), every=VALUES["soilpoints.moisture"],
             where=IN_USE & Is(sort="moisture")),
        Owed("effect", _("Reading of effects"), every=VALUES["soilpoints.effect"], where=IN_USE & Is(sort="effect")),
        Unique("code unit"),
        OfficialTable("due", _("Points to be sampled this year"),
                      "code village crop soil area sampled next_on unit", order="next_on village code",
                      where=IN_USE & IN_TURN & (During("next_on", "P1Y") | ~Valid("sampled", "next_on"))),
        Face("turn", _("Sampled in turn"), IN_TURN, columns="sort village crop sampled next_on"),
        Face("watched", _("Monitoring points"), Is(sort=WATCHED), columns="sort village crop from_day"),
        Face("units", _("Land units"), Is(sort="unit"), columns="village soil area grade_om grade_n grade_p grade_k"),
        Figure("points", _("Points in use"), at="from_day to_day", by="unit sort crop soil", unit="个"),
        Figure("due", _("Points due to be sampled"), on="next_on", where=IN_TURN & Is(to_day=None),
               by="unit sort crop", unit="个"),
        Figure("graded", _("Area graded"), "area", measure="sum", at="graded_on to_day", by=GRADED, unit="亩"),
        Coverage("gaps", _("Monitoring points with a gap nobody explained"), where=IN_USE & Is(sort=WATCHED),
                 by="unit sort", cells=(
            Cell("whole", _("Series whole or gaps explained"), ~Owes("nutrient") & ~Owes("moisture") & ~Owes("effect")),
        )),
        Coverage("turn", _("Points that are overdue"), where=IN_USE & IN_TURN, by="unit sort",
                 cells=(Cell("sampled", _("Sampled within the cycle"), WITHIN_CYCLE),)),
        Coverage("units", _("Land units without a grade"), where=IN_USE & Is(sort="unit"), by="unit soil",
                 cells=tuple(Cell(name, label, ~Is(**{f"grade_{name}": None})) for name, label in (
                     ("om", _("Organic matter")), ("n", _("Nitrogen")), ("p", _("Phosphorus")),
                     ("k", _("Potassium"))))),
    ),
    prefix="土点", counter="个", corrects="desk", help="soil",
    corrected=(point_actions.correct_cycle, point_actions.grade_to_last_day),
    sections=series.point_series,
)  # fmt: skip
