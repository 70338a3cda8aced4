"""Write rows in the transaction of the step that edits them, under the lock of its record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Max

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.compiled.row_edits import RowsEdit
from luoshi.kernel.kinds.language.row_rules import apply_row_diff
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record, Row, row_model
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rows.queries import lacking_of


def write_first_rows(step: Step, begun: Sequence[tuple[Record, Mapping[str, object]]]) -> None:
    """Write the rows with which saved records of one kind begin: one statement for each sort of rows.

    Args:
        begun: the records, each with the cleaned values of the step's form.
    """
    for part in kind_of(begun[0][0]).every(Rows) if begun else ():
        if part.name not in step.touches:
            continue
        whole = part.name in step.rows
        edits = [(record, edit) for record, values in begun if isinstance(edit := values.get(part.name), RowsEdit)]
        _insert((record, edit, [at + 1 if whole else 1 for at, _values in edit.made.added]) for record, edit in edits)


def write_rows(record: Record, step: Step, values: Mapping[str, object]) -> None:
    """Write the changes of a step to rows; refuse it if checks that apply to all records fail.

    The record is saved and locked. Rows that stay keep their ids; those of a step that begins are there already.

    Args:
        values: the cleaned values of the step's form.

    Raises:
        RecordError: ``guarded``: there are too few rows, or they do not add up.
    """
    parts = kind_of(record).every(Rows)
    for part in parts:
        edit = values.get(part.name) if part.name in step.touches else None
        if isinstance(edit, RowsEdit) and not step.begins:
            _write(record, edit, whole=part.name in step.rows)
    asked = [part for part in parts if part.where is None and part.demanded_by(step) and (part.sums or part.least)]
    refuse_lacking(record, asked)


def refuse_lacking(record: Record, parts: Iterable[Rows]) -> None:
    """Refuse a step if the stored rows are too few or do not add up. One query for each part.

    Raises:
        RecordError: ``guarded``.
    """
    if said := [sentence for part in parts for sentence in lacking_of(part, record)]:
        raise RecordError("guarded", " ".join(said), where=str(record))


def _write(record: Record, edit: RowsEdit, *, whole: bool) -> None:
    model, made = row_model(edit.part), edit.made
    rows = model._default_manager.filter(record=record.pk)
    if made.removed:
        rows.filter(pk__in=[line.id for line in made.removed]).delete()
    if not whole:
        last = rows.aggregate(last=Max("place"))["last"] or 0
        _insert([(record, edit, [last + 1] * len(made.added))])
        for change in made.changed:
            rows.filter(pk=change.id).update(**change.now)
        return
    stands = {row.pk: row for row in rows.order_by("place", "pk")}
    lines = apply_row_diff(made, [edit.part.line(row) for row in stands.values()])
    now = {change.id: change.now for change in made.changed}
    changed: list[Row] = []
    for place, line in enumerate(lines, 1):
        row = stands.get(line.id or 0)
        if row is None or (row.place == place and line.id not in now):
            continue
        row.place = place
        for name, value in now.get(line.id or 0, {}).items():
            setattr(row, name, value)
        changed.append(row)
    names = {name for changed_values in now.values() for name in changed_values}
    if changed:
        model._default_manager.bulk_update(changed, ["place", *sorted(names)])
    _insert([(record, edit, [place + 1 for place, _values in made.added])])


def _insert(edits: Iterable[tuple[Record, RowsEdit, list[int]]]) -> None:
    """Insert the rows that edits of one sort add, at these places, and tell each edit the ids of its own."""
    new: list[tuple[RowsEdit, list[Row]]] = []
    for record, edit, places in edits:
        model = row_model(edit.part)
        added = zip(places, edit.made.added, strict=True)
        new.append((edit, [model(record_id=record.pk, place=at, **_known(values)) for at, (_at, values) in added]))
    if every := [row for _edit, rows in new for row in rows]:
        type(every[0])._default_manager.bulk_create(every)
    for edit, rows in new:
        edit.ids[:] = [row.pk for row in rows]


def _known(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def erase_rows(record: Record) -> None:
    """Delete the rows of a record whose content is erased."""
    for part in kind_of(record).every(Rows):
        row_model(part)._default_manager.filter(record=record.pk).delete()
