"""Import a long sheet in short steps: its rows stay hidden until the last step makes all of them valid at once.

Every row written has the import as its ``batch``. After the confirmation the worker does the work: it resumes where a
stopped worker left off, and an import that cannot be finished is removed completely, in steps too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.base.database.batched_writes import StepPace
from luoshi.base.database.locks import units_stay
from luoshi.base.forms.fields import decrypt_text
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.staged_imports import Staged
from luoshi.desk.bulk.actions.bulk import open_hidden
from luoshi.desk.bulk.actions.checking import CheckedRow, check_many
from luoshi.desk.bulk.actions.imports import begins_by, choose_lines, kept_rows, of_person, remember_lines
from luoshi.desk.bulk.attachments.actions import release_files, renew_files
from luoshi.desk.bulk.attachments.queries import load_files
from luoshi.desk.lists.views.models import ImportRun
from luoshi.desk.privacy.erasing.actions import erase_content
from luoshi.evidence.journal.actions.journal import journal_act, named_post
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.search.actions import prepare_index
from luoshi.org.actors.queries import actor_of, current_placements


@transaction.atomic
def begin_import(run: ImportRun, kind: CompiledKind, actor: Actor, *, at: datetime, again: bool = False) -> ImportRun:
    """Let the worker import the lines of a checked sheet that are right; repeating the request changes nothing.

    Args:
        again: also those that were imported before.

    Raises:
        RecordError: ``missing``: the sheet is not waiting, or belongs to another person; ``incomplete``: no line is
            left to bring in.
    """
    held = of_person(run, kind, actor)
    if held.state == ImportRun.ASKED and not held.entry_id:
        choose_lines(held, again=again)
        held.state, held.begun = ImportRun.WRITING, at
        held.save(update_fields=["state", "begun", "rows", "left", "count"])
        renew_files(held.files)
        write_later.enqueue(held.pk)
    return held


@transaction.atomic
def cancel_import(run: ImportRun, kind: CompiledKind, actor: Actor) -> bool:
    """Have all rows written so far removed; return False if they are already valid, which is too late.

    Raises:
        RecordError: ``missing``: the sheet belongs to another person.
    """
    held = of_person(run, kind, actor)
    if held.state != ImportRun.WRITING:
        return False
    _leave(held, _("%(who)s cancelled it.") % {"who": actor.name})
    write_later.enqueue(held.pk)
    return True


@task()
def write_later(run: int) -> int:
    """Import one sheet in the worker, and return how many rows exist. Idempotent: each row exists once."""
    IMPORTS.work(run, write_later.enqueue, fail_import)
    return ImportRun.objects.values_list("written", flat=True).get(pk=run)


@transaction.atomic
def fail_import(run: int) -> None:
    """Remove the rows written if the program itself failed. Rows already being removed stay hidden."""
    held = ImportRun.objects.select_for_update(no_key=True).get(pk=run)
    if held.state == ImportRun.WRITING:
        _leave(held, _("The program failed on this sheet. Its log gives the reason."))
        write_later.enqueue(run)


def carry_on(pk: int) -> bool:
    """Continue an import step by step; return False if the worker was told to stop first."""
    return IMPORTS.carry_on(pk)


def _written(run: ImportRun) -> Iterator[None]:
    """Write the missing rows; the last step makes all of them valid."""
    declared, at = get_kind(run.kind), run.begun or run.at
    actor = actor_of(run.person, timezone.localdate())  # with the person's current rights
    first, step = run.written, begins_by(run, declared)
    rows = kept_rows(run)[first:]
    numbers, said = [number for number, _values in rows], [values for _number, values in rows]
    try:
        files = load_files(run.files, declared, step, said)
    except RecordError as error:
        _right_no_longer(run, first, error.what)
        return
    earlier = run.earlier
    checked = check_many(declared, actor, said, at=at, numbers=numbers, step=step, earlier=earlier, files=files)
    if any(row.wrong for row in checked):
        _right_no_longer(
            run, first, _("Some rows of the sheet are no longer correct because units or rights have changed.")
        )
        return
    prepare_index(declared)
    pace, done = StepPace(), first
    while done < run.count:
        try:
            with pace.step() as size:
                held = IMPORTS.lock_run(run, written=done)
                if held is None:
                    return  # cancelled, or another worker does it
                piece = checked[done - first : done - first + size]
                if _unit_gone(piece, at, held):
                    return
                opened = open_hidden(declared, step, actor, piece, held, at=at, earlier=earlier)
                remember_lines(held, declared, said[done - first : done - first + len(piece)], opened)
                held.written += len(piece)
                held.save(update_fields=["written"])
        except RecordError as error:  # a duplicate that has come into existence meanwhile
            _right_no_longer(run, done, error.what)
            return
        done += len(piece)
        yield
    with transaction.atomic():
        held = IMPORTS.lock_run(run, written=done)
        if held is not None and not _unit_gone(checked, at, held):
            _make_valid(declared, held, actor)


def _right_no_longer(run: ImportRun, written: int, said: str) -> None:
    with transaction.atomic():
        if held := IMPORTS.lock_run(run, written=written):
            _leave(held, said)


def _unit_gone(checked: Sequence[CheckedRow], at: datetime, held: ImportRun) -> bool:
    """Return whether a unit has closed since the rows were checked, and give up the import if so."""
    units_stay()
    units = {row.values["unit"].pk: row.values["unit"] for row in checked}
    day = max(timezone.localdate(at), timezone.localdate())
    there = set(current_placements(day).filter(unit__in=units, depth=0).values_list("unit", flat=True))
    gone = [unit for pk, unit in units.items() if pk not in there]
    if gone:
        _leave(held, _("The unit %(unit)s no longer exists.") % {"unit": gone[0]})
    return bool(gone)


def _make_valid(declared: CompiledKind, held: ImportRun, actor: Actor) -> None:
    """Make all rows valid: one statement, one entry."""
    mine = Record._base_manager.filter(batch=held).order_by("pk")
    numbers = list(mine.values_list("pk", "number"))
    said: dict[str, object] = {"file": held.name, "sha256": held.sha256, "count": len(numbers)}
    said |= {"earlier": True} if held.earlier else {}
    said |= {"first": numbers[0][1], "last": numbers[-1][1]}
    held.entry = journal_act(declared.name, "import", actor, said, at=timezone.now())
    Record._base_manager.filter(batch=held).update(batch=None)
    release_files([held.files])
    tells = bool(begins_by(held, declared).follows) and not held.earlier
    held.state = ImportRun.TELLING if tells else ImportRun.DONE
    held.rows = json.dumps([pk for pk, _number in numbers]) if tells else ""
    held.save(update_fields=["entry", "state", "rows"])


def _told(run: ImportRun) -> Iterator[None]:
    """Notify those concerned, in steps, once all rows are valid."""
    declared, at = get_kind(run.kind), run.begun or run.at
    step, day = begins_by(run, declared), timezone.localdate(at)
    actor = actor_of(run.person, day)
    pks, pace, done = json.loads(decrypt_text(run.rows) or "[]"), StepPace(), run.told
    while True:
        with pace.step() as size:
            held = IMPORTS.lock_run(run, told=done)
            if held is None:
                return
            piece = pks[done : done + size]
            entries = {entry.record_id: entry for entry in Entry.objects.filter(record__in=piece, step=step.name)}
            # A record changed meanwhile has sent its own notifications.
            for record in declared.record._default_manager.filter(pk__in=piece, version=1).select_related("unit"):
                entry = entries[record.pk]
                took: Took[Record] = Took(
                    record, entry, {}, actor, at, day, named_post(entry.actor), on=_done_on(record, step, day)
                )
                for consequence in step.follows:
                    consequence(took)
            held.told = done = done + len(piece)
            if done >= len(pks):
                held.state, held.rows = ImportRun.DONE, ""
            held.save(update_fields=["told", "state", "rows"])
        yield


def _done_on(record: Record, step: Step, day: date) -> date:
    """Return the day of the act by the record's own date field, otherwise ``day``."""
    found = getattr(record, step.on, None) if step.on else None
    return found if isinstance(found, date) else day


