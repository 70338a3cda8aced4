"""What the checks of an indicator would have said of the values that were told: before they are switched on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.dates.period_codes import coded, decoded
from luoshi.dates.periods import Period, period, to_date
from luoshi.facts.base.models.fact import TOTAL, Fact
from luoshi.facts.base.rules.checks import Comparison, comparison, jumped, off, outliers
from luoshi.facts.indicators.models import Check, Definition
from luoshi.figures.rounding import Exact

NEWEST = 5_000  # values that are looked at, of the newest periods
Values = dict[tuple[int, int], Decimal]  # by unit and period


@dataclass
class Tried:
    """A check, of how many values it could be asked, and where it would have stopped or asked: unit and period."""

    check: Check
    looked: int = 0
    hits: list[tuple[int, int]] = field(default_factory=list)


def tried(one: Definition) -> list[Tried]:
    """What each check of an indicator says of what was told of it. Three queries, or one where it has none."""
    checks = list(Check.standing(one))
    if not checks or one.indicator_id is None:
        return []
    read = {check.pk: comparison(check.text) for check in checks if check.sort == "balance"}
    codes = {name for each in read.values() for name in each.names}
    named = dict(Definition.objects.filter(code__in=codes, state="active").values_list("code", "indicator"))
    values = _values([one.indicator_id, *(pk for pk in named.values() if pk)])
    own = values.get(one.indicator_id, {})
    others = {code: values.get(pk or 0, {}) for code, pk in named.items()}
    return [_tried(check, own, read.get(check.pk), others) for check in checks]


def _values(indicators: Sequence[int]) -> dict[int, Values]:
    rows = Fact.objects.filter(indicator__in=indicators, breakdown=TOTAL, ended=None, value__isnull=False)
    found: dict[int, Values] = {}
    names = ("indicator", "unit", "period", "value")
    for indicator, unit, code, value in rows.order_by("-period").values_list(*names)[:NEWEST]:
        found.setdefault(indicator, {})[unit, code] = value
    return found


def _tried(check: Check, own: Values, read: Comparison | None, others: dict[str, Values]) -> Tried:
    found = Tried(check)
    if check.sort == "peers":
        _peers(own, found)
        return found
    for (unit, code), value in own.items():
        hit: object = None
        if read is not None:
            known: dict[str, Exact | None] = {name: some.get((unit, code)) for name, some in others.items()}
            if None in known.values():
                continue
            hit = off(read, known)
        elif check.border is not None and (before := _before(decoded(code))) is not None:
            last = own.get((unit, coded(before)))
            if last is None:
                continue
            hit = jumped(value, last, check.border)
        else:
            continue
        found.looked += 1
        if hit is not None:
            found.hits.append((unit, code))
    return found


def _before(span: Period) -> Period | None:
    """The period before one; of a total to date the one that ends a month before; None: there is none in its year."""
    if span.kind == "years" or span.first.toordinal() == 1:
        return None
    if span.kind == "ytd":
        month = period("month", span.last)
        return to_date(span.first.fromordinal(month.first.toordinal() - 1)) if month.first.month > 1 else None
    return period(span.kind, span.first.fromordinal(span.first.toordinal() - 1))


def _peers(own: Values, found: Tried) -> None:
    for code in {code for _unit, code in own}:
        units = [unit for unit, each in own if each == code]
        found.looked += len(units)
        found.hits += [(units[at], code) for at in outliers([own[unit, code] for unit in units])]
