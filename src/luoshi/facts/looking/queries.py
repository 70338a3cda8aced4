"""Whose figures one may read, what they come to beside a year before, and where each comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q, QuerySet

from luoshi.dates.period_codes import coded, decoded
from luoshi.dates.periods import Period, period
from luoshi.facts.base.models.fact import Fact, Question
from luoshi.facts.base.models.target import Target
from luoshi.facts.base.rules.natures import NATURES
from luoshi.facts.indicators.models import Breakdown, Definition, Version
from luoshi.facts.indicators.queries import THERE
from luoshi.facts.indicators.rules import broken_between
from luoshi.facts.rollup.queries.rolled import Asked, asked, called, rolled, rolled_over, spans_told, steady
from luoshi.facts.rollup.queries.sums import Of, sums
from luoshi.facts.rollup.rules.added import Rolled, Sum, over_units
from luoshi.facts.rollup.rules.pieces import last_of, pieces
from luoshi.facts.telling.queries import newest
from luoshi.figures.ranks import ranks
from luoshi.figures.shares import growth
from luoshi.org.actors.queries import above, under
from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.org.tree.models import Unit, own_order
from luoshi.org.tree.queries import on
from luoshi.org.units.queries import standing_on
from luoshi.records.files.models import Attachment
from luoshi.records.journal.models import Seal
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import kinds
from luoshi.records.rights.queries.rights import readable_kinds

READS = (Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.CLERK, Role.COLLECTOR)  # of their unit and what is beneath it
TREND = 12  # periods
LARGER: tuple[str, ...] = ("month", "quarter", "half", "year")
MOST = 60  # periods that are offered


def may_look(actor: Actor) -> bool:
    """Whether figures of some unit are open to the actor. No query."""
    return bool(actor.roles & {*READS, Role.AUDITOR})


def open_units(actor: Actor, day: date) -> QuerySet[Unit]:
    """The units whose figures the actor may read: those in the charge of their posts, with all beneath them."""
    if Role.AUDITOR in actor.roles:
        return standing_on(day)
    over = {unit for seat in actor.seats if seat.role in READS for unit in seat.charges}
    return Unit.objects.filter(pk__in=under(over, day)) if over else Unit.objects.none()


def top(actor: Actor, day: date) -> Unit | None:
    """Of the units whose figures one may read the one that stands highest, the first in order. Two queries at most."""
    if Role.AUDITOR in actor.roles:
        heads = on(day).filter(depth__gt=0).values("unit")
        return standing_on(day).exclude(pk__in=heads).order_by(*own_order()).first()
    over = above({unit for seat in actor.seats if seat.role in READS for unit in seat.charges}, day)
    if not over:
        return None
    return Unit.objects.filter(pk=min(over, key=lambda one: (len(over[one]), one))).first()


def children(unit: Unit, day: date) -> QuerySet[Unit]:
    """The units right beneath one on a day, in their own order."""
    return Unit.objects.filter(pk__in=on(day).filter(ancestor=unit, depth=1).values("unit")).order_by(*own_order())


def offered(definitions: Iterable[Definition], unit: Unit, day: date) -> list[Period]:
    """The periods of which something can be shown, the newest first: those told, and the longer ones about them.

    One query.
    """
    indicators = [one.indicator_id for one in definitions if one.indicator_id]
    found: set[Period] = set()
    for code in spans_told(indicators, [unit.pk], day):
        span = decoded(code)
        if span.kind == "years":
            found.add(span)
            continue
        if span.kind not in ("ytd", "moment", "day"):
            found.add(span)
        longer = LARGER[LARGER.index(span.kind) :] if span.kind in LARGER else LARGER
        found |= {period(one, span.last) for one in longer}  # type: ignore[arg-type]
    return sorted(found, key=lambda one: (one.last, one.first), reverse=True)[:MOST]


def newest_told(definitions: Iterable[Definition], spans: Sequence[Period], day: date) -> Period:
    """The period that is shown where none was asked for: the newest that is over, as often as most of them are told."""
    told = [one.period if one.period in LARGER else "month" for one in definitions]
    often = max(set(told), key=lambda one: (told.count(one), -LARGER.index(one))) if told else "month"
    over = [one for one in spans if one.kind == often and one.last < day]
    return next(iter(over or [one for one in spans if one.kind == often] or spans), period("month", day))


def defined() -> list[Definition]:
    """The indicators that are there, by code. One query."""
    rows = Definition.objects.filter(state__in=THERE, erased=None, indicator__isnull=False)
    return list(rows.select_related("outcome").order_by("code", "title", "pk"))


@dataclass(frozen=True)
class Line:
    """An indicator over a unit and what is beneath it: now and a year before.

    Attributes:
        grown: by how many per cent, of rates by how many points; None: no base, or it means something else since.
        broken: the day from which on it cannot be compared with a year before.
    """

    of: Definition
    now: Rolled
    before: Rolled
    grown: Fraction | None = None
    broken: date | None = None

    @property
    def points(self) -> bool:
        """Whether the change is one in points (百分点)."""
        return NATURES[self.of.nature].units in ("ratio", "share") and self.of.measure in ("%", "‰", "")


def of_units(definitions: Sequence[Definition], units: Sequence[Unit], span: Period) -> dict[int, list[Line]]:
    """What indicators come to, by unit. Seven queries at most, whatever the number of either."""
    of, keys = asked(definitions), [one.pk for one in units]
    now = rolled(of, keys, span)
    before = _a_year_before(of, keys, span)
    breaks = _breaks(definitions)
    return {unit: [_line(one, span, now[unit], before.get(unit, {}), breaks) for one in definitions] for unit in keys}


def _a_year_before(of: Asked, units: Sequence[int], span: Period) -> dict[int, dict[str, Rolled]]:
    return {} if span.kind == "years" else rolled(of, units, span.a_year_before())


def _breaks(definitions: Sequence[Definition]) -> dict[int, list[date]]:
    rows = Version.objects.filter(record__in=[one.pk for one in definitions], breaks=True)
    found: dict[int, list[date]] = {}
    for record, day in rows.values_list("record", "from_day"):
        found.setdefault(record, []).append(day)
    return found


def _line(
    one: Definition,
    span: Period,
    now: Mapping[str, Rolled],
    before: Mapping[str, Rolled],
    breaks: Mapping[int, Collection[date]],
) -> Line:
    there, base = now[called(one)], before.get(called(one), Rolled())
    days = [] if span.kind == "years" else [
        day for day in breaks.get(one.pk, ()) if broken_between([day], span.a_year_before().first, span.last)
    ]  # fmt: skip
    plain = Line(one, there, base, None, max(days, default=None))
    if days or there.value is None or base.value is None:
        return plain
    grown = there.value - base.value if plain.points else growth(there.value, base.value)
    return Line(one, there, base, grown)


def ranked(one: Definition, lines: Sequence[Line]) -> list[int | None]:
    """The rank of each unit, ties alike, where the office ranks by it; else nobody has any."""
    if not one.ranked:
        return [None] * len(lines)
    return ranks([line.now.value for line in lines], largest_first=one.way != "down")


def trend(one: Definition, unit: Unit, span: Period) -> list[tuple[Period, Rolled]]:
    """A period with those before it, the oldest first, each by the tree of its last day.

    Five queries; where the tree changed meanwhile three for each period.
    """
    of, spans = asked([one]), last_of(span, TREND)
    if steady(unit.pk, spans[0].last, span.last):
        found = rolled_over(of, [unit.pk], spans, span.last)
    else:
        found = {each: rolled(of, [unit.pk], each) for each in spans}
    return [(each, found[each][unit.pk][called(one)]) for each in spans]


def parts_of(one: Definition, unit: Unit, span: Period) -> list[tuple[Breakdown, Fraction | None, int]]:
    """What each part of an indicator comes to, and by how many it was told. Two queries at most."""
    rows = list(Breakdown.objects.filter(record=one.pk).order_by("place", "pk"))
    made_of = pieces(one.nature, one.period, span)
    if not rows or one.indicator_id is None or made_of.less is not None:
        return []
    codes = [coded(each) for each in made_of.spans]
    including = [one.indicator_id] if one.includes else []
    found = sums([one.indicator_id], codes, [unit.pk], span.last, including=including, parts=True)
    result = []
    for part in rows:
        there = [found.get(Of(unit.pk, one.indicator_id, code, part.pk), Sum()) for code in codes]
        values = [value for each in there if (value := over_units(one.nature, each)) is not None]
        told = sum(each.told for each in there)
        value = None if not values else sum(values, Fraction(0)) if len(codes) > 1 else values[0]
        result.append((part, value, told))
    return result


def told_itself(one: Definition, unit: Unit, span: Period) -> list[Fact]:
    """What a unit itself told of the period, whole and parts, the newest period first. One query."""
    made_of = pieces(one.nature, one.period, span)
    codes = [coded(each) for each in (*made_of.spans, *([made_of.less] if made_of.less else []))]
    rows = Fact.objects.filter(indicator=one.indicator_id, unit=unit, period__in=codes, ended=None)
    return list(rows.select_related("entry__person", "told__person").order_by("-period", "breakdown"))


def parts_named(facts: Iterable[Fact]) -> dict[int, str]:
    """The names of the parts of which facts are, by id. One query."""
    return dict(Breakdown.objects.filter(pk__in={one.breakdown for one in facts}).values_list("pk", "name"))


def reached(one: Definition, unit: Unit, actor: Actor, day: date) -> list[tuple[Target, Fraction | None]]:
    """What records promise of an indicator in a unit and beneath it, with what was told last. Three queries."""
    may = Record.objects.filter(readable_kinds(kinds(), actor, day), erased=None, unit__in=under([unit.pk], day))
    rows = Target.objects.filter(indicator=one.indicator_id, ended=None, record__in=may.values("pk"))
    targets = list(rows.select_related("record__unit").order_by("-record", "place")[:MOST])
    found = newest(targets, {target.record_id: target.record.unit_id for target in targets})
    return [(target, Fraction(found[target.pk].value) if target.pk in found else None) for target in targets]


def last_seal() -> int | None:
    """The number of the newest seal: up to it everything was read. One query."""
    return Seal.objects.order_by("-number").values_list("number", flat=True).first()


def fact_of(pk: int, actor: Actor, day: date) -> Fact | None:
    """A fact of a unit whose figures the actor may read, whether it still counts or not. One query."""
    rows = Fact.objects.filter(pk=pk, unit__in=open_units(actor, day).values("pk"))
    return rows.select_related("entry__person", "told__person", "ended__person", "unit", "indicator").first()


def history(fact: Fact) -> list[Fact]:
    """All that was told of the same, the newest first. Two queries."""
    key = {"indicator": fact.indicator_id, "unit": fact.unit_id, "period": fact.period, "breakdown": fact.breakdown}
    related = ("entry__person", "told__person", "ended__person")
    rows = [
        *Fact.objects.filter(**key, ended=None).select_related(*related),
        *Fact.objects.filter(**key, ended__isnull=False).select_related(*related),
    ]
    return sorted(rows, key=lambda one: one.pk, reverse=True)


def definition_of(fact: Fact) -> Definition | None:
    """What defines its indicator; None: it is one of a single promise. One query."""
    return Definition.objects.filter(indicator=fact.indicator_id, state__in=THERE).first()


def record_of(fact: Fact, actor: Actor, day: date) -> Record | None:
    """The record by whose step it was told, where the actor may read that. One query."""
    pk = (fact.told or fact.entry).record_id
    return Record.objects.filter(readable_kinds(kinds(), actor, day), pk=pk or 0).first()


def evidence_of(fact: Fact) -> list[Attachment]:
    """The files that were given with it. One query."""
    return list(Attachment.objects.filter(entry=fact.told_id or fact.entry_id).order_by("pk"))


def counts_for(fact: Fact, actor: Actor, day: date) -> list[Target]:
    """What is promised for which it counts, of records that the actor may read. One query."""
    may = Record.objects.filter(readable_kinds(kinds(), actor, day), unit=fact.unit_id, erased=None)
    rows = Target.objects.filter(
        indicator=fact.indicator_id, breakdown=fact.breakdown, first__lte=fact.period, last__gte=fact.period, ended=None
    )
    return list(rows.filter(record__in=may.values("pk")).select_related("record").order_by("record", "place"))


def questions_of(fact: Fact) -> list[Question]:
    """Other values of the same between which somebody has to decide. One query."""
    rows = Question.objects.filter(Q(stays=fact) | Q(other=fact), settled=None)
    return list(rows.select_related(*_BOTH).order_by("pk"))


_BOTH = tuple(f"{one}__{by}__person" for one in ("stays", "other") for by in ("entry", "told"))


def open_questions(unit: Unit, day: date) -> list[Question]:
    """The questions about a unit and those beneath it, the oldest first, so many at most. One query."""
    rows = Question.objects.filter(settled=None, stays__unit__in=under([unit.pk], day))
    return list(rows.select_related(*_BOTH, "stays__unit", "stays__indicator").order_by("pk")[:MOST])


def indicators_of(facts: Iterable[Fact]) -> dict[int, Definition]:
    """What defines the indicators of facts, by the indicator. One query."""
    rows = Definition.objects.filter(indicator__in={one.indicator_id for one in facts}, state__in=THERE)
    return {one.indicator_id: one for one in rows if one.indicator_id is not None}
