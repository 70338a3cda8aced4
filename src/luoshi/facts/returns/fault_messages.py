"""Formats faults and doubts of cells as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshi.facts.base.rules.doubts import HEADS, JUMP, REST, SHARE, SLIP
from luoshi.facts.doubts.doubt_messages import format_value_doubt as _doubted
from luoshi.facts.figure_views.figure_formats import in_names
from luoshi.facts.returns.rules import CellFault, FormLine
from luoshi.figures.rounding import round_to_places
from luoshi.figures.style import decimal_text
from luoshi.kernel.base.words import words_now

_ = words_now(__name__)


def format_cell_fault(fault: CellFault, one: FormLine) -> str:
    """Format a fault of a line's cell."""
    return _SENTENCES[fault.code](fault.said, one)


def format_zero_division(zero: str, asked: Iterable[FormLine]) -> str:
    """Say that a divisor was reported as 0; "" if none was."""
    names = {line.code: line.name for line in asked if line.code}
    return _("not computable: divided by 0 (%(names)s)") % {"names": in_names(zero, names)} if zero else ""


def _number(value: Decimal | Fraction | None, one: FormLine) -> str:
    return one.own.figure(value) if value is not None else _("nothing")


def _off(value: Fraction, one: FormLine) -> str:
    return one.own.figure(round_to_places(abs(value), 4))


def _by(value: Decimal | Fraction) -> str:
    return decimal_text(round_to_places(value, 1))


def _told(said: Mapping[str, Any], one: FormLine) -> str:
    was = said["value"]
    shown = one.own.figure(was.value) if was.value is not None else _("no value")
    return _("%(who)s reports %(value)s for the same: explain the difference.") % {"who": said["who"], "value": shown}


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any], FormLine], str]] = {
    "number": lambda said, one: _("“%(typed)s” is not a number.") % said,
    "unit": lambda said, one: (
        _("“%(typed)s” has another unit: this is reported in %(unit)s.")
        % {**said, "unit": one.own.unit or _("plain numbers")}
    ),
    "both": lambda said, one: (
        _("“%(typed)s” is ambiguous, because %(unit)s is expected: enter the number alone, or with its full unit.")
        % {**said, "unit": one.own.unit}
    ),
    "ends": lambda said, one: _("“%(typed)s” cannot be stored exactly in %(unit)s.") % {**said, "unit": one.own.base},
    "large": lambda said, one: _("“%(typed)s” is too large to be stored.") % said,
    "fine": lambda said, one: _("“%(typed)s” has more than four decimals.") % said,
    "differ": lambda said, one: _("The period and the total to date do not agree: enter only one of them."),
    "unknown": lambda said, one: _("An earlier period of the year was not reported: fill in the other column."),
    "missing": lambda said, one: _(
        "It must not stay empty: enter a value, — for a nil report, or / if it does not apply."
    ),
    "emptied": lambda said, one: _("A value was reported here: enter another, or — for a nil report."),
    "more": lambda said, one: _("It is more than the whole, “%(whole)s”.") % said,
    "parts": lambda said, one: (
        _("Its parts by %(axis)s differ from it by %(off)s.") % {"axis": said["axis"], "off": _off(said["off"], one)}
    ),
    "balance": lambda said, one: (
        _("%(text)s is not true: the difference is %(off)s.") % {"text": said["text"], "off": _off(said["off"], one)}
    ),
    **dict.fromkeys((SLIP, JUMP, SHARE, HEADS, REST), lambda said, one: _doubted(said["doubt"], one.own, said["kind"])),
    "change": lambda said, one: (
        _("It changed by %(change)s %% from the period before: explain why.") % {"change": _by(said["change"])}
    ),
    "peers": lambda said, one: _("It differs greatly from what %(count)d similar units reported: explain why.") % said,
    "told": _told,
    "of_year": lambda said, one: (
        _("%(who)s reports %(value)s for the year to date: explain the difference.")
        % {"who": said["who"], "value": _number(said["value"].value, one)}
    ),
}
