"""The errors of the constants that a step sets (``Step.puts``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import models

from luoshi.base.forms.fields import Fixed, fits_fixed_field
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import NOW, TODAY, Put, Step, StepTime

# The types of constants that a column takes; the first matching class applies.
_TAKES: tuple[tuple[type, tuple[type, ...]], ...] = (
    (models.BooleanField, (bool,)),
    (Fixed, (int, Decimal)),
    (models.IntegerField, (int,)),
    (models.DateTimeField, ()),
    (models.DateField, (date,)),
    (models.CharField, (str,)),
    (models.TextField, (str,)),
)


def put_faults(kind: CompiledKind, step: Step) -> Iterator[str]:
    """Yield errors: unknown fields, fields that the step sets otherwise, values that do not fit."""
    own = {column.name: column for column in kind.own_fields}
    otherwise = {*step.sets, *(name for name, _source in step.carries)}
    for name, value in step.puts.items():
        if name not in own:
            yield f"puts {name}, which is no field of {kind.record.__name__}"
        elif name in otherwise:
            yield f"puts {name}, which it also asks for, sets or carries"
        elif why := _misfit(own[name], value):
            yield f"puts {name}={value.name if isinstance(value, StepTime) else repr(value)}: {why}"


def _misfit(column: models.Field[object, object], value: Put) -> str:
    """Return why a column does not take a constant; "" if it does."""
    of = type(column).__name__
    if value is None:
        return "" if column.null else 'it takes no null: empty a text with ""'
    if value is NOW:
        return "" if isinstance(column, models.DateTimeField) else f"NOW is a moment, and its type is {of}"
    if value is TODAY:
        a_day = isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField)
        return "" if a_day else f"TODAY is a day, and its type is {of}"
    if type(value) not in next((types for kind, types in _TAKES if isinstance(column, kind)), ()):
        return f"its type is {of}"
    if isinstance(value, Decimal) and not fits_fixed_field(value):
        return "it has more than four decimal places, or is too large"
    return _misfitting_text(column, value) if isinstance(value, str) else ""


def _misfitting_text(column: models.Field[object, object], value: str) -> str:
    if value == "":
        return "" if column.blank else "it may not be empty"
    of = getattr(column, "code_list", None)
    if of is not None:  # a code that the program names must not be taken out by the office
        return "" if value in of.fixed.split() else f"the list {of.name} may lose it: fix it there"
    if column.choices and value not in dict(column.flatchoices):
        return "it is none of its choices"
    too_long = column.max_length and len(value) > column.max_length
    return f"it is longer than {column.max_length} characters" if too_long else ""
