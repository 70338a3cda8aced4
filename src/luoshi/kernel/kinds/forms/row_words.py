"""Rows as text: a column for display, the rows' shortfalls, and a sheet's cell as form input."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from luoshi.base.forms.fields import mask_protected_text
from luoshi.kernel.kinds.compiled.row_edits import today_of
from luoshi.kernel.kinds.compiled.words import address_in, plain_text
from luoshi.kernel.kinds.language.row_rules import exact_sum, fold_label
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Row, row_model

YES = frozenset(("1", "true", "yes", "y", "是", "√", "✓", "对", "on"))
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def cell_as_typed(asks: forms.Field, words: str) -> str:
    """Return a cell of a sheet as form input for the column: a choice by its code, a day in ISO form."""
    if isinstance(asks, forms.ChoiceField) and not isinstance(asks, forms.ModelChoiceField):
        pairs: Any = asks.choices
        codes = {fold_label(str(label)): str(code) for code, label in pairs if not isinstance(label, list | tuple)}
        return codes.get(fold_label(words), words) if words else ""
    if isinstance(asks, forms.BooleanField):
        return "on" if words.casefold() in YES else ""
    if isinstance(asks, forms.DateField) and (found := DAY.fullmatch(words)):
        return f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}"
    return words


def row_shortfalls(part: Rows, count: int, values: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """Yield the rows' shortfalls in number and sums; ``values``: for each summed column, all its values."""
    unset = {name: sum(value in (None, "") for value in some) for name, some in values.items()}
    return lacks_of(part, count, unset, {name: exact_sum(some) for name, some in values.items()})


def lacks_of(part: Rows, count: int, unset: Mapping[str, int], sums: Mapping[str, Any]) -> Iterator[str]:
    """Yield the same from counts and sums; they are exact, and unset values are reported."""
    if count < part.least:
        said = {"label": part.label, "least": part.least, "n": count}
        yield _("%(label)s: at least %(least)d rows; there are %(n)d.") % said
    for name, of in part.sums.items():
        told = {"label": label_of(part, name), "n": unset[name], "of": of, "sum": format_plain_decimal(sums[name])}
        if unset[name]:
            yield _("%(label)s is empty in %(n)d rows: it must add up to %(of)s.") % told
        elif sums[name] != of:
            yield _("%(label)s adds up to %(sum)s of %(of)s.") % told


def format_plain_decimal(number: Any) -> str:
    """Format an exact number without trailing zeros."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def summarize_row(part: Rows, row: Row) -> str:
    """Summarise a row by the values of its first columns."""
    said = [value_of(part, row, name) for name in part.page_columns]
    return " · ".join([words for words in said if words][:3]) or str(row.pk)


def value_of(part: Rows, row: Row, name: str) -> str:
    """Return a row's column as display text; its record must be loaded."""
    found = getattr(row, name)
    column: Any = row_model(part)._meta.get_field(name)
    if name in part.masks:
        return mask_protected_text(plain_text(found), part.masks[name])
    if hasattr(column, "format_code"):
        return str(column.format_code(found, row.record.unit_id, today_of(row.record)))
    if column.choices:
        return str(dict(column.flatchoices).get(found, found) or "")
    return str(found.number) if hasattr(found, "number") else plain_text(found)


def address_of(part: Rows, row: Row, name: str) -> str:
    """Return the web address to which a row's column leads; "" if it is none, or masked."""
    return "" if name in part.masks else address_in(row_model(part), name, getattr(row, name))


def label_of(part: Rows, name: str) -> str:
    """Return a column's label."""
    return str(capfirst(row_model(part)._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def said_value(part: Rows, name: str, value: Any, unit: int | None, day: date) -> str:
    """Return a column's value in the journal as display text: a code with its label on that day."""
    column: Any = row_model(part)._meta.get_field(name)
    if name in part.masks:
        return _("(protected)")
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if hasattr(column, "format_code"):
        return str(column.format_code(str(value), unit, day))
    if column.choices:
        return str({str(code): label for code, label in column.flatchoices}.get(str(value), value))
    return plain_text(value)


def said_edit(part: Rows, data: Any, unit: int | None, day: date) -> str:
    """Describe an entry's changes to rows (``RowsEdit.in_journal``), in one sentence for each type of change."""

    def value(name: str, of: Any) -> str:
        known = any(field.name == name for field in row_model(part)._meta.concrete_fields)
        return said_value(part, name, of, unit, day) if known else str(of)

    def row(says: Any) -> str:
        given = dict(_each(says))
        found = {
            name: given[name] for name in (*part.form_columns, *given) if name in given
        }  # as the form asks for them
        return " ".join(filter(None, (word_value(name, column_value) for name, column_value in found.items())))

    def word_value(name: str, of: Any) -> str:
        if isinstance(of, bool) and name not in part.masks and name in part.form_columns:
            return label_of(part, name) if of else ""  # among the other values a bare yes or no says nothing
        return value(name, of)

    def differs(one: Mapping[str, Any]) -> str:
        was, says = dict(_each(one.get("was"))), dict(_each(one.get("says")))
        said = []
        for name in dict.fromkeys((*says, *was)):
            now, before = (value(name, some[name]) if name in some else _("empty") for some in (says, was))
            called = label_of(part, name) if name in part.form_columns else name
            words = {"label": called, "value": now, "was": before}
            said.append(_("%(label)s %(value)s (before: %(was)s)") % words)
        return " ".join(filter(None, (row(one.get("of")), _(", ").join(said))))

    if not isinstance(data, dict):
        return ""
    ways: list[tuple[Any, Any]] = [
        (_("added: %(rows)s"), [row(edit.get("says")) or _("a row") for edit in _rows(data, "added")]),
        (_("changed: %(rows)s"), [differs(row) for row in _rows(data, "changed")]),
        (_("removed: %(rows)s"), [row(edit.get("says")) or _("a row") for edit in _rows(data, "removed")]),
    ]
    found = [words % {"rows": "、".join(rows)} for words, rows in ways if rows]
    return _("; ").join([*found, *([_("order changed")] if data.get("order") else [])])


def _rows(data: Mapping[str, Any], way: str) -> list[Any]:
    found = data.get(way)
    return [edit for edit in found if isinstance(edit, dict)] if isinstance(found, list) else []


def _each(says: Any) -> list[tuple[str, Any]]:
    return list(says.items()) if isinstance(says, dict) else []
