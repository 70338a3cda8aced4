"""By what figures are divided besides units: fields with codes, links, texts, and the year or the month of a day."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django.db.models import Case, F, Min, Q, Value, When
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear
from django.db.models.lookups import In

from luoshi.desk.figures.queries.sources import FigureRowSource, figure_row_source
from luoshi.desk.figures.rules import NONE
from luoshi.kernel.conditions.queries.paths import field_shape
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import YEAR, Figure
from luoshi.kernel.kinds.language.unique import Same
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.unique.rules import normalize_key_value

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


def is_text_axis(kind: CompiledKind, by: str) -> bool:
    """Whether rows are divided by a text, of which the kind says which spellings mean the same (``Same``)."""
    return any(by in same.fields for same in kind.every(Same))


def has_code_axis(kind: CompiledKind, by: str) -> bool:
    """Whether rows are divided by a field with codes, as indicators are by their parts."""
    return not (by == "unit" or is_year_axis(by) or linked_axis(kind, by) is not None or is_text_axis(kind, by))


class SameText(NamedTuple):
    """A text in all its spellings: the id of the first record with it, how it stands there, and every spelling."""

    first: int
    text: str
    spellings: tuple[str, ...]


def same_texts(kind: CompiledKind, by: str) -> dict[str, SameText]:
    """Return the texts that the kind's records have in a field, by normal form; under "" those that are only blanks.

    One query, which reads each spelling once. It does not depend on the days asked for, so that a text is called the
    same in each of them.
    """
    rows = kind.record._default_manager.filter(kind=kind.name, **{f"{by}__gt": ""})
    found: dict[str, SameText] = {}
    for text, first in rows.order_by().values(by).annotate(first=Min("pk")).order_by("first").values_list(by, "first"):
        normal = normalize_key_value(text)
        known = found.get(normal, SameText(first, text if normal else "", ()))
        found[normal] = known._replace(spellings=(*known.spellings, text))
    return found


def find_same_text(kind: CompiledKind, by: str, code: str) -> SameText | None:
    """Return the text that the record of this id has; None: there is no such record, or it has none."""
    text = kind.record._default_manager.filter(pk=code, kind=kind.name).values_list(by, flat=True).first()
    return same_texts(kind, by).get(normalize_key_value(text)) if text else None


def axis_key(source: FigureRowSource, by: str) -> Any:
    """Return the expression for the code, linked record's id, text, year or month by which a row counts.

    Of a text in several spellings it is the first one.
    """
    column = F(source.column(axis_path(by)))
    if is_text_axis(source.kind, by):
        spelt = {text: spellings for _first, text, spellings in same_texts(source.kind, by).values()}
        others = {text: spellings for text, spellings in spelt.items() if spellings != (text,)}
        named = [When(In(column, [*spellings]), then=Value(text)) for text, spellings in others.items()]
        return Case(*named, default=Coalesce(column, Value("")))
    if is_year_axis(by):
        return ExtractYear(column)
    if is_month_axis(by):
        return ExtractMonth(column)
    return Coalesce(column, Value("")) if field_shape(source.field(by)) == "text" else column


def axis_rows(source: FigureRowSource, by: str, code: str) -> Q:
    """Return the condition for the rows that count for a code, a linked record, a text or a year."""
    column = source.column(axis_path(by))
    if is_text_axis(source.kind, by):
        found = same_texts(source.kind, by).get("") if code == NONE else find_same_text(source.kind, by, code)
        spelt = Q(**{f"{column}__in": found.spellings if found else []})
        return spelt | Q(**{f"{column}__isnull": True}) | Q(**{column: ""}) if code == NONE else spelt
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
    """Whether a code from an address can be one of an axis: a year and the id of a record are numbers.

    A text stands in no address: the id of the first record that has it does.
    """
    if code == NONE or has_code_axis(kind, by):
        return True
    return bool((YEAR_CODE if is_year_axis(by) else ID).fullmatch(code))
