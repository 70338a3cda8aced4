"""The declaration of fields: demonstration areas, points and plots, trials, and growers guided through the season."""

from __future__ import annotations

from functools import partial

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Holds, Is, Meets, Need, Some, Valid
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.lines.soil import models
from luoshi.lines.soil.actions import trials as trial_actions
from luoshi.lines.soil.rights import OURS, WHO, WHY
from luoshi.papers.part import Paper

_ = words(__name__)

VALUES = office(__name__).values
DEMO, TRIAL = Is(sort="area point plot"), Is(sort="trial")
ACCEPTABLE = ~Is(state="failed")
GUIDED = Is(sort="yield orchard grower household cooperative")
EXPERT, HOUSEHOLD = (Some(name, where=Valid("from_day", "to_day")) for name in ("experts", "households"))
HAVES = (
    ("expert", _("Expert"), EXPERT, _("It has no expert.")),
    ("household", _("Household"), HOUSEHOLD, _("It has no household.")),
    ("contrast", _("Contrast field"), Is(contrast="yes"), _("It has no contrast field.")),
    ("sign", _("Sign"), ~Is(sign_on=None), _("It has no sign.")),
)
PARTS = "sort village org crop soil area from_day contrast sign_on"
STEPS = (
    Step("lay_out", _("Lay out a field"), "> laid", OURS, f"title {PARTS} photos unit", must="from_day", past="sign_on",
         rows="experts households", folds="org soil contrast sign_on"),
    Step("edit", _("Change particulars"), "laid checked >", OURS, "village org crop soil area contrast sign_on photos",
         past="sign_on", rows="experts households"),
    Step("plan", _("Plan the season"), "laid checked harvested >", OURS, rows="acts"),
    Step("treat", _("Enter the treatments"), "laid checked >", OURS, rows="plots", only=TRIAL),
    Step("check", _("Check"), "laid > checked", "desk", bulk=True, tone="main",
         needs=[Need(~DEMO | have, lacking) for _name, _label, have, lacking in HAVES]),
    Step("harvest", _("Enter the harvest"), "laid checked > harvested", OURS,
         "harvested_on harvest other price saved", on="harvested_on", must="harvested_on", rows="plots",
         follows=(trial_actions.compute_efficiency,), tone="main"),
    Step("accept", _("Accept"), "harvested > accepted", "desk", "result to_day", must="to_day", bulk=True, tone="main"),
    Step("fail", _("Not accepted"), "laid checked harvested > failed", "desk", "to_day", must="to_day", own=WHY,
         tone="careful"),
)  # fmt: skip
mean_yield = partial(Figure, measure="mean", on="harvested_on", by="unit crop soil")
FIELDS = Kind(
    name="soilfields",
    label=_("Demonstration and trial fields"), one=_("Field"),
    record=models.SoilField,
    cycle=Cycle(
        {
            "laid": _("Laid out"),
            "checked": _("Checked"),
            "harvested": _("Harvested"),
            "accepted": _("Accepted"),
            "failed": _("Not accepted"),
        },
        "accepted failed",
        STEPS,
    ),
    rights=WHO, unit=_("Laid out by"),
    columns="sort village crop area from_day",
    shows=f"{PARTS} harvested_on harvest other price saved gain eff_n eff_p eff_k to_day result",
    quiet="village org soil contrast sign_on harvested_on harvest other price saved gain eff_n eff_p eff_k to_day "
          "result",
    filters="sort village crop soil from_day",
    parts=(
        Rows("experts", models.FieldExpert, _("Experts"), ends="to_day", begins_open=True),
        Held("experts", _("Experts"), "person", rows="experts", least=1, only=DEMO | GUIDED),
        Rows("households", models.FieldHousehold, _("Households"), ends="to_day", begins_open=True),
        Held("households", _("Households"), "person", rows="households", least=1, only=DEMO),
        Rows("plots", models.TrialPlot, _("Treatments"), once="treatment"),
        Rows("acts", models.SeasonAct, _("Season"), past="done"),
        Files("photos", _("Photos"), "jpg jpeg png", most=9, bare=True),
        Owed("visit", _("Guidance by an expert"), since=VALUES["soilfields.visit"],
             where=GUIDED & Is(state="laid checked")),
        Computed("gain", "(harvest - other) * price + saved"),
        Paper("trial", _("Report on a trial"), "accept", "title crop soil area from_day harvested_on harvest eff_n "
              "eff_p eff_k result", "试报", rows="plots", stands=Is(state="accepted")),
        Face("demos", _("Demonstrations"), DEMO, columns="sort village crop area gain"),
        Face("trials", _("Trials"), TRIAL, columns="village crop soil eff_n eff_p eff_k"),
        Face("guided", _("Guided growers"), GUIDED, columns="sort village org crop area"),
        Figure("fields", _("Fields"), at="from_day to_day", by="unit sort crop", unit="个"),
        Figure("large", _("Large demonstration areas"), at="from_day to_day",
               where=Is(sort="area") & Meets("area", VALUES["soilfields.large"]), by="unit crop", unit="片",
               target=VALUES["soilfields.areas"]),
        mean_yield("gain", _("Gain in demonstrations (yuan a mu), mean"), "gain", where=DEMO & ACCEPTABLE, unit="元",
               target=VALUES["soilfields.gain"]),
        Figure("trials", _("Trials harvested"), where=TRIAL, on="harvested_on", by="unit crop soil", unit="个"),
        *(mean_yield(name, label, name, where=TRIAL & ACCEPTABLE, unit="%") for name, label in (
            ("eff_n", _("Use efficiency of N, mean")), ("eff_p", _("Use efficiency of P₂O₅, mean")),
            ("eff_k", _("Use efficiency of K₂O, mean")))),
        Coverage("haves", _("Demonstrations without all four"), where=DEMO & Is(state="laid checked harvested"),
                 by="unit sort crop", cells=tuple(Cell(name, label, have) for name, label, have, _lacking in HAVES)),
        Coverage("guided", _("Guided growers without expert, plan or visit"), where=GUIDED & Is(state="laid checked"),
                 by="unit sort", cells=(
            Cell("expert", _("Expert"), Holds("experts")),
            Cell("plan", _("Season planned"), Some("acts")),
            Cell("visit", _("Visited"), Some("guidances", via="guided", where=Is(state="done confirmed"))),
        )),
    ),
    prefix="配田", counter="个", corrects="desk", help="soil",
)  # fmt: skip
