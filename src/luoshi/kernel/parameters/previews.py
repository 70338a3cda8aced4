"""The effect of a value in words and example dates, shown before it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from luoshi.kernel.base.retention import FOR_EVER
from luoshi.kernel.parameters import rules


@dataclass(frozen=True)
class Stair:
    """A day of an example: ``mark`` gives its position (T-5), ``who`` the person, and ``what`` the event."""

    mark: str
    day: date
    who: str
    what: str
    due: bool = False


@dataclass(frozen=True)
class ParameterPreview:
    """A sentence, and if there are several, the days of the example in order."""

    words: str
    stairs: Sequence[Stair] = ()


def preview_workdays(count: int, day: date) -> ParameterPreview:
    """Show the last day of a number of working days from a day on."""
    one = rules.example_deadline(count, "workday", day)
    values = {"start": one.start, "last": one.last, "free": one.free}
    if not one.free:
        return preview_calendar_days(count, day)
    return ParameterPreview(
        _("Example: begun on %(start)s, the last day is %(last)s; days off in between: %(free)d.") % values
    )


def preview_calendar_days(count: int, day: date) -> ParameterPreview:
    """Show the last day of a number of calendar days from a day on."""
    one = rules.example_deadline(count, "day", day)
    return ParameterPreview(
        _("Example: begun on %(start)s, the last day is %(last)s.") % {"start": one.start, "last": one.last}
    )


def preview_retention(term: int | None, day: date) -> ParameterPreview:
    """Show until when a record closed today is kept."""
    last = rules.kept_until(day, term)
    if last is None:
        return ParameterPreview(_("Example: a matter closed on %(start)s is kept for ever.") % {"start": day})
    return ParameterPreview(
        _("Example: a matter closed on %(start)s is kept until %(last)s.") % {"start": day, "last": last}
    )


def in_workdays(text: str) -> str:
    """Format a number of working days for display."""
    return _("%(count)s working days") % {"count": text}


def in_days(text: str) -> str:
    """Format a number of calendar days for display."""
    return _("%(count)s calendar days") % {"count": text}


def in_limit(text: str) -> str:
    """Format a limit in days for display."""
    found = rules.parse_day_limit(text)
    return (in_workdays if found.unit == "workday" else in_days)(str(found.count))


def in_months(text: str) -> str:
    """Format a number of months for display."""
    return _("%(count)s months") % {"count": text}


def in_units(text: str) -> str:
    """Format a choice of units for display."""
    chosen = rules.parse_unit_choice(text)
    if chosen.depth:
        return _("units %(depth)d levels beneath %(code)s") % {"depth": chosen.depth, "code": chosen.codes[0]}
    return "、".join(chosen.codes)


def in_years(text: str) -> object:
    """Format a retention period for display."""
    return _("for ever") if text == FOR_EVER else _("%(count)s years") % {"count": text}


def in_percent(text: str) -> str:
    """Format a percentage for display."""
    return f"{text}%"


def in_yes(text: str) -> object:
    """Format yes or no for display."""
    return _("yes") if rules.yes_or_no(text) else _("no")
