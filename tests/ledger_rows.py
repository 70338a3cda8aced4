"""Many running commitments of one plan for tests of lists: copies of one that was taken through its steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from assigned import running
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.kinds.registry import kind_of
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from office import NOW, Office
from plans import published

BASE = "科普示范基地"


def commitments(office: Office, count: int, **values: Any) -> Plan:
    """A published plan in which so many commitments are under way with 县科协, each with its duties and targets."""
    plan = published(office)
    first = running(office, plan, BASE)
    targets, parties = list(first.targets.all()), list(first.parties.all())
    duties = list(Duty.objects.filter(record=first.pk))
    for number in range(2, count + 1):
        one = Commitment.objects.get(pk=first.pk)
        one.pk = one.id = one.record_ptr_id = None
        one._state.adding = True
        one.number, one.place = f"{first.number}-{number}", first.place + number
        one.save(force_insert=True)
        for target in targets:
            target.pk, target.commitment = None, one
            target.save(force_insert=True)
        for party in parties:
            party.pk, party.record = None, one
            party.save(force_insert=True)
        for duty in duties:
            dates = list(Occurrence.objects.filter(duty=duty.pk))
            copy = Duty.objects.get(pk=duty.pk)
            copy.pk, copy.record = None, one
            copy.save(force_insert=True)
            for date in dates:
                date.pk, date.duty = None, copy
            Occurrence.objects.bulk_create(dates)
    if values:
        Commitment.objects.filter(plan=plan).update(**values)
    return plan


def listed(office: Office, count: int) -> list[Commitment]:
    """So many commitments of one published plan, as the plan lists them: rows made in bulk, for tests of figures."""
    plan = published(office, "云岭县2026年工作要点\n县科协新建科普示范基地3个，9月底前完成。\n")
    first = plan.commitments.get()
    names = ("plan", "row", "desk", "unit", "rhythm", "due", "until", "first_due", "title", "words")
    values = [{**{name: getattr(first, name) for name in names}, "place": first.place + n} for n in range(1, count)]
    with transaction.atomic():
        open_many(kind_of(first), values, office.actor("supervisor"), at=NOW, says=("unit", "due"))
    rows = list(plan.commitments.order_by("place"))
    Party.objects.bulk_create([Party(record=row, name="desk", unit=first.desk) for row in rows[1:]])
    return rows


def turned(rows: Sequence[Commitment], state: str, **values: Any) -> None:
    """Bring rows into a state without their steps."""
    Commitment.objects.filter(pk__in=[row.pk for row in rows]).update(state=state, **values)
