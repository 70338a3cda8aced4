"""One edit of a plan's rows: atomic, never overwriting another's, journaled, and undoable from its snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.received.rules import markings
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.kernel.steps.actions.refusals import NotTheirs, refusals_journaled
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import Edit, PlanRow, RowFigure, RowUnit
from luoshi.plans.base.queries import row_by_row
from luoshi.plans.editions.actions import index_rows

OPEN = ("draft", "amending")  # the states of a plan in which its rows are corrected
FIELDS = ("part_id", "span_id", "place", "words", "role", "state", "reason", "look", "due", "every", "times", "phrase",
          "inherited", "each", "doubts", "notes")  # fmt: skip
FEW = 8  # up to this many distinct values, each gets one statement
BATCH = 500
NAMED = 3  # rows that a refusal lists
SINCE: dict[str, object] = {"notes": []}  # defaults for fields that edits of earlier versions lack
OF_UNIT = ("role", "place", "name", "unit_id")
OF_FIGURE = ("quote", "value", "upper", "unit", "bound", "role", "aspect", "indicator", "period", "scope", "state",
             "doubts")  # fmt: skip


One = TypeVar("One", PlanRow, RowFigure)


@dataclass(frozen=True)
class By:
    """Who edits rows, when, and the request's idempotency key: repeating a request returns the first result."""

    actor: Actor
    at: datetime
    once: UUID | None = None


@dataclass
class Editing:
    """The rows being edited, locked and fresh, by id; new rows are added to ``made``.

    Afterwards ``edit`` is the stored edit, and ``after`` the rows as written, by id.
    """

    plan: Plan
    rows: dict[int, PlanRow]
    made: list[PlanRow] = field(default_factory=list)
    said: dict[str, object] = field(default_factory=dict)  # for the journal
    edit: Edit = field(default_factory=Edit)
    after: dict[int, PlanRow] = field(default_factory=dict)
    kinds: dict[str, object] | None = None  # see ``Edit.kinds``
    names: dict[str, Any] | None = None  # see ``Edit.names``


@contextmanager
def edit_plan_rows(
    plan: Plan, name: str, seen: Mapping[int, int], by: By, *, quiet: bool = False, gone: bool = False
) -> Iterator[Editing]:
    """Edit rows within one transaction; on exit, they get a new version, an Edit and a journal entry.

    It is for rows what ``kernel.steps.actions.steps.take`` is for records: the only way to change them, with the same
    guarantees.

    Args:
        name: of the edit, for instance "confirm"; the journal's step is "row.confirm".
        seen: the versions that the page showed, by row id.
        quiet: for many rows: the entry gives their number, not their words.
        gone: rows that were merged or undone may be among them.

    Raises:
        RecordError: ``refused`` (not permitted, which is journaled, or the plan is not open for correction),
            ``missing``, ``changed``.
    """
    with refusals_journaled(f"row.{name}", by.actor, by.at), transaction.atomic():
        plan = lock_editable_plan(plan, by.actor, by.at)
        rows = row_by_row(plan, list(seen))
        if missing := [pk for pk in seen if pk not in rows or (rows[pk].state == PlanRow.GONE and not gone)]:
            raise RecordError("missing", _("This row no longer exists."), where=str(missing[0]))
        refuse_stale(rows.values(), seen)
        before: dict[str, Any] = {str(pk): snapshot_row(row) for pk, row in rows.items()}
        work = Editing(plan, rows)
        yield work
        save_changed_rows(rows, before)
        for row in work.made:
            row.version += 1
            row.save()
        pks = [row.pk for row in (*rows.values(), *work.made)]
        work.after = row_by_row(plan, pks)
        after = {str(pk): snapshot_row(row) for pk, row in work.after.items()}
        index_rows(plan, [row for pk, row in work.after.items() if says_else(before.get(str(pk)), after[str(pk)])])
        before |= {str(row.pk): None for row in work.made}
        first = next(iter(work.rows.values()), None) or next(iter(work.made), None)
        said = {"row": first.words[:120] if first and not quiet else None, "count": len(pks), **work.said}
        work.edit = keep_edit(plan, name, before, after, by, said, kinds=work.kinds, names=work.names)


