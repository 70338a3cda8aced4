"""Bodies with members in rows, for tests: edited as a whole, one by one, ended on a day, added up when signed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from declared_lines import changed
from linked.kinds import BODIES
from linked.models import Member
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import stars
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office

MEMBERS = Rows(
    "members",
    Member,
    "Members",
    "name percent sort to_day card reach",
    sums={"percent": 100},
    once="name",
    least=2,
    ends="to_day",
    masks={"card": stars},
    at="sign",
)
STEPS = (
    Step("members", "Members", "active >", "unit desk", rows="members"),
    Step("join", "Join", "active >", "unit", adds="members"),
    Step("leave", "Leave", "active >", "unit", ends="members"),
    Step("sign", "Sign", "active >", "unit"),
)


def kind(part: Rows = MEMBERS, steps: tuple[Step, ...] = STEPS, **more: Any) -> CompiledKind:
    own = [step for step in BODIES.cycle.all_steps if step.name != "put_right"]
    cycle = replace(BODIES.cycle, all_steps=[*own, *steps])
    return changed(BODIES, cycle=cycle, corrects=(), parts=(part,), titled="{unit} {sort}", **more)


def founded(office: Office, of: CompiledKind, **more: Any) -> Any:
    given = {"unit": office.units["kexie"].pk, "sort": "farm", "card": "", "from_day": "2026-03-02", "size": 3, **more}
    return begin(of, office.actor("clerk"), given, at=NOW).record


def told(record: Any) -> list[tuple[Any, ...]]:
    return [(member.pk, member.name, member.percent) for member in Member.list_rows(record)]


def edited(office: Office, record: Any, *rows: dict[str, Any], **more: Any) -> Any:
    return take(record, "members", office.actor("clerk"), {"members": list(rows)}, at=NOW, **more)
