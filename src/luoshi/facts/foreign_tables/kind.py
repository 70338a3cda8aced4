"""The kind “table of the upper level”: a workbook with the meanings of its rows and columns, filled on request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.facts.foreign_tables import actions, models
from luoshi.facts.foreign_tables.cards import foreign_table_sections
from luoshi.facts.indicators.kind import DESK, UNIT
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step

BOTH = "desk unit"
LEADER = Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, UnitPlace.UNDER),))
NAMED = {"title": forms.CharField(label=_("Name of the table"), max_length=200)}
FILE: dict[str, Any] = {"follows": (actions.propose_table_places,)}
KIND = Kind(
    name="foreign_tables",
    label=_("Tables of the upper level"),
    one=_("Table of the upper level"),
    record=models.ForeignTable,
    cycle=Cycle(
        {"active": _("In use"), "ended": _("No longer asked for")},
        "ended",
        (
            Step("give", _("Upload a workbook"), "> active", BOTH, "title unit of sheet workbook", own=NAMED, **FILE),
            Step("map", _("Rows and columns"), "active >", BOTH, rows="places",
                 follows=(actions.check_table_places,), tone="main"),
            Step("replace", _("Upload a newer workbook"), "active >", BOTH, "sheet workbook", **FILE),
            Step("end", _("Stop asking for it"), "active > ended", BOTH, own={"reason": True}, tone="careful"),
        ),
    ),
    rights=Rights((DESK, UNIT, LEADER), ("desk", "unit", "leader")),
    unit=_("Filled by"),
    columns="of",
    shows="of sheet",
    quiet="sheet",
    words="title of",
    sections=foreign_table_sections,
    parts=(
        Files("workbook", _("Workbook"), "xlsx", must=True, most=1),
        Rows("places", models.ForeignTablePlace, _("Rows and columns"), once="at"),
    ),
    corrects=BOTH,
    prefix="样",
    counter="张",
    help="figures",
)  # fmt: skip
