"""The declaration of samples and readings, and of why there is none."""

from __future__ import annotations

from functools import partial

from luoshi.desk.declarations.office import office
from luoshi.desk.fieldwork.part import FieldWork
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import During, Is, Need
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.official_tables import OfficialTable
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.parameters.queries.parameters import due_within_limit
from luoshi.lines.soil import models
from luoshi.lines.soil.actions import cards as actions
from luoshi.lines.soil.actions import corrections
from luoshi.lines.soil.actions import points as point_actions
from luoshi.lines.soil.rights import OURS, WHO, WHY

_ = words(__name__)

VALUES = office(__name__).values
SAMPLED = Need(Is(point__sort="sample unit nutrient effect"), _("Soil moisture is read, not sampled."))
READ = Need(Is(point__sort="moisture effect"), _("This point is sampled: enter a sample."))
WATCHED = Need(Is(point__sort="nutrient moisture effect"), _("Only points of a series have readings to explain."))
TOLD = Need(~Is(moisture=None) | ~Is(harvest=None), _("Enter the moisture or the harvest."))
FREE = Need(Is(fee=None) | Is(fee=0), _("Samples that farmers bring are tested free of charge."))
SERIES = "point.nutrient point.effect"
TAKEN = "code cores depth photos"
TESTED = ("ph om tn n p k", "method tested_on")
STEPS = (
    Step("sample", _("Sample at the original place"), "> taken", OURS, f"point taken {TAKEN}", on="taken",
         must="point", needs=[SAMPLED], puts={"sort": "original"}, answers=f"point.sample {SERIES}", starts="result",
         follows=(actions.refuse_few_cores, point_actions.renew_points)),
    Step("near", _("Sample near the point"), "> taken", OURS, f"point taken {TAKEN}", on="taken",
         must="point", needs=[SAMPLED], puts={"sort": "near"}, starts="result", follows=(actions.refuse_few_cores,)),
    Step("bring", _("Sample brought by a farmer"), "> taken", OURS,
         "farmer village crop soil taken code fee photos unit", on="taken", must="farmer fee", needs=[FREE],
         puts={"sort": "brought"}, starts="result", example={"fee": "0"}),
    Step("read", _("Enter a reading"), "> tested", OURS, "point taken moisture harvest photos", on="taken",
         must="point", needs=[READ, TOLD], puts={"sort": "reading"}, answers="point.moisture point.effect",
         example={"moisture": "18.5"}),
    Step("explain", _("Explain a missing reading"), "> explained", OURS, "point taken why", on="taken",
         must="point why", needs=[WATCHED], puts={"sort": "gap"}, answers=f"point.moisture {SERIES}"),
    Step("send", _("Send to the laboratory"), "taken > lab", OURS, "lab sent_on", on="sent_on", must="sent_on",
         bulk=True, tone="main"),
    Step("test", _("Enter the results"), "taken lab > tested", OURS, " ".join(TESTED), on="tested_on",
         must="tested_on", rows="traces", answers="result", tone="main", follows=(actions.refuse_impossible_results,)),
    Step("check", _("Check"), "tested > checked", "desk", puts={"checked_on": TODAY}, bulk=True, tone="main",
         follows=(point_actions.set_grades, point_actions.renew_points)),
    Step("again", _("Test again"), "tested > lab", OURS, own=WHY, starts="result"),
    Step("void", _("Void"), "taken lab tested checked explained > void", OURS, own=WHY, drops="result",
         tone="careful", ahead=corrections.lock_cards,
         follows=(point_actions.renew_points, point_actions.reopen_series, corrections.end_cards)),
)  # fmt: skip
count_samples = partial(Figure, on="taken", by="unit sort village crop soil")
BROUGHT = Is(sort="brought")
ORIGINALS = Is(sort="original") & Is(point__sort="sample unit")
IN_THE_FIELD = {
    "sample": "code taken cores depth",
    "near": "code taken cores depth",
    "read": "taken moisture harvest",
}
GRADES = "unit village crop soil grade_om grade_n grade_p grade_k"
SAMPLES = Kind(
    name="soilsamples",
    label=_("Soil samples and readings"), one=_("Soil sample"),
    record=models.SoilSample,
    cycle=Cycle(
        {
            "taken": _("Taken"),
            "lab": _("In the laboratory"),
            "tested": _("Tested"),
            "checked": _("Checked"),
            "explained": _("Missing, explained"),
            "void": _("Void"),
        },
        "checked explained void",
        STEPS,
    ),
    rights=WHO, void="void", unit=_("Taken by"),
    columns="sort point village taken",
    shows="sort code point farmer village crop soil taken cores depth fee lab sent_on tested_on ph om tn n p k method "
          "cn moisture harvest why checked_on days grade_om grade_n grade_p grade_k",
    quiet="code point farmer crop soil cores depth fee lab sent_on tested_on ph om tn n p k method cn moisture harvest "
          "why checked_on days grade_om grade_n grade_p grade_k",
    filters="sort point village crop soil taken grade_om grade_n grade_p grade_k",
    words="title code", codes="code",
    titled="{village} {taken} {code}",
    parts=(
        Rows("traces", models.TraceResult, _("Other results"), once="item"),
        Files("photos", _("Photos"), "jpg jpeg png", most=9, bare=True),
        Computed("cn", "om * 0.58 / tn"),
        Computed("days", "days(taken, checked_on)"),
        Owed("result", _("Result"), due_within_limit(VALUES["soilsamples.result"])),
        Unique("code unit", where=~Is(state="void")),
        Unique("point taken sort", where=~Is(state="void"), clash="doubt", who="desk"),
        FieldWork("point", IN_THE_FIELD, shows="code sort village crop soil area",
                  duty="sample nutrient moisture effect"),
        Face("turn", _("Samples of points"), Is(sort="original near"), columns="sort point village taken grade_n"),
        Face("brought", _("Brought by farmers"), BROUGHT, columns="village crop taken days"),
        Face("series", _("Readings"), Is(sort="reading gap"), columns="point taken moisture harvest why"),
        OfficialTable("base", _("Yearly base report: samples at original places"),
                      "point code village crop soil taken tested_on checked_on unit", order="village taken",
                      where=ORIGINALS & During("taken", "P1Y"), figures="originals",
                      also="soilsamples.brought followups.fertilising"),
        OfficialTable("brought", _("Samples brought by farmers, tested free of charge"),
                      "farmer code village crop taken checked_on days fee unit", order="village taken",
                      where=BROUGHT & During("taken", "P1Y"), figures="brought days fees"),
        count_samples("originals", _("Samples at original points"), "point", measure="distinct",  # one a point
               where=ORIGINALS, unit="个",
               target=VALUES["soilsamples.originals"]),
        count_samples("near", _("Samples near points"), where=Is(sort="near"), unit="个"),
        count_samples("brought", _("Samples brought by farmers"), where=BROUGHT, unit="个"),
        count_samples("fees", _("Fees for samples brought"), "fee", measure="sum", where=BROUGHT, unit="元"),
        count_samples("days", _("Days until the result, mean"), "days", measure="mean", where=BROUGHT, unit="天"),
        count_samples("readings", _("Readings"), where=Is(sort="reading"), unit="次"),
        count_samples("explained", _("Missing readings explained"), where=Is(sort="gap"), unit="次"),
        Figure("checked", _("Results checked"), on="checked_on", by=GRADES, unit="个"),
    ),
    parameters=(VALUES["soilsamples.cores"], VALUES["soilsamples.result"]),
    uncorrected="point",  # what it answered there stays answered
    corrected=(actions.refuse_few_cores, actions.refuse_impossible_results, point_actions.set_grades,
               corrections.renew_cards, point_actions.renew_points),
    corrected_ahead=corrections.lock_cards,
    prefix="土样", counter="个", corrects="desk", help="soil",
)  # fmt: skip
