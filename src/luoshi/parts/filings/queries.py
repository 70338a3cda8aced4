"""Where the public may file, what was filed, and whether an address filed too much."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, values_by_unit
from luoshi.org.accounts.queries import root_units
from luoshi.org.tree.models import Unit
from luoshi.parts.filings.models import Filing

OF_ADDRESS = 10  # filings of one address a day
MOST = 500  # waiting at a unit; beyond it, one more per address is taken, so that no script can fill the list
_SALT = "luoshi.filings"


def units_open_for_filing(opened: DeclaredParameter, day: date) -> list[Unit]:
    """Return the units at which people may file on a day; if it is open for all, the root units."""
    latest = values_by_unit(opened, day)
    pks = {unit for unit, so in latest.items() if so and unit is not None}
    if latest.get(None):
        pks |= {unit.pk for unit in root_units(day)}
    return list(Unit.objects.filter(pk__in=pks).order_by("pk"))


def filed_with_key(key: str) -> Filing | None:
    """Return what was filed by this page, if anything. One query."""
    return Filing.objects.filter(key=key).first()


def source_hash(source: str) -> str:
    """Return a keyed hash that recognises an address without revealing it."""
    return salted_hmac(_SALT, source, algorithm="sha256").hexdigest()[:32]


def is_full(unit: Unit, source: str, at: datetime) -> bool:
    """Return whether no more is taken from this address: its share is used, or far too many wait. One query."""
    recent = Filing.objects.filter(unit=unit)
    counts = recent.aggregate(
        here=Count("pk", filter=Q(source=source, opened__gt=at - timedelta(days=1))),
        waiting=Count("pk", filter=Q(state="filed")),
    )
    return bool(counts["here"] >= OF_ADDRESS or (counts["here"] and counts["waiting"] >= MOST))
