"""The kind “figures from elsewhere”: of a yearbook, a bulletin or another office, with the place in the source."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.facts.indicators.kind import DESK, UNIT
from luoshi.facts.supplies import actions, cards, models
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step

BOTH = "desk unit"
LEADER = Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, UnitPlace.UNDER),))
NAMED = {"title": forms.CharField(label=_("Name of the source"), max_length=200)}
KIND = Kind(
    name="supplies",
    label=_("Figures from elsewhere"),
    one=_("Source of figures"),
    record=models.Supply,
    cycle=Cycle(
        {"told": _("Number reported"), "taken_back": _("Taken back")},
        "taken_back",
        (
            Step("tell", _("Enter figures from a source"), "> told", BOTH, "title unit place published word original",
                 own=NAMED, rows="values", follows=(actions.tell_supply_values,), tone="main"),
            Step("put_right", _("Correct the figures"), "told >", BOTH, "word", rows="values",
                 follows=(actions.tell_supply_values,)),
            Step("take_back", _("Withdraw the figures"), "told > taken_back", BOTH, own={"reason": True},
                 follows=(actions.withdraw_supply,), tone="careful"),
        ),
    ),
    rights=Rights((DESK, UNIT, LEADER), ("desk", "unit", "leader")),
    columns="place published",
    shows="place published word",
    sections=cards.supply_sections,
    quiet="place published",
    filters="published",
    corrects=BOTH,
    parts=(
        Rows("values", models.Value, _("Figures in it"), once="indicator part unit period", least=1),
        Files("original", _("Original"), "pdf jpg png xlsx", most=5),
    ),
    prefix="源",
    counter="个",
    help="figures",
)  # fmt: skip
