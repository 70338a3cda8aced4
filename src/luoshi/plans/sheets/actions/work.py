"""Imports a sheet of thousands of rows into a plan in the background: a person confirms, the worker executes.

Rows are written in short steps and stay hidden until the last step makes all of them valid at once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.base.database.batched_writes import StepPace
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets import trials
from luoshi.base.sheets.heads import SheetHead
from luoshi.base.sheets.staged_imports import Staged
from luoshi.kernel.files.actions.documents import inspect_document
from luoshi.org.actors.queries import actor_of
from luoshi.plans.base.models.plan import Plan, PlanHeading, Source
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.columns.rules import head_at
from luoshi.plans.editions.actions import index_source
from luoshi.plans.editions.models.sheet_work import SheetWork
from luoshi.plans.rows.actions.editing import lock_editable_plan
from luoshi.plans.sheets.actions.roundtrip import bring_back
from luoshi.plans.sheets.actions.sheets import (
    Ready,
    journal_sheet_import,
    prepare_sheet_rows,
    put_rows,
    put_source,
    receive_sheet,
    refuse_unlike,
    set_in,
    write_parts,
)
from luoshi.plans.sheets.queries import try_sheet_import
from luoshi.plans.sheets.reading import came_back, reopen_workbook

log = logging.getLogger("luoshi.plans")


class _Over(Exception):
    """Another worker has finished it, or a person restarted it: this attempt must leave nothing."""


@transaction.atomic
def start_sheet_work(
    plan: Plan, trial: trials.FileTrial, given: Mapping[str, object], actor: Actor, *, back: bool = False, at: datetime
) -> SheetWork:
    """Start the import of a tried sheet by the worker. One that is waiting, running or done continues unchanged.

    Args:
        given: for an office's own ledger ``agreed``, ``again`` and the ``choice`` of sheet and columns; for a returned
            one ``agreed``, ``answers`` and ``reason``; as for ``receive_sheet`` and ``bring_back``.

    Raises:
        RecordError: ``refused``.
    """
    plan = lock_editable_plan(plan, actor, at)  # the lock serialises requests with the same token
    first = {"plan": plan, "person_id": actor.person, "given": {}, "at": at}
    work, made = SheetWork.objects.get_or_create(token=trial.token, defaults=first)
    if not made and work.state != SheetWork.FAILED:
        return work
    work.back, work.given, work.name = back, dict(given), str(trial.report["name"])[:300]
    work.run, work.state, work.said, work.at = work.run + 1, SheetWork.WAITING, "", at
    work.count = work.written = 0
    work.save()
    work_later.enqueue(work.pk, work.run)
    return work


@transaction.atomic
def cancel_sheet_work(work: SheetWork, actor: Actor) -> bool:
    """Cancel a work and remove its rows; return False if they are already valid: then it is too late.

    Raises:
        RecordError: ``refused``: the actor may not change the plan, or it is not open.
    """
    lock_editable_plan(work.plan, actor, timezone.now())
    held = SheetWork.objects.select_for_update(no_key=True).get(pk=work.pk)
    if held.state not in SheetWork.BEFORE:
        return False
    _leave(held, _("%(who)s cancelled it.") % {"who": actor.name})
    work_later.enqueue(held.pk, held.run)
    return True


@task()
def work_later(work: int, run: int) -> int:
    """Import one sheet (worker task); return its number of rows. Idempotent, also after a kill."""
    found = SheetWork.objects.get(pk=work)
    if found.run == run and found.state in SheetWork.GOING:
        whole = False
        while not whole:
            try:
                whole = SHEETS.carry_on(work)
                if not whole:  # asked to stop: the next worker continues
                    work_later.enqueue(work, run)
                    break
            except _Over:
                break
            except RecordError as error:
                _leave(found, " ".join(filter(None, [error.what, error.remedy])))
            except DatabaseError:
                if not _is_before(work):  # all is valid, or is being removed: the worker retries
                    raise
                log.exception("the database refused a sheet: plan %s", found.plan_id)
                _leave(found, _("The database was too busy. Nothing was saved; try again."))
            except Exception:
                if not _is_before(work):  # all is valid, or is being removed: the worker retries
                    raise
                log.exception("a sheet was not taken in: plan %s", found.plan_id)
                fail_sheet_work(work, run)
        found.refresh_from_db()
    return found.count


def fail_sheet_work(work: int, run: int) -> None:
    """Mark a work as failed by the program: what was written is removed, and a person may restart it."""
    going = SheetWork.objects.filter(pk=work, run=run, state__in=SheetWork.BEFORE).first()
    if going:
        _leave(going, _("The program failed on this sheet; nothing was saved. Its log gives the reason."))
        if going.written:
            work_later.enqueue(work, run)


def _is_before(work: int) -> bool:
    return SheetWork.objects.filter(pk=work, state__in=SheetWork.BEFORE).exists()


def _carried_out(work: SheetWork) -> Iterator[None]:
    """Read the confirmed file, and write those of its rows that are not written yet."""
    at = timezone.now()
    actor = actor_of(work.person, timezone.localdate(at))  # with the person's current rights
    if work.state == SheetWork.WAITING:
        _reached(work, SheetWork.READING)
    trial = trials.find_trial(work.token, work.person_id)
    data = trials.data_of(trial) if trial else None
    if trial is None or data is None:
        raise RecordError("missing", _("The file is no longer stored. Nothing was saved."), remedy=_("Send it again."))
    book, given = reopen_workbook(work.name, data), work.given
    if work.back:
        lines, issued = came_back(book, work.plan_id)
        _reached(work, SheetWork.WRITING)
        bring_back(
            work.plan, lines, issued, {int(pk): words for pk, words in given["answers"].items()}, given["reason"],
            actor, agreed=given["agreed"], name=book.name, at=at, then=partial(_done, work, SheetWork.DONE),
        )  # fmt: skip
        trials.drop_trial(work.token)
        return
    choice = given["choice"]
    cells = book.visible[choice["sheet"]].sheet
    head, means = head_at(cells, choice["head"]), {int(at): name for at, name in choice["columns"].items()}
    found = try_sheet_import(work.plan, cells, head, means, timezone.localdate(at))
    refuse_unlike(book, found, given["agreed"])
    if work.document is None:  # an interrupted attempt may have received it
        read = inspect_document(ContentFile(book.data, book.name), actor, at=at)
        with transaction.atomic():
            work.document = receive_sheet(
                work.plan, book, read, found, actor, agreed=given["agreed"], again=given["again"], at=at
            )
            _this(work).update(document=work.document)
    made = prepare_sheet_rows(work.plan, work.document, book, choice["sheet"], found)
    if work.state != SheetWork.WRITING:
        with transaction.atomic():
            _this(work).update(state=SheetWork.WRITING, count=len(made.rows))
        work.state = SheetWork.WRITING
    yield
    yield from _written(work, made, actor, at)
    _shown(work, made, head, means, actor, at)


def _written(work: SheetWork, made: Ready, actor: Actor, at: datetime) -> Iterator[None]:
    """Write the missing rows, hidden."""
    source = Source._base_manager.filter(batch=work).first()
    if source is None:
        with StepPace().step():
            plan = lock_editable_plan(work.plan, actor, at)  # before the work, as everywhere
            held = _held(work, 0)
            if Source._base_manager.filter(batch=held).exists():  # another worker was faster
                raise _Over
            put_source(plan, made, actor, at, held)
            write_parts(made.parts)
        yield
    else:
        set_in(made, source)
        known = dict(PlanHeading._base_manager.filter(batch=work).values_list("place", "pk"))
        for part in made.parts:
            part.pk = known[part.place]
    pace, done = StepPace(), work.written
    while done < len(made.rows):
        with pace.step() as size:
            held = _held(work, done)
            piece = made.rows[done : done + size]
            put_rows(made, piece)
            held.written = done = done + len(piece)
            held.save(update_fields=["written"])
        yield


def _shown(work: SheetWork, made: Ready, head: SheetHead, means: Mapping[int, str], actor: Actor, at: datetime) -> None:
    """Make all rows valid: three statements, one journal entry."""
    with transaction.atomic():
        plan = lock_editable_plan(work.plan, actor, at)
        _held(work, len(made.rows))
        for model in (Source, PlanHeading, PlanRow):
            model._base_manager.filter(plan=plan, batch=work).update(batch=None)
        journal_sheet_import(plan, made, head, means, actor, at)
        _done(work, SheetWork.FINDING, len(made.rows))
    trials.drop_trial(work.token)


def _found(work: SheetWork) -> Iterator[None]:
    """Index the words of the sheet: only now, because hidden rows must not be found."""
    source = Source.objects.filter(plan=work.plan, document=work.document).order_by("-place").first()
    if source:
        index_source(source)
    with transaction.atomic():
        SheetWork.objects.filter(pk=work.pk, run=work.run, state=SheetWork.FINDING).update(state=SheetWork.DONE)
    yield


def _taken_out(work: SheetWork) -> Iterator[None]:
    """Delete everything written, in steps; then mark it as failed, so that a person may restart it."""
    pace = StepPace()
    while True:
        with pace.step() as size:
            held = SHEETS.lock_run(work, run=work.run)
            if held is None:
                return
            some = list(PlanRow._base_manager.filter(plan=held.plan_id, batch=held).values_list("pk", flat=True)[:size])
            for hung in (RowUnit, RowFigure):
                hung.objects.filter(row__in=some).delete()
            PlanRow._base_manager.filter(pk__in=some).delete()
            if len(some) < size:
                parts = PlanHeading._base_manager.filter(plan=held.plan_id, batch=held)
                parts.update(above=None)
                parts.delete()
                Source._base_manager.filter(plan=held.plan_id, batch=held).delete()
                held.state, held.written, held.count = SheetWork.FAILED, 0, 0
                held.save(update_fields=["state", "written", "count"])
        yield


def _this(work: SheetWork) -> Any:
    return SheetWork.objects.filter(pk=work.pk, run=work.run, state__in=SheetWork.BEFORE)


def _held(work: SheetWork, written: int) -> SheetWork:
    """Return the work, locked, if it is in the state this worker expects; otherwise abort this step."""
    held: SheetWork | None = SHEETS.lock_run(work, run=work.run, written=written)
    if held is None:
        raise _Over
    return held


@transaction.atomic
def _reached(work: SheetWork, state: str) -> None:
    _this(work).update(state=state)


def _done(work: SheetWork, state: str, count: int) -> None:
    """Mark the work as done, within the transaction that makes the rows valid: both happen, or neither."""
    if not _this(work).update(state=state, count=count):
        raise _Over


@transaction.atomic
def _leave(work: SheetWork, said: str) -> None:
    """Start removing the rows of a work; if nothing was written, mark it as failed at once."""
    going = _this(work)
    there = going.filter(written=0).exclude(pk__in=Source._base_manager.exclude(batch=None).values("batch"))
    there.update(state=SheetWork.FAILED, said=said[:300], count=0)
    going.update(state=SheetWork.LEAVING, said=said[:300])


SHEETS = Staged(
    SheetWork,
    {
        SheetWork.WAITING: _carried_out,
        SheetWork.READING: _carried_out,
        SheetWork.WRITING: _carried_out,
        SheetWork.FINDING: _found,
        SheetWork.LEAVING: _taken_out,
    },
    ("plan", "person", "document"),
)
