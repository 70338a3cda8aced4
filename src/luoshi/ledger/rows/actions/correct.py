"""What a clerk does with rows: confirm, drop, change, split, merge, add, and take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.ledger.base.code_labels import format_paper_kind
from luoshi.ledger.base.models.plan import Part, Plan, Source
from luoshi.ledger.base.models.row import Edit, Figure, Row
from luoshi.ledger.base.notes import apply_typed_notes, merge_notes
from luoshi.ledger.base.queries import row_versions
from luoshi.ledger.names.queries import names_for
from luoshi.ledger.rows.actions.aliases import restore_aliases
from luoshi.ledger.rows.actions.editing import (
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
from luoshi.ledger.rows.actions.figures import add_overlooked_figure, put_right, set_states, source_of_row
from luoshi.ledger.rows.rules.doubts import OF_DATES, OF_UNITS, drop_settled_doubts, lead_doubts, unit_doubts
from luoshi.records.base.errors import RecordError
from luoshi.records.files.actions.documents import create_span

Seen = Mapping[int, int]  # the versions that the page showed, by row's id


def confirm_rows(
    plan: Plan,
    seen: Seen,
    by: By,
    *,
    part: Part | None = None,
    together: bool = False,
    fits: Callable[[Row], bool] = lambda row: True,
) -> Editing:
    """Take rows into the ledger as they stand. A bounded number of statements, however many rows.

    Args:
        part: the heading whose doubt-free rows these are, confirmed together.
        together: the same for those before the first heading.
        fits: whether a row, locked and fresh, is one that may be confirmed with others.

    Raises:
        RecordError: ``incomplete`` where one does not fit, and as ``edit_plan_rows``.
    """
    together = together or part is not None
    with edit_plan_rows(plan, "confirm_part" if together else "confirm", seen, by, quiet=together) as work:
        if not all(fits(row) for row in work.rows.values()):
            raise RecordError("incomplete", _("Only rows of this heading that have no doubt are confirmed together."))
        for row in work.rows.values():
            row.state, row.reason, row.look = Row.KEPT, "", False
        # A value to be reached that waits: the row asks for it now.
        set_states((figure for figure in _figures_of(work) if figure.state == Figure.WAITING), Figure.ASKED)
        if together:
            work.said["part"] = part.title if part else plan.title
    return work


def drop_rows(plan: Plan, seen: Seen, reason: str, by: By) -> Editing:
    """Leave rows out of the ledger, with the reason.

    Raises:
        RecordError: ``incomplete`` without a reason, and as ``edit_plan_rows``.
    """
    why = reason.strip()[:200]
    if not why:
        raise RecordError("incomplete", _("Say why the row is dropped."), fields={"reason": [_("Choose a reason.")]})
    with edit_plan_rows(plan, "drop", seen, by) as work:
        for row in work.rows.values():
            row.state, row.reason, row.look = Row.DROPPED, why, False
        work.said["reason"] = why
    return work


def pass_over(plan: Plan, seen: Seen, by: By) -> Editing:
    """Say after looking that these are no tasks, with that as their reason; their figures are background."""
    with edit_plan_rows(plan, "pass_over", seen, by) as work:
        for row in work.rows.values():
            row.state, row.reason, row.look = Row.OUTSIDE, Row.PERSON, False
        set_states(_figures_of(work), Figure.BACKGROUND)
        work.said["reason"] = _("no task (by a person)")
    return work


def reopen_rows(plan: Plan, seen: Seen, by: By) -> Editing:
    """Put rows among those to be decided again; one that was no task asks for its figures now."""
    with edit_plan_rows(plan, "reconsider", seen, by) as work:
        asked = [figure for figure in _figures_of(work, Row.OUTSIDE) if figure.role in ("target", "norm")]
        set_states(asked, Figure.ASKED)
        for row in work.rows.values():
            if row.state == Row.OUTSIDE:
                row.role = "task"
            row.state, row.reason, row.look = Row.WAITING, "", False
    return work


def change_row(plan: Plan, row: int, version: int, values: Mapping[str, Any], by: By, *, keep: bool = False) -> Editing:
    """Put fields of a row right.

    Args:
        values: any of ``words``, ``due``, ``every``, ``times``, ``phrase``, ``each``; ``notes``: words by the note's
            key; ``lead`` and ``support``:
            names as typed, each a unit's name or abbreviation; ``figures``: by id, any of state, value, upper,
            unit, bound, indicator, period; ``figure``: one that was overlooked, with its words as ``quote``, and
            value, unit and indicator where the words do not say them. What is not named stays.
        keep: the row is confirmed with it.

    Raises:
        RecordError: ``incomplete`` (by field), ``marked``, and as ``edit_plan_rows``.
    """
    refuse_marked_words({**values, **values.get("notes", {})})
    with edit_plan_rows(plan, "change", {row: version}, by) as work:
        one = work.rows[row]
        if "words" in values and not values["words"].strip():
            raise RecordError("incomplete", _("A row needs words."), fields={"words": [_("Say what is to be done.")]})
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
            one.state, one.reason, one.look = Row.KEPT, "", False
        work.said["changed"] = {
            name: [was[name], getattr(one, name)] for name in names if was[name] != getattr(one, name)
        }
    return work


def split_row(plan: Plan, row: int, version: int, at_place: int, by: By) -> Editing:
    """Make two rows of one: its words up to a place, and from it on. Figures go with the words they stand in.

    Args:
        at_place: characters of the row's words that stay; the second row has units and dates of the first.

    Raises:
        RecordError: ``incomplete`` where one of the two would be empty.
    """
    with edit_plan_rows(plan, "split", {row: version}, by) as work:
        one = work.rows[row]
        first, second = one.words[:at_place].strip(" ；;，,、"), one.words[at_place:].strip(" ；;，,、")
        if not first or not second:
            raise RecordError("incomplete", _("Choose a place within the words, so that both rows have some."))
        source = source_of_row(one)
        start = _place_in(source, one, at_place)
        other = Row(plan=plan, source=one.source, part=one.part, role=one.role, state=Row.WAITING, words=second,
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
        one.words, one.state = first, Row.WAITING
        for figure in one.figures.all():
            if _stands_behind(figure, start, second, first):
                figure.row = other
                figure.save(update_fields=["row"])
        work.made.append(other)
    return work


def merge_rows(plan: Plan, seen: Seen, by: By) -> Editing:
    """Make one row of several: the first in the plan's order, with all words, units and figures of the others.

    Raises:
        RecordError: ``incomplete`` for fewer than two, or for rows of different documents: each keeps its place in its
            own; the same task in two of them is dropped once, with that reason.
    """
    if len(seen) < 2:
        raise RecordError("incomplete", _("Choose at least two rows to merge."))
    with edit_plan_rows(plan, "merge", seen, by) as work:
        rows = sorted(work.rows.values(), key=lambda row: (row.place, row.pk))
        if len({row.source_id for row in rows}) > 1:
            raise RecordError(
                "incomplete",
                _("These rows stand in different documents."),
                remedy=_("Drop one of them as the same as another row."),
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
            row.state, row.reason, row.look = Row.GONE, "", False
        first.notes = merge_notes(*(row.notes for row in rows))
        first.state, first.look = Row.WAITING, False
        set_units(first, [_as_unit(unit, place) for place, unit in enumerate(units)])
        first.span = _joined_span(first, rows)
    return work


def add_plan_row(
    plan: Plan,
    words: str,
    by: By,
    *,
    source: Source | None = None,
    start: int | None = None,
    end: int | None = None,
    values: Mapping[str, Any] = {},
    state: str = Row.WAITING,
) -> Editing:
    """A row more: from words marked in a source, or typed without a place in it.

    Figures that stand in the marked words come to it from the row that had them.

    Raises:
        RecordError: ``quote`` where the words are not at that place, ``incomplete``, ``marked``.
    """
    refuse_marked_words({"words": words, **values})
    if not words.strip():
        raise RecordError("incomplete", _("A row needs words."), fields={"words": [_("Say what is to be done.")]})
    near = _standing(plan, source, start) if source and start is not None else None
    with edit_plan_rows(plan, "add", {near.pk: near.version} if near else {}, by) as work:
        row = Row(plan=plan, source=source, part=near.part if near else None, role="task", state=state,
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
                figure.row, figure.state = row, Figure.ASKED if figure.role in ("target", "norm") else figure.state
                figure.save(update_fields=["row", "state"])
        work.made.append(row)
    return work


def undo_last_edit(plan: Plan, by: By) -> Editing:
    """Take back the actor's own last change that is not yet taken back, if nobody changed its rows since.

    A document that was read anew is so again as it was before, with the rows of that reading.

    Raises:
        RecordError: ``missing`` where there is none, ``changed`` where others went on from it, or had the document of
            its rows read as another kind of paper.
    """
    later = plan.edits.filter(pk__gt=OuterRef("pk"), name=Edit.KIND, undone=False)
    mine = plan.edits.filter(person=by.actor.person, undone=False).annotate(read_since=Exists(later))
    last = mine.order_by("-pk").first()
    if last is None:
        raise RecordError("missing", _("There is nothing of yours to undo."))
    seen = row_versions(plan, [int(pk) for pk in last.after])
    with edit_plan_rows(plan, "undo", seen, by, gone=True) as work:
        for pk, kept in last.after.items():
            if snapshot_row(work.rows[int(pk)]) | {"version": 0} != SINCE | kept | {"version": 0}:
                raise edit_conflict_error(work.rows[int(pk)])
        for pk, kept in last.before.items():
            row = work.rows[int(pk)]
            if kept is None:
                row.state = Row.GONE
        restore_rows((work.rows[int(pk)], kept) for pk, kept in last.before.items() if kept is not None)
        if last.read_since:
            _refuse_other_kind(last, {row.source_id for row in work.rows.values()})
        if last.kinds:
            sources = plan.sources.filter(pk=last.kinds["source"], kind_said=last.kinds["now"])
            sources.update(kind_said=last.kinds["was"], doubts=last.kinds["doubted"])
            work.kinds = {**last.kinds, "was": last.kinds["now"], "now": last.kinds["was"]}
            work.kinds |= {"doubted": last.kinds["doubts"], "doubts": last.kinds["doubted"]}
        if last.names:
            work.names = restore_aliases(plan.unit_id, last.names)
        before, after = _figures(last.before), _figures(last.after)
        Figure.objects.filter(pk__in=after - before, row__plan=plan).delete()  # typed in by what is taken back
        Edit.objects.filter(pk=last.pk).update(undone=True)
        work.said["undone"] = last.name
    return work


def _refuse_other_kind(edit: Edit, sources: set[int | None]) -> None:
    """What a row was before a change is of the reading of that time: it comes back only while that stands again."""
    of = {*sources, (edit.kinds or {}).get("source")} - {None}
    later = edit.plan.edits.filter(pk__gt=edit.pk, name=Edit.KIND, undone=False).select_related("person")
    for later_edit in later.order_by("pk"):
        if later_edit.kinds["source"] in of:
            of.discard(later_edit.kinds["source"])
            source = edit.plan.sources.select_related("document").get(pk=later_edit.kinds["source"])
            if source.kind_said != later_edit.kinds["was"]:
                raise RecordError(
                    "changed",
                    _("Since then %(who)s had “%(name)s” read as “%(kind)s”.")
                    % {
                        "who": later_edit.person,
                        "name": source.document.name,
                        "kind": format_paper_kind(source.read_as),
                    },
                    where=source.document.name,
                    remedy=_("Put the row right by hand, or have the document read as before first."),
                )


def _figures_of(work: Editing, *states: str) -> list[Figure]:
    """The figures of the rows under change; of those in these states alone, where some are named."""
    return [figure for row in work.rows.values() if not states or row.state in states for figure in row.figures.all()]


def _figures(kept: Mapping[str, Any]) -> set[int]:
    return {int(pk) for row in kept.values() if row for pk in row["figures"]}


def _name_units(row: Row, values: Mapping[str, Any], at: datetime) -> None:
    """Set lead and supporting units from names; those not named stay."""
    names = names_for(row.plan.unit_id, timezone.localdate(at), row.plan.issuer)
    units: list[dict[str, Any]] = []
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


def _as_unit(one: Any, place: int) -> dict[str, Any]:
    return {"role": one.role, "place": place, "name": one.name, "unit_id": one.unit_id}


def _place_in(source: Source | None, row: Row, chars: int) -> int | None:
    """Where in the source the words behind so many characters begin, if the words still stand there as printed."""
    if source is None or row.span is None or row.words not in row.span.quote:
        return None
    return row.span.start + row.span.quote.index(row.words) + chars


def _stands_behind(figure: Figure, start: int | None, second: str, first: str) -> bool:
    if start is not None and figure.span:
        return figure.span.start >= start
    return figure.quote in second and figure.quote not in first


def _joined_span(first: Row, rows: Sequence[Row]) -> Any:
    spans = [row.span for row in rows if row.span and row.source_id == first.source_id]
    source = source_of_row(first)
    if not spans or source is None:
        return first.span
    return create_span(source.document, min(span.start for span in spans), max(span.end for span in spans))


def _standing(plan: Plan, source: Source, start: int) -> Row | None:
    """The row whose words stand at a place of a source."""
    rows = plan.rows.filter(source=source, span__start__lte=start, span__end__gt=start).exclude(state=Row.GONE)
    return rows.order_by("-span__start").first()


def _last(plan: Plan) -> int:
    return plan.rows.order_by("-place").values_list("place", flat=True).first() or 0
