"""Kinds on these tables, as a line would declare them: a body begins in one of two ways."""

from __future__ import annotations

from django.forms import CharField

from linked.models import Body
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.registry import make_kind

UNIT = ((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN))
RIGHTS = Rights(
    (
        Relation("desk", "Desk", reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
        Relation("unit", "Unit", reaches=UNIT),
        Relation("leader", "Leader", reaches=((Role.LEADER, UnitPlace.UNDER),)),
    ),
    sees=("desk", "unit", "leader"),
)
BODIES = make_kind(
    Kind(
        name="bodies",
        label="Bodies",
        one="Body",
        record=Body,
        rights=RIGHTS,
        cycle=Cycle(
            {"planned": "Planned", "active": "Active", "ended": "Ended"},
            "ended",
            [
                Step("found", "Found", "> active", "desk unit", "unit sort card from_day size", on="from_day"),
                Step("plan", "Plan", "> planned", "desk", "unit sort", must="sort"),
                Step("start", "Start", "planned > active", "desk unit", "from_day", on="from_day", tone="main"),
                Step("count", "Count", "* >", "unit", "size", must="size"),
                Step(
                    "end",
                    "End",
                    "planned active > ended",
                    "desk",
                    "to_day",
                    on="to_day",
                    own={"reason": True},
                    tone="careful",
                ),
                Step("name", "Name", "active >", "desk", own={"word": CharField(label="Word", max_length=20)}),
            ],
        ),
        columns="sort from_day size",
        shows="sort card from_day to_day size",
        quiet="to_day",
        filters="sort",
        words="title card",
        titled="{unit} {sort} {card}",
        corrects="desk",
        prefix="团",
    )
)
