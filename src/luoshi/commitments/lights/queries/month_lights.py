"""The lights with which months were closed."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from luoshi.commitments.lights.models import KeptLight
from luoshi.commitments.lights.rules.json import from_json
from luoshi.commitments.lights.rules.light_status import Stand
from luoshi.commitments.lights.rules.lights import COLOURS
from luoshi.commitments.lights.rules.page_lights import good_colour, map_recorded_light
from luoshi.commitments.lights.rules.presets import BY_DATE
from luoshi.kernel.references.queries import Reference
from luoshi.plans.base.models.commitment import Commitment

CLOSED_MONTHS = Reference(KeptLight, "commitment")


def closed_months(commitment: Commitment) -> list[KeptLight]:
    """List the lights of a commitment's closed months, newest first, each with its table. At most one query."""
    if not CLOSED_MONTHS.may_exist(commitment):
        return []
    return list(KeptLight.objects.filter(commitment=commitment.pk).select_related("table").order_by("-period"))


def stand_of(row: KeptLight) -> Stand:
    """Return the stored light as a ``Stand``: its colour as it was stored, shown as one of the five."""
    why = tuple((str(name), value) for name, value in row.reason.get("why", []))
    table = from_json(row.table.rules) if row.table else BY_DATE
    light = map_recorded_light(row.code, why, good_colour(table))
    own = row.code if row.table and row.code in COLOURS else ""
    return Stand(row.code, why, tuple(row.reason.get("missing", [])), row.reason.get("note", ""), light, own)


def last_kept() -> date | None:
    """Return the last month that was stored, wholly or partly. One query."""
    found: date | None = KeptLight.objects.aggregate(last=Max("period"))["last"]
    return found


def to_keep(period: date, first: date) -> QuerySet[Commitment]:
    """List commitments that existed in a month and whose light for it is not stored yet, by id."""
    known = KeptLight.objects.filter(commitment=OuterRef("pk"), period=period)
    there = Q(opened__date__lte=period) & (Q(closed=None) | Q(closed__date__gte=first))
    return Commitment.objects.filter(there, ~Exists(known)).order_by("pk")