def keep_edit(
    plan: Plan,
    name: str,
    before: Mapping[str, object],
    after: Mapping[str, Any],
    by: By,
    said: Mapping[str, object],
    *,
    kinds: dict[str, object] | None = None,
    names: dict[str, Any] | None = None,
) -> Edit:
    """Store an edit of rows so that it can be undone, and journal it.

    Args:
        before, after: snapshots by row id; before is None for a new row.
        said: the journal's details.

    Raises:
        RecordError: ``marked``.
    """
    edit = Edit.objects.create(
        plan=plan,
        person_id=by.actor.person,
        at=by.at,
        name=name,
        before=before,
        after=after,
        once=by.once,
        undone=name == "undo",
        kinds=kinds,
        names=names,
    )
    refuse_marked_words(said)
    journal_act(plan, f"row.{name}", by.actor, {key: value for key, value in said.items() if value}, at=by.at)
    return edit


def refuse_stale(rows: Iterable[PlanRow], seen: Mapping[int, int]) -> None:
    """Raise ``changed`` if a row's version differs from the one seen."""
    if stale := [row for row in rows if row.version != seen[row.pk]]:
        raise edit_conflict_error(*stale)


def says_else(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
    """Check whether an edit touched what the search index holds of a row; most do not."""
    return (
        before is None
        or any(before[name] != after[name] for name in ("words", "span_id"))
        or PlanRow.GONE in (before["state"], after["state"])
    )


def refuse_others(plan: Plan, actor: Actor, at: datetime) -> None:
    """Raise ``refused`` if this actor may not correct the rows of a plan, whatever its state."""
    if "keeper" not in relations_to_record(plan, actor, timezone.localdate(at)) or actor.behalf:
        raise NotTheirs(plan, "refused", _("You may not correct the rows of this plan."), where=str(plan))


def lock_editable_plan(plan: Plan, actor: Actor, at: datetime) -> Plan:
    """Return the plan, locked, if the actor may correct its rows now.

    Raises:
        RecordError: ``refused``.
    """
    fresh = Plan.get_locked(plan.pk)
    refuse_others(fresh, actor, at)
    if fresh.state == "closed":
        raise RecordError("refused", _("The year of this plan is closed: it can no longer change."), where=str(fresh))
    if fresh.state not in OPEN:
        raise RecordError(
            "refused",
            _("The plan is published: change its rows by an amendment."),
            where=str(fresh),
            remedy=_("Begin an amendment on the plan's page."),
        )
    return fresh


def may_edit_rows(plan: Plan, actor: Actor, at: datetime) -> bool:
    """Return whether the actor may correct the plan's rows now; an attempt would not be refused, nor journaled."""
    keeps = "keeper" in relations_to_record(plan, actor, timezone.localdate(at)) and not actor.behalf
    return keeps and plan.state in OPEN


def edit_conflict_error(row: PlanRow, *others: PlanRow) -> RecordError:
    """Build the error for a concurrent edit: who, when, and which rows; beyond three only how many more."""
    last = Edit.objects.filter(plan=row.plan_id, after__has_key=str(row.pk)).select_related("person").last()
    who = {
        "who": last.person if last else "?",
        "at": timezone.localtime(last.at).strftime("%H:%M") if last else "?",
    }
    if not others:
        return RecordError(
            "changed",
            _("Changed in the meantime by %(who)s at %(at)s.") % who,
            where=row.words[:60],
            remedy=_("Look at the row as it is now and decide again."),
        )
    named = "、".join(f"“{changed_row.words[:30]}”" for changed_row in (row, *others)[:NAMED])
    return RecordError(
        "changed",
        _(
            "Nothing was changed: %(count)d of these rows were changed by others in the meantime, the first by "
            "%(who)s at %(at)s: %(rows)s."
        )
        % {**who, "count": 1 + len(others), "rows": named},
        where=row.words[:60],
        remedy=_("Look at the rows as they are now and decide again."),
    )


def refuse_marked_words(said: Mapping[str, object]) -> None:
    """Raise ``marked`` if any words bear a secrecy marking."""
    if any(isinstance(words, str) and markings.in_typed(words) for words in said.values()):
        raise RecordError("marked", _("The text has a secrecy marking: nothing was saved."))


def snapshot_row(row: PlanRow) -> dict[str, object]:
    """Return a row with its units and figures as plain data; ``restore_rows`` reads it."""
    figures = {str(figure.pk): figure_said(figure) for figure in row.figures.all()}
    return {**row_said(row), "units": _units(row), "figures": figures}


def row_said(row: PlanRow) -> dict[str, Any]:
    """Return a row's part of a snapshot, without units and figures."""
    return {**{name: snapshot_value(getattr(row, name)) for name in FIELDS}, "version": row.version}


def _units(row: PlanRow) -> list[dict[str, Any]]:
    return [{name: getattr(unit, name) for name in OF_UNIT} for unit in row.units.all()]


def figure_said(one: RowFigure) -> dict[str, object]:
    """Return a figure's part of a snapshot."""
    return {name: snapshot_value(getattr(one, name)) for name in OF_FIGURE}


def restore_rows(kept: Iterable[tuple[PlanRow, Mapping[str, Any]]]) -> None:
    """Restore rows from their snapshots; their figures return to them from any other row.

    The rows come from an ``Editing``, with units and figures loaded; it saves the rows' own fields. At most eight
    statements, however many rows, and none for unchanged units and figures.
    """
    pairs = list(kept)
    for row, was in pairs:
        for name in FIELDS:
            setattr(row, name, {**SINCE, **was}[name])
        row.due = date.fromisoformat(was["due"]) if was["due"] else None
    give_units([(row, was["units"]) for row, was in pairs if _units(row) != was["units"]])
    _restore_figures(pairs)


def _restore_figures(pairs: list[tuple[PlanRow, Mapping[str, Any]]]) -> None:
    there = {figure.pk: figure for row, _was in pairs for figure in row.figures.all()}
    kept = {int(pk): (row, values) for row, was in pairs for pk, values in was["figures"].items()}
    # Added since then, for instance: no row asks for them any more.
    if strays := [pk for pk in there if pk not in kept]:
        RowFigure.objects.filter(pk__in=strays).update(state=RowFigure.BACKGROUND)
    if elsewhere := [pk for pk in kept if pk not in there]:
        there |= RowFigure.objects.filter(row__plan__in={row.plan_id for row, _was in pairs}).in_bulk(elsewhere)
    before = {pk: {"row_id": figure.row_id, **figure_said(figure)} for pk, figure in there.items() if pk in kept}
    for pk in before:
        row, values = kept[pk]
        exact = {name: Decimal(values[name]) if values[name] is not None else None for name in ("value", "upper")}
        for name, value in {**values, **exact, "row_id": row.pk}.items():
            setattr(there[pk], name, value)
    now = {pk: {"row_id": there[pk].row_id, **figure_said(there[pk])} for pk in before}
    if touched := [there[pk] for pk in before if now[pk] != before[pk]]:
        _update(
            touched,
            [
                name
                for name in ("row_id", *OF_FIGURE)
                if any(now[figure.pk][name] != before[figure.pk][name] for figure in touched)
            ],
        )


def save_changed_rows(rows: Mapping[int, PlanRow], before: Mapping[str, Mapping[str, Any]]) -> None:
    """Save changed rows with new versions. At most nine statements."""
    if not rows:
        return
    changed = [
        name
        for name in FIELDS
        if any(snapshot_value(getattr(row, name)) != before[str(pk)][name] for pk, row in rows.items())
    ]
    for row in rows.values():
        row.version += 1
    _update(list(rows.values()), changed, version=F("version") + 1)


def _update(objects: Sequence[One], names: Sequence[str], **besides: object) -> None:
    """Save fields of several rows or figures: one statement for fields equal in all, a few for the others.

    Args:
        names: the fields, saved with the objects' values.
        besides: further values that all of them get.
    """
    model, alike, apart = type(objects[0]), dict(besides), []
    for name in names:
        first = getattr(objects[0], name)
        if all(getattr(record, name) == first for record in objects):
            alike[name] = first
        else:
            apart.append(name)
    if alike:
        model._default_manager.filter(pk__in=[record.pk for record in objects]).update(**alike)
    kinds: dict[str, list[One]] = {}
    for record in objects if apart else ():
        kinds.setdefault(repr([getattr(record, name) for name in apart]), []).append(record)
    if len(kinds) > FEW:
        # An upsert: five times as fast as bulk_update with its CASE for each row and field.
        model._default_manager.bulk_create(
            objects, BATCH, update_conflicts=True, unique_fields=["id"], update_fields=apart
        )
        return
    for some in kinds.values():
        values = {name: getattr(some[0], name) for name in apart}
        model._default_manager.filter(pk__in=[record.pk for record in some]).update(**values)


def set_units(row: PlanRow, units: list[dict[str, object]]) -> None:
    """Replace the units of a row."""
    give_units([(row, units)])


def give_units(anew: Sequence[tuple[PlanRow, Sequence[Mapping[str, object]]]]) -> None:
    """Replace the units of rows. Two statements, however many rows."""
    if anew:
        RowUnit.objects.filter(row__in=[row.pk for row, _units in anew]).delete()
        RowUnit.objects.bulk_create([RowUnit(row=row, **unit) for row, units in anew for unit in units])


def snapshot_value(value: object) -> object:
    """Return a field's value as stored in a snapshot."""
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
