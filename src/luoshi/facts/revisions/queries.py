"""Finds counted values and formulas that today's rules would change, and the bulletins that issued them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.dates.period_codes import decode_period, encode_period
from luoshi.dates.period_names import period_named
from luoshi.dates.periods import Period
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.rules.checks import Comparison, parse_comparison
from luoshi.facts.base.rules.formulas import compared_faults, unit_faults
from luoshi.facts.bulletins.models import Bulletin, Chosen
from luoshi.facts.countings import queries as countings
from luoshi.facts.countings.models import Counting
from luoshi.facts.fact_store.rules import FactKey
from luoshi.facts.indicators.forms import format_formula_fault
from luoshi.facts.indicators.models import Definition, ValueCheck
from luoshi.facts.indicators.queries import measures_by_code
from luoshi.facts.rollup.queries.rollups import resolve_rollup_inputs
from luoshi.facts.rollup.rules.pieces import split_value_periods, to_its_end
from luoshi.kernel.kinds.language.formulas import parse_formula
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.rights import readable_records

PERIODS = 12  # newest periods of each counting that are compared
ISSUED = 60  # newest bulletins considered


class RevisedValue(NamedTuple):
    """A value, or why there is none (``facts.base.rules.cells``)."""

    value: Decimal | int | None
    state: int


@dataclass(frozen=True)
class Revision:
    """A stored value and what today's rules give for it; None: nothing.

    Attributes:
        issued: the bulletins that contain it; if any, it stays.
    """

    counting: Counting
    span: Period
    unit: int
    part: int
    kept: RevisedValue | None
    now: RevisedValue | None
    issued: tuple[Bulletin, ...] = ()


@dataclass(frozen=True)
class RefusedFormula:
    """A formula or balance of an indicator in use that today's rules refuse, with the reason."""

    definition: Definition
    text: str
    why: str


def refused_formulas() -> list[RefusedFormula]:
    """List the formulas and balances of indicators in use that today's rules refuse. Three queries."""
    by_pk = {
        definition.pk: definition
        for definition in Definition.objects.filter(state="active", erased=None).order_by("pk")
    }
    formulas = [(definition, parse_formula(definition.formula)) for definition in by_pk.values() if definition.formula]
    checks = ValueCheck.objects.filter(record__in=list(by_pk), sort="balance").order_by("record", "pk")
    balances = [(by_pk[check.record_id], check.text, parse_comparison(check.text)) for check in checks]
    units = measures_by_code({*(name for _one, made in formulas for name in made.names), *_names(balances)})
    found = [(definition, made.text, unit_faults(made, definition.measure, units)) for definition, made in formulas]
    found += [(definition, text, compared_faults(made.left, made.right, units)) for definition, text, made in balances]
    return [
        RefusedFormula(definition, text, format_formula_fault(faults[0]))
        for definition, text, faults in found
        if faults
    ]


def _names(balances: Sequence[tuple[Definition, str, Comparison]]) -> set[str]:
    return {name for _one, _text, made in balances for name in made.names}


def find_readable(records: Sequence[Record], actor: Actor, day: date) -> set[int]:
    """Return those records of one kind that the actor may open: administrators may not read cases. One query."""
    if not records:
        return set()
    rows = readable_records(kind_of(records[0]), actor, day).filter(pk__in={record.pk for record in records})
    return set(rows.values_list("pk", flat=True))


def may_revise(actor: Actor) -> bool:
    """Whether the actor may see and supersede changed values."""
    return Role.ADMINISTRATOR in actor.roles


def counting_revisions(day: date) -> list[Revision]:
    """List the counted values that today's rules would change, by counting and period.

    What cannot be counted is left out. For each counting and each of its newest periods, as many queries as counting
    takes.
    """
    issued = _issued()
    found: list[Revision] = []
    rows = Counting.objects.filter(state="active", erased=None).select_related("indicator").order_by("pk")
    for counting in rows:
        for kept in countings.kept_counting_periods(counting)[:PERIODS]:
            try:
                found += _of_period(counting, kept.period, day, issued)
            except RecordError:
                break
    return found


def _of_period(
    counting: Counting, period: int, day: date, issued: Mapping[tuple[int, int], Sequence[Bulletin]]
) -> Iterator[Revision]:
    indicator = counting.indicator.indicator_id if counting.indicator else None
    span = decode_period(period)
    now = {told.key: RevisedValue(told.value, told.state) for told in countings.counted_values(counting, span, day)}
    rows = Fact.objects.filter(indicator=indicator, period=period, ended=None, entry__record=counting.pk)
    kept = {
        FactKey(indicator or 0, unit, period, part): RevisedValue(value, state)
        for unit, part, value, state in rows.values_list("unit", "breakdown", "value", "state")
    }
    others = countings.facts_told_elsewhere(counting, now.keys() - kept.keys())
    stays = tuple(issued.get((indicator or 0, period), ()))
    for key in sorted({*now, *kept} - {*others}):
        if now.get(key) != kept.get(key):
            yield Revision(counting, span, key.unit, key.breakdown, kept.get(key), now.get(key), stays)


def _bulletins() -> list[Bulletin]:
    rows = Bulletin.objects.filter(state="published", seal__isnull=False, erased=None)
    return list(rows.order_by("-published_on", "-pk")[:ISSUED])


def _issued() -> dict[tuple[int, int], list[Bulletin]]:
    """Map indicator and period code to the bulletins that show the value or a result computed from it."""
    found: dict[tuple[int, int], list[Bulletin]] = defaultdict(list)
    for bulletin in _bulletins():
        span = period_named(bulletin.period)
        chosen = Chosen.objects.filter(record=bulletin.pk).select_related("indicator")
        for of in resolve_rollup_inputs([each.indicator for each in chosen]).plain.values():
            made = (split_value_periods(of.nature, of.period, span), to_its_end(of.nature, span))
            for code in {encode_period(part) for some in made if some is not None for part in some.every}:
                found[of.indicator_id or 0, code].append(bulletin)
    return found
