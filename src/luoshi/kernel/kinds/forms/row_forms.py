"""Rows in the form of a step: a table of boxes, text copied from a sheet, or a list that a program sends.

Each row is a form of its own, so that its words, links and values are checked as in any step. Errors name line and
column; nothing that was typed is lost.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _

from luoshi.kernel.kinds.compiled.row_edits import RowsEdit
from luoshi.kernel.kinds.forms.columns import form_of
from luoshi.kernel.kinds.forms.row_boxes import MORE, RowsDisplayField, SentRows
from luoshi.kernel.kinds.forms.row_words import cell_as_typed, label_of, row_shortfalls
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.kinds.language.row_rules import (
    Diff,
    RowLine,
    diff_rows,
    order_by_places,
    parse_pasted_rows,
    repeated_lines,
)
from luoshi.kernel.kinds.language.rows import FEW, WAYS, Rows, Way
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Row, row_model

LONGEST = 200_000  # characters of a pasted text that are read


class RowForm(StepForm):
    """One row. Sealed columns left empty, and columns that a program leaves out, keep their values."""

    part: ClassVar[Rows]
    unsent: Collection[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.part.write_only_columns & self.fields.keys() if self.instance.pk else ():
            self.initial[name] = ""
            self.fields[name].required = False

    def values(self) -> dict[str, Any]:
        """Return the row's new values by column."""
        stood, given = self.instance, self.cleaned_data
        keeps = {name for name in self.part.write_only_columns if stood.pk and given.get(name) in (None, "")} | {
            *self.unsent
        }
        return {name: getattr(stood, name) if name in keeps else given.get(name) for name in self.part.form_columns}


def make_row_form(part: Rows, way: Way) -> type[RowForm]:
    """Return the form of one row: with the columns that are asked of a new one, otherwise with those of its table."""
    units = [field for field in part.model._meta.concrete_fields if field.name == "unit"]
    asked = part.columns_asked("adds") if way == "adds" else part.form_columns
    must, past = (tuple(name for name in names if name in asked) for names in (part.must, part.past))
    step = Step(part.name, part.label, "> row", (), asked, must=must, past=past)
    columns: Any = form_of(row_model(part), step, capfirst(units[0].verbose_name) if units else "")
    made: Any = type("Asked", (RowForm, columns), {"part": part})
    made.base_fields = columns.base_fields
    found: type[RowForm] = made
    return found


