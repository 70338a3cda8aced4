"""The commitments of a year about the records of a kind, with their targets and what was reached of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.base.models.target import Target
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import CANCELLED, MERGED, WITHDRAWN
from luoshi.plans.values.queries import TargetValue, latest_target_values, targets_of


@dataclass(frozen=True)
class AboutLine:
    """A target of a commitment about a record, with the last value of its own unit; without targets, the commitment.

    A value belongs to the commitment's unit alone: what another place reached is never added to it.
    """

    subject: Record
    commitment: Commitment
    target: Target | None = None
    told: TargetValue | None = None


def lines_of_year(
    kind: CompiledKind, year: int, actor: Actor, day: date, number: str = ""
) -> tuple[list[AboutLine], list[Record]]:
    """List the commitments of plans of a year about records that the actor may read, and the open records without any.

    Six queries at most, one more if an indicator is reported by other periods than the year to date.

    Args:
        number: of one record, alone.
    """
    mine = readable_records(kind, actor, day).filter(kind=kind.name, erased=None)
    if number:
        mine = mine.filter(number=number)
    rows = Commitment.objects.filter(readable_condition(get_kind("commitments"), actor, day), plan__year=year)
    rows = rows.filter(about__in=mine.values("pk")).exclude(state__in=(WITHDRAWN, CANCELLED, MERGED))
    found = list(rows.select_related("unit", "plan").order_by("place", "pk"))
    subjects: dict[int, Record] = mine.in_bulk({row.about_id for row in found})
    without = mine.filter(closed=None).exclude(pk__in=subjects).order_by("number", "pk")
    return _lines(found, subjects), list(without)


def _lines(found: Sequence[Commitment], subjects: dict[int, Record]) -> list[AboutLine]:
    targets = targets_of(found) if found else []
    told = latest_target_values(targets, {row.pk: row.unit_id for row in found}) if targets else {}
    own: dict[int, list[Target]] = {}
    for target in targets:
        own.setdefault(target.record_id, []).append(target)
    lines = []
    for row in sorted(found, key=lambda row: (str(subjects[row.about_id or 0].number), row.place, row.pk)):
        subject = subjects[row.about_id or 0]
        if row.pk not in own:
            lines.append(AboutLine(subject, row))
        lines += [AboutLine(subject, row, target, told.get(target.pk)) for target in own.get(row.pk, ())]
    return lines
