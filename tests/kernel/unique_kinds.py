"""Bodies of tests/linked of which some must not be there twice: founded in a unit, with a card, from a day."""

from __future__ import annotations

from typing import Any

from declared_lines import changed
from linked.kinds import BODIES
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.steps.actions.steps import begin
from office import NOW, Office


def kind(*unique: Unique, **more: Any) -> CompiledKind:
    return changed(BODIES, parts=unique, **more)


def given(office: Office, card: str = "", unit: str = "kexie", **more: str) -> dict[str, str]:
    values = {"unit": str(office.units[unit].pk), "sort": "farm", "card": card, "from_day": "2026-03-02", "size": "3"}
    return values | more


def founded(office: Office, of: CompiledKind, card: str = "", who: str = "supervisor", **more: str) -> Any:
    return begin(of, office.actor(who), given(office, card, **more), at=NOW).record