class RowsInput(forms.Widget):
    """The boxes of rows; filled by the field, which knows the record."""

    template_name = "records/_rows_boxes.html"
    use_fieldset = True
    field: Any = None
    sent: SentRows | None = None  # read once: cleaning puts the typed lines in order and turns pasted text into lines

    def id_for_label(self, id_: str | None) -> str:
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= self.field.boxes(name, value if isinstance(value, SentRows) else None)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> SentRows | None:
        self.sent = self.sent or self._read_lines(data, name)
        return self.sent

    def _read_lines(self, data: Any, name: str) -> SentRows | None:
        if not hasattr(data, "getlist"):
            sent = data.get(name)
            if sent is None:
                return None
            return SentRows([sent] if isinstance(sent, Mapping) else list(sent), typed=False)
        if f"{name}-count" not in data:
            return None
        lines: dict[int, MultiValueDict[str, Any]] = {}
        for key in data:
            if found := re.fullmatch(rf"{re.escape(name)}-(\d{{1,4}})-(\w+)", key):
                lines.setdefault(int(found[1]), MultiValueDict()).setlist(found[2], data.getlist(key))
        more, known = data.get(f"{name}-more", ""), str(data.get(f"{name}-known", ""))
        return SentRows(
            [lines[at] for at in sorted(lines)],
            MORE if more else 0,
            str(data.get(f"{name}-paste", "")),
            known=frozenset(int(pk) for pk in known.split() if pk.isdecimal() and len(pk) < 19),
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-count" not in data


class RowsField(RowsDisplayField):
    """Rows of a record: all of them (``rows``), one to add (``adds``), one to end (``ends``).

    The cleaned value is a ``RowsEdit``; None if nothing differs or nothing was sent.
    """

    widget = RowsInput

    def __init__(self, part: Rows, way: Way, *, demands: bool) -> None:
        super().__init__(
            label=format_lazy("{label}", label=part.label), required=way != "rows" or (demands and part.least > 0)
        )
        self.part, self.way, self.demands = part, way, demands
        self.line_form = make_row_form(part, way)
        self.chosen = ""  # the row to end, if its own button opened the page

    def of_step(self, form: StepForm, name: str) -> None:
        """Set the step's form, which knows the record, the actor and the moment."""
        self.form, self.name = form, name
        self.wrong: dict[str, list[str]] = {}  # by index of the line, from 0, and column
        self._cleaned: list[RowForm] | None = None
        widget: Any = self.widget
        widget.field = self

    # Stored rows

    @property
    def record(self) -> Any:
        """The record that the rows belong to."""
        return self.form.instance

    def stored_rows(self) -> list[Row]:
        """Return the stored rows, linked to their record; for ``ends``, only open ones, ``FEW`` and the chosen one."""
        if self.record.pk is None or self.way == "adds":
            return []
        rows = row_model(self.part).list_rows(self.record)
        if self.way == "ends":
            rows = rows.filter(**{f"{self.part.ends}__isnull": True})
            some = list(rows[:FEW])
            if self.chosen.isdecimal() and len(self.chosen) < 19 and int(self.chosen) not in {row.pk for row in some}:
                some += rows.filter(pk=int(self.chosen))
            rows = some  # type: ignore[assignment]
        found = list(rows)
        for stored_row in found:
            stored_row.record = self.record
        return found

    def row_form(self, at: int, raw: Any, row: Row | None, *, typed: bool = True) -> RowForm:
        """Return the form of one line, bound if something was sent."""
        stands = row or row_model(self.part)(record=self.record)
        prefix = f"{self.name}-{at}"
        data: Any = None
        if isinstance(raw, MultiValueDict):
            data = MultiValueDict({f"{prefix}-{key}": raw.getlist(key) for key in raw})
        elif raw is not None:
            data = {f"{prefix}-{key}": value for key, value in raw.items()}
        made = self.line_form(
            data,
            None,
            record=stands,
            actor=self.form.actor,
            at=self.form.at,
            prefix=prefix,
            empty_permitted=row is None and typed and self.way == "rows",
            use_required_attribute=False,
        )
        for name in made.fields.keys() - {*self.box_columns()}:
            del made.fields[name]
        made.unsent = [*(made.fields.keys() - raw.keys())] if row and raw is not None and not typed else ()
        for name in made.unsent:
            del made.fields[name]
        if self.way == "ends":
            made.fields[self.part.ends].required = True
        return made

    # Input

    def clean(self, value: Any) -> RowsEdit | None:
        """Return the changes.

        Raises:
            ValidationError: errors by line and column, or a required field without input.
        """
        if value is None:
            if self.required and not self.words_if_over(self.stored_rows()):
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        self.wrong = {}
        if self.way != "rows":
            value.lines = value.lines[:1] or [{}]
        elif value.typed:
            value.lines = self._in_order(value.lines)
            self._take_in(value)
        errors = [_("Line %(n)d: “%(words)s” is outside the columns.") % {"n": n, "words": w} for n, w in value.strange]
        if value.rest and not errors:
            errors.append(_("No more rows fit in; the rest of the text is below."))
        return self._read_ended(value, errors) if self.way == "ends" else self._read_edited(value, errors)

    def _take_in(self, sent: SentRows) -> None:
        """Turn pasted text into lines."""
        if not sent.rest.strip():
            sent.rest = ""
            return
        columns = {name: label_of(self.part, name) for name in self.part.form_columns}
        room = max(0, max(2 * FEW, self.part.limit) - len(sent.lines))
        taken, left = parse_pasted_rows(sent.rest[:LONGEST], columns, room), sent.rest[LONGEST:]
        fields = self.line_form.base_fields
        filled = [
            line for line in sent.lines if line.get("id") or any(_some(line, name) for name in self.part.form_columns)
        ]
        new = [
            MultiValueDict({n: [cell_as_typed(fields[n], words)] for n, words in line.items()}) for line in taken.lines
        ]
        sent.lines, sent.rest, sent.strange = [*filled, *new], taken.rest + left, taken.strange

    def _in_order(self, lines: list[Any]) -> list[Any]:
        """Return the lines in the order of their typed places."""
        places = [line.get("place", "") for line in lines]
        typed = [int(place) if str(place).isdecimal() and len(place) < 6 else None for place in places]
        return [lines[at] for at in order_by_places(typed)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True

    def _read_edited(self, sent: SentRows, errors: list[str]) -> RowsEdit | None:
        stood = self.stored_rows()
        if over := self.words_if_over(stood):
            raise ValidationError(over)
        by_id: dict[Any, Row] = {stood_row.pk: stood_row for stood_row in stood}
        if sent.typed and self.way == "rows":
            sent.lines = [line for line in sent.lines if line.get("id") or self.row_form(0, line, None).has_changed()]
        made, after, numbers = [], [], []
        for at, raw in enumerate(sent.lines):
            row, wrong = self._row(raw, by_id)
            gone = bool(raw.get("gone")) if sent.typed else False
            errors += [self._at(at, "id", wrong)] if wrong and not gone else []
            one = self.row_form(at, None if gone else raw if isinstance(raw, Mapping) else {}, row, typed=sent.typed)
            made.append(one)
            if gone or wrong:
                continue
            strange = [] if sent.typed else [name for name in raw if name not in (*self.box_columns(), "id")]
            errors += [self._at(at, name, _("There is no such field here.")) for name in strange]
            if one.is_valid():
                numbers.append(at)
                after.append(RowLine(row.pk if row else None, one.values()))
                continue
            errors += [self._at(at, name, str(words)) for name, said in one.errors.items() for words in said]
        for row in [unseen_row for pk, unseen_row in by_id.items() if sent.known is not None and pk not in sent.known]:
            sent.lines.append({})  # added after the page was made: a user who never saw it cannot remove it
            made.append(self.row_form(len(made), None, row))
            numbers.append(len(made) - 1)
            after.append(self.part.line(row))
        self._cleaned = made
        self.form.marked = self.form.marked or any(row_form.marked for row_form in made)
        errors += [] if errors else self._together(after, numbers)
        if errors:
            raise ValidationError(errors)
        before = [self.part.line(stood_row) for stood_row in stood]
        found = diff_rows(*([RowLine(line.id, _plain(line.values)) for line in some] for some in (before, after)))
        return RowsEdit(self.part, _with_rows(found, before, after), after) if found else None

    def _row(self, raw: Any, by_id: dict[Any, Row]) -> tuple[Row | None, str]:
        """Return the stored row of a line, removing it from ``by_id``, and an error message or ""."""
        if not isinstance(raw, Mapping):
            return None, _("A row is an object with a value for each column.")
        named = raw.get("id")
        if named in (None, ""):
            return None, ""
        known = str(named)
        found = by_id.pop(int(known), None) if known.isdecimal() and len(known) < 19 else None
        return found, "" if found else _("The row no longer exists.")

    def _at(self, at: int, name: str, words: str) -> str:
        """Return a message with line and column, and record it by position for programs."""
        key = ".".join(filter(None, (str(at) if self.way == "rows" else "", name if name != "__all__" else "")))
        self.wrong.setdefault(key, []).append(words)
        label = (
            label_of(self.part, name)
            if name in self.part.form_columns
            else name
            if name not in ("id", "__all__")
            else ""
        )
        if self.way != "rows":
            return _("%(label)s: %(value)s") % {"label": label, "value": words} if label else words
        if not label:
            return _("Line %(n)d: %(words)s") % {"n": at + 1, "words": words}
        return _("Line %(n)d, %(label)s: %(words)s") % {"n": at + 1, "label": label, "words": words}

    def _together(self, after: Sequence[RowLine], numbers: Sequence[int]) -> Iterator[str]:
        """Yield errors of all rows together, as they are afterwards."""
        part = self.part
        if self.way == "adds":
            yield from self._beside(after)
            return
        if part.limit and len(after) > part.limit:
            yield _("At most %(most)d rows; there are %(n)d.") % {"most": part.limit, "n": len(after)}
        if part.once:
            open_now = [at for at, line in enumerate(after) if not part.ends or line.values.get(part.ends) is None]
            for later, first in repeated_lines([_plain(after[at].values) for at in open_now], part.once):
                here, there = numbers[open_now[later]], numbers[open_now[first]]
                yield self._at(here, part.once[0], _("Line %(n)d has the same content.") % {"n": there + 1})
        if self.demands:
            yield from row_shortfalls(
                part, len(after), {name: [line.values.get(name) for line in after] for name in part.sums}
            )

    def _beside(self, after: Sequence[RowLine]) -> Iterator[str]:
        """Yield errors of one added row together with the stored ones. One query or two."""
        part, (line,) = self.part, after
        if self.record.pk is None:
            return
        rows = row_model(part).list_rows(self.record).order_by()
        if part.limit and rows.count() >= part.limit:
            yield _("At most %(most)d rows, and there are already that many.") % {"most": part.limit}
        said = {name: line.values.get(name) for name in part.once}
        ended = part.ends and line.values.get(part.ends) is not None
        if said and not ended and not any(value in (None, "") for value in said.values()):
            open_now = rows.filter(**{f"{part.ends}__isnull": True}) if part.ends else rows
            if open_now.filter(**said).exists():
                yield self._at(0, part.once[0], _("Another row has the same content."))

    def _read_ended(self, sent: SentRows, errors: list[str]) -> RowsEdit | None:
        (raw,) = sent.lines
        self.chosen = str(raw.get("id", "")) if isinstance(raw, Mapping) else ""
        row, wrong = self._row(raw, {standing_row.pk: standing_row for standing_row in self.stored_rows()})
        one = self.row_form(0, raw if isinstance(raw, Mapping) else {}, row, typed=sent.typed)
        self._cleaned = [one]
        errors += [self._at(0, "id", wrong or _("Choose the row that ends."))] if row is None else []
        errors += [self._at(0, name, str(words)) for name, said in one.errors.items() for words in said]
        if errors or row is None:
            raise ValidationError(errors)
        was, now = self.part.line(row), one.cleaned_data[self.part.ends]
        after = RowLine(row.pk, {**was.values, self.part.ends: now})
        return RowsEdit(self.part, diff_rows([was], [after]), [after])


def _some(line: Any, name: str) -> bool:
    return any(str(words).strip() for words in line.getlist(name))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values for comparison: a linked row as its id, "" as None."""
    return {name: None if value == "" else getattr(value, "pk", value) for name, value in values.items()}


def _with_rows(found: Diff, before: Sequence[RowLine], after: Sequence[RowLine]) -> Diff:
    """Return the difference with the original values in place of those used for comparison."""
    stood, now = {line.id: line for line in before}, {line.id: line for line in after}
    changed = [
        type(change)(
            change.id,
            {name: stood[change.id].values[name] for name in change.now},
            {name: now[change.id].values[name] for name in change.now},
        )
        for change in found.changed
    ]
    added = [(place, after[place].values) for place, _values in found.added]
    removed = [stood[line.id] for line in found.removed]
    return Diff(tuple(added), tuple(changed), tuple(removed), found.order)


def row_fields(step: Step, parts: Mapping[str, Rows]) -> dict[str, RowsField]:
    """Return the form fields for a step's rows, by name."""
    return {
        name: RowsField(parts[name], way, demands=way == "rows" and _of_all(parts[name], step))
        for way in WAYS
        for name in getattr(step, way)
        if name in parts
    }


def row_columns(form: object) -> Mapping[str, forms.Field]:
    """Return the form fields of the row that a step's form adds or ends, by column; none if it edits other rows too."""
    fields = [field for field in getattr(form, "base_fields", {}).values() if isinstance(field, RowsField)]
    return fields[0].line_form.base_fields if len(fields) == 1 and fields[0].way != "rows" else {}


def _of_all(part: Rows, step: Step) -> bool:
    """Whether a step checks sums and minimum for every record; if only for some, the step itself decides."""
    return part.where is None and part.demanded_by(step)
