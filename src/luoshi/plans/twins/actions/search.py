"""Searches the year's plans for likely twins in the background: started by a person, executed by the worker."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.staged_imports import is_worker_stopping
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.rights.queries.recording import may_read_record
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.kernel.steps.actions.refusals import NotTheirs
from luoshi.matching.twins import Likely, one_by_one
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.twins.actions.twins import SEARCH
from luoshi.plans.twins.models import TwinProposal, TwinSearch
from luoshi.plans.twins.queries.search import mark_of, twin_search_sides
from luoshi.plans.twins.queries.twins import LOOKED, NEVER_OUT, tasks_of

log = logging.getLogger("luoshi.plans")

BATCH = 50  # tasks per transaction: some tenths of a second


@transaction.atomic
def start_twin_search(plan: Plan, actor: Actor, *, at: datetime) -> TwinSearch:
    """Start a new search of the year's plans for likely twins. One that is waiting or running continues unchanged.

    The search links nothing: its results are proposals.

    Raises:
        RecordError: ``refused``: the actor may not read the plan, or not yet.
    """
    fresh, day = Plan.get_locked(plan.pk), timezone.localdate(at)
    if not may_read_record(fresh, actor, day) or (
        fresh.state in NEVER_OUT and "keeper" not in relations_to_record(fresh, actor, day)
    ):
        raise NotTheirs(fresh, "refused", _("You may not compare this plan with others."), where=str(fresh))
    found, made = TwinSearch.objects.get_or_create(plan=fresh, defaults={"at": at})
    if not made and found.state in (TwinSearch.WAITING, TwinSearch.RUNNING):
        return found
    found.proposals.all().delete()
    found.run, found.state, found.mark, found.at = found.run + 1, TwinSearch.WAITING, "", at
    found.ours = found.others = found.reached = 0
    found.save()
    journal_act(fresh, SEARCH, actor, {}, at=at)
    search_later.enqueue(found.pk, found.run)
    return found


@task()
def search_later(search: int, run: int) -> int:
    """Run one search (worker task); return its number of pairs. Idempotent, also when resumed after a kill."""
    found = TwinSearch.objects.select_related("plan").get(pk=search)
    if found.run == run and found.state != TwinSearch.DONE:
        try:
            _go_on(found)
        except DatabaseError:  # not caused by the words: the worker's next try may succeed
            raise
        except Exception:
            log.exception("the search for twins failed: plan %s", found.plan_id)
            fail_twin_search(search, run)
    return found.proposals.count()


def fail_twin_search(search: int, run: int) -> None:
    """Mark a search as failed by the program; a person may restart it."""
    TwinSearch.objects.filter(pk=search, run=run).exclude(state=TwinSearch.DONE).update(state=TwinSearch.FAILED)


def _go_on(found: TwinSearch) -> None:
    mark = mark_of(found.plan)  # read first: later changes make the search out of date
    mine, theirs = twin_search_sides(found.plan)
    if mark != found.mark:
        found.reached = 0  # interrupted, and data has changed since: start over
    found.mark, found.ours, found.others, found.state = mark, len(mine), len(theirs), TwinSearch.RUNNING
    first = found.reached
    if not _kept(found, first, first, ()):
        return
    year, likely = found.plan.year, list[Likely]()
    each = one_by_one(tasks_of(mine, year), tasks_of(theirs, year), most=LOOKED, first=first)
    for reached, some in enumerate(each, first + 1):
        likely += some
        if reached % BATCH == 0:
            if not _kept(found, first, reached, _proposals(found, likely, mine, theirs)):
                return
            first, likely = reached, []
            if is_worker_stopping():
                search_later.enqueue(found.pk, found.run)
                return
    found.state = TwinSearch.DONE
    _kept(found, first, len(mine), _proposals(found, likely, mine, theirs))


def _proposals(
    found: TwinSearch, likely: Sequence[Likely], mine: Sequence[Any], theirs: Sequence[Any]
) -> list[TwinProposal]:
    return [
        TwinProposal(
            search=found, place=pair.one, other_id=theirs[pair.other].pk, share=pair.share,
            reasons=[[reason.code, reason.values] for reason in pair.reasons],
            **{"row_id" if isinstance(mine[pair.one], PlanRow) else "one_id": mine[pair.one].pk},
        )
        for pair in likely
    ]  # fmt: skip


@transaction.atomic
def _kept(found: TwinSearch, first: int, reached: int, proposals: Sequence[TwinProposal]) -> bool:
    """Write the pairs found for a range of tasks, and the progress; return False if the search is no longer wanted.

    Results of an interrupted attempt are replaced.
    """
    if not TwinSearch.objects.select_for_update(no_key=True).filter(pk=found.pk, run=found.run).exists():
        return False
    found.reached = reached
    found.proposals.filter(place__gte=first).delete()
    TwinProposal.objects.bulk_create(proposals, batch_size=500)
    found.save()
    return True
