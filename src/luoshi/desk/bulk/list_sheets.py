"""The columns and lines of a list's workbook; each line says of which version of its record it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.forms.fields import mask_protected_text
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.workbooks import read_cell_text
from luoshi.desk.bulk.rules import stamp_line
from luoshi.desk.lists.queries.listing import light_code_of_values
from luoshi.desk.lists.queries.long_lists import LongList
from luoshi.desk.tags.part import lists_in_use, tag_parameter
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import stored_value_text, with_words
from luoshi.kernel.kinds.language.parts import Extra
from luoshi.writing.sheet_heads import Written

LIGHT, WHY, VERSION = "_light", "_why_light", "_version"  # columns that are no fields
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.DateField)  # cells as they are
WIDTHS = {
    "number": 14,
    "title": 40,
    "unit": 24,
    "state": 12,
    "due": 12,
    "opened": 17,
    "closed": 17,
}


@dataclass(frozen=True)
class ExportColumn:
    """A column of a list's workbook.

    Attributes:
        passing: what it says changes without a step on the record, with the day or with other records.
    """

    name: str
    label: str
    width: int
    passing: bool = False


def list_columns(declared: CompiledKind) -> list[ExportColumn]:
    """Return the columns in their order: the list's, the further ones of a record's page, and what each record has."""
    own = [_own_column(declared, name, 40 if name in declared.words else 16) for name in _shown(declared)]
    extras = [ExportColumn(extra.name, str(extra.label), 40, True) for extra in declared.every(Extra)]
    extras += [
        ExportColumn(tag_parameter(code_list), str(code_list.label), 24, True) for code_list in lists_in_use(declared)
    ]
    protected = [
        ExportColumn(name, fields.field_label(declared, name) + _(" (protected)"), 14)
        for name in declared.masked_fields
    ]
    return [
        ExportColumn("number", _("Number"), WIDTHS["number"]),
        _own_column(declared, "title", WIDTHS["title"]),
        *own,
        *extras,
        _own_column(declared, "unit", WIDTHS["unit"]),
        ExportColumn("state", _("State"), WIDTHS["state"]),
        *_due_columns(declared),
        ExportColumn("opened", _("Opened"), WIDTHS["opened"]),
        ExportColumn("closed", _("Closed on"), WIDTHS["closed"]),
        *protected,
        ExportColumn(VERSION, _("Version of the record"), 10),
    ]


def _own_column(declared: CompiledKind, name: str, width: int) -> ExportColumn:
    return ExportColumn(name, fields.field_label(declared, name), width)


def _shown(declared: CompiledKind) -> list[str]:
    """Return the kind's own fields: the list's columns, then the further ones of a record's page."""
    return [*declared.columns, *(name for name in declared.shows if name not in declared.columns)]


def _due_columns(declared: CompiledKind) -> list[ExportColumn]:
    """Return the columns for due date and light; none if nothing of the kind falls due."""
    if not declared.falls_due:
        return []
    why = [ExportColumn(WHY, _("Why this light"), 30, True)] if declared.lights else []
    return [_own_column(declared, "due", WIDTHS["due"]), ExportColumn(LIGHT, _("Light"), 10, True), *why]


def list_lines(
    declared: CompiledKind, records: QuerySet[Any], actor: Actor, day: date, light_words: Mapping[str, str]
) -> Iterator[list[Written]]:
    """Yield the list's rows as lines of the sheet; values that repeat are put into words once.

    Args:
        light_words: The words of the lights that follow from due dates, by their codes.
    """
    protected = declared.masked_fields
    extras = [extra.name for extra in declared.every(Extra)]
    records = records.annotate(**{extra.name: extra.found() for extra in declared.every(Extra)})
    tags = [tag_parameter(code_list) for code_list in lists_in_use(declared)]
    front = ["number", "title", *_shown(declared), *extras, *tags, "unit", "state"]
    front += ["due"] if declared.falls_due else []  # the light comes between
    back = ["opened", "closed", *protected, "version"]
    asked = [name for name in [*front, *back, "due", "due_in_period"] if name not in tags]
    found = LongList(declared, records, asked, actor, day)
    lit_by = len(_due_columns(declared)[1:])  # the light and its reason
    apart = {*extras, *tags}
    made = [None if name in apart else _writer(declared, found, name) for name in front] + [None] * lit_by
    made += [_writer(declared, found, name) for name in ("opened", "closed")] + [
        _masked(declared, name) for name in protected
    ]
    said = [(at, written) for at, written in enumerate(made) if written]
    listed = [(at, name, field) for at, name in enumerate(front) if (field := with_words(declared.record, name))]
    unit_at, state_at, opened_at = (found.places[name] for name in ("unit", "state", "opened"))
    before, behind = (itemgetter(*(found.places[name] for name in some)) for some in (front, back))
    closed_at, due_at, period_at = (found.places[name] for name in ("closed", "due", "due_in_period"))
    passing = [at for at, column in enumerate(list_columns(declared)) if column.passing]
    for row, lit in found.rows():
        if lit:
            light: tuple[str, ...] = (lit.label, lit.why)
        elif lit_by:
            code = light_code_of_values(row[closed_at], row[due_at], row[period_at], day)
            light = (light_words["void" if code == "closed" and row[state_at] in declared.void else code],)
        else:
            light = ()
        line = [*before(row), *light, *behind(row)]
        for at, written in said:
            line[at] = written(line[at])
        for at, name, field in listed:
            line[at] = field.format_code(row[found.places[name]], row[unit_at], timezone.localdate(row[opened_at]))
        line[-1] = stamp_line(line[-1], [cell_form(line[at]) for at in passing])
        yield line


def cell_form(value: object) -> str:
    """Return a cell's value in a form that is the same before it is written to a sheet and after it is read from it."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, Decimal):
        value = format(value.normalize(), "f")
    return _text_form(value) if isinstance(value, str) else read_cell_text(value)  # type: ignore[arg-type]


@lru_cache(maxsize=5_000)
def _text_form(text: str) -> str:
    """Return a text as Excel reads it again. Kept: what passes by are lights, reasons and tags, which repeat."""
    from luoshi.writing.cells import cell_safe_text

    return read_cell_text(cell_safe_text(text).replace("_x005F_", "_"))


def _masked(declared: CompiledKind, name: str) -> Callable[[object], Written]:
    """Return a function that masks a protected field for its cell."""
    model, mask = declared.record, declared.masks[name]
    return lambda value: mask_protected_text(stored_value_text(model, name, value), mask)


def _writer(declared: CompiledKind, found: LongList, name: str) -> Callable[[Any], Written] | None:
    """Return a function from a column's value to its cell; None for words, numbers, dates and times, used as is."""
    model = declared.record
    if name == "state":
        return {state: str(words) for state, words in declared.cycle.states.items()}.__getitem__
    if called := found.name_lookup(name):
        return called
    if with_words(model, name):
        return None  # worded by the row's unit and day
    field = model._meta.get_field(name)
    if getattr(field, "choices", None):
        return cache(lambda value: stored_value_text(model, name, value))  # few values: each label lookup costs
    return None if isinstance(field, PLAIN) else lambda value: stored_value_text(model, name, value)
