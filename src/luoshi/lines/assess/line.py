"""The declaration of the line of assessment: schemes and items."""

from __future__ import annotations

from luoshi.commitments.lights.words import CODES, LIGHTS
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Lights
from luoshi.kernel.kinds.lines import SUPERVISION, Line
from luoshi.lines.assess import cycles, pages, queries
from luoshi.lines.assess.api_fields import PROPOSED, UNITS
from luoshi.lines.assess.models import Scheme, Score
from luoshi.parts.review.layers.queries import OBJECT_DAYS

_ = words(__name__)
_p = words_in(__name__)

SCHEMES_SAY = {
    "adopted": _("%(who)s adopted a scheme of assessment: see the items of %(unit)s."),
    "own_asked": _("%(who)s adopted a scheme of assessment that asks %(unit)s to score its items itself."),
    "scored": _("The items of %(unit)s have been scored: look at them, and object if a score is wrong."),
}
SCORES_SAY = {
    "contested": _("%(unit)s objects to a score."),
    "answered": _("%(who)s decided on the objection of %(unit)s."),
}
SCHEMES = Kind(
    name="schemes",
    messages=SCHEMES_SAY,
    label=_("Schemes of assessment"),
    one=_("Scheme of assessment"),
    unit=_("Office that assesses"),
    record=Scheme,
    cycle=cycles.SCHEME_CYCLE,
    rights=cycles.SCHEME_RIGHTS,
    columns="year basis",
    shows="plan year basis late own edition scored",
    quiet="scored",
    filters="year",
    words="title basis",
    parameters=(OBJECT_DAYS,),
    sections=pages.of_scheme,
    parts=UNITS,
    erasable=False,
    prefix="考",
    counter="个",
    help="assess",
)
SCORES = Kind(
    name="scores",
    messages=SCORES_SAY,
    label=_p("assessment", "Items and scores"),
    one=_("Item of assessment"),
    record=Score,
    cycle=cycles.SCORE_CYCLE,
    rights=cycles.SCORE_RIGHTS,
    columns="line marks own score",
    unsorted="marks own score",
    shows="scheme line marks own own_reason score reason found proposed",
    quiet="own own_reason reason found proposed",
    filters="scheme line",
    parameters=(OBJECT_DAYS,),
    sections=pages.of_score,
    parts=(
        Lights(tuple(LIGHTS.items()), pages.item_lights, queries.filter_items_by_light, queries.LIT_BY,
               pages.lights_of_rows, former=tuple(CODES.items())),
        *PROPOSED,
    ),
    erasable=False,
    prefix="分",
    counter="项",
    help="assess",
)  # fmt: skip
LINE = Line(
    "assess",
    _("Assessment"),
    (SCHEMES, SCORES),
    together=True,
    area=SUPERVISION,
    keys={"commitments": _("commitments")},
    about=_("Schemes of points for the units, their scores, and appeals against them."),
)
