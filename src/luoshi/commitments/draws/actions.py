"""Freezes the pool of a draw, draws, and stores the findings of the checks.

Follow-ups of steps of ``ledger.kinds.draws``.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.base.database.locks import Lock, acquire_lock
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.commitments.draws import queries as asks
from luoshi.commitments.draws import rules
from luoshi.commitments.draws.models import Check, Draw
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.desk.draws.actions import draw_labels, freeze_pool, reveal_secret
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.queries.parameters import parameter_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment


def freeze_draw_pool(took: Took[Draw]) -> None:
    """Freeze and hash the pool, with the hash of a secret, before anybody knows the numbers.

    Raises:
        RecordError: ``guarded``, the pool is too small; ``unset``, no number and no share was set.
    """
    draw = took.record
    pool = list(asks.draw_pool(draw.unit_id, draw.of, draw.plan_id).values_list("number", flat=True))
    size = draw.size or rules.share_of(len(pool), parameter_value(asks.SHARE, draw.unit_id, took.day))
    if not pool or size > len(pool):
        raise RecordError(
            "guarded",
            _("Only %(count)d commitments can be drawn, fewer than the number to draw.") % {"count": len(pool)},
            where=str(draw),
            remedy=_("Draw fewer, or from more states or plans."),
        )
    said = freeze_pool(took, pool, size)
    take(draw, "freeze", PROGRAM, said, at=took.at, within=True)


def draw_commitments(took: Took[Draw]) -> None:
    """Draw from chance and the secret together; create a check for each commitment drawn.

    Raises:
        RecordError: ``guarded``, too few of the pool can still be checked.
    """
    draw = took.record
    pool = draw.pool.splitlines()
    size = draw.size or len(pool)
    acquire_lock(Lock.DRAWS)
    found = draw_labels(draw, size, asks.barred_draw_numbers(pool, draw.of))
    if len(found.taken) < size:
        raise RecordError(
            "guarded",
            _("Only %(count)d of what was published can still be checked.") % {"count": len(found.taken)},
            where=str(draw),
            remedy=_("Discard this draw and set up another."),
        )
    by_number = {
        commitment.number: commitment
        for commitment in Commitment.objects.select_related("unit").filter(number__in=found.taken)
    }
    rows = [
        {
            "title": commitment.title,
            "unit": commitment.unit,
            "draw": draw,
            "commitment": commitment,
            "place": place,
            "due": draw.by,
        }
        for place, commitment in enumerate((by_number[number] for number in found.taken), start=1)
    ]
    made = open_many(get_kind("checks"), rows, PROGRAM, at=took.at, says=("unit", "commitment", "place", "due"))
    Party.objects.bulk_create([Party(record=check, name="desk", unit_id=draw.unit_id) for check in made])
    take(draw, "reveal", PROGRAM, reveal_secret(took, found), at=took.at, within=True)


def another_checks(took: Took[Check]) -> None:
    """Refuse to let people check their own reports or work. Source: 02 §2.2 核查: checker ≠ author.

    Raises:
        RecordError: ``guarded``.
    """
    one, actor = took.record.commitment, took.actor
    mine = actor.person and one.progress.filter(entry__person=actor.person).exists()
    if mine or (one.owner_id and one.owner_id in actor.posts):
        raise RecordError(
            "guarded",
            _("You reported on this or are responsible for it: another person must check it."),
            where=str(took.record),
            remedy=_("Ask a colleague in the supervising office to check it."),
        )


def found_wanting(took: Took[Check]) -> None:
    """Record a fault: from this day the unit may ask for a review, and it must correct the fault by the limit."""
    took.set_fields(found=took.day, due=took.given["limit"])


def new_limit(took: Took[Check]) -> None:
    """Set a new limit, even if everything else owed was answered."""
    took.set_fields(due=took.given["limit"])


def in_time_to_ask(took: Took[Check]) -> None:
    """Refuse a review request after the days that the office has set. Source: 政府督查工作条例 art. 17: 30 日.

    Raises:
        RecordError: ``guarded``.
    """
    last = asks.last_to_ask(took.record)
    if last and took.day > last:
        words = _("A review could be asked for until %(day)s.") % {"day": last}
        raise RecordError("guarded", words, where=str(took.record))


def another_decides(took: Took[Check]) -> None:
    """Refuse a decision on a review by someone who took part in the check. Source: 政府督查工作条例 art. 17.

    Raises:
        RecordError: ``guarded``.
    """
    check = took.record
    if took.actor.person in asks.took_part(check.commitment_id, check.pk, before=took.entry.pk):
        raise RecordError(
            "guarded",
            _("You took part in this check: another person must decide on its review."),
            where=str(check),
            remedy=_("Ask a colleague, or the leader in charge."),
        )


def end_draw_if_complete(took: Took[Check]) -> None:
    """End the draw with its last check."""
    check = took.record
    draw = Draw.get_locked(check.draw_id)  # of two concurrent ends, the second sees the first
    if not draw.checks.filter(closed=None).exclude(pk=check.pk).exists():
        take(draw, "finish", PROGRAM, {}, at=took.at, within=True)
