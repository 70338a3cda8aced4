"""By what figures are divided besides units: fields with codes, links, and the year or the month of a day."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from luoshi.desk.figures.queries.sources import FigureRowSource, figure_row_source
from luoshi.desk.figures.rules import NONE
from luoshi.kernel.conditions.queries.paths import field_shape
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import YEAR, Figure
from luoshi.kernel.kinds.links import Linked

MONTH = ".month"  # never declared: boards divide the flows of one year by it
YEAR_CODE, ID = re.compile(r"[1-9][0-9]{3}"), re.compile(r"[1-9][0-9]{0,17}")


def axis_path(by: str) -> str:
    """Return the path of the field by which rows are divided: without ``.year`` or ``.month``."""
    return by.removesuffix(YEAR).removesuffix(MONTH)


def is_year_axis(by: str) -> bool:
    """Whether rows are divided by the year of a day."""
    return by.endswith(YEAR)


def is_month_axis(by: str) -> bool:
    """Whether rows are divided by the month of a day, within one year."""
    return by.endswith(MONTH)


def linked_axis(kind: CompiledKind, by: str) -> CompiledKind | None:
    """Return the kind to whose records the field leads by which rows are divided; None: it is no link to one kind."""
    field = kind.fields.get(by)
    return field.kind if isinstance(field, Linked) and not field.several else None


def has_code_axis(kind: CompiledKind, by: str) -> bool:
    """Whether rows are divided by a field with codes, as indicators are by their parts."""
    return by != "unit" and not is_year_axis(by) and linked_axis(kind, by) is None


def axis_key(source: FigureRowSource, by: str) -> Any:
    """Return the expression for the code, the linked record's id, the year or the month by which a row counts."""
    column = F(source.column(axis_path(by)))
    if is_year_axis(by):
        return ExtractYear(column)
    if is_month_axis(by):
        return ExtractMonth(column)
    return Coalesce(column, Value("")) if field_shape(source.field(by)) == "text" else column


def axis_rows(source: FigureRowSource, by: str, code: str) -> Q:
    """Return the condition for the rows that count for a code, a linked record or a year."""
    column = source.column(axis_path(by))
    if code == NONE:
        missing = Q(**{f"{column}__isnull": True})
        return missing | Q(**{column: ""}) if field_shape(source.field(axis_path(by))) == "text" else missing
    return Q(**{f"{column}__year" if is_year_axis(by) else column: code})


def axis_label(kind: CompiledKind, by: str) -> str:
    """Return what a division is called: the field's label."""
    path = axis_path(by)
    return str(axis_field(kind, by).verbose_name) if "." in path else fields.field_label(kind, path)


def axis_field(kind: CompiledKind, by: str) -> Any:
    """Return the field by which rows are divided: of the record, or of the rows inside it (``people.part``)."""
    path = axis_path(by)
    if "." not in path:
        return kind.record._meta.get_field(path)
    figure = next(figure for figure in kind.every(Figure) if by in figure.by and not figure.made_of)
    return figure_row_source(kind, figure).field(path)


def is_axis_code(kind: CompiledKind, by: str, code: str) -> bool:
    """Whether a code from an address can be one of an axis: a year and the id of a record are numbers."""
    if code == NONE or has_code_axis(kind, by):
        return True
    return bool((YEAR_CODE if is_year_axis(by) else ID).fullmatch(code))
