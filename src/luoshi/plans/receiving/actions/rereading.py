"""Read a document of a plan again, for instance as another kind of paper; rows that people changed stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.kernel.steps.actions.refusals import refusals_journaled
from luoshi.plans.base import code_labels
from luoshi.plans.base.guessed_tables import StoredTable
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import Edit, PlanRow, RowFigure, RowUnit
from luoshi.plans.base.queries import changed_by_people, rows_with_relations
from luoshi.plans.receiving.actions.rows import SourceRows, made_of
from luoshi.plans.receiving.queries import book_of, read_document
from luoshi.plans.receiving.rules.row_matching import Present, RereadRows, read_anew
from luoshi.plans.rows.actions.editing import (
    FIELDS,
    OF_FIGURE,
    OF_UNIT,
    By,
    edit_plan_rows,
    lock_editable_plan,
    restore_rows,
    snapshot_row,
    snapshot_value,
)
from luoshi.plans.rows.rules.drafting import Drafted
from luoshi.plans.sheets.actions.sheets import write_parts
from luoshi.reading.model import KINDS, Reading

PLACES = tuple[int, int]


@dataclass(frozen=True)
class NewReading:
    """A document read again: the reading, what it makes of its rows, and its guessed tables as they are stored."""

    reading: Reading
    found: Drafted
    made: SourceRows
    tables: list[StoredTable]


@dataclass(frozen=True)
class RereadResult:
    """The result: the document as it is read now, the number of rows changed, and of people's rows kept."""

    source: Source
    changed: int
    stayed: int


def read_as(plan: Plan, place: int, kind: str, was: str, by: By) -> RereadResult:
    """Read a document of a plan again as the kind of paper that a person chose.

    A row belongs to a person while a change of theirs applies to it: changed, added, split, merged, decided or dropped.
    Such rows stay, and no other row is made from their words. Every other row follows the new reading. Reading happens
    before the transaction, because on SQLite nobody else can write meanwhile. Asking for the current kind does nothing.

    Args:
        kind: one of ``reading.model.KINDS``; "" for the kind found from the document's own words.
        was: the kind that a person had chosen when the page was shown, likewise.

    Raises:
        RecordError: ``refused`` (not permitted, which is journaled, or not open for correction), ``missing``,
            ``incomplete`` for an unknown kind, ``changed`` if it was read as another kind meanwhile.
    """
    with allowed_to_reread(plan, Edit.KIND, by) as plan:
        source = _source(plan, place, kind)
    if kind == source.kind and not source.kind_guessed:
        kind = ""  # what its title says anyway
    if source.kind_said == kind:
        return RereadResult(source, 0, 0)
    _refuse_other(source, was)
    source.kind_said = kind
    anew = read_anew_now(source, by)
    with allowed_to_reread(plan, Edit.KIND, by) as plan:
        source = _source(plan, place, kind)
        if source.kind_said == kind:  # submitted twice at once
            return RereadResult(source, 0, 0)
        _refuse_other(source, was)
        said = {"kind": kind or source.kind, "was": source.read_as}
        result = write_new_reading(source, anew, Edit.KIND, {"now": kind}, said, by)
        own_kind = {} if kind else {"kind": anew.reading.kind, "kind_guessed": anew.reading.kind_guessed}
        Source.objects.filter(pk=source.pk).update(kind_said=kind, **own_kind)
    source.kind_said = kind
    return result


@contextmanager
def allowed_to_reread(plan: Plan, name: str, by: By) -> Iterator[Plan]:
    """Lock the plan for someone who may correct its rows now; otherwise journal the refusal under the edit's name."""
    with refusals_journaled(f"row.{name}", by.actor, by.at), transaction.atomic():
        yield lock_editable_plan(plan, by.actor, by.at)


def read_source_of(plan: Plan, place: int) -> Source:
    """Return the document at a place of the plan, which must have been read.

    Raises:
        RecordError: ``missing``, ``refused``.
    """
    rows = plan.sources.select_related("document__evidence", "document__converted", "plan")
    source = rows.filter(place=place).first()
    if source is None:
        raise RecordError("missing", _("The plan has no such document."), where=str(plan))
    if source.state != Source.READ:
        what = _("Only a document that has been read into rows can be read again.")
        raise RecordError("refused", what, where=source.document.name, remedy=_("Wait until it has been read."))
    return source


def _source(plan: Plan, place: int, kind: str) -> Source:
    source = read_source_of(plan, place)
    if kind and kind not in KINDS:
        known = "、".join(code_labels.format_paper_kind(kind) for kind in KINDS)
        what = _("“%(kind)s” is not a kind of document. Known: %(known)s.") % {"kind": kind[:20], "known": known}
        raise RecordError("incomplete", what, where=source.document.name)
    if not source.kind:
        what = _("A sheet read as a table has no kind of document: its columns define its rows.")
        raise RecordError("refused", what, where=source.document.name)
    return source


def _refuse_other(source: Source, was: str) -> None:
    if source.kind_said == was:
        return
    last = source.plan.edits.filter(kinds__source=source.pk).select_related("person").last()
    raise RecordError(
        "changed",
        _("%(who)s had it read as “%(kind)s” at %(at)s.")
        % {
            "who": last.person if last else "?",
            "kind": code_labels.format_paper_kind(source.read_as),
            "at": timezone.localtime(last.at).strftime("%H:%M") if last else "?",
        },
        where=source.document.name,
        remedy=_("Look at the rows as they are now and choose again."),
    )


def read_anew_now(source: Source, by: By) -> NewReading:
    """Read a source as it is to be read from now on; only the spans of its words are written."""
    reading, found, tables = read_document(source, book_of(source) if source.answers or not source.kind else None)
    return NewReading(reading, found, made_of(source, found, reading, by.at), [table.to_store for table in tables])


