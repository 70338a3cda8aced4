"""What a digest counts: what waits for a person, and what is open in the whole office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.digests.rules import DigestCounts
from luoshi.desk.lists.queries.inbox import WaitingCount, count_by_state, waiting_records
from luoshi.kernel.base.messages import FIGURES
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import current_snapshot
from luoshi.kernel.messages.models import UNREAD
from luoshi.kernel.messages.queries.messages import messages_for_actor


def digest_counts(actor: Actor, day: date, waiting: Sequence[WaitingCount] | None = None) -> DigestCounts:
    """Return how much waits for an actor on a day. Two queries; a digest does not count as a message.

    Args:
        waiting: what waits, if the page has counted it.
    """
    counts = count_by_state(waiting_records(actor, day), day) if waiting is None else waiting
    told = messages_for_actor(actor).filter(UNREAD).exclude(code__startswith="digest").count()
    return DigestCounts(
        sum(each.count for each in counts), sum(each.late for each in counts), sum(each.soon for each in counts), told
    )


def digest_line_counts(actor: Actor, day: date) -> dict[str, int]:
    """Return the figures that lines of work add to an actor's digest. A few queries of their own."""
    found: dict[str, int] = {}
    for figure in FIGURES:
        found.update(figure(actor, day))
    return found


def open_by_date(day: date) -> dict[str, int]:
    """Return how many matters with a due date are open in the whole office, and how many are late. One query."""
    stopped = current_snapshot().read_only_kinds
    rows = Record.objects.filter(closed=None, due__isnull=False).exclude(kind__in=stopped)
    return rows.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due__lt=day)))
