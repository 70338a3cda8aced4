"""The declaration of the yearly evaluation of communities, which a guideline precedes."""

from __future__ import annotations

from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.assessed import Assessable
from luoshi.kernel.kinds.language.conditions import Is, Need, Some, Valid
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.lines.learning import models, queries
from luoshi.lines.learning.rules import OURS, RIGHTS, WHY

_ = words(__name__)
_p = words_in(__name__)

GUIDED = Is(sort="guideline", state="issued checked evaluated") & Valid("from_day", "to_day")
# Source: S000-59, requirements L5, example 5: a guideline is the precondition of the evaluation.
HAS_GUIDELINE = Need(Some("place.norms", via="about", where=GUIDED), _("This community has no guideline in force."))
CYCLE = Cycle(
    {
        "collecting": _("Collecting"),
        "ready": _("Ready for the review"),
        "scored": _("Scored"),
        "published": _p("community", "Published"),
        "improved": _("Improved"),
        "dropped": _p("community", "Given up"),
    },
    "improved dropped",
    (
        Step("begin", _("Begin the evaluation of a community"), "> collecting", OURS, "place year unit",
             needs=[HAS_GUIDELINE],
             example={"place": queries.guided_place, "year": queries.free_year}),
        Step("collect", _("Enter the material"), "collecting > ready", OURS, "collected material", must="collected",
             tone="main"),
        Step("receive_score", _("Take over score and rank"), "ready > scored", "", "score rank"),
        Step("enter_score", _("Enter the score"), "ready > scored", "desk", "score", must="score"),
        Step("publish", _("Publish the result"), "scored > published", "desk", "published_on", on="published_on",
             must="published_on", tone="main"),
        Step("improve", _("Enter what was improved"), "published > improved", OURS, "improvement",
             must="improvement", tone="main"),
        Step("drop", _("Give up the evaluation"), "collecting ready > dropped", OURS, own=WHY, tone="careful"),
    ),
)  # fmt: skip
REVIEWS = Kind(
    name="communities",
    label=_("Evaluations of communities"), one=_("Evaluation of a community"),
    record=models.CommunityReview, cycle=CYCLE, rights=RIGHTS,
    void="dropped", unit=_("Kept by"),
    columns="year score rank published_on",
    shows="place year collected score rank published_on improvement",
    quiet="collected score rank published_on improvement",
    filters="year published_on",
    titled="{place} {year}", unsorted="score rank",
    parts=(
        Files("material", _("Material"), "pdf docx xlsx jpg jpeg png", most=10),
        Assessable("ready", takes="receive_score", shows="year collected", named="place", files="collect"),
        Unique("place year", where=~Is(state="dropped")),
        Coverage("guidelines", _("Communities without a guideline"), rows="places", where=Is(sort="community"),
                 cells=(Cell("guideline", _("Guideline"), Some("norms", via="about", where=GUIDED)),)),
        Figure("published", _("Evaluations published"), on="published_on", by="unit", unit="个"),
        Figure("score", _("Mean score"), "score", measure="mean", on="published_on", by="unit", unit="分"),
    ),
    prefix="社", counter="个", help="learning",
)  # fmt: skip
