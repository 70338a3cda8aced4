"""Take a step on many records: each row through ``take`` in its own transaction, with a stored result per row."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.base.forms.fields import decrypt_text
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.staged_imports import is_worker_stopping
from luoshi.desk.bulk.rules import row_key
from luoshi.desk.lists.views.models import BulkRow, BulkRun
from luoshi.desk.lists.views.queries import runs_of
from luoshi.evidence.journal.actions.journal import as_json
from luoshi.evidence.journal.rules.proof import utc_timestamp
from luoshi.evidence.witness.rules.rows import mac_of_values
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.queries import actor_of

CHUNK = 200  # rows per request; the page of a longer run continues it


def start_run(
    kind: CompiledKind,
    step: Step,
    actor: Actor,
    rows: Mapping[int, int],
    given: Mapping[str, object],
    key: UUID,
    *,
    at: datetime,
    undoes: BulkRun | None = None,
) -> BulkRun:
    """Store a run before anything is done; repeating the same form returns the same run.

    The worker carries out a long run, and so does its page as long as it is open. Of a step that keeps its moment, the
    run has that of the request: nobody is late because a row waited for its turn.

    Args:
        rows: The versions that the preview showed, by record, in order.
        given: Raw values for the step's form, the same for all.
        key: The idempotency key of the form.
        undoes: The run that this one undoes.

    Raises:
        RecordError: ``repeated``: the key was used for another request.
    """
    values = as_json(given)
    asked = _signed(kind, step.name, actor.person, rows.items(), values, at)
    try:
        with transaction.atomic():
            run = BulkRun.objects.create(
                kind=kind.name,
                step=step.name,
                person_id=actor.person,
                key=key,
                asked=asked,
                given=json.dumps(values, ensure_ascii=False),
                undoes=undoes,
                at=at,
            )
            BulkRow.objects.bulk_create(
                [BulkRow(run=run, record_id=pk, seen=version) for pk, version in rows.items()], batch_size=500
            )
            if len(rows) > CHUNK:
                finish_later.enqueue(run.pk)
    except IntegrityError:
        known = BulkRun.objects.filter(person=actor.person, key=key).first()
        # As that was signed: the form that is sent again comes at another moment.
        if known is None or known.asked != _signed(kind, step.name, actor.person, rows.items(), values, known.at):
            raise RecordError(
                "repeated",
                _("This form was already sent with different content."),
                remedy=_("Reload the page and send it again."),
            ) from None
        return known
    return run


def store_done_run(
    kind: CompiledKind, step: Step, actor: Actor, rows: Mapping[int, tuple[int, int]], key: UUID, *, at: datetime
) -> BulkRun:
    """Store a run whose rows a sheet took all at one moment, for its page and for taking it back.

    Args:
        rows: For each record the version that was looked at, and the one after the step.
    """
    seen = {pk: before for pk, (before, _after) in rows.items()}
    run = BulkRun.objects.create(
        kind=kind.name,
        step=step.name,
        person_id=actor.person,
        key=key,
        asked=_signed(kind, step.name, actor.person, seen.items(), {}, at),
        at=at,
        finished=at,
    )
    BulkRow.objects.bulk_create(
        [
            BulkRow(run=run, record_id=pk, seen=before, version=after, result=BulkRow.DONE)
            for pk, (before, after) in rows.items()
        ],
        batch_size=500,
    )
    return run


def repeat_run(kind: CompiledKind, actor: Actor, key: UUID, *, at: datetime) -> BulkRun | None:
    """Finish the run of a form that is sent again, and repeat nothing of it; None if it was not sent before."""
    run = runs_of(kind, actor).filter(key=key).first()
    if run is not None:
        go_on(run, actor, at=at)
    return run


def go_on(run: BulkRun, actor: Actor, *, at: datetime, most: int = CHUNK, backwards: bool = False) -> bool:
    """Take the step on the next waiting rows; return True when none is left.

    Safe to repeat, even after a crash between a row's step and its stored result: the row's own idempotency key finds
    what was done.

    Args:
        at: the moment of the step, unless it keeps that of the request (``Step.keeps_moment``).
        backwards: Begin with the last rows: the worker does, so that it and an open page meet in the middle.
    """
    kind = get_kind(run.kind)
    moment = run.at if _keeps_moment(kind, run.step) else at
    waiting = list(run.rows.filter(result=BulkRow.WAITING).order_by("-pk" if backwards else "pk")[:most])
    if waiting:
        records = kind.record._default_manager.in_bulk([row.record_id for row in waiting])
        # In the form of a request: a list holds several values of one field.
        several = json.loads(decrypt_text(run.given)).items()
        given = MultiValueDict(
            {name: sent_value if isinstance(sent_value, list) else [sent_value] for name, sent_value in several}
        )
        as_sent = _is_as_sent(run, kind, dict(several))
        for row in waiting:
            if as_sent:
                _take(run, row, records.get(row.record_id), actor, given, moment)
            else:
                row.result = BulkRow.SKIPPED
                row.said = _("The rows waiting here differ from those sent. Choose the rows again.")
        BulkRow.objects.bulk_update(waiting, ["result", "said", "version"], batch_size=CHUNK)
    if run.rows.filter(result=BulkRow.WAITING).exists():
        return False
    # The values may name people: they are kept only as long as rows need them.
    BulkRun.objects.filter(pk=run.pk, finished=None).update(finished=at, given="")
    return True


def _keeps_moment(kind: CompiledKind, name: str) -> bool:
    step = kind.cycle.by_name.get(name)
    return step is not None and step.keeps_moment


def _signed(
    kind: CompiledKind, step: str, person: int | None, rows: Iterable[tuple[int, int]], values: object, at: datetime
) -> str:
    """Return the MAC of what a run was asked to do, with the journal's key: nobody can insert one past the program.

    The moment is part of it where the step keeps it: nobody can make a run that waits earlier than it was.
    """
    moment = (utc_timestamp(at),) if _keeps_moment(kind, step) else ()
    asked = [list(row) for row in rows]
    return mac_of_values(settings.JOURNAL_KEY, "run", kind.name, step, person, asked, values, *moment)


def _is_as_sent(run: BulkRun, kind: CompiledKind, values: object) -> bool:
    rows = run.rows.order_by("pk").values_list("record_id", "seen")
    return hmac.compare_digest(run.asked, _signed(kind, run.step, run.person_id, rows, values, run.at))


@task()
def finish_later(run: int) -> int:
    """Finish a run that exceeds one request, in the worker, and return how many rows waited. Repeating does no harm.

    A worker that is told to stop leaves the rest to the next.
    """
    kept = BulkRun.objects.select_related("person").get(pk=run)
    count = kept.rows.filter(result=BulkRow.WAITING).count()
    finished = kept.finished is not None
    while not finished and not is_worker_stopping():
        at = timezone.now()
        actor = actor_of(kept.person, timezone.localdate(at))  # rights may end meanwhile
        finished = go_on(kept, actor, at=at, most=50, backwards=True)
    if not finished:
        finish_later.enqueue(run)
    return count


def _take(
    run: BulkRun, row: BulkRow, record: Record | None, actor: Actor, given: Mapping[str, object], at: datetime
) -> None:
    try:
        if record is None:
            raise RecordError("missing", _("There is no such matter, or you may not see it."))
        once = row_key(run.key, row.record_id)
        taken = take(record, run.step, actor, given, at=at, once=once, seen=row.seen)
        row.result, row.version = BulkRow.DONE, taken.entry.version
    except RecordError as error:
        row.result = BulkRow.CHANGED if error.code == "changed" else BulkRow.SKIPPED
        row.said = error.what[:1000]
