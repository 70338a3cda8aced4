"""Takes a sheet of thousands of rows into a plan in the background: a person says yes, the worker carries it out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.ledger.base.models.plan import Plan
from luoshi.ledger.columns.rules import head_at
from luoshi.ledger.editions.models.sheet_work import SheetWork
from luoshi.ledger.rows.actions.editing import editable
from luoshi.ledger.sheets.actions.back import bring_back
from luoshi.ledger.sheets.actions.sheets import put_sheet, ready, receive_sheet, refuse_unlike
from luoshi.ledger.sheets.queries import tried
from luoshi.ledger.sheets.reading import came_back, opened
from luoshi.org.actors.queries import actor_of
from luoshi.org.base import trials
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError

log = logging.getLogger("luoshi.ledger")


class _Over(Exception):
    """Another worker has done it already, or a person began it anew: nothing of this try may stay."""


@transaction.atomic
def begin(
    plan: Plan, trial: trials.Trial, given: Mapping[str, Any], actor: Actor, *, back: bool = False, at: datetime
) -> SheetWork:
    """Let the worker take in what was tried; one that waits, runs or is done goes on as it is.

    Args:
        given: of an office's own ledger ``agreed``, ``again`` and the ``choice`` of sheet and columns; of one that came
            back ``agreed``, ``answers`` and ``reason``; as ``receive_sheet`` and ``bring_back`` take them.

    Raises:
        RecordError: ``refused``.
    """
    plan = editable(plan, actor, at)  # locked: two requests with one token come one after the other
    first = {"plan": plan, "person_id": actor.person, "given": {}, "at": at}
    work, made = SheetWork.objects.get_or_create(token=trial.token, defaults=first)
    if not made and work.state != SheetWork.FAILED:
        return work
    work.back, work.given, work.name = back, dict(given), str(trial.report["name"])[:300]
    work.run, work.state, work.said, work.at = work.run + 1, SheetWork.WAITING, "", at
    work.save()
    work_later.enqueue(work.pk, work.run)
    return work


@task()
def work_later(work: int, run: int) -> int:
    """One sheet, by the worker; how many rows it made. Run twice, or again after a kill, it is in the plan once."""
    found = SheetWork.objects.select_related("plan", "person", "document").get(pk=work)
    if found.run == run and found.state in SheetWork.GOING:
        try:
            _carry_out(found)
        except _Over:
            pass
        except RecordError as error:
            _fail(found, " ".join(filter(None, [error.what, error.remedy])))
        except DatabaseError:
            log.exception("the database refused a sheet: plan %s", found.plan_id)
            _fail(found, _("The database was too busy. Nothing was saved; try again."))
        except Exception:
            log.exception("a sheet was not taken in: plan %s", found.plan_id)
            failed(work, run)
        else:
            trials.drop(found.token)
        found.refresh_from_db()
    return found.count


def failed(work: int, run: int) -> None:
    """The program itself could not do it; a person may begin it again."""
    said = _("The program failed on this sheet; nothing was saved. Its log says why.")
    going = SheetWork.objects.filter(pk=work, run=run, state__in=SheetWork.GOING)
    going.update(state=SheetWork.FAILED, said=said[:300])


def _carry_out(work: SheetWork) -> None:
    at = timezone.now()
    actor = actor_of(work.person, timezone.localdate(at))  # with the rights that the person has by now
    _reached(work, SheetWork.READING)
    trial = trials.find(work.token, work.person_id)
    data = trials.data_of(trial) if trial else None
    if trial is None or data is None:
        raise RecordError("missing", _("The file is kept no longer. Nothing was saved."), remedy=_("Send it again."))
    book, given = opened(work.name, data), work.given
    if work.back:
        lines, issued = came_back(book, work.plan_id)
        _reached(work, SheetWork.WRITING)
        answers = {int(pk): words for pk, words in given["answers"].items()}
        with transaction.atomic():
            count = bring_back(
                work.plan, lines, issued, answers, given["reason"], actor, agreed=given["agreed"], name=book.name, at=at
            )
            _done(work, count)
        return
    choice = given["choice"]
    cells = book.visible[choice["sheet"]].sheet
    head, means = head_at(cells, choice["head"]), {int(at): name for at, name in choice["columns"].items()}
    found = tried(work.plan, cells, head, means, timezone.localdate(at))
    refuse_unlike(book, found, given["agreed"])
    if work.document is None:  # a try that was broken off may have received it
        with transaction.atomic():
            work.document = receive_sheet(
                work.plan, book, found, actor, agreed=given["agreed"], again=given["again"], at=at
            )
            _this(work).update(document=work.document)
    made = ready(work.plan, work.document, book, choice["sheet"], found)
    _reached(work, SheetWork.WRITING)
    with transaction.atomic():  # no longer than writing takes: on SQLite nobody else writes meanwhile
        put_sheet(work.plan, made, head, means, actor, at=at)
        _done(work, len(made.rows))


def _this(work: SheetWork) -> Any:
    return SheetWork.objects.filter(pk=work.pk, run=work.run, state__in=SheetWork.GOING)


def _reached(work: SheetWork, state: str) -> None:
    _this(work).update(state=state)


def _done(work: SheetWork, count: int) -> None:
    """Within the transaction that writes the rows: either both are there, or neither."""
    if not _this(work).update(state=SheetWork.DONE, count=count):
        raise _Over


def _fail(work: SheetWork, said: str) -> None:
    _this(work).update(state=SheetWork.FAILED, said=said[:300])
