"""Queries for indicators: by code, their formulas, targets and checks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.base.models.fact import TOTAL, Fact
from luoshi.facts.base.models.target import Target
from luoshi.facts.base.rules.checks import parse_comparison
from luoshi.facts.base.rules.natures import shown_in
from luoshi.facts.indicators import rules
from luoshi.facts.indicators.models import Definition, ValueCheck
from luoshi.kernel.kinds.language.formulas import Formula, parse_formula
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.rights.queries.access import readable_kinds
from luoshi.org.tree.models import Unit

NEWEST = 5_000  # most values, newest periods first, on which checks are tried
THERE = ("active", "ended")  # merged indicators are left out


def measures_by_code(codes: Collection[str]) -> dict[str, str]:
    """Return the units of measure used in calculations for the indicators in use with these codes. One query."""
    rows = Definition.objects.filter(code__in=codes, state="active", erased=None)
    return {
        code: shown_in(nature, measure) if nature else measure
        for code, nature, measure in rows.values_list("code", "nature", "measure")
    }


def formulas_of() -> dict[str, Formula]:
    """Return all formulas by their indicator's code. One query."""
    rows = Definition.objects.filter(state__in=THERE, erased=None).exclude(formula="").exclude(code="")
    return {code: parse_formula(text) for code, text in rows.values_list("code", "formula")}


def indicator_targets(one: Definition, actor: Actor, day: date) -> list[Target]:
    """List the targets of an indicator in records the actor may read, newest record first. One query."""
    may = Record.objects.filter(readable_kinds(list_kinds(), actor, day), erased=None)
    rows = Target.objects.filter(indicator=one.indicator_id, ended=None, record__in=may.values("pk"))
    return list(rows.select_related("record__unit").order_by("-record", "place"))


def defined_among(indicators: Collection[int]) -> list[int]:
    """List those of the indicators that an office's record defines. One query."""
    rows = Definition.objects.filter(indicator__in=indicators, state__in=THERE)
    return [pk for pk in rows.values_list("indicator", flat=True) if pk is not None]


@dataclass(frozen=True)
class CheckTrial:
    """A check, the number of values it applies to, and the units and periods where it would stop or ask."""

    check: ValueCheck
    looked: int
    hits: list[tuple[int, int]]


def try_indicator_checks(one: Definition) -> list[CheckTrial]:
    """Try each check of an indicator, switched on or not, on reported values. At most three queries."""
    checks = list(ValueCheck.list_rows(one))
    if not checks or one.indicator_id is None:
        return []
    read = {check.pk: parse_comparison(check.text) for check in checks if check.sort == "balance"}
    codes = {name for each in read.values() for name in each.names}
    rows = Definition.objects.filter(code__in=codes, state="active").values_list("code", "indicator", "measure")
    named = {code: pk for code, pk, _measure in rows if pk is not None}
    units = {code: measure for code, _pk, measure in rows}
    values = _values({one.indicator_id, *named.values()})
    own, others = values.get(one.indicator_id, {}), {code: values.get(pk, {}) for code, pk in named.items()}
    found = []
    for check in checks:
        if check.sort == "balance":
            hits = rules.balance_hits(own, read[check.pk], others, units)
        else:
            hits = rules.jump_hits(own, check.border) if check.sort == "jump" else rules.peer_hits(own)
        found.append(CheckTrial(check, *hits))
    return found


def _values(indicators: Collection[int]) -> dict[int, dict[tuple[int, int], Decimal]]:
    rows = Fact.objects.filter(indicator__in=indicators, breakdown=TOTAL, ended=None, value__isnull=False)
    found: dict[int, dict[tuple[int, int], Decimal]] = {}
    names = ("indicator", "unit", "period", "value")
    for indicator, unit, code, value in rows.order_by("-period").values_list(*names)[:NEWEST]:
        found.setdefault(indicator, {})[unit, code] = value
    return found


def units_of_hits(found: Collection[CheckTrial], most: int) -> dict[int, Unit]:
    """Return the units of the first ``most`` hits of each check. One query."""
    return Unit.objects.in_bulk({unit for each in found for unit, _code in each.hits[:most]})