def _taken_out(run: ImportRun) -> Iterator[None]:
    """Erase all rows written, in steps: empty hidden records remain under their entries."""
    declared, pace = get_kind(run.kind), StepPace(size=5)
    who = run.back.person if run.back is not None and run.back.person is not None else run.person
    actor = actor_of(who, timezone.localdate())
    why = {"reason": run.said}
    while True:
        with pace.step() as size:
            held = IMPORTS.lock_run(run)
            if held is None:
                return
            some = list(declared.record._base_manager.filter(batch=held, erased=None).order_by("pk")[:size])
            for record in some:
                erase_content(record, why, actor, timezone.now())
            if len(some) < size:
                if held.back_id is None:
                    said: dict[str, object] = {"file": held.name, "sha256": held.sha256, "count": held.written, **why}
                    journal_act(declared.name, "import.out", actor, said, at=timezone.now())
                held.lines.filter(record__batch=held).delete()  # those of records that stay tell what stays
                held.state = ImportRun.OUT
                held.save(update_fields=["state"])
        yield


def _leave(held: ImportRun, said: str) -> None:
    held.state, held.said, held.rows = ImportRun.LEAVING, said[:300], ""
    held.save(update_fields=["state", "said", "rows"])
    release_files([held.files])


IMPORTS = Staged(ImportRun, {ImportRun.WRITING: _written, ImportRun.TELLING: _told, ImportRun.LEAVING: _taken_out})
