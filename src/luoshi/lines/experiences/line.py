"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import usual
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is, Need, Some
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.experiences import actions, models
from luoshi.papers.part import Paper

_ = words(__name__)

VALUES = office(__name__).values
OURS, WHY = "unit desk", {"reason": True}
WRITTEN = Need(~Is(procedure=None) & ~Is(result=None), _("Write down its steps and its result."))
PARTNERS = ("yield", "orchard", "cooperative", "base")
TEXT = "field place org tried_on procedure result evidence"
STEPS = (
    Step("report", _("Report an experience"), "> reported", OURS, f"title edition replaces {TEXT} unit",
         rows="partners", must="edition", past="tried_on", folds="replaces org"),
    Step("edit", _("Change it"), "reported >", OURS, TEXT, rows="partners", past="tried_on"),
    Step("verify", _("Verify"), "reported > verified", "desk", needs=[WRITTEN], puts={"verified_on": TODAY},
         follows=(actions.end_replaced,), tone="main"),
    Step("recommend", _("Recommend"), "verified > recommended", "leader desk", puts={"recommended_on": TODAY},
         tone="main", recorded=True),
    Step("adopt", _("Enter who adopted it"), "recommended adopted > adopted", OURS, adds="adopters",
         on="adopters.day", tone="main"),
    Step("replace", _("Replaced by a new edition"), f"{models.IN_USE} > superseded", "", puts={"to_day": TODAY}),
    Step("drop", _("Not taken up"), "reported > dropped", "desk", own=WHY, tone="careful"),
)  # fmt: skip
EXPERIENCES = Kind(
    name="experiences",
    label=_("Experiences"), one=_("Experience"),
    record=models.Experience,
    cycle=Cycle(
        {
            "reported": _("Reported"),
            "verified": _("Verified"),
            "recommended": _("Recommended"),
            "adopted": _("Adopted elsewhere"),
            "superseded": _("Replaced"),
            "dropped": _("Not taken up"),
        },
        "superseded dropped",
        STEPS,
    ),
    rights=usual(_("Office that verifies"), _("The unit that reports"), _("Leader in charge")),
    void="dropped", unit=_("Reported by"),
    columns="field place edition verified_on",
    shows="field place org edition replaces tried_on procedure result verified_on recommended_on to_day",
    quiet="place org replaces tried_on procedure result verified_on recommended_on to_day",
    filters="field place verified_on",
    words="title procedure result",
    parts=(
        Rows("partners", models.ExperiencePartner, _("Partners")),
        Rows("adopters", models.ExperienceAdopter, _("Adopted by"), large=True, past="day"),
        Files("evidence", _("Evidence"), "pdf docx xlsx jpg jpeg png", most=9),
        Unique("title edition", where=~Is(state="dropped")),
        Paper("model", _("Model written up"), "recommend", "title field place org edition procedure result verified_on",
              "经例", rows="partners", stands=Is(state="recommended adopted")),
        Public("title field place edition procedure result", VALUES["experiences.public"],
               where=Is(state="recommended adopted")),
        Figure("verified", _("Experiences verified"), on="verified_on", by="unit field", unit="个",
               target=VALUES["experiences.a_year"]),
        Figure("in_force", _("Experiences in force"), at="verified_on to_day", by="unit field", unit="个"),
        Figure("adopters", _("Adoptions elsewhere"), "adopters", on="adopters.day", by="unit field", unit="次"),
        Coverage("partners", _("Experiences without one of the partners"), where=Is(state=f"reported {models.IN_USE}"),
                 by="unit field", cells=tuple(
            Cell(sort, label, Some("partners", sort=sort)) for sort, label in zip(PARTNERS, (
                _("High-yield area"), _("Orchard"), _("Cooperative"), _("Quality base")), strict=True))),
        Coverage("spread", _("Recommended and adopted nowhere"), where=Is(state="recommended adopted"), by="unit field",
                 cells=(Cell("adopted", _("Adopted elsewhere"), Some("adopters")),)),
    ),
    prefix="经", counter="个", corrects="desk", help="experiences",
)  # fmt: skip
LINE = Line(
    "experiences",
    _("Experiences"),
    (EXPERIENCES,),
    about=_("Ways of working that were tried, written up with their steps and results, recommended, and taken over."),
)
