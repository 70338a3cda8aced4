"""Deals with organisations, for tests; and entries of the registers, entered as people enter them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from declared_lines import declared
from linked.models import Deal
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import get_kind, make_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office

RIGHTS = Rights((Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),), sees=("unit",))
ASKED = "title unit organisation person venue signed contact address way"
DEALS = make_kind(
    Kind(
        name="deals",
        label="Deals",
        one="Deal",
        record=Deal,
        cycle=Cycle(
            {"open": "Open", "closed": "Closed"},
            "closed",
            [
                Step("sign", "Sign", "> open", "unit", ASKED, on="signed"),
                Step("close", "Close", "open > closed", "unit"),
            ],
        ),
        rights=RIGHTS,
        columns="organisation",
        shows="organisation person venue signed contact address way",
        prefix="订",
    )
)


@contextmanager
def deals() -> Iterator[CompiledKind]:
    """The kind, declared for as long as it is needed."""
    with declared(Line("deals", "Deals", (DEALS.declaration,))):
        yield DEALS


def entered(office: Office, name: str, title: str, who: str = "clerk", at: datetime = NOW, **given: Any) -> Any:
    """An entry of the register of this name, kept by 县科协."""
    asked = {"unit": str(office.units["kexie"].pk), "title": title, **given}
    if name != "persons":
        asked.setdefault("sort", {"organisations": "society", "places": "village"}[name])
    return begin(get_kind(name), office.actor(who), asked, at=at).record


def done(office: Office, record: Any, step: str, who: str = "supervisor", at: datetime = NOW, **given: Any) -> Any:
    """The entry after a step."""
    return take(record, step, office.actor(who), given, at=at).record


def signed(office: Office, organisation: Any, day: str, **given: Any) -> Deal:
    """A deal of 县科协's clerk."""
    asked = {"unit": str(office.units["kexie"].pk), "title": "科普服务合同", "organisation": organisation.number}
    made = begin(DEALS, office.actor("clerk"), {**asked, "signed": day, **given}, at=NOW).record
    assert isinstance(made, Deal)
    return made
