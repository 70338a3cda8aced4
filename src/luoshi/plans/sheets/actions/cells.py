"""Applies the words of cells to rows, in memory only; the caller writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from luoshi.base.forms.fields import fits_fixed_field
from luoshi.plans.base.models.plan import Plan, PlanHeading
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.base.notes import apply_typed_notes
from luoshi.plans.base.queries import plan_outline
from luoshi.plans.columns import words as sheet_words
from luoshi.plans.names.queries import names_for
from luoshi.plans.rows.actions.editing import give_units
from luoshi.plans.rows.rules.doubts import OF_DATES, OF_UNITS, drop_settled_doubts, lead_doubts, unit_doubts
from luoshi.plans.sheets.queries import row_places, target_words, titles_of
from luoshi.plans.sheets.rules.changes import FIELDS, New, compared_words
from luoshi.plans.sheets.rules.rows import figures_in, units_in, when_in

BATCH = 500


class RowCellWriter:
    """Applies the words of cells to rows. The plan is queried once, and nothing is written.

    Attributes:
        parts: new headings; ``settle`` assigns them to their rows once they are written.
        units: the new units of rows, replacing the present ones.
        figures: new figures, of old and new rows; ``states``: the new states of existing figures, by id.
    """

    def __init__(self, plan: Plan, at: datetime) -> None:
        self.parts: list[PlanHeading] = []
        self.units: dict[int, tuple[PlanRow, list[dict[str, Any]]]] = {}  # by ``id`` of the row
        self.figures: list[RowFigure] = []
        self._of: dict[int, list[RowFigure]] = {}  # new figures by ``id`` of their row, which may have no key yet
        self.states: dict[int, str] = {}
        self.plan = plan
        self.names = names_for(plan.unit_id, timezone.localdate(at))
        parts = plan_outline(plan)
        titles = titles_of(parts)
        self._known = {compared_words(titles[part.pk]): part for part in parts}
        self._headed: list[tuple[PlanRow, PlanHeading]] = []
        self.places, self.of_rows = row_places(plan)
        self._last = max(self.places.values(), default=0)
        self._below: dict[int | None, int] = {}  # number of new rows below each row

    def change(self, row: PlanRow, cells: Mapping[str, str]) -> None:
        """Apply the changed cells to a row whose units and figures are loaded."""
        if "task" in cells:
            self._words(row, cells["task"])
        if "target" in cells:
            self._targets(row, cells["target"])
        if "due" in cells:
            self._write_due_dates(row, cells["due"])
        if "lead" in cells or "support" in cells:
            self._units(row, cells)
        if "category" in cells:
            self._head(row, cells["category"])
        self._notes(row, cells)

    def add(self, line: New) -> PlanRow:
        """Make a row of a new line, behind the one above it in the workbook; it waits to be decided."""
        self._below[line.after] = self._below.get(line.after, 0) + 1
        place = (self.places[line.after] if line.after else self._last) + self._below[line.after]
        row = PlanRow(plan=self.plan, place=place, words=line.values["task"], role="task", state=PlanRow.WAITING)
        words = line.values.get("category", "")
        row.part_id = self.of_rows.get(line.after) if line.after and not words else None
        if words:
            self._head(row, words)
        self._notes(row, line.values)
        self._write_due_dates(row, line.values.get("due", ""))
        self._units(row, {"lead": line.values.get("lead", ""), "support": line.values.get("support", "")})
        for quote, read in figures_in(row.words, "", self.plan.year, of="task"):
            self._new_figure(row, quote, read)
        self._targets(row, line.values.get("target", ""))
        return row

    def figures_of(self, row: PlanRow) -> Sequence[RowFigure]:
        """Return the new figures of a row."""
        return self._of.get(id(row), ())

    def units_of(self, row: PlanRow, was: list[dict[str, object]]) -> list[dict[str, Any]]:
        """Return the units that a row will have; ``was``: its present ones."""
        return self.units[id(row)][1] if id(row) in self.units else was

    def _words(self, row: PlanRow, words: str) -> None:
        """Set new words: figures no longer in them become background, new ones become targets."""
        old, row.words = row.words, words
        there = _figures(row)
        kept = {
            compared_words(figure.quote) for figure in there if compared_words(figure.quote) in compared_words(words)
        }
        for figure in there:
            if (
                figure.state == RowFigure.ASKED
                and compared_words(figure.quote) in compared_words(old)
                and compared_words(figure.quote) not in kept
            ):
                self._set_state(figure, RowFigure.BACKGROUND)
        for quote, read in figures_in(words, "", self.plan.year, of="task"):
            if compared_words(quote) not in kept and compared_words(quote) not in compared_words(old):
                self._new_figure(row, quote, read)

    def _targets(self, row: PlanRow, words: str) -> None:
        """Apply a cell of targets: figures it no longer names become background, newly named ones become targets."""
        wanted = compared_words(words)
        there = [*_figures(row), *self.figures_of(row)]
        for figure in there:
            named = compared_words(target_words(figure)) in wanted or (
                compared_words(figure.quote) in wanted and not figure.indicator
            )
            if figure.state == RowFigure.ASKED and not named:
                self._set_state(figure, RowFigure.BACKGROUND)
            elif named and figure.state != RowFigure.ASKED:
                self._set_state(figure, RowFigure.ASKED)
        rest = [compared_words(target_words(figure)) for figure in there if figure.state == RowFigure.ASKED]
        for quote, read in figures_in(row.words, words, self.plan.year, of="target"):
            if not any(compared_words(quote) in known and known in wanted for known in rest):
                self._new_figure(row, quote, read)

    def _set_state(self, figure: RowFigure, state: str) -> None:
        figure.state = state
        if figure.pk:
            self.states[figure.pk] = state

    def _new_figure(self, row: PlanRow, quote: str, read: Any) -> None:
        value, upper = (
            number if number is None or fits_fixed_field(number) else None for number in (read.value, read.upper)
        )
        made = RowFigure(
            row=row, place=row.place, quote=quote[:120], value=value, upper=upper, unit=read.unit[:30],
            bound=read.bound, role=read.role, aspect=read.aspect, indicator=read.indicator[:200],
            period=read.period[:20], scope=read.scope[:60], state=read.state,
            doubts=[*read.doubts, *(["value_unfit"] if value is None else [])],
        )  # fmt: skip
        self.figures.append(made)
        self._of.setdefault(id(row), []).append(made)

    def _write_due_dates(self, row: PlanRow, words: str) -> None:
        read = when_in(words, self.plan.year)
        row.due, row.every, row.times, row.phrase = read.due, read.every, read.times, read.phrase
        row.doubts = list(dict.fromkeys([*drop_settled_doubts(row.doubts, OF_DATES | {"due_unclear"}), *read.doubts]))

    def _units(self, row: PlanRow, cells: Mapping[str, str]) -> None:
        units: list[dict[str, object]] = []
        doubts = drop_settled_doubts(row.doubts, OF_UNITS)
        old = list(row.units.all()) if row.pk else []
        if "lead" in cells:
            row.each = False
        for role in ("lead", "support"):
            if role not in cells:
                units += [
                    {"role": role, "name": unit.name, "unit_id": unit.unit_id} for unit in old if unit.role == role
                ]
                continue
            names, said = units_in(cells[role])
            doubts += said
            for name in names:
                meaning = self.names.of(name)
                if meaning.how == "nobody":
                    continue
                clear = meaning.how not in ("several", "none")
                units += [
                    {"role": role, "name": name[:120], "unit_id": unit}
                    for unit in (meaning.units if clear else (None,)) or (None,)
                ]
                doubts += unit_doubts(meaning.how)
                row.each = row.each or (role == "lead" and meaning.how == "group")
        doubts += lead_doubts(sum(unit["role"] == "lead" for unit in units), row.each)
        row.doubts = list(dict.fromkeys(doubts))
        self.units[id(row)] = row, [{**unit, "place": place} for place, unit in enumerate(units)]

    def _notes(self, row: PlanRow, cells: Mapping[str, str]) -> None:
        """Apply what is kept beside the row.

        The plan's own name as a source says nothing about the row and is dropped.
        """
        own = {name: words for name, words in cells.items() if name not in FIELDS}
        if own.get("source") in (self.plan.mark, self.plan.title):
            own["source"] = ""
        row.notes = apply_typed_notes(row.notes, own, {name: sheet_words.format_column_name(name) for name in own})

    def _head(self, row: PlanRow, words: str) -> None:
        """Put the row under the heading with these words, creating it if needed; no words, no heading."""
        if not words:
            row.part = None
            return
        found = self._known.get(compared_words(words))
        if found is None:
            found = PlanHeading(plan=self.plan, place=row.place, level=1, title=words[:300])
            self._known[compared_words(words)] = found
            self.parts.append(found)
        row.part = found
        self._headed.append((row, found))

    def settle(self) -> None:
        """Assign the new headings, now written, to their rows."""
        for row, part in self._headed:
            row.part = part

    def save_rows(self, news: Sequence[PlanRow]) -> None:
        """Write everything except existing rows; ``news`` are the new ones. Some ten statements."""
        PlanHeading.objects.bulk_create(self.parts, batch_size=BATCH)
        self.settle()
        PlanRow.objects.bulk_create(news, batch_size=BATCH)
        give_units(list(self.units.values()))
        RowFigure.objects.bulk_create(self.figures, batch_size=BATCH)
        self.put_states()

    def put_states(self) -> None:
        """Write the new states of existing figures. One statement per state."""
        for state in sorted(set(self.states.values())):
            some = [pk for pk, now in self.states.items() if now == state]
            RowFigure.objects.filter(pk__in=some).update(state=state)


def _figures(row: PlanRow) -> list[RowFigure]:
    """Return the existing figures of a row."""
    return list(row.figures.all()) if row.pk else []
