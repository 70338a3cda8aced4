"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.lines import Line, MenuPage
from luoshi.lines.soil.cards import CARDS
from luoshi.lines.soil.fields import FIELDS
from luoshi.lines.soil.formulas import FORMULAS
from luoshi.lines.soil.points import POINTS
from luoshi.lines.soil.rights import may_view_tiles
from luoshi.lines.soil.samples import SAMPLES
from luoshi.lines.soil.villages import VILLAGES
from luoshi.lines.soil.years import YEARS

_ = words(__name__)

LINE = Line(
    "soil",
    _("Soil testing and fertiliser"),
    (YEARS, VILLAGES, POINTS, SAMPLES, FORMULAS, CARDS, FIELDS),
    together=True,
    menu=(MenuPage(_("Villages at a glance"), "soil:tiles", may_view_tiles),),
    urls="luoshi.lines.soil.urls",
    addresses=("soil-tiles",),
    about=_("Points and samples, formulas, advice for plots, villages served, trials, and the figures of the year."),
)
