"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.outreach.contents import CONTENTS
from luoshi.lines.outreach.facilities import FACILITIES
from luoshi.lines.outreach.helpers import HELPERS

_ = words(__name__)

LINE = Line(
    "outreach",
    _("Outreach places, teams and contents"),
    (FACILITIES, HELPERS, CONTENTS),
    about=_("Venues, village facilities and platforms, the people who work there, and what is made and released."),
)
