"""Imports an office's own ledger into a plan: the whole sheet, as in the trial, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.batched_writes import StepPace
from luoshi.base.forms.fields import fits_fixed_field
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.heads import SheetHead
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import journal_marked_upload
from luoshi.kernel.files.actions.documents import Readable, create_spans, inspect_document, save_document
from luoshi.kernel.files.models import Document, Span
from luoshi.plans.base.models.plan import Plan, PlanHeading, Source
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.base.queries import next_source
from luoshi.plans.columns.actions import store_column_meanings
from luoshi.plans.editions.actions import index_source
from luoshi.plans.editions.models.sheet_work import SheetWork
from luoshi.plans.rows.actions.editing import lock_editable_plan
from luoshi.plans.sheets.queries import SheetTrial, TriedRow, received_before, try_sheet_import
from luoshi.plans.sheets.reading import UploadedWorkbook, looked_into
from luoshi.plans.sheets.rules.rows import SheetFigure
from luoshi.reading.load.cells import Place, locate_cells_in_text

BATCH = 500
STEP = 1000  # gap between the places of two rows, for rows inserted later


def look_into(sent: Any, actor: Actor, *, at: datetime) -> UploadedWorkbook:
    """Check an uploaded workbook before any of it is written; see ``sheets.reading.looked_into``.

    Raises:
        RecordError: ``marked``, journaled with only its size; else as in ``looked_into``.
    """
    size = sent.size
    try:
        return looked_into(sent)
    except RecordError as error:
        if error.code == "marked":
            journal_marked_upload(actor, size, at=at)
        raise


def take_in_sheet(
    plan: Plan,
    book: UploadedWorkbook,
    sheet: int,
    head: SheetHead,
    columns: Mapping[int, str],
    actor: Actor,
    *,
    agreed: str,
    at: datetime,
    again: bool = False,
) -> Source:
    """Make rows of a plan from a sheet's lines.

    The workbook is kept as a document, so that each row has its place in it.

    Args:
        sheet: index among the book's visible sheets.
        columns: the confirmed meaning of each column; remembered for the unit's next sheet with this header.
        agreed: the digest of what was shown.
        again: import the file even if the same one was imported before.

    Raises:
        RecordError: ``refused`` (not permitted, or not open), ``incomplete`` if a line is wrong, ``changed`` if the
            result now differs from the one shown; ``repeated``.
    """
    found = try_sheet_import(plan, book.visible[sheet].sheet, head, columns, timezone.localdate(at))
    given = inspect_document(ContentFile(book.data, book.name), actor, at=at)
    with transaction.atomic():
        document = receive_sheet(plan, book, given, found, actor, agreed=agreed, again=again, at=at)
        return put_sheet(plan, prepare_sheet_rows(plan, document, book, sheet, found), head, columns, actor, at=at)


@transaction.atomic
def receive_sheet(
    plan: Plan,
    book: UploadedWorkbook,
    given: Readable,
    found: SheetTrial,
    actor: Actor,
    *,
    agreed: str,
    again: bool,
    at: datetime,
) -> Document:
    """Save the workbook as a document if it may be imported into the plan.

    Args:
        given: the same workbook as read by ``inspect_document``, before any lock.

    Raises:
        RecordError: as ``take_in_sheet``.
    """
    plan = lock_editable_plan(plan, actor, at)
    refuse_unlike(book, found, agreed)
    if not again and received_before(plan, book.data):
        what = _("This file has already been imported. Nothing was saved.")
        raise RecordError("repeated", what, where=book.name, remedy=_("To import it again, tick the box on the page."))
    return save_document(given, actor, at=at)


def refuse_unlike(book: UploadedWorkbook, found: SheetTrial, agreed: str) -> None:
    """Raise ``changed`` if a sheet differs from what was agreed to, ``incomplete`` if it is wrong or empty."""
    if found.digest != agreed:
        what = _("Units or the plan have changed since the preview. Look at it again; nothing was saved.")
        raise RecordError("changed", what, where=book.name)
    if found.wrong_rows or not found.rows:
        what = _("Some rows of the sheet are wrong, so nothing was saved.")
        raise RecordError("incomplete", what, where=book.name, remedy=_("Correct them and send the file again."))


@dataclass
class Ready:
    """What to write for a sheet, in this order, each object referring to its parent; places count from 0."""

    document: Document
    name: str  # of file and sheet
    parts: list[PlanHeading]
    rows: list[PlanRow]
    units: list[RowUnit]
    figures: list[RowFigure]


def prepare_sheet_rows(plan: Plan, document: Document, book: UploadedWorkbook, sheet: int, found: SheetTrial) -> Ready:
    """Prepare headings, rows, units and figures; save their spans in the document.

    Spans are saved in batches, so that others can write in between: a saved span stays valid.
    """
    there = locate_cells_in_text([named_sheet.sheet for named_sheet in book.visible], document.text)[sheet]
    wanted = {there[row.row.cell] for row in found.rows if row.row.cell in there}
    wanted |= {place for row in found.rows for figure in row.row.figures if (place := _place(figure, there))}
    order = [(*place, None) for place in sorted(wanted)]
    marked: list[Span] = []
    pace = StepPace()
    while len(marked) < len(order):
        with pace.step() as size:
            marked += create_spans(document, order[len(marked) : len(marked) + size])
    by_place = {(span.start, span.end): span for span in marked}
    parts = _parts(plan, found, there)
    rows = [_row(plan, row, parts, by_place, there) for row in found.rows]
    pairs = list(zip(rows, found.rows, strict=True))
    units = [unit for row, tried_ in pairs for unit in _units(row, tried_)]
    figures = [
        _figure(row, figure, by_place, there, at)
        for row, tried_ in pairs
        for at, figure in enumerate(tried_.row.figures)
    ]
    return Ready(document, f"{book.name} / {book.visible[sheet].name}", parts, rows, units, figures)


@transaction.atomic
def put_sheet(
    plan: Plan, made: Ready, head: SheetHead, columns: Mapping[int, str], actor: Actor, *, at: datetime
) -> Source:
    """Write all of it. A bounded number of statements for every 500 rows.

    Raises:
        RecordError: ``refused``.
    """
    plan = lock_editable_plan(plan, actor, at)
    source = put_source(plan, made, actor, at)
    write_parts(made.parts)
    put_rows(made, made.rows)
    index_source(source)
    journal_sheet_import(plan, made, head, columns, actor, at)
    return source


def put_source(plan: Plan, made: Ready, actor: Actor, at: datetime, batch: SheetWork | None = None) -> Source:
    """Create the document's source in the plan, and place everything in it; with a batch, all of it stays hidden."""
    source = Source.objects.create(
        plan=plan,
        document=made.document,
        place=next_source(plan),
        state=Source.READ,
        done=100,
        received_by_id=actor.person or None,
        at=at,
        batch=batch,
    )
    set_in(made, source)
    return source


