"""Corrections of rows by a clerk: confirm, drop, change, split, merge, add, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.record_errors import RecordError
from luoshi.kernel.files.actions.documents import create_span
from luoshi.plans.base.code_labels import format_paper_kind
from luoshi.plans.base.models.plan import Plan, PlanHeading, Source
from luoshi.plans.base.models.row import Edit, PlanRow, RowFigure
from luoshi.plans.base.notes import apply_typed_notes, merge_notes
from luoshi.plans.base.queries import row_versions
from luoshi.plans.columns.actions import restore_column_meanings
from luoshi.plans.names.queries import names_for
from luoshi.plans.rows.actions.aliases import restore_aliases
from luoshi.plans.rows.actions.editing import (
    NAMED,
    SINCE,
    By,
    Editing,
    edit_conflict_error,
    edit_plan_rows,
    refuse_marked_words,
    restore_rows,
    set_units,
    snapshot_row,
)
from luoshi.plans.rows.actions.figures import add_overlooked_figure, put_right, set_states, source_of_row
from luoshi.plans.rows.actions.row_spans import is_figure_of_second, join_row_spans, place_in_source
from luoshi.plans.rows.rules.date_words import days_named
from luoshi.plans.rows.rules.doubts import (
    OF_DATES,
    OF_NO_DATE,
    OF_UNITS,
    SEVERAL_DATES,
    drop_settled_doubts,
    lead_doubts,
    unit_doubts,
)

Seen = Mapping[int, int]  # the versions that the page showed, by row id


def confirm_rows(
    plan: Plan,
    seen: Seen,
    by: By,
    *,
    part: PlanHeading | None = None,
    together: bool = False,
    fits: Callable[[PlanRow], bool] = lambda row: True,
    unseen: bool = False,
) -> Editing:
    """Confirm rows into the ledger as they are. A bounded number of statements, however many rows.

    Args:
        part: the heading whose rows without doubt are confirmed together.
        together: the same for those before the first heading.
        fits: checks whether a row, locked and fresh, may be confirmed with others.
        unseen: they were chosen by filter or tick, so nobody has looked at each: date words that were not read are
            answered first, for with them a due date of the paper would be lost.

    Raises:
        RecordError: ``incomplete`` if one does not fit, and as ``edit_plan_rows``.
    """
    together = together or part is not None
    with edit_plan_rows(plan, "confirm_part" if together else "confirm", seen, by, quiet=together) as work:
        if not all(fits(row) for row in work.rows.values()):
            raise RecordError("incomplete", _("Only the rows of this section without doubts are confirmed together."))
        if unseen:
            _refuse_unread_dates(work.rows.values())
        for row in work.rows.values():
            row.state, row.reason, row.look = PlanRow.KEPT, "", False
        # Undecided targets become targets of the confirmed row.
        set_states((figure for figure in _figures_of(work) if figure.state == RowFigure.WAITING), RowFigure.ASKED)
        if together:
            work.said["part"] = part.title if part else plan.title
    return work


def _refuse_unread_dates(rows: Iterable[PlanRow]) -> None:
    unread = [
        row
        for row in rows
        if row.state == PlanRow.WAITING and not row.due and not row.every and OF_NO_DATE & set(row.doubts)
    ]
    if not unread:
        return
    named = "、".join(f"“{row.words[:20]}”" for row in unread[:NAMED])
    raise RecordError(
        "incomplete",
        ngettext(
            "Nothing was confirmed: of %(count)d row the date could not be read: %(rows)s.",
            "Nothing was confirmed: of %(count)d rows the date could not be read: %(rows)s.",
            len(unread),
        )
        % {"count": len(unread), "rows": named},
        where=unread[0].words[:60],
        remedy=_("Choose its day in the row (keys 1 to 9), or confirm the row by itself."),
    )


def drop_rows(plan: Plan, seen: Seen, reason: str, by: By) -> Editing:
    """Drop rows from the ledger, with the reason.

    Raises:
        RecordError: ``incomplete`` without a reason, and as ``edit_plan_rows``.
    """
    why = reason.strip()[:200]
    if not why:
        raise RecordError("incomplete", _("Enter why the row is dropped."), fields={"reason": [_("Choose a reason.")]})
    with edit_plan_rows(plan, "drop", seen, by) as work:
        for row in work.rows.values():
            row.state, row.reason, row.look = PlanRow.DROPPED, why, False
        work.said["reason"] = why
    return work


def pass_over(plan: Plan, seen: Seen, by: By) -> Editing:
    """Mark rows as no tasks after a look, with that as the reason; their figures become background."""
    with edit_plan_rows(plan, "pass_over", seen, by) as work:
        for row in work.rows.values():
            row.state, row.reason, row.look = PlanRow.OUTSIDE, PlanRow.PERSON, False
        set_states(_figures_of(work), RowFigure.BACKGROUND)
        work.said["reason"] = _("not a task (decided by a person)")
    return work


def reopen_rows(plan: Plan, seen: Seen, by: By) -> Editing:
    """Return rows to the undecided ones; for a former non-task, its figures become targets."""
    with edit_plan_rows(plan, "reconsider", seen, by) as work:
        asked = [figure for figure in _figures_of(work, PlanRow.OUTSIDE) if figure.role in ("target", "norm")]
        set_states(asked, RowFigure.ASKED)
        for row in work.rows.values():
            if row.state == PlanRow.OUTSIDE:
                row.role = "task"
            row.state, row.reason, row.look = PlanRow.WAITING, "", False
    return work


def change_row(plan: Plan, row: int, version: int, values: Mapping[str, Any], by: By, *, keep: bool = False) -> Editing:
    """Correct fields of a row.

    Args:
        values: any of ``words``, ``due``, ``every``, ``times``, ``phrase``, ``each``; ``notes``: words by note key;
            ``lead`` and ``support``: names as typed, each a unit's name or abbreviation; ``figures``: by id, any of
            state, value, upper, unit, bound, indicator, period; ``figure``: an overlooked one, with its words as
            ``quote``, and value, unit and indicator if the words do not give them. Missing fields stay unchanged.
        keep: also confirm the row.

    Raises:
        RecordError: ``incomplete`` (by field), ``marked``, and as ``edit_plan_rows``.
    """
    refuse_marked_words({**values, **values.get("notes", {})})
    with edit_plan_rows(plan, "change", {row: version}, by) as work:
        one = work.rows[row]
        if "words" in values and not values["words"].strip():
            raise RecordError(
                "incomplete", _("The text of a row must not be empty."), fields={"words": [_("Enter the task.")]}
            )
        names = ("words", "due", "every", "times", "phrase", "each")
        was = {name: getattr(one, name) for name in names}
        for name in names:
            if name in values:
                setattr(one, name, values[name])
        if {"due", "every", "times", "lead", "support"} & set(values):
            one.inherited = False  # a person said so of these words
        if {"due", "every", "times"} & set(values):
            one.doubts = drop_settled_doubts(one.doubts, OF_DATES)
        if "lead" in values or "support" in values or "each" in values:
            _name_units(one, values, by.at)
        if values.get("notes"):
            one.notes = apply_typed_notes(one.notes, values["notes"], {})
        for pk, given in (values.get("figures") or {}).items():
            figure = next((each for each in one.figures.all() if each.pk == int(pk)), None)
            if figure is None:
                raise RecordError("missing", _("This figure is not in this row."), where=one.words[:60])
            put_right(figure, given)
        if values.get("figure"):
            add_overlooked_figure(one, values["figure"])
            work.said["figure"] = values["figure"]["quote"]
        if keep:
            one.state, one.reason, one.look = PlanRow.KEPT, "", False
        work.said["changed"] = {
            name: [was[name], getattr(one, name)] for name in names if was[name] != getattr(one, name)
        }
    return work


def split_row(plan: Plan, row: int, version: int, at_place: int, by: By) -> Editing:
    """Split a row in two at a place in its words. Figures go with the words that contain them.

    Of a row with several dates, each half gets the one that its own words name.

    Args:
        at_place: the number of characters that stay; the second row inherits units and dates from the first.

    Raises:
        RecordError: ``incomplete`` if one of the two would be empty.
    """
    with edit_plan_rows(plan, "split", {row: version}, by) as work:
        one = work.rows[row]
        first, second = one.words[:at_place].strip(" ；;，,、"), one.words[at_place:].strip(" ；;，,、")
        if not first or not second:
            raise RecordError("incomplete", _("Choose a place inside the text, so that both rows have words."))
        source = source_of_row(one)
        start = place_in_source(source, one, at_place)
        other = PlanRow(plan=plan, source=one.source, part=one.part, role=one.role, state=PlanRow.WAITING, words=second,
                    place=one.place + max(at_place, 1), due=one.due, every=one.every, times=one.times,
                    phrase=one.phrase, inherited=True, each=one.each, doubts=list(one.doubts),
                    notes=list(one.notes))  # fmt: skip
        if source and start is not None and one.span:
            other.span = create_span(source.document, start, one.span.end)
            one.span = create_span(source.document, one.span.start, start)
        other.save()
        set_units(
            other, [{name: getattr(u, name) for name in ("role", "place", "name", "unit_id")} for u in one.units.all()]
        )
        one.words, one.state = first, PlanRow.WAITING
        if SEVERAL_DATES in one.doubts:
            for half in (one, other):
                _take_own_date(half, plan.year)
        for figure in one.figures.all():
            if is_figure_of_second(figure, start, second, first):
                figure.row = other
                figure.save(update_fields=["row"])
        work.made.append(other)
    return work


def merge_rows(plan: Plan, seen: Seen, by: By) -> Editing:
    """Merge rows into the first in plan order, with all words, units and figures of the others.

    Raises:
        RecordError: ``incomplete`` for fewer than two, or for rows of different documents: each keeps its place in its
            own document. Of the same task in two documents one is dropped instead, with that reason.
    """
    if len(seen) < 2:
        raise RecordError("incomplete", _("Choose at least two rows to merge."))
    with edit_plan_rows(plan, "merge", seen, by) as work:
        rows = sorted(work.rows.values(), key=lambda row: (row.place, row.pk))
        if len({row.source_id for row in rows}) > 1:
            raise RecordError(
                "incomplete",
                _("These rows are in different documents."),
                remedy=_("Drop one of them with the reason “The same as another row”."),
            )
        first, rest = rows[0], rows[1:]
        units = [*first.units.all()]
        for row in rest:
            first.words = f"{first.words.rstrip('。；;')}；{row.words}"
            first.due = min((due for due in (first.due, row.due) if due), default=None)
            first.every, first.times = (first.every, first.times) if first.every else (row.every, row.times)
            first.phrase = first.phrase or row.phrase
            known = {(unit.role, unit.name) for unit in units}
            units += [unit for unit in row.units.all() if (unit.role, unit.name) not in known]
            row.figures.update(row=first)
            row.state, row.reason, row.look = PlanRow.GONE, "", False
        first.notes = merge_notes(*(row.notes for row in rows))
        first.state, first.look = PlanRow.WAITING, False
        set_units(first, [_as_unit(unit, place) for place, unit in enumerate(units)])
        first.span = join_row_spans(first, rows)
    return work


def add_plan_row(
    plan: Plan,
    words: str,
    by: By,
    *,
    source: Source | None = None,
    start: int | None = None,
    end: int | None = None,
    values: Mapping[str, object] = {},
    state: str = PlanRow.WAITING,
) -> Editing:
    """Add a row, from words marked in a source or typed without a place in it.

    Figures within the marked words move to it from the row that had them.

    Raises:
        RecordError: ``quote`` if the words are not at that place, ``incomplete``, ``marked``.
    """
    refuse_marked_words({"words": words, **values})
    if not words.strip():
        raise RecordError(
            "incomplete", _("The text of a row must not be empty."), fields={"words": [_("Enter the task.")]}
        )
    near = _standing(plan, source, start) if source and start is not None else None
    with edit_plan_rows(plan, "add", {near.pk: near.version} if near else {}, by) as work:
        row = PlanRow(plan=plan, source=source, part=near.part if near else None, role="task", state=state,
                  words=words.strip(), place=_last(plan) + 1)  # fmt: skip
        if source and start is not None and end is not None:
            row.span = create_span(source.document, start, end)
            row.place = source.place * 10**9 + start
        for name in ("due", "every", "times", "phrase", "each", "part", "doubts"):
            if name in values:
                setattr(row, name, values[name])
        row.save()
        _name_units(row, values, by.at)
        for figure in near.figures.all() if near else ():
            if figure.span and start is not None and end is not None and start <= figure.span.start < end:
                figure.row, figure.state = row, RowFigure.ASKED if figure.role in ("target", "norm") else figure.state
                figure.save(update_fields=["row", "state"])
        work.made.append(row)
    return work


def undo_last_edit(plan: Plan, by: By) -> Editing:
    """Undo the actor's own last edit that is not undone yet, unless someone changed its rows since.

    If the edit was a new reading of a document, the earlier reading is restored with its rows.

    Raises:
        RecordError: ``missing`` if there is none, ``changed`` if others edited the rows since, or had their document
            read in another way.
    """
    later = plan.edits.filter(pk__gt=OuterRef("pk"), name__in=Edit.REREAD, undone=False)
    mine = plan.edits.filter(person=by.actor.person, undone=False).annotate(read_since=Exists(later))
    last = mine.order_by("-pk").first()
    if last is None:
        raise RecordError("missing", _("You have no changes to undo."))
    seen = row_versions(plan, [int(pk) for pk in last.after])
    with edit_plan_rows(plan, "undo", seen, by, gone=True) as work:
        for pk, kept in last.after.items():
            if snapshot_row(work.rows[int(pk)]) | {"version": 0} != SINCE | kept | {"version": 0}:
                raise edit_conflict_error(work.rows[int(pk)])
        for pk, kept in last.before.items():
            row = work.rows[int(pk)]
            if kept is None:
                row.state = PlanRow.GONE
        restore_rows((work.rows[int(pk)], kept) for pk, kept in last.before.items() if kept is not None)
        if last.read_since:
            _refuse_other_reading(last, {row.source_id for row in work.rows.values()})
        if last.kinds:
            sources = plan.sources.filter(pk=last.kinds["source"], kind_said=last.kinds["now"])
            sources.update(**last.document_before)
            work.kinds = last.kinds_undone
            restore_column_meanings(plan.unit_id, last.kinds.get("taught", {}), by.at)
        if last.names:
            work.names = restore_aliases(plan.unit_id, last.names)
        before, after = _figures(last.before), _figures(last.after)
        RowFigure.objects.filter(pk__in=after - before, row__plan=plan).delete()  # added by the edit being undone
        Edit.objects.filter(pk=last.pk).update(undone=True)
        work.said["undone"] = last.name
    return work


def _refuse_other_reading(edit: Edit, sources: set[int | None]) -> None:
    """Refuse to undo across a new reading: old rows belong to the reading of their time, and return only with it."""
    of = {*sources, (edit.kinds or {}).get("source")} - {None}
    later = edit.plan.edits.filter(pk__gt=edit.pk, name__in=Edit.REREAD, undone=False).select_related("person")
    for later_edit in later.order_by("pk"):
        if later_edit.kinds["source"] in of:
            of.discard(later_edit.kinds["source"])
            source = edit.plan.sources.select_related("document").get(pk=later_edit.kinds["source"])
            before = later_edit.document_before
            if any(getattr(source, name) != before[name] for name in before.keys() - {"doubts"}):
                named = {"who": later_edit.person, "name": source.document.name}
                raise RecordError(
                    "changed",
                    _("Since then %(who)s said which column of “%(name)s” holds the tasks.") % named
                    if later_edit.name == Edit.COLUMNS
                    else _("Since then %(who)s had “%(name)s” read as “%(kind)s”.")
                    % {**named, "kind": format_paper_kind(source.read_as)},
                    where=source.document.name,
                    remedy=_("Correct the row by hand, or first have the document read as before."),
                )


def _figures_of(work: Editing, *states: str) -> list[RowFigure]:
    """Return the figures of the rows being edited, optionally only of rows in these states."""
    return [figure for row in work.rows.values() if not states or row.state in states for figure in row.figures.all()]


def _figures(kept: Mapping[str, Any]) -> set[int]:
    return {int(pk) for row in kept.values() if row for pk in row["figures"]}


def _name_units(row: PlanRow, values: Mapping[str, Any], at: datetime) -> None:
    """Set lead and supporting units from names; roles without names stay unchanged."""
    names = names_for(row.plan.unit_id, timezone.localdate(at), row.plan.issuer)
    units: list[dict[str, object]] = []
    doubts = drop_settled_doubts(row.doubts, OF_UNITS)
    for role in ("lead", "support"):
        if role not in values:
            units += [_as_unit(unit, 0) for unit in row.units.all() if unit.role == role] if row.pk else []
            continue
        for name in values[role]:
            meaning = names.of(name)
            found = meaning.units if meaning.how not in ("several", "none") else (None,)
            units += [{"role": role, "place": 0, "name": name, "unit_id": unit} for unit in found]
            doubts += unit_doubts(meaning.how)
            if role == "lead" and meaning.how == "group":
                row.each = True
    doubts += lead_doubts(sum(unit["role"] == "lead" for unit in units), row.each)
    row.doubts = list(dict.fromkeys(doubts))
    set_units(row, [{**unit, "place": place} for place, unit in enumerate(units)])


def _as_unit(one: Any, place: int) -> dict[str, object]:
    return {"role": one.role, "place": place, "name": one.name, "unit_id": one.unit_id}


def _take_own_date(row: PlanRow, year: int) -> None:
    """Give a row the date that its words name, if it is one; then nothing is doubtful about it."""
    named = days_named(row.words, year)
    if len(named) == 1:
        row.due, row.doubts = named[0], [code for code in row.doubts if code != SEVERAL_DATES]


def _standing(plan: Plan, source: Source, start: int) -> PlanRow | None:
    """Return the row whose words are at a place of a source."""
    rows = plan.rows.filter(source=source, span__start__lte=start, span__end__gt=start).exclude(state=PlanRow.GONE)
    return rows.order_by("-span__start").first()


def _last(plan: Plan) -> int:
    return plan.rows.order_by("-place").values_list("place", flat=True).first() or 0
