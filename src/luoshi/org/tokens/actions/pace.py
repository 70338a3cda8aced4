"""Rate limit: count the requests of a program or person per minute, and refuse too many."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.org.tokens.models import Pace

SHARES = 10  # a process reports its count after each such part of the limit
KNOWN = 10_000  # keys kept by a process before it drops those of earlier minutes


class TooOften(OrgError):
    """Too many requests; the next is allowed in ``seconds``."""

    def __init__(self, most: int, seconds: int) -> None:
        super().__init__(
            "too_many",
            _("Too many requests: at most %(most)d per minute.") % {"most": most},
            remedy=_("Nothing was done. Send the request again in %(seconds)d seconds.") % {"seconds": seconds},
        )
        self.seconds = seconds


@dataclass
class _Count:
    """The count of one key in one minute: as last reported for all processes, and not yet reported by this one."""

    minute: int
    all: int = 0
    mine: int = 0


_counts: dict[str, _Count] = {}
_lock = threading.Lock()


def keep_pace(key: str, most: int, *, at: datetime) -> None:
    """Count one request; refuse it if there were already ``most`` in this minute of the clock.

    Each process counts for itself and reports to the database after each tenth of the limit, so that rare requests cost
    no query, and using several processes gains at most a tenth of the limit for each further process.

    Args:
        key: whose requests are counted, for instance "person:5".
        most: requests per minute; 0: unlimited.

    Raises:
        TooOften: it is refused; it was not counted.
    """
    if not most:
        return
    moment = int(at.timestamp())
    minute, share = moment // 60, max(1, most // SHARES)
    with _lock:
        count = _counts.get(key)
        if count is None or count.minute != minute:
            _forget(minute)
            count = _counts[key] = _Count(minute)
        if count.all + count.mine >= most:
            raise TooOften(most, 60 - moment % 60)
        count.mine += 1
        told = count.mine if count.mine >= share else 0
        count.mine -= told
        count.all += told  # until the database returns the count of all
    if told:
        every = _tell(key, minute, told)
        with _lock:
            count.all = max(count.all, every)


def _forget(minute: int) -> None:
    if len(_counts) >= KNOWN:
        for key in [key for key, count in _counts.items() if count.minute != minute]:
            del _counts[key]


@transaction.atomic
def _tell(key: str, minute: int, told: int) -> int:
    """Add this process's count; return the count of all. Three statements, on a row of its own."""
    Pace.objects.get_or_create(key=key, defaults={"minute": minute, "count": 0})
    count = Case(When(minute=minute, then=F("count") + told), default=Value(told))
    Pace.objects.filter(key=key).update(count=count, minute=minute)
    return Pace.objects.values_list("count", flat=True).get(key=key)


def forget_paces(at: datetime) -> None:
    """Delete the counts of minutes long past."""
    Pace.objects.filter(minute__lt=int(at.timestamp()) // 60 - 60).delete()
