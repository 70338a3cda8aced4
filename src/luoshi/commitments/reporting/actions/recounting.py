"""Recalculates how much of a commitment is reached when its figures change outside of its own reports.

That happens when a form, another data source or a report on another commitment gives the same indicator, when two
values are reconciled, when indicators are merged, or when an amendment changes the target. Each figure is stored once,
and every commitment with a target for it follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.commitments.progress import queries as asks
from luoshi.commitments.progress.queries import ReportFigures
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.target import Target
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import GOES_ON

LAST = -10  # priority: after reports copied to twins, which leave nothing to recalculate
AT_ONCE = 200


def figures_changed(indicators: Collection[int], units: Collection[int] | None, by: Entry) -> None:
    """Schedule a recount of what these units promise for these indicators. One query.

    A report counts its own figures. Its commitment is still recounted for defined indicators, because a form may
    already have given a later month.
    """
    own = Q(record=by.record_id or 0)
    theirs = ~own if units is None else ~own & Q(record__unit__in=units)
    rows = Target.objects.filter(indicator__in=indicators, ended=None, record__closed=None)
    found = rows.filter(theirs | own & Q(indicator__definition__isnull=False))
    schedule_recount(found.values_list("record", flat=True).distinct())


def schedule_recount(commitments: Iterable[int]) -> None:
    """Schedule these commitments for recounting after this transaction."""
    pks = sorted(commitments)
    for at in range(0, len(pks), AT_ONCE):
        recount.using(priority=LAST).enqueue(pks[at : at + AT_ONCE])


@task()
def recount(pks: list[int]) -> None:
    """Recount how much of each commitment is reached; one whose share changed takes a step.

    Idempotent: correct commitments are left alone. Finished ones stay as reported.
    """
    some = list(Commitment.objects.filter(pk__in=pks, done=None, state__in=GOES_ON).order_by("pk"))
    shares = asks.reached_by_figures(some)
    for commitment in some:
        if shares.get(commitment.pk) == commitment.reached and commitment.reached is not None:
            continue
        with transaction.atomic():
            fresh = Commitment.get_locked(commitment.pk)
            if fresh.done is None and fresh.state in GOES_ON and asks.reached_now(fresh) != fresh.reached:
                figures = asks.figures_of(fresh)
                known = {pk: value.value for pk, value in figures.before.items()}
                given = {"figures": ReportFigures(figures.targets, values=known)}
                take(fresh, "figures_came", PROGRAM, given, at=timezone.now(), within=True)


def store_recounted_progress(took: Took[Commitment]) -> None:
    """Store the share reached according to its current figures."""
    took.set_fields(reached=asks.reached_now(took.record))
