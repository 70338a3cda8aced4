"""What housekeeping's steps bring with them: a budget line is kept, an empty roster is told."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from luoshi.figures.rounding import places
from luoshi.lines.housekeeping.models import Shift, Trip
from luoshi.lines.housekeeping.queries import gaps_of, limit_of, rosters, spent
from luoshi.org.tree.models import Unit
from luoshi.records.base.errors import RecordError
from luoshi.records.base.words import words_now
from luoshi.records.duties.actions.took import Took
from luoshi.records.kinds.registry import kind
from luoshi.records.messages.actions.messages import send
from luoshi.records.rights.queries.rights import posts_told

_ = words_now(__name__)


def tell_of_gaps(at: datetime) -> None:
    """Tell the desk of each roster that a break to come has empty shifts: once a day, and nothing where none is."""
    day, desk = localdate(at), kind("shifts").rights.by_name["desk"]
    for unit, ahead in rosters(day).items():
        if not (slots := gaps_of(unit, ahead, day)):
            continue
        row = Unit.objects.get(pk=unit)
        posts = posts_told(desk, Shift(unit=row), day)
        values = {"who": "", "unit": str(row), "due": slots[0][0].isoformat()}
        with transaction.atomic():
            send("housekeeping.empty", values, occasion=f"roster:{unit}:{day}", at=at, posts=posts)


def keep_within(took: Took[Trip]) -> None:
    """Refuse what was just settled where it goes beyond the unit's line of that year; nothing of it is then kept.

    Where nobody set the line there is nothing to go beyond. Two that settle at once do so one after the other.

    Raises:
        RecordError: ``guarded``, naming what is left.
    """
    trip = took.record
    Unit.objects.select_for_update(no_key=True).get(pk=trip.unit_id)
    limit = limit_of(trip.unit_id, trip.day.year)
    before = spent([trip.unit_id], trip.day.year, besides=trip.pk)[trip.unit_id]
    if limit is None or trip.cost is None or before + trip.cost <= limit:
        return
    left = max(limit - before, Decimal(0))
    values = {"limit": places(limit, 2), "year": trip.day.year, "left": places(left, 2)}
    words = _("Of the line of %(limit)s yuan for %(year)d only %(left)s yuan are left.") % values
    raise RecordError(
        "guarded",
        words,
        where=str(trip),
        remedy=_("Nothing was settled. It can be once the line is changed, under Parameters."),
        fields={"cost": [words]},
    )
