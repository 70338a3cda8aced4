"""The declaration of formulas: the fertiliser index of a crop on a soil, with its days."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need
from luoshi.kernel.kinds.language.figures import Cell, Counted, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.lines.soil import models
from luoshi.lines.soil.actions import cards as actions
from luoshi.lines.soil.rights import OURS, WHO, WHY

_ = words(__name__)

VALUES = office(__name__).values
BY_NUTRIENT = " ".join(f"{what}_{name}" for what in "ucr" for name in models.NUTRIENTS)
NUMBERS = f"source goal {BY_NUTRIENT} basis layer density base_n chlorine mix_n mix_p mix_k"
WHOLE = Need(
    ~Is(goal=None) & ~Is(basis=None) & ~Is(layer=None) & ~Is(density=None) & ~Is(source=None)
    & ~Is(u_n=None) & ~Is(u_p=None) & ~Is(u_k=None) & ~Is(c_n=None) & ~Is(c_p=None) & ~Is(c_k=None)
    & Least("r_n", 1) & Least("r_p", 1) & Least("r_k", 1),
    _("A formula has its goal, source, basis and layer, and for N, P and K uptake, coefficient and recovery."),
)  # fmt: skip
ENDS = Need(Is(to_day=None) | Least("to_day", Field("from_day")), _("It ends before it begins."))
STEPS = (
    Step("build", _("Build a formula"), "> built", OURS, f"crop soil {NUMBERS} unit", rows="levels",
         folds="base_n chlorine mix_n mix_p mix_k"),
    Step("edit", _("Change the formula"), "built verified >", OURS, NUMBERS, rows="levels"),
    Step("verify", _("Verified by a trial at the place"), "built > verified", OURS,
         "trial verified_on", on="verified_on", must="verified_on", needs=[WHOLE], tone="main"),
    Step("publish", _("Publish"), "built verified > published", "leader desk", "from_day to_day", must="from_day",
         needs=[WHOLE, ENDS], follows=(actions.end_older_formulas,), tone="main", recorded=True),
    Step("supersede", _("Superseded by a newer one"), "published > superseded", "", "to_day", must="to_day"),
    Step("drop", _("Give up"), "built verified > dropped", OURS, own=WHY, tone="careful"),
)  # fmt: skip
SHOWN = f"crop soil {NUMBERS} trial verified_on from_day to_day"
FORMULAS = Kind(
    name="soilformulas",
    label=_("Fertiliser formulas"), one=_("Formula"),
    record=models.SoilFormula,
    cycle=Cycle(
        {
            "built": _("Built"),
            "verified": _("Verified"),
            "published": _("In force"),
            "superseded": _("Superseded"),
            "dropped": _("Given up"),
        },
        "superseded dropped",
        STEPS,
    ),
    rights=WHO, void="dropped", unit=_("Kept by"),
    columns="crop soil goal from_day to_day",
    shows=SHOWN, quiet=SHOWN.removeprefix("crop soil "),
    filters="crop soil from_day",
    words="title source",
    titled="{crop} {soil}",
    parts=(
        Rows("levels", models.FormulaLevel, _("Levels of supply"), once="nutrient level"),
        Validity(where=Is(state="published")),
        Public("title crop soil goal source from_day to_day", VALUES["soilformulas.public"],
               where=Is(state="published")),
        Figure("in_force", _("Formulas in force"), at="from_day to_day", by="unit crop soil", unit="个"),
        Figure("published", _("Formulas published"), on="from_day", by="unit crop soil", unit="个"),
        Figure("local", _("Share of those verified at the place"), measure="share", where=~Is(verified_on=None),
               base=~Is(from_day=None), on="from_day", by="unit crop", unit="%"),
        Coverage("crops", _("Formulas by crop"), rows="soil.crops", cells=(
            Cell("published", _("Formulas published"), Counted("soilformulas.published", "crop")),
            Cell("force", _("Formulas in force"), Counted("soilformulas.in_force", "crop")),
        )),
    ),
    prefix="肥标", counter="个", corrects="desk", uncorrected=f"crop soil {NUMBERS}", help="soil",
)  # fmt: skip
