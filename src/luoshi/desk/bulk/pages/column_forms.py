"""The forms on which a person says what the columns of a sheet with heads of its own are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.sheets.tables import SheetTable, TableColumn, TableLine
from luoshi.base.sheets.workbooks import read_cell_text
from luoshi.desk.bulk.columns.proposals import OFFERED, ImportField, first_values
from luoshi.desk.bulk.columns.values import describe_days, describe_unit, read_cell, unit_of_values
from luoshi.desk.bulk.import_sheets import RECORD, TemplateColumn, explain_column
from luoshi.desk.bulk.nested_lines import ROLE, plain_column
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.reading.load.sheet import column_letter

SAMPLES, LONG_SAMPLE, LONG_LINE = 3, 24, 90  # values shown of a column, and characters of a value and of a line
LEFT_SHOWN = 100  # lines that are left out and can be counted in
REASONS: dict[str, StrOrPromise] = {
    "total": gettext_lazy("total"),
    "note": gettext_lazy("note"),
    "signature": gettext_lazy("signatures"),
    "heading": gettext_lazy("heading of a part"),
    "head": gettext_lazy("head repeated"),
    "blank": gettext_lazy("only a number"),
}


@dataclass(frozen=True)
class ColumnLine:
    """A column on the page: its letter, its head, its first values, what becomes of its unit, and the choice."""

    letter: str
    head: str
    samples: str
    unit: str
    field: BoundField


class ColumnsForm(ScreenedForm):
    """Which field each column of a table is, and which of the lines left out count."""

    count = forms.MultipleChoiceField(
        label=gettext_lazy("Count as rows"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        table: SheetTable,
        fields: Sequence[ImportField],
        proposed: Mapping[int, str],
        data: QueryDict | None = None,
        counted: Sequence[int] = (),
    ) -> None:
        super().__init__(data)
        self.table, self.proposed = table, proposed
        self.by_name = {field.name: field for field in fields}
        choices = list(_field_choices(fields, {*proposed.values()}))
        for column in table.columns:
            self.fields[f"column_{column.place}"] = forms.ChoiceField(
                label=format_head(column), choices=choices, required=False, initial=proposed.get(column.place, "")
            )
        left = [(str(at), row) for at, row in enumerate(table.rows) if row.why][:LEFT_SHOWN]
        count: forms.MultipleChoiceField = self.fields["count"]  # type: ignore[assignment]
        count.choices = [(at, format_line(table, row)) for at, row in left]
        count.initial = [str(at) for at in counted]
        if not left:
            del self.fields["count"]

    def clean(self) -> dict[str, object]:
        """Require a column, and refuse a field chosen twice or a unit that is none of the field's."""
        chosen = self.chosen_fields
        if not chosen:
            self.add_error(None, _("Choose what at least one column is."))
        names = list(chosen.values())
        for name in dict.fromkeys(name for name in names if names.count(name) > 1 and ROLE not in name):
            self.add_error(None, _("“%(field)s” is assigned to several columns.") % {"field": self.by_name[name].label})
        for column in self.table.columns:
            field = self.by_name.get(chosen.get(column.place, ""))
            if field and field.column.kind == "number" and not unit_of_values(field.unit, column.unit, self.table.unit):
                words = {"head": format_head(column), "unit": column.unit, "field": field.label, "kept": field.unit}
                said = _("“%(head)s” is in %(unit)s, but “%(field)s” is counted in %(kept)s.")
                self.add_error(f"column_{column.place}", ValidationError(said % words))
        if RECORD in self.by_name and RECORD not in names:
            self.add_error(None, _("Choose the column that says which record each row is about."))
        return self.cleaned_data

    @property
    def chosen_fields(self) -> dict[int, str]:
        """The field's name by the column's place: as sent, otherwise as proposed."""
        if not self.is_bound:
            return dict(self.proposed)
        sent = {column.place: str(self.data.get(f"column_{column.place}", "")) for column in self.table.columns}
        return {place: name for place, name in sent.items() if name in self.by_name}

    @property
    def counted_positions(self) -> list[int]:
        """The positions of the lines that are counted in."""
        return [int(at) for at in self.cleaned_data.get("count", ())]

    def lines(self, masked: frozenset[str]) -> Iterator[ColumnLine]:
        """Yield the columns; values of protected fields are not shown."""
        chosen = self.chosen_fields
        for column in self.table.columns:
            name = chosen.get(column.place, "")
            field = self.by_name.get(name)
            yield ColumnLine(
                column_letter(column.place),
                format_head(column),
                _("(protected)") if plain_column(name) in masked else _format_samples(self.table, column),
                self._describe(column, field),
                self[f"column_{column.place}"],
            )

    def _describe(self, column: TableColumn, field: ImportField | None) -> str:
        kind = field.column.kind if field else ""
        if field and kind == "number":
            return describe_unit(column, field.unit, self.table.unit)
        return describe_days(self.table, column) if kind == "day" else ""


