"""Takes a step on many records: each row by ``take`` in its own transaction, the run kept with a result a row."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.org.actors.queries import actor_of
from luoshi.org.base.fields import decrypt_text
from luoshi.org.base.staged_imports import is_worker_stopping
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.journal.actions.journal import as_json
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import get_kind
from luoshi.records.kinds.rules import Step
from luoshi.records.many.rules import row_key
from luoshi.records.steps.actions.steps import take
from luoshi.records.views.models import BulkRow, BulkRun
from luoshi.records.witness.rules.rows import mac_of_values

CHUNK = 200  # rows in one request; a longer run goes on from its page


def start_run(
    kind: Kind,
    step: Step,
    actor: Actor,
    rows: Mapping[int, int],
    given: Mapping[str, Any],
    key: UUID,
    *,
    at: datetime,
    undoes: BulkRun | None = None,
) -> BulkRun:
    """Note what is to be done, before anything is; the same form again gives the same run.

    A long one is left to the worker; the page goes on with it too, as long as someone looks at it.

    Args:
        rows: the versions that the preview showed, by record, in order.
        given: raw values for the step's form, the same for all.
        key: the form's own key.
        undoes: the run that this one takes back.

    Raises:
        RecordError: ``repeated``: the key was used for something else.
    """
    values = as_json(given)
    asked = _signed(kind.name, step.name, actor.person, rows.items(), values)
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
        known = BulkRun.objects.filter(person=actor.person, key=key, asked=asked).first()
        if known is None:
            raise RecordError(
                "repeated",
                _("This form was already sent with other contents."),
                remedy=_("Load the page again and send it anew."),
            ) from None
        return known
    return run


def go_on(run: BulkRun, actor: Actor, *, at: datetime, most: int = CHUNK, backwards: bool = False) -> bool:
    """Take the step on the next rows that wait; True when none is left.

    Safe to repeat, also after a kill between a row's step and its note here: the row's own key finds what was done.

    Args:
        backwards: begin with the last rows: the worker does, so that it and an open page meet in the middle.
    """
    waiting = list(run.rows.filter(result=BulkRow.WAITING).order_by("-pk" if backwards else "pk")[:most])
    if waiting:
        records = get_kind(run.kind).record._default_manager.in_bulk([row.record_id for row in waiting])
        # As a form sends it: a list is several values of one field.
        several = json.loads(decrypt_text(run.given)).items()
        given = MultiValueDict(
            {name: sent_value if isinstance(sent_value, list) else [sent_value] for name, sent_value in several}
        )
        as_sent = _is_as_sent(run, dict(several))
        for row in waiting:
            if as_sent:
                _take(run, row, records.get(row.record_id), actor, given, at)
            else:
                row.result = BulkRow.SKIPPED
                row.said = _("What waited here is not what was sent. Choose the rows again.")
        BulkRow.objects.bulk_update(waiting, ["result", "said", "version"], batch_size=CHUNK)
    if run.rows.filter(result=BulkRow.WAITING).exists():
        return False
    # What was given may name people: it is kept only as long as rows wait for it.
    BulkRun.objects.filter(pk=run.pk, finished=None).update(finished=at, given="")
    return True


def _signed(kind: str, step: str, person: int | None, rows: Iterable[tuple[int, int]], values: Any) -> str:
    """What a run was asked to do, with the key of the journal: nobody puts one in past the program."""
    return mac_of_values(settings.JOURNAL_KEY, "run", kind, step, person, [list(row) for row in rows], values)


def _is_as_sent(run: BulkRun, values: Any) -> bool:
    rows = run.rows.order_by("pk").values_list("record_id", "seen")
    return hmac.compare_digest(run.asked, _signed(run.kind, run.step, run.person_id, rows, values))


@task()
def finish_later(run: int) -> int:
    """The rest of a run that takes more than one request, by the worker; how many rows waited. Twice does no more.

    A worker that is told to end leaves what is left to the next.
    """
    kept = BulkRun.objects.select_related("person").get(pk=run)
    count = kept.rows.filter(result=BulkRow.WAITING).count()
    finished = kept.finished is not None
    while not finished and not is_worker_stopping():
        at = timezone.now()
        actor = actor_of(kept.person, timezone.localdate(at))  # rights may end while it goes on
        finished = go_on(kept, actor, at=at, most=50, backwards=True)
    if not finished:
        finish_later.enqueue(run)
    return count


def _take(
    run: BulkRun, row: BulkRow, record: Record | None, actor: Actor, given: Mapping[str, Any], at: datetime
) -> None:
    try:
        if record is None:
            raise RecordError("missing", _("There is no such matter, or it is not yours to see."))
        once = row_key(run.key, row.record_id)
        taken = take(record, run.step, actor, given, at=at, once=once, seen=row.seen)
        row.result, row.version = BulkRow.DONE, taken.entry.version
    except RecordError as error:
        row.result = BulkRow.CHANGED if error.code == "changed" else BulkRow.SKIPPED
        row.said = error.what[:1000]