def set_in(made: Ready, source: Source) -> None:
    """Set the places of headings, rows and figures in the plan, behind those of earlier sources."""
    base = source.place * 10**9
    both: list[Any] = [*made.parts, *made.rows]
    for record in both:
        record.source, record.place, record.batch = source, record.place + base, source.batch
    for figure in made.figures:
        figure.place += base


def write_parts(parts: Sequence[PlanHeading]) -> None:
    """Write headings, parents first, because their ids are needed."""
    for level in sorted({part.level for part in parts}):
        PlanHeading.objects.bulk_create([part for part in parts if part.level == level], batch_size=BATCH)


def put_rows(made: Ready, rows: Sequence[PlanRow]) -> None:
    """Write these rows with their units and figures. A bounded number of statements for every 500."""
    some = {id(row) for row in rows}
    PlanRow.objects.bulk_create(rows, batch_size=BATCH)
    RowUnit.objects.bulk_create([unit for unit in made.units if id(unit.row) in some], batch_size=BATCH)
    RowFigure.objects.bulk_create([figure for figure in made.figures if id(figure.row) in some], batch_size=BATCH)


def journal_sheet_import(
    plan: Plan, made: Ready, head: SheetHead, columns: Mapping[int, str], actor: Actor, at: datetime
) -> None:
    """Journal the import of a sheet, and remember the meaning of its columns."""
    said = {"file": made.name, "sha256": made.document.sha256, "count": len(made.rows)}
    journal_act(plan, "row.sheet", actor, said, at=at)
    store_column_meanings(plan.unit_id, head, columns, at)


def _parts(plan: Plan, found: SheetTrial, there: Mapping[Place, tuple[int, int]]) -> list[PlanHeading]:
    parts: list[PlanHeading] = []
    for at, part in enumerate(found.parts):
        start, end = there.get(part.cell, (None, None))
        place = part.cell[0] * STEP + at % STEP - STEP // 2
        above = parts[part.above] if part.above is not None else None
        parts.append(PlanHeading(plan=plan, above=above, place=place, level=part.level, title=part.title[:300],
                          start=start, end=end))  # fmt: skip
    return parts


def _row(
    plan: Plan,
    one: TriedRow,
    parts: Sequence[PlanHeading],
    by_place: Mapping[tuple[int, int], Span],
    there: Mapping[Place, tuple[int, int]],
) -> PlanRow:
    row, place = one.row, there.get(one.row.cell)
    return PlanRow(
        plan=plan,
        part=parts[row.part] if row.part is not None else None,
        span=by_place[place] if place else None,
        place=row.row * STEP,
        words=row.words,
        role="task",
        state=PlanRow.WAITING,
        due=row.due,
        every=row.every,
        times=row.times,
        phrase=row.phrase,
        each=one.is_for_each,
        doubts=list(one.doubts),
        notes=list(row.notes),
    )


def _units(row: PlanRow, one: TriedRow) -> list[RowUnit]:
    pairs = [(named, unit) for named in one.units for unit in (named.units or (None,))]
    return [
        RowUnit(row=row, role=named.role, place=at, name=named.name[:120], unit_id=unit)
        for at, (named, unit) in enumerate(pairs)
    ]


def _place(figure: SheetFigure, there: Mapping[Place, tuple[int, int]]) -> tuple[int, int] | None:
    cell = there.get(figure.cell)
    return (cell[0] + figure.start, cell[0] + figure.end) if cell and cell[0] + figure.end <= cell[1] else None


def _figure(
    row: PlanRow,
    one: SheetFigure,
    by_place: Mapping[tuple[int, int], Span],
    there: Mapping[Place, tuple[int, int]],
    at: int,
) -> RowFigure:
    read, place = one.read, _place(one, there)
    value, upper = (
        number if number is None or fits_fixed_field(number) else None for number in (read.value, read.upper)
    )
    return RowFigure(
        row=row,
        span=by_place[place] if place else None,
        place=row.place + at,
        quote=one.quote[:120],
        value=value,
        upper=upper,
        unit=read.unit[:30],
        bound=read.bound,
        role=read.role,
        aspect=read.aspect,
        indicator=read.indicator[:200],
        period=read.period[:20],
        scope=read.scope[:60],
        state=read.state,
        doubts=[*read.doubts, *(["value_unfit"] if value is None else [])],
    )