class SameForm(ScreenedForm):
    """Values that all rows have, of required fields that are no column of the sheet."""

    def __init__(self, lacking: Sequence[ImportField], own_unit: str, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.lacking = lacking
        for field in lacking:
            name, column = f"same_{field.name}", field.column
            if column.kind == "choice" and column.choices:
                choices = [("", _("choose")), *((word, word) for word in column.choices)]
                self.fields[name] = forms.ChoiceField(label=field.label, choices=choices)
            else:
                given = own_unit if column.kind == "unit" else None
                self.fields[name] = forms.CharField(
                    label=field.label, max_length=500, help_text=explain_column(column), initial=given
                )

    def values(self, columns: Mapping[str, TemplateColumn]) -> dict[str, str]:
        """Return the raw values by field."""
        found = {}
        for field in self.lacking:
            column = columns[field.name]
            value, _why = read_cell(column, None, str(self.cleaned_data[f"same_{field.name}"]))
            found[field.name] = value
        return found


def list_lacking(fields: Sequence[ImportField], chosen: Mapping[int, str]) -> list[ImportField]:
    """Return the required fields that no column is; the column that says which record a row is about cannot be one."""
    return [field for field in fields if field.needed and field.name != RECORD and field.name not in chosen.values()]


def format_head(column: TableColumn) -> str:
    """Return the words above a column; without them its letter."""
    return column.label or _("Column %(letter)s, without a head") % {"letter": column_letter(column.place)}


def format_line(table: SheetTable, row: TableLine) -> str:
    """Return a line that is left out: its number, why, and its first words."""
    words = " · ".join(read_cell_text(row.cells[place]) for place in sorted(row.cells))
    words = words if len(words) <= LONG_LINE else words[:LONG_LINE] + "…"
    return _("row %(row)d, %(why)s: %(words)s") % {"row": row.number, "why": REASONS[row.why], "words": words}


def _format_samples(table: SheetTable, column: TableColumn) -> str:
    found = (text if len(text) <= LONG_SAMPLE else text[:LONG_SAMPLE] + "…"
             for text in first_values(table, column, SAMPLES))  # fmt: skip
    return " · ".join(found) or _("empty")


def _field_choices(
    fields: Sequence[ImportField], proposed: set[str]
) -> Iterator[tuple[str, str] | tuple[str, list[tuple[str, str]]]]:
    """Yield the choices of a column: left out, the record's own fields, and those of its rows by part."""
    yield "", _("leave out")
    own = [
        (field.name, f"{field.label}*" if field.needed else field.label) for field in fields if "." not in field.name
    ]
    parts: dict[str, list[tuple[str, str]]] = {}
    for field in fields:
        part, dot, _column = field.name.partition(".")
        place = int(field.name.partition("#")[2] or 0)
        if dot and (place <= OFFERED or field.name in proposed):
            parts.setdefault(part, []).append((field.name, field.label))
    yield _("Fields"), own
    for choices in parts.values():
        yield choices[0][1].partition("·")[0], choices