def write_new_reading(
    source: Source, anew: NewReading, name: str, kinds: Mapping[str, object], said: Mapping[str, object], by: By
) -> RereadResult:
    """Replace the rows of a source that no person changed by those of a new reading, as one edit of a locked plan.

    Args:
        name: of the edit, one of ``Edit.REREAD``.
        kinds: what the edit remembers beyond the fields that follow from the reading, see ``Edit.kinds``.
        said: for the journal.
    """
    there = {row.pk: row for row in rows_with_relations(source.rows.all())}
    own = changed_by_people(source.plan)
    rows = [_present(row, own) for row in there.values() if row.pk in own or row.state != PlanRow.GONE]
    ways = read_anew(rows, anew.found.rows)
    doubts = list(anew.found.doubts) if source.kind else source.doubts  # a sheet's table has none
    remembered = {"source": source.pk, "was": source.kind_said, "now": source.kind_said, "doubted": source.doubts}
    remembered |= {"doubts": doubts, "tables": [source.guessed_tables, anew.tables], **kinds}
    changed = _write(source, there, anew.made, ways, own, name, remembered, said, by)
    Source.objects.filter(pk=source.pk).update(doubts=doubts, guessed_tables=anew.tables)
    return RereadResult(source, changed, sum(pk in own and row.state != PlanRow.GONE for pk, row in there.items()))


def _present(row: PlanRow, own: frozenset[int]) -> Present:
    start, end = (row.span.start, row.span.end) if row.span else (-1, -1)
    return Present(row.pk, start, end, row.role == "heading", row.pk in own)


def _write(
    source: Source,
    present: Mapping[int, PlanRow],
    made: SourceRows,
    ways: RereadRows,
    own: frozenset[int],
    name: str,
    kinds: dict[str, object],
    said: Mapping[str, object],
    by: By,
) -> int:
    """Apply everything as one edit of rows; return the number of rows changed."""
    _know_parts(source, made)
    units: dict[int, list[RowUnit]] = {}
    for unit in made.units:
        units.setdefault(id(unit.row), []).append(unit)
    figures: dict[int, list[RowFigure]] = {}
    taken = {_place(figure) for pk in own if pk in present for figure in present[pk].figures.all()}
    for figure in made.figures:
        if _place(figure) not in taken:  # it went with a person's row
            figures.setdefault(id(figure.row), []).append(figure)
    there = {_place(figure): figure for pk, row in present.items() if pk not in own for figure in row.figures.all()}

    def wanted(row: PlanRow, draft: PlanRow) -> dict[str, object]:
        """Return the row according to the draft, as ``restore_rows`` takes it, with the figures that already exist."""
        its = {
            str(old.pk): _said(figure, old)
            for figure in figures.get(id(draft), ())
            if (old := there.get(_place(figure)))
        }
        fields = {name: snapshot_value(getattr(draft, name)) for name in FIELDS}
        fields |= {"part_id": draft.part.pk if draft.part else None, "notes": row.notes, "version": row.version}
        some = [{name: getattr(unit, name) for name in OF_UNIT} for unit in units.get(id(draft), ())]
        return {**fields, "units": some, "figures": its}

    pairs = [(present[pk], made.rows[at]) for pk, at in ways.same]
    # Figures that an earlier version of the reader did not find.
    unseen = {key for key, some in figures.items() if any(_place(figure) not in there for figure in some)}
    anew = [(row, draft) for row, draft in pairs if id(draft) in unseen or snapshot_row(row) != wanted(row, draft)]
    seen = {row.pk: row.version for row, _draft in anew} | {pk: present[pk].version for pk in ways.gone}
    with edit_plan_rows(source.plan, name, seen, by, quiet=True) as work:
        fresh = [made.rows[at] for at in ways.made]
        for row in fresh:
            row.part = row.part  # its id, now that it has one
            row.save()
        work.made += fresh
        todo = [(work.rows[row.pk], draft) for row, draft in anew] + [(row, row) for row in fresh]
        for row, draft in todo:
            for draft_figure in figures.get(id(draft), ()):
                if _place(draft_figure) not in there:
                    draft_figure.row = row
                    draft_figure.save()
                    there[_place(draft_figure)] = draft_figure
        restore_rows([(row, wanted(row, draft)) for row, draft in todo])
        for pk in ways.gone:
            left = RowFigure.objects.filter(row=pk)
            left.update(state=RowFigure.BACKGROUND)
            # GONE, except where an earlier version of the reader found a figure that this one does not.
            work.rows[pk].state = PlanRow.OUTSIDE if left.exists() else PlanRow.GONE
        work.kinds = kinds
        work.said |= {"name": source.document.name, **said}
    return len(seen) + len(fresh)


def _know_parts(source: Source, made: SourceRows) -> None:
    """Reuse the ids of existing headings for a new reading, and write the other headings."""
    known = {(part.start, part.end): part.pk for part in source.parts.all()}
    for part in made.parts:
        part.pk = known.get((part.start, part.end))
    write_parts([part for part in made.parts if part.pk is None])


def _place(one: RowFigure) -> PLACES | None:
    return (one.span.start, one.span.end) if one.span else None


def _said(new: RowFigure, old: RowFigure) -> dict[str, object]:
    """Return a figure as newly read; an unchanged number keeps its old notation."""
    found = {name: snapshot_value(getattr(new, name)) for name in OF_FIGURE}
    for name in ("value", "upper"):
        if getattr(new, name) == getattr(old, name):
            found[name] = snapshot_value(getattr(old, name))
    return found
