"""Figures in words: a value with its unit, of how many it is made, why there is none, how it changed."""

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

DIGITS = 2  # of what is worked out, where the office says nothing else


def unit_of(one: Definition) -> str:
    """The unit in which values of several units are shown: of those that say yes a share."""
    return shown_in(one.nature, one.measure)


def digits_of(one: Definition, value: Exact) -> int | None:
    """How many decimals are shown: what the office says; else all of them, of what has no end two."""
    if one.digits is not None:
        return one.digits
    return None if round_to_places(value, 4) == value else DIGITS


def format_indicator_number(one: Definition, value: Exact) -> str:
    """A value in groups of three, without its unit; with all the decimals that the office asks for (2.00)."""
    text = group_digits(value, digits_of(one, value))
    if not one.digits:
        return text
    whole, _point, rest = text.partition(".")
    return f"{whole}.{rest:0<{one.digits}}"


def round_indicator_value(one: Definition, value: Exact | None) -> Decimal | None:
    """A value as it is shown, for a workbook, a picture or a program."""
    if value is None:
        return None
    digits = digits_of(one, value)
    return round_to_places(value, 4 if digits is None else digits).normalize()


def export_figure_value(line: IndicatorLine) -> Decimal | str:
    """A figure as a workbook gets it: a number, or why there is none."""
    found = round_indicator_value(line.of, line.now.value)
    return format_rolled_value(line.of, line.now, line.names) if found is None else found


def format_amount_with_unit(one: Definition, value: Exact) -> str:
    """A value with its unit."""
    return f"{format_indicator_number(one, value)} {unit_of(one)}".strip()


def format_rolled_value(one: Definition, found: Rolled, names: Mapping[str, str] | None = None) -> str:
    """A figure, or why there is none; ``names``: what indicators are called, by code."""
    if found.value is not None:
        return format_amount_with_unit(one, found.value)
    if DOES_NOT_ADD in found.lacks:
        return _("does not add up over units")
    if BEFORE in found.lacks:
        return _("not computable: of some the total before is missing")
    if found.zero:
        return _("not computable: divided by 0 (%(names)s)") % {"names": in_names(found.zero, names or {})}
    if found.lacks:
        return _("not computable: %(names)s missing") % {
            "names": "、".join((names or {}).get(code, code) for code in found.lacks)
        }
    return _("nothing told")


def in_names(zero: str, names: Mapping[str, str]) -> str:
    """What is divided by, with these names for its codes."""
    return re.sub(r"[a-z][a-z0-9_]*", lambda code: names.get(code[0], code[0]), zero)


def figure_band_name(line: IndicatorLine) -> str:
    """What such a value is called, of an indicator with bands."""
    if line.band is None:
        return ""
    return line.band or _("band not defined")


def format_published_check(one: Definition, found: PublishedComparison) -> str:
    """Whether a published figure follows from the others, or what its base must be."""
    if found.follows is not None and found.exact is not None:
        said = format_amount_with_unit(
            one, round_to_places(found.exact, max(DIGITS - 1, -step_of(found.published).adjusted()))
        )
        return (
            _("follows: %(value)s") % {"value": said}
            if found.follows
            else _("does not follow: %(value)s") % {"value": said}
        )
    if found.between:
        least, most = (group_digits(end) for end in found.between)
        return _("its base lies between %(least)s and %(most)s") % {"least": least, "most": most}
    return ""


def format_needed_growth(target: Target, reached: Fraction | None, measure: str) -> str:
    """The growth at which a target is reached, > where it must be passed; "" where it is reached, or has no base.

    Args:
        reached: in ``measure``, the indicator's own unit.
    """
    aim, passed = in_unit(target.value, target.unit, measure), target.bound == "gt"
    if reached is None or target.bound in ("le", "lt") or reached > aim or (reached == aim and not passed):
        return ""
    grown = growth_to(reached, aim)
    return (
        ""
        if grown is None
        else _("growth %(sign)s %(share)s%%")
        % {
            "sign": ">" if passed else "≥",
            "share": group_digits(grown, DIGITS),
        }
    )


def format_coverage_count(found: Rolled) -> str:
    """By how many it was told, of how many that owe it."""
    if found.expected is not None:
        return _("%(n)d of %(all)d") % {"n": found.told, "all": found.expected}
    return str(found.told)


def format_partial_note(found: Rolled) -> str:
    """That it is only a part, and why."""
    if not found.partial or found.value is None:
        return ""
    if 0 < found.of_periods < found.periods:
        return _("in part: %(n)d of %(all)d periods") % {"n": found.of_periods, "all": found.periods}
    return _("in part")


def format_yearly_change(line: IndicatorLine) -> str:
    """How it changed against a year before, of how many that told both where not all did; — where there is no base."""
    if line.broken is not None:
        return _("means something else since %(day)s") % {"day": line.broken.isoformat()}
    if line.grown is None:
        return _("not comparable: nobody told both") if line.both == 0 else "—"
    sign = "+" if line.grown > 0 else ""
    text = (
        _("%(change)s points") % {"change": sign + yearly_change_number(line)}
        if line.points
        else f"{sign}{yearly_change_number(line)}%"
    )
    return (
        text if line.both is None else _("%(change)s, of the %(n)d told both times") % {"change": text, "n": line.both}
    )


def yearly_change_number(line: IndicatorLine) -> str:
    """The change as a number: in per cent with one decimal, of rates in points with two; "" where there is none."""
    return "" if line.grown is None else decimal_text(line.grown, DIGITS if line.points else 1)


def of_fact(fact: Fact, measure: str) -> str:
    """What a fact says: its value, or why it has none."""
    if fact.value is not None:
        return f"{group_digits(fact.value)} {measure}".strip()
    return {
        NIL: _("nil"),
        NOT_APPLICABLE: _("not applicable"),
        BELOW: _("below the threshold"),
    }[fact.state]


def format_percent_share(part: Fraction | None, whole: Fraction | None) -> str:
    """A part in per cent of its whole; "" where there is none."""
    if part is None or not whole:
        return ""
    return f"{group_digits(part * 100 / whole, 1)}%"
