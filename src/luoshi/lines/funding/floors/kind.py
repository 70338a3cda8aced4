"""The kind “budget floor”: the terms from each year on, and the areas. Source: requirements L14."""

from __future__ import annotations

from typing import Any

from luoshi.base.rights.rules.rights import usual
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.lines.funding.floors import models
from luoshi.lines.funding.floors.cards import floor_sections

_ = words(__name__)

RIGHTS = usual(_("Supervision office"), _("The unit that keeps it"), _("Leader in charge"))
BOTH = "unit desk"
WHY: dict[str, Any] = {"own": {"reason": True}}
RULE = "sort way first_year budget actual population"
KIND = Kind(
    name="floors",
    label=_("Floors of budgets"),
    one=_("Floor of budgets"),
    record=models.Floor,
    cycle=Cycle(
        {"active": _("In force"), "ended": _("No longer in force")},
        "ended",
        (
            Step("set", _("Set a floor"), "> active", BOTH, f"title unit {RULE}", must="first_year",
                 rows="rates areas", example={"way": "growth", "first_year": 2024}),
            Step("hold", _("The standard from a year on"), "active >", BOTH, rows="rates"),
            Step("areas", _("Its areas"), "active >", BOTH, rows="areas"),
            Step("end", _("It has lapsed"), "active > ended", BOTH, tone="careful", **WHY),
        ),
    ),
    rights=RIGHTS,
    columns="sort way first_year",
    shows=RULE,
    filters="sort",
    parts=(
        Rows("rates", models.FloorTerm, _("The standard from a year on"), once="from_year"),
        Rows("areas", models.Area, _("Areas"), once="unit"),
        Unique("sort title unit", where=Is(state="active"), clash="doubt", who="desk"),
    ),
    sections=floor_sections,
    prefix="底",
    counter="项",
    corrects="desk",
    help="funding",
)  # fmt: skip
