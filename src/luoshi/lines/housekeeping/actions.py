"""What housekeeping's steps bring with them: a budget line is kept, a copy has one holder, an empty roster is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from luoshi.figures.rounding import places
from luoshi.lines.housekeeping import rules
from luoshi.lines.housekeeping.models import PaperCopy, Shift, Trip
from luoshi.lines.housekeeping.queries import gaps_of, limit_of, out_already, rosters, spent
from luoshi.lines.housekeeping.rights import SHIFT_RIGHTS
from luoshi.org.base.locks import Lock, lock
from luoshi.org.tree.models import Unit
from luoshi.records.base.errors import RecordError
from luoshi.records.base.words import words_now
from luoshi.records.duties.actions.took import Took
from luoshi.records.messages.actions.messages import send
from luoshi.records.rights.queries.rights import posts_told

_ = words_now(__name__)


def tell_of_gaps(at: datetime) -> None:
    """Tell the desk of each roster that a break to come has empty shifts: once a day, and nothing where none is."""
    day = localdate(at)
    for unit, ahead in rosters(day).items():
        if not (slots := gaps_of(unit, ahead, day)):
            continue
        row = Unit.objects.get(pk=unit)
        posts = posts_told(SHIFT_RIGHTS.by_name["office"], Shift(unit=row), day)
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
    before = spent(trip.unit_id, trip.day.year, besides=trip.pk)
    if limit is None or trip.cost is None or before + trip.cost <= limit:
        return
    words = _("Of the line of %(limit)s yuan for %(year)d only %(left)s yuan are left.") % {
        "limit": places(limit, 2),
        "year": trip.day.year,
        "left": places(rules.left(before, limit), 2),
    }
    raise RecordError(
        "guarded",
        words,
        where=str(trip),
        remedy=_("Nothing was settled. It can be once the line is changed, under Parameters."),
        fields={"cost": [words]},
    )


def still_held_by_one(took: Took[PaperCopy]) -> None:
    """Refuse numbers put right to those of a copy that is out already, where this one is out too."""
    if took.record.state == "issued":
        held_by_one(took)


def held_by_one(took: Took[PaperCopy]) -> None:
    """Refuse a copy that just went out where it is out already, under another record; nothing is then kept.

    Who comes second sees what the first did. Its other records are not locked for that: two of them that come out again
    at once would each wait for the other's.

    Raises:
        RecordError: ``guarded``, naming who holds it.
    """
    copy = took.record
    lock(Lock.COPIES)
    if holder := out_already(copy.paper, copy.serial, besides=copy.pk):
        words = _("This copy is out already: %(holder)s has it.") % {"holder": holder}
        raise RecordError("guarded", words, where=str(copy))
