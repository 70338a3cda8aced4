"""Formats a doubt with its question: the decimal point, the unit, or whether it is right."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from luoshi.facts.base.rules.doubts import FELL, HEADS, LAST, REST, SHARE, SLIP, YEAR, Doubt
from luoshi.figures.rounding import round_to_places
from luoshi.figures.style import group_digits
from luoshi.figures.written_units import Own

MONEY, PERSONS = "元", "人"
DIGITS = 2


def format_value_doubt(doubt: Doubt, own: Own, kind: str) -> str:
    """Format a doubt about a value as one sentence.

    Args:
        own: the unit of measure of the value; kind: the kind of its period.
    """
    if doubt.code == HEADS:
        return _("It is less than “%(name)s” (%(than)s): there cannot be fewer attendances than people.") % {
            "name": doubt.of,
            "than": f"{group_digits(doubt.than)}{PERSONS}",
        }
    if doubt.code == SHARE:
        return _("It is %(share)s%% of all units’ total: is this right?") % {"share": group_digits(doubt.than, 1)}
    if doubt.code == FELL:
        return _("It is less than reported before for this year (%(than)s): a total to date does not fall.") % {
            "than": _amount(doubt.than, own)
        }
    if doubt.code == REST:
        return _rest(doubt, own)
    times = group_digits(Fraction(10) ** doubt.power if doubt.power else round_to_places(doubt.times, 1))
    said = {"times": times, "of": _of(doubt.of, kind), "than": _amount(doubt.than, own), "ask": _asked(doubt, own)}
    if doubt.up:
        return _("It is about %(times)s times %(of)s (%(than)s): %(ask)s") % said
    return _("It is about 1/%(times)s of %(of)s (%(than)s): %(ask)s") % said


def _rest(doubt: Doubt, own: Own) -> str:
    rest = _amount(abs(doubt.than), own)
    if doubt.than < 0:
        return _("Its parts add up to %(rest)s more than the whole.") % {"rest": rest}
    if doubt.of:
        return _("Its parts add up to %(rest)s less than the whole; %(names)s not reported.") % {
            "rest": rest,
            "names": doubt.of,
        }
    return _("Its parts add up to %(rest)s less than the whole.") % {"rest": rest}


def _of(of: str, kind: str) -> str:
    if kind == "ytd":
        return _("the pace so far")
    if of == LAST:
        known = {
            "month": pgettext("doubt", "the month before"),
            "quarter": pgettext("doubt", "the quarter before"),
            "year": pgettext("doubt", "the year before"),
        }
        return known.get(kind, pgettext("doubt", "the period before"))
    return pgettext("doubt", "a year before") if of == YEAR else pgettext("doubt", "all earlier reports")


def _asked(doubt: Doubt, own: Own) -> str:
    if doubt.code != SLIP:
        return _("is this right?")
    if own.base == MONEY:
        other = MONEY if doubt.up and own.word else f"万{MONEY}"
        return _("should the unit be %(unit)s?") % {"unit": other}
    return _("is the decimal point right?")


def _amount(value: Fraction, own: Own) -> str:
    return f"{group_digits(round_to_places(value / own.size, DIGITS))}{own.unit}"
