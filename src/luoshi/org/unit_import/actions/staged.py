"""Import a long sheet of units in short steps: none of them is visible before the last step shows the whole tree.

New units are written with their names and places, parents first, all above the mark of ``UnitsMark``. The last step
changes the existing units and removes the mark. Until then nobody else may change the tree, on which the places depend
(``units.actions.change_tree``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Max, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.base.database.batched_writes import StepPace
from luoshi.base.database.locks import Lock, acquire_lock
from luoshi.base.errors import OrgError
from luoshi.base.forms.fields import OrderNumber, decrypt_text
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.sheets.staged_imports import Staged
from luoshi.base.texts.pinyin import pinyin_initials
from luoshi.evidence.journal.actions.journal import journal_act, journal_many
from luoshi.org.actors.queries import actor_of
from luoshi.org.base import ports
from luoshi.org.tree import queries as tree
from luoshi.org.tree.models import NOBODY, Placement, Unit, UnitName, UnitsMark
from luoshi.org.tree.rules.tree import TreePlace, places_from_edges
from luoshi.org.unit_import.actions.sheets import (
    UnitSheet,
    acts_of,
    change_known,
    create_planned_units,
    letters_of,
    refuse_unlike,
    unit_ids_by_code,
)
from luoshi.org.unit_import.models import UnitRun
from luoshi.org.unit_import.queries import recorded_units
from luoshi.org.unit_import.rules import UnitImportPlan, UnitSheetRow, plan_unit_rows, with_codes
from luoshi.org.units.actions import BATCH, change_tree, keep_names, refuse_unless_administrator

AT_ONCE = 300  # new units written within the request: a quarter of a second


def begin_import(sheet: UnitSheet, actor: Actor, *, at: datetime, agreed: str) -> UnitRun:
    """Have the worker import a sheet that was tried; until it ends nobody may change units.

    Raises:
        OrgError: as ``import_units``; ``importing`` if another sheet is being imported.
    """
    refuse_unless_administrator(actor)
    seen, units = tree.tree_version_token(), recorded_units()
    rows = with_codes(sheet.rows, units, sheet.day, pinyin_initials)
    made = plan_unit_rows(rows, units, sheet.day)
    refuse_unlike(made, agreed)
    kept = json.dumps([_plain(row) for row in rows], ensure_ascii=False)
    with transaction.atomic():
        change_tree()
        if not seen or tree.tree_version_token() != seen:
            said = _("The units have changed since the preview. Look at it again; nothing was imported.")
            raise OrgError("changed", said)
        run = UnitRun.objects.create(
            person_id=actor.person,
            name=sheet.name[:200],
            sha256=sheet.sha256,
            day=sheet.day,
            agreed=agreed,
            count=len(made.news),
            rows=kept,
            state=UnitRun.WRITING,
            at=at,
            begun=at,
        )
        last = Unit._base_manager.aggregate(last=Max("pk"))["last"] or 0
        UnitsMark.objects.update(hidden_from=last + 1)
        write_later.enqueue(run.pk)
    return run


@transaction.atomic
def cancel_unit_import(run: UnitRun, actor: Actor) -> bool:
    """Remove all that was written so far; return False if the import is already complete and it is too late.

    Raises:
        OrgError: refused. Any administrator may cancel, because all of them wait for it.
    """
    refuse_unless_administrator(actor)
    held = UnitRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if held.state != UnitRun.WRITING:
        return False
    _leave(held, _("%(who)s cancelled it.") % {"who": actor.name})
    write_later.enqueue(held.pk)
    return True


@task()
def write_later(run: int) -> int:
    """Import one sheet in the worker; return how many new units exist. Repeated runs create no duplicates."""
    UNITS.work(run, write_later.enqueue, fail_unit_import)
    return UnitRun.objects.values_list("written", flat=True).get(pk=run)


@transaction.atomic
def fail_unit_import(run: int) -> None:
    """Remove what was written, because the program failed. What was being removed already stays hidden."""
    held = UnitRun.objects.select_for_update(no_key=True).get(pk=run)
    if held.state == UnitRun.WRITING:
        _leave(held, _("The program failed on this sheet. Its log gives the reason."))
        write_later.enqueue(run)


def _written(run: UnitRun) -> Iterator[None]:
    """Write the units that are missing; with the last step all become visible."""
    units = recorded_units()
    rows, at = [_row(row) for row in json.loads(decrypt_text(run.rows) or "[]")], run.begun or run.at
    made = plan_unit_rows(rows, units, run.day)
    if made.digest() != run.agreed or not _is_administrator(run):
        with transaction.atomic():
            if held := UNITS.lock_run(run, written=run.written):
                _leave(held, _("The units, or the rights of the person who began it, have changed since then."))
        return
    letters, by_code = letters_of(rows), {verdict.code: verdict for verdict in made.verdicts}
    before = {unit.id: unit.line for unit in units.values()}
    every = places_from_edges((edge for line in {**before, **made.lines}.values() for edge in line), only=made.news)
    below: dict[int, list[TreePlace]] = {}
    for place in every:
        below.setdefault(place.unit, []).append(place)
    order, ids, actor = _downwards(made), _there(made), actor_of(run.person, timezone.localdate())
    pace, done = StepPace(), run.written
    while done < len(order):
        with pace.step() as size:
            held = UNITS.lock_run(run, written=done)
            if held is None:
                return  # cancelled, or another worker is on it
            some = order[done : done + size]
            ids |= create_planned_units(made, some, letters, at)
            _place(below, some, ids, at)
            said = [by_code[made.news[temporary][0].code] for temporary in some]
            mine = {made.news[temporary][0].code: ids[temporary] for temporary in some}
            journal_many(acts_of(said, mine, run.sha256), actor, at=at)
            held.written = done = done + len(some)
            held.save(update_fields=["written"])
        yield
    with transaction.atomic():
        acquire_lock(Lock.TREE)
        held = UNITS.lock_run(run, written=done)
        if held is None:
            return
        if not _is_administrator(run):
            _leave(held, _("The units, or the rights of the person who began it, have changed since then."))
            return
        now = timezone.now()
        change_known(made, units, ids, now, with_news=False)
        counts = {kind: count for kind, count in made.counts().items() if count}
        sheet = {"file": run.name, "sha256": run.sha256, "day": run.day, "counts": counts}
        journal_act("units", "unit.import", actor, sheet, at=now)
        changed = [verdict for verdict in made.verdicts if "new" not in verdict.kinds]
        journal_many(acts_of(changed, unit_ids_by_code(made, units, {}), run.sha256), actor, at=now)
        _show()
        keep_names(None, timezone.localdate(now))
        held.state, held.rows = UnitRun.DONE, ""
        held.save(update_fields=["state", "rows"])
        _tell(held, "units.imported", now)


def _place(below: dict[int, list[TreePlace]], some: Sequence[int], ids: dict[int, int], at: datetime) -> None:
    """Write the places of these new units below all their ancestors, which exist already."""
    mine = [replace(place, ancestor=ids.get(place.ancestor, place.ancestor)) for unit in some for place in below[unit]]
    rows = [
        Placement(
            ancestor_id=place.ancestor, unit_id=ids[place.unit], depth=place.depth, start=place.start,
            until=place.until,
            known_from=at,
        )
        for place in sorted(mine, key=lambda one: (ids[one.unit], one.depth, one.start))
    ]  # fmt: skip
    Placement.objects.bulk_create(rows, batch_size=BATCH)


def _downwards(made: UnitImportPlan) -> list[int]:
    """Return the temporary ids of the new units, parents before children; otherwise in the order of the sheet."""
    order: dict[int, None] = {}
    for unit in made.news:
        way = [unit]
        while way:
            above = [
                line.parent for line in made.lines[way[-1]] if line.parent in made.news and line.parent not in order
            ]
            if above:
                way += [parent for parent in above if parent is not None]
            else:
                order[way.pop()] = None
    return list(order)


def _there(made: UnitImportPlan) -> dict[int, int]:
    """Return the ids of the new units already written, by their temporary ones."""
    pks = dict(_hidden().values_list("code", "pk"))
    return {temporary: pks[what.code] for temporary, (what, _day) in made.news.items() if what.code in pks}


def _hidden() -> QuerySet[Unit]:
    mark = UnitsMark.objects.values_list("hidden_from", flat=True).first() or NOBODY
    return Unit._base_manager.filter(pk__gte=mark)


def _show() -> None:
    """Remove the mark, so that what is above it becomes visible, and invalidate what processes cache about units."""
    UnitsMark.objects.update(hidden_from=None, token=uuid4())


def _taken_out(run: UnitRun) -> Iterator[None]:
    """End belief in all that was written and blank it, step by step; nameless rows stay for their journal entries."""
    pace = StepPace()
    while True:
        with pace.step() as size:
            held = UNITS.lock_run(run)
            if held is None:
                return
            some = list(_hidden().exclude(name="").order_by("-pk").values_list("pk", flat=True)[:size])
            for model in (Placement, UnitName):
                model._base_manager.filter(unit__in=some, known_to__gt=F("known_from")).update(known_to=F("known_from"))
            Unit._base_manager.filter(pk__in=some).update(
                name="", short="", initials="", division="", credit="", remark="", sort=OrderNumber.LAST,
                code=Concat(Value("~"), Cast("pk", Unit._meta.get_field("code"))),
            )  # fmt: skip
            if len(some) < size:
                now = timezone.now()
                said = {"file": held.name, "sha256": held.sha256, "count": held.written, "reason": held.said}
                journal_act("units", "unit.import.out", actor_of(run.person, timezone.localdate()), said, at=now)
                _show()
                held.state = UnitRun.OUT
                held.save(update_fields=["state"])
                _tell(held, "units.not_imported", now)
        yield


def _leave(held: UnitRun, said: str) -> None:
    held.state, held.said, held.rows = UnitRun.LEAVING, said[:300], ""
    held.save(update_fields=["state", "said", "rows"])


def _is_administrator(run: UnitRun) -> bool:
    """Return True if the person who began it is still an administrator."""
    return Role.ADMINISTRATOR in actor_of(run.person, timezone.localdate()).roles


def _tell(held: UnitRun, code: str, at: datetime) -> None:
    values = {"file": held.name, "count": held.count, "why": held.said}
    ports.notify_people(held.person_id, code, values, occasion=f"units:{held.pk}", at=at)


def _plain(row: UnitSheetRow) -> dict[str, object]:
    given = {name: value for name, value in asdict(row).items() if value is not None and name != "faults"}
    return given | ({"start": row.start.isoformat()} if row.start else {})


def _row(plain: dict[str, str]) -> UnitSheetRow:
    start = plain.get("start")
    return UnitSheetRow(**{**plain, "start": date.fromisoformat(start) if start else None})  # type: ignore[arg-type]


UNITS = Staged(UnitRun, {UnitRun.WRITING: _written, UnitRun.LEAVING: _taken_out})
