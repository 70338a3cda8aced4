"""Parses and checks the data sent with an edit of rows; invalid data is refused with an explanation."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import RowFigure
from luoshi.plans.base.notes import LONGEST
from luoshi.plans.rows.rules.input_parsers import day_typed, names_typed, period_typed


def seen_in(given: Mapping[str, str]) -> dict[int, int]:
    """Parse rows and their versions from ``rows=12:3,13:1`` and from ticks, ``row=12:3``, which may stand for several.

    Raises:
        RecordError: ``incomplete``.
    """
    ticked = given.getlist("row") if hasattr(given, "getlist") else ()
    return pairs_in(pair for some in (given.get("rows", ""), *ticked) for pair in some.split(","))


def pairs_in(pairs: Iterable[str]) -> dict[int, int]:
    """Parse rows and their versions, each as ``12:3``.

    Raises:
        RecordError: ``incomplete``.
    """
    found = {}
    for pair in filter(None, pairs):
        pk, _colon, version = pair.partition(":")
        if not (pk.isdecimal() and version.isdecimal() and len(pair) < 30):
            raise RecordError("incomplete", _("The selection contains no valid rows."))
        found[int(pk)] = int(version)
    if not found:
        raise RecordError("incomplete", _("No row was chosen."))
    return found


def one_in(given: Mapping[str, str]) -> tuple[int, int]:
    """Return the one row that was sent, and its version.

    Raises:
        RecordError: ``incomplete``.
    """
    seen = seen_in(given)
    if len(seen) != 1:
        raise RecordError("incomplete", _("Choose one row."))
    return next(iter(seen.items()))


def whole_in(given: Mapping[str, str], name: str) -> int:
    """Parse the non-negative integer in a field.

    Raises:
        RecordError: ``incomplete``.
    """
    value = given.get(name, "").strip()
    if not value.isdecimal() or len(value) > 9:
        raise RecordError("incomplete", _("“%(value)s” is not a whole number.") % {"value": value[:20]})
    return int(value)


def values_in(plan: Plan, given: Mapping[str, str]) -> dict[str, object]:
    """Parse the form of a row into values for ``actions.correct.change_row``; absent fields are left out.

    Raises:
        RecordError: ``incomplete``.
    """
    values: dict[str, Any] = {}
    if "words" in given:
        values["words"] = given["words"].strip()
    for role in ("lead", "support"):
        if role in given:
            values[role] = names_typed(given[role])
    if "due" in given:
        values["due"] = day_in(plan, given["due"])
    if "every" in given:
        values["every"] = every_in(given["every"])
        values["times"] = whole_in(given, "times") if given.get("times", "").strip() else None
    if "each_sent" in given:
        values["each"] = "each" in given
    values["figures"] = _figures(given)
    values["notes"] = {
        name.removeprefix("note-"): _short(words.strip(), LONGEST)
        for name, words in given.items()
        if name.startswith("note-")
    }
    if quote := given.get("overlooked-quote", "").strip():
        number = given.get("overlooked-value", "").strip()
        values["figure"] = {"quote": _short(quote, 120), "value": _number(number) if number else None}
        values["figure"] |= {
            name: _short(given.get(f"overlooked-{name}", "").strip(), most)
            for name, most in (("unit", 30), ("indicator", 200))
        }
    return values


def every_in(words: str) -> str:
    """Parse the period of a recurrence; "" for none.

    Raises:
        RecordError: ``incomplete``.
    """
    every = words.strip()
    if every and not code_labels.PERIOD.fullmatch(every):
        raise RecordError("incomplete", _("“%(value)s” is not a recurrence.") % {"value": every[:20]})
    return every


def _short(words: str, most: int) -> str:
    if len(words) > most:
        raise RecordError(
            "incomplete", _("“%(words)s” has more than %(most)d characters.") % {"words": words[:20], "most": most}
        )
    return words


def day_in(plan: Plan, words: str) -> date | None:
    """Parse a typed day; None if empty.

    Raises:
        RecordError: ``incomplete``.
    """
    try:
        return day_typed(words, plan.year)
    except ValueError:
        raise RecordError(
            "incomplete",
            _("“%(value)s” is not a day.") % {"value": words[:20]},
            fields={"due": [_("Write the day as 2026-09-30.")]},
            remedy=_("Write the day as 2026-09-30, or shorter: 0930, 9.30, 9月底."),
        ) from None


FIGURE_FIELDS: dict[str, Callable[[str], object]] = {
    "state": lambda words: _listed(
        words, (RowFigure.ASKED, RowFigure.BACKGROUND), _("A figure must be either a target or background.")
    ),
    "indicator": lambda words: _short(words, 200),
    "bound": lambda words: _listed(words, code_labels.BOUNDS, _("“%(value)s” is not a bound of a figure.")),
    "value": lambda words: _number(words) if words else None,
    "upper": lambda words: _number(words) if words else None,
    "unit": lambda words: _short(words, 30),
    "period": lambda words: _period(words),
}


def _figures(given: Mapping[str, str]) -> dict[int, dict[str, object]]:
    """Parse figures sent as ``figure-12-value=3``, by id."""
    found: dict[int, dict[str, object]] = {}
    for name in given:
        head, _dash, rest = name.partition("-")
        pk, _dash, field = rest.partition("-")
        if head == "figure" and pk.isdecimal() and len(pk) < 16 and field in FIGURE_FIELDS:
            found.setdefault(int(pk), {})[field] = FIGURE_FIELDS[field](given[name].strip())
    return found


def _listed(words: str, known: Container[str], otherwise: str) -> str:
    if words not in known:
        raise RecordError("incomplete", otherwise % {"value": words[:20]})
    return words


def _period(words: str) -> str:
    try:
        return period_typed(words)
    except ValueError:
        raise RecordError(
            "incomplete",
            _("“%(value)s” is not a period of a figure.") % {"value": words[:20]},
            remedy=_("Write the period as 2026, 2026—2030, 2026-06, 今年 or 5年内."),
        ) from None


def _number(words: str) -> Decimal:
    try:
        value = Decimal(words.replace(",", "").replace("，", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    # Check the size first: quantize fails for larger numbers.
    if not value.is_finite() or abs(value) > Decimal(10) ** 14 or value != value.quantize(Decimal("0.0001")):
        raise RecordError(
            "incomplete", _("“%(value)s” is not a number with at most four decimal places.") % {"value": words[:20]}
        )
    return value
