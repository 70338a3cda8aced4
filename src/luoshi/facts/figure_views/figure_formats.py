"""Formats figures as text: value with unit, coverage, reason for a missing value, change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.target import Target
from luoshi.facts.base.rules.cells import BELOW, NIL, NOT_APPLICABLE
from luoshi.facts.base.rules.natures import shown_in
from luoshi.facts.figure_views.queries import IndicatorLine
from luoshi.facts.indicators.models import Definition
from luoshi.facts.rollup.rules.published import PublishedComparison
from luoshi.facts.rollup.rules.tree_aggregation import BEFORE, DOES_NOT_ADD, Rolled
from luoshi.figures.bases import growth_to, step_of
from luoshi.figures.rounding import Exact, round_to_places
from luoshi.figures.style import decimal_text, group_digits
from luoshi.figures.units import in_unit

DIGITS = 2  # of computed values, unless the office sets the number
POINTS = ("%", "百分点")  # measures of which what is missing is said in points


def unit_of(one: Definition) -> str:
    """Return the unit in which values of several units are shown: of yes or no it is the share."""
    return shown_in(one.nature, one.measure)


def digits_of(one: Definition, value: Exact) -> int | None:
    """Return the number of decimals shown: as the office set it; else None for all of them, two if there is no end."""
    if one.digits is not None:
        return one.digits
    return None if round_to_places(value, 4) == value else DIGITS


def format_indicator_number(one: Definition, value: Exact) -> str:
    """Format a value in groups of three without its unit, padded to the office's number of decimals (2.00)."""
    text = group_digits(value, digits_of(one, value))
    if not one.digits:
        return text
    whole, _point, rest = text.partition(".")
    return f"{whole}.{rest:0<{one.digits}}"


def round_indicator_value(one: Definition, value: Exact | None) -> Decimal | None:
    """Round a value as shown, for a workbook, a chart or the API."""
    if value is None:
        return None
    digits = digits_of(one, value)
    return round_to_places(value, 4 if digits is None else digits).normalize()


def export_figure_value(line: IndicatorLine) -> Decimal | str:
    """Return a figure for a workbook: a number, or the reason why there is none."""
    found = round_indicator_value(line.of, line.now.value)
    return format_rolled_value(line.of, line.now, line.names) if found is None else found


def format_amount_with_unit(one: Definition, value: Exact) -> str:
    """Format a value with its unit."""
    return f"{format_indicator_number(one, value)} {unit_of(one)}".strip()


def format_rolled_value(one: Definition, found: Rolled, names: Mapping[str, str] | None = None) -> str:
    """Format a figure, or the reason why there is none; ``names``: the names of indicators, by code."""
    if found.value is not None:
        return format_amount_with_unit(one, found.value)
    if DOES_NOT_ADD in found.lacks:
        return _("cannot be added up over units")
    if BEFORE in found.lacks:
        return _("not computable: some units lack the preceding total")
    if found.zero:
        return _("not computable: divided by 0 (%(names)s)") % {"names": in_names(found.zero, names or {})}
    if found.lacks:
        return _("not computable: %(names)s missing") % {
            "names": "、".join((names or {}).get(code, code) for code in found.lacks)
        }
    return _("nothing reported")


def in_names(zero: str, names: Mapping[str, str]) -> str:
    """Replace the codes in a divisor by names."""
    return re.sub(r"[a-z][a-z0-9_]*", lambda code: names.get(code[0], code[0]), zero)


def figure_band_name(line: IndicatorLine) -> str:
    """Return the name of a figure's band; "" if the indicator has no bands."""
    if line.band is None:
        return ""
    return line.band or _("band not defined")


def format_published_check(one: Definition, found: PublishedComparison) -> str:
    """Say whether a published figure follows from the others, or the range of its base."""
    if found.follows is not None and found.exact is not None:
        said = format_amount_with_unit(
            one, round_to_places(found.exact, max(DIGITS - 1, -step_of(found.published).adjusted()))
        )
        return (
            _("agrees: %(value)s") % {"value": said}
            if found.follows
            else _("does not agree: should be %(value)s") % {"value": said}
        )
    if found.between:
        least, most = (group_digits(end) for end in found.between)
        return _("its base is between %(least)s and %(most)s") % {"least": least, "most": most}
    return ""


def format_needed_growth(target: Target, reached: Fraction | None, measure: str) -> str:
    """Format the growth that reaches a target, > if it must be exceeded; "" if it is reached or there is no base.

    Args:
        reached: in ``measure``, the indicator's own unit.
    """
    aim, passed = in_unit(target.value, target.unit, measure), target.bound == "gt"
    if reached is None or target.bound in ("le", "lt") or reached > aim or (reached == aim and not passed):
        return ""
    sign = ">" if passed else "≥"
    if measure in POINTS:  # from 13 % to 13.5 % is half a point, and no growth of 3.85 %
        return _("up %(sign)s %(change)s points") % {"sign": sign, "change": group_digits(aim - reached, DIGITS)}
    grown = growth_to(reached, aim)
    if grown is None:
        return ""
    return _("growth %(sign)s %(share)s%%") % {"sign": sign, "share": group_digits(grown, DIGITS)}


def format_coverage_count(found: Rolled) -> str:
    """Format the number of reported values, of those owed if any."""
    if found.expected is not None:
        return _("%(n)d of %(all)d") % {"n": found.told, "all": found.expected}
    return str(found.told)


def format_partial_note(found: Rolled) -> str:
    """Say that a figure is partial, and why."""
    if not found.partial or found.value is None:
        return ""
    if 0 < found.of_periods < found.periods:
        return _("partial: %(n)d of %(all)d periods") % {"n": found.of_periods, "all": found.periods}
    return _("partial")


def format_yearly_change(line: IndicatorLine) -> str:
    """Format the change against a year before; if not all units reported both, with their number; — without a base."""
    if line.broken is not None:
        return _("meaning changed on %(day)s") % {"day": line.broken.isoformat()}
    if line.grown is None:
        return _("not comparable: no unit reported both times") if line.counterpart_count == 0 else "—"
    sign = "+" if line.grown > 0 else ""
    text = (
        _("%(change)s points") % {"change": sign + yearly_change_number(line)}
        if line.points
        else f"{sign}{yearly_change_number(line)}%"
    )
    return (
        text
        if line.counterpart_count is None
        else _("%(change)s, based on the %(n)d units that reported both times")
        % {"change": text, "n": line.counterpart_count}
    )


def yearly_change_number(line: IndicatorLine) -> str:
    """Format the change as a number: in per cent with one decimal, of rates in points with two; "" if there is none."""
    return "" if line.grown is None else decimal_text(line.grown, DIGITS if line.points else 1)


def of_fact(fact: Fact, measure: str) -> str:
    """Format the value of a fact, or the reason why it has none."""
    if fact.value is not None:
        return f"{group_digits(fact.value)} {measure}".strip()
    return {
        NIL: _("nil"),
        NOT_APPLICABLE: _("not applicable"),
        BELOW: _("below the threshold"),
    }[fact.state]


def format_percent_share(part: Fraction | None, whole: Fraction | None) -> str:
    """Format a part in per cent of its whole; "" if either is missing."""
    if part is None or not whole:
        return ""
    return f"{group_digits(part * 100 / whole, 1)}%"
