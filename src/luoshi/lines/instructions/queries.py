"""Queries for instructions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.references.queries import Reference
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.lines.instructions.models import Instruction

ABOUT = Reference(Instruction, "about")


def instructions_about(record: Record, actor: Actor, day: date) -> list[Instruction]:
    """List the instructions on a record that the actor may read, newest first. At most one query."""
    if not ABOUT.may_exist(record):
        return []
    rows = Instruction.objects.filter(readable_condition(get_kind("instructions"), actor, day), about=record.pk)
    return list(rows.select_related("unit").order_by("-given", "-pk"))


def last_instruction_days(records: Sequence[Record], actor: Actor) -> dict[int, date]:
    """Return the day of the actor's last instruction on each record; follow-up requests do not count. One query."""
    rows = Instruction.objects.filter(about__in=[record.pk for record in records], decider__in=sorted(actor.posts))
    days = rows.filter(chase=False).exclude(state="withdrawn").order_by("given").values_list("about", "given")
    return {about: given for about, given in days if about}


def chase_requests(records: Sequence[Record]) -> dict[int, Instruction]:
    """Return the open follow-up requests to the supervision office, by record. One query."""
    rows = Instruction.objects.filter(about__in=[record.pk for record in records], chase=True, closed=None)
    return {row.about_id: row for row in rows.order_by("pk") if row.about_id}
