"""The values of a kind's figures: all that count the same rows in one scan, whole or divided by unit or code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    ExpressionWrapper,
    F,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.lookups import In
from django.utils import timezone

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.sums import of_halves, wide_sum_columns
from luoshi.base.forms.fields import Fixed
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures.queries.axes import axis_key, axis_rows
from luoshi.desk.figures.queries.computed import counted_spans, figure_value, reached_figures
from luoshi.desk.figures.queries.sources import OWN, FigureRowSource, counted_path, figure_row_source
from luoshi.desk.figures.rules import Cut, FigureValue, Tally, span_before, value_of
from luoshi.figures.bounds import Bound
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true
from luoshi.kernel.conditions.queries.paths import field_shape
from luoshi.kernel.conditions.queries.values import EVERYBODY, in_force
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import PERIODS, Valid, When, parameters_of
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.queries import current_placements, descendant_unit_ids

WHOLE: tuple[Any, ...] = ()  # the key of undivided values
Values = dict[tuple[object, ...], dict[str, FigureValue]]
ITSELF = "itself"  # divided by the unit that owns the row, without its subtree


@dataclass(frozen=True)
class FigureSpan:
    """A range of days, both included; stocks and the tree of units are those of the last day."""

    first: date
    last: date


def figures_of(kind: CompiledKind) -> dict[str, Figure]:
    """Return a kind's figures by name."""
    return {figure.name: figure for figure in kind.every(Figure)}


def compute_figures(
    kind: CompiledKind,
    names: Iterable[str],
    span: FigureSpan,
    actor: Actor | None,
    day: date,
    *,
    unit: int | None = None,
    by: Sequence[str] = (),
    among: Sequence[int] = (),
) -> dict[tuple[Any, ...], dict[str, FigureValue]]:
    """Compute figures over the records that the actor may see today; over all records if it is None.

    One scan for each type of row counted, one more for each span before with which one is compared, and one for each
    ``having`` within units or codes; besides, one or two queries for each parameter.

    Args:
        unit: Count only this unit and its subtree on the last day.
        by: The divisions: "unit", ``ITSELF``, fields with codes, links, and years.
        among: The units shown in a division by unit: a row counts for the nearest one at or above its own.

    Returns:
        Values by figure, by key: () for the whole, else the unit's id (None: below none of the units shown) and codes
        in the order of ``by``. Keys without rows are missing, now and, of a change, in the span before.
    """
    every, names = figures_of(kind), list(names)
    reached = reached_figures(every, names)
    counted = [figure for figure in reached if not figure.made_of]
    found, nothing = _counted(kind, counted, span, actor, day, unit, by, among)
    earlier: dict[str, tuple[Values, dict[str, FigureValue]]] = {}
    for before in dict.fromkeys(figure.before for figure in reached if figure.compared_figure):
        wanted = [figure.compared_figure for figure in reached if figure.compared_figure and figure.before == before]
        then = FigureSpan(*span_before(span.first, span.last, PERIODS[before]))
        some = [figure for figure in reached_figures(every, wanted) if not figure.made_of]
        earlier[before] = _counted(kind, some, then, actor, day, unit, by, among)
        for key in earlier[before][0]:
            found.setdefault(key, {})
    made = {}
    for key, values in found.items():
        then_by = {before: {**none, **told.get(key, {})} for before, (told, none) in earlier.items()}
        made[key] = {name: figure_value(every, every[name], {**nothing, **values}, then_by) for name in names}
    return made


def _counted(
    kind: CompiledKind,
    figures: Sequence[Figure],
    span: FigureSpan,
    actor: Actor | None,
    day: date,
    unit: int | None,
    by: Sequence[str],
    among: Sequence[int],
) -> tuple[Values, dict[str, FigureValue]]:
    """Return the values of figures that count by key, and the value of each where there are no rows."""
    of_source: dict[tuple[str, bool], tuple[FigureRowSource, list[Figure]]] = {}
    for figure in figures:
        source = figure_row_source(kind, figure)
        of_source.setdefault((source.name, source.even_void), (source, []))[1].append(figure)
    found: Values = {}
    nothing: dict[str, FigureValue] = {}
    for source, some in of_source.values():
        rows = _narrowed(source, span, actor, day, unit)
        scans = [Scan(source, figure, span, rows, unit, place) for place, figure in enumerate(some)]
        nothing |= {scan.figure.name: scan.value(Tally()) for scan in scans}
        # The matrices of a page are divided alike: their totals are those of others.
        asked = (kind.name, source.name, source.even_void, *(figure.name for figure in some))
        scan_key = (_scanned, asked, span, actor, day, unit, tuple(by), tuple(among))
        for key, values in keep_answer(scan_key, partial(_scanned, source, scans, rows, span, by, among)):
            found.setdefault(key, {}).update(values)
    if not by:
        found.setdefault(WHOLE, {})
    return found, nothing


def rows_behind_figure(kind: CompiledKind, cut: Cut, actor: Actor | None, day: date) -> QuerySet[Model]:
    """Return the ids of the records that make up a figure or its base, as a subquery.

    Args:
        cut: Its ``figure`` and ``codes`` must be the kind's.
    """
    every, asked = figures_of(kind), Q(pk__in=[])
    for counted_figure, *days in counted_spans(every, every[cut.figure], cut.first, cut.last):
        span = FigureSpan(*days)
        source = figure_row_source(kind, counted_figure)
        rows = _narrowed(source, span, actor, day, None if cut.own else cut.units)
        scan = Scan(source, counted_figure, span, rows, cut.units, 0)
        if cut.own:
            rows = rows.filter(**{source.column("unit"): cut.units})
        for name, code in cut.codes.items():
            rows = rows.filter(axis_rows(source, name, code))
        rows = rows.filter(scan.base if cut.base else scan.counting)
        asked |= Q(In(F("pk"), rows.filter(**{f"{source.owner}__isnull": False}).values(source.owner).query))
    records: QuerySet[Any] = kind.record._default_manager.filter(asked).order_by().values("pk")
    return records


def counted_days(figure: Figure, span: FigureSpan, unit: int | None) -> FigureSpan | None:
    """Return the days over which a figure is cumulated up to the last day; None: it is not, or no office says when.

    One or two queries, none for a figure that is not cumulated.
    """
    years = in_force(figure.within, unit or EVERYBODY, span.last) if figure.within is not None else None
    return FigureSpan(*years.up_to(span.last)) if years is not None else None


def division_key(source: FigureRowSource, by: str, day: date, among: Sequence[int]) -> object:
    """Return the key that a row counts for: the nearest of the units shown, or the row's code, link or year."""
    if by == ITSELF:
        return F(source.column("unit"))
    if by != "unit":
        return axis_key(source, by)
    over = current_placements(day).filter(unit=OuterRef(source.column("unit")), ancestor__in=sorted(among))
    return Subquery(over.order_by("depth").values("ancestor")[:1])


def _narrowed(
    source: FigureRowSource, span: FigureSpan, actor: Actor | None, day: date, unit: int | None
) -> QuerySet[Record]:
    rows = source.visible_rows(actor, day)
    return (
        rows
        if unit is None
        else rows.filter(In(F(source.column("unit")), descendant_unit_ids([unit], span.last).query))
    )


def _scanned(
    source: FigureRowSource,
    scans: Sequence[Scan],
    rows: QuerySet[Record],
    span: FigureSpan,
    by: Sequence[str],
    among: Sequence[int],
) -> list[tuple[tuple[object, ...], dict[str, FigureValue]]]:
    """Return each key with the values counted over its rows."""
    # Aliases have a prefix: a figure may have the name of a field or relation of the rows.
    keys = {f"by_{place}": division_key(source, axis, span.last, among) for place, axis in enumerate(by)}
    rows = rows.filter(reduce(or_, (scan.timed for scan in scans)))
    within = {scan.figure.name: _within(scan, rows, keys) for scan in scans if scan.groups}
    asked, alias_of = _each_once({name: found for scan in scans for name, found in scan.aggregates().items()})
    # Django aggregates no alias: a field of the record that rows inside it count, such as distinct persons.
    counted = {source.column(path) for scan in scans if (path := counted_path(source, scan.figure))}
    rows = rows.annotate(**{name: F(name) for name in counted if name.startswith(OWN)})
    if keys:
        told = list(rows.annotate(**keys).values(*keys).annotate(**asked).values(*keys, *asked))
    else:
        told = [rows.aggregate(**asked)]
    keyed = []
    for found in told:
        row = {**found, **{name: found[alias] for name, alias in alias_of.items()}}
        key = tuple(row[name] if row[name] != "" else None for name in keys)
        values = {}
        for scan in scans:
            tally = scan.tally(row)
            if scan.groups:
                tally = replace(tally, total=Fraction(within[scan.figure.name].get(key, 0)))
            if tally.rows or not keys:
                values[scan.figure.name] = scan.value(tally)
        if values:
            keyed.append((key, values))
    return keyed


def _each_once(asked: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """Return aggregates without their repetitions, and by name the one of them that gives its number.

    Figures of one kind count much the same rows, and the database computes a column as often as it is named: with
    values bound, it does not see that two are equal.
    """
    first: dict[object, str] = {}
    alias_of = {name: first.setdefault(aggregate, name) for name, aggregate in asked.items()}
    return {name: asked[name] for name in first.values()}, alias_of


def _within(scan: Scan, rows: QuerySet[Record], keys: Mapping[str, object]) -> Counter[tuple[object, ...]]:
    """Count by key how many together meet the ``having``, over the rows of that key alone. One result row for each."""
    found = scan.filter_qualified(rows.annotate(**keys).filter(scan.counting), tuple(keys))
    return Counter(
        tuple(code if code != "" else None for code in key[:-1]) for key in found.values_list(*keys, "which")
    )


class Scan:
    """A figure as columns of a scan: the aliases and conditions, and the values made of the result.

    With ``ever`` a stock counts what was valid on any day up to the last, not on the last alone.
    """

    def __init__(
        self,
        source: FigureRowSource,
        figure: Figure,
        span: FigureSpan,
        rows: QuerySet[Any],
        unit: int | None,
        place: int,
        *,
        ever: bool = False,
    ) -> None:
        self.source, self.figure, self.span, self.prefix = source, figure, span, f"f{place}_"
        having = figure.distinct_filter
        read = {
            parameter.name: parameter for of in (*figure.conditions, *figure.of_rows) for parameter in parameters_of(of)
        }
        read |= {
            parameter.name: parameter
            for parameter in (figure.within, *((having.how, having.bound) if having else ()))
            if parameter is not None and not isinstance(parameter, str)
        }
        values = {parameter: in_force(parameter, unit or EVERYBODY, span.last) for parameter in read.values()}
        years = values[figure.within] if figure.within is not None else None
        self.days = FigureSpan(*years.up_to(span.last)) if years is not None else None
        self.timed = _timed(source, figure, self.days or span, ever=ever)
        self.unset = tuple(parameter.label for parameter, value in values.items() if value is None)
        unset = {name for name, parameter in read.items() if values[parameter] is None}
        self.how: object = having and (having.how if isinstance(having.how, str) else values[having.how])
        self.bound: Any = having and values[having.bound]
        self.groups = bool(having and having.within) and not self.unset
        # With a parameter unset the value is unknown, and nothing need be looked up.
        self.known = not self.unset
        self.named = Q()
        only = figure.only  # without unset parameters it still gives the number of rows
        narrowed = only if unset.isdisjoint(parameter.name for parameter in parameters_of(only)) else None
        among = self.timed & (definitely_true(narrowed, source.model, span.last) if narrowed is not None else Q())
        if figure.measure == "share" and not isinstance(figure.base, str):
            self._divide(among)
        else:
            self.base = self.counting = among & self._so(figure.where)
            self.lacking = Q()
        if path := counted_path(source, figure):
            column = source.column(path)
            self.counting &= Q(**{f"{column}__isnull": False})
            if figure.measure == "distinct" and isinstance(source.field(path), CharField):
                self.named = ~Q(**{column: ""})  # a field with codes may say none
                self.counting &= self.named
            if isinstance(figure.base, str):
                self.counting &= Q(**{f"{source.column(figure.base)}__isnull": False})
            if having and not having.within and self.known:
                which = self.filter_qualified(rows.filter(self.counting), ())
                self.counting &= Q(In(F(column), which.values("which").query))

    def _so(self, condition: Any, answer: Any = definitely_true) -> Q:
        """Return the rows of records that surely meet a condition; all rows if there is no condition."""
        if not isinstance(condition, When) or not self.known:
            return Q()
        return self.source.of_records(answer(condition, self.source.kind.record, self.span.last))

    def _divide(self, among: Q) -> None:
        """Set the base of a share, the rows surely in its part, and those surely outside."""
        figure, source = self.figure, self.source
        self.base = among & self._so(figure.base)
        if figure.part is None:
            self.counting, self.lacking = self.base & self._so(figure.where), self._so(figure.where, definitely_false)
            return
        self.base &= self._so(figure.where)
        parts = (
            answer(figure.part, source.model, self.span.last) if self.known else Q()
            for answer in (definitely_true, definitely_false)
        )
        self.counting, self.lacking = (self.base & part for part in parts)

    def filter_qualified(self, rows: QuerySet[Record], keys: tuple[str, ...]) -> QuerySet[Model]:
        """Return those (``which``) whose rows together meet the ``having``, by these keys."""
        having = self.figure.distinct_filter
        assert having is not None
        column = F(self.source.column(having.field))
        held = rows.order_by().annotate(which=F(self.source.column(self.figure.of))).values(*keys, "which")
        exact = ExpressionWrapper(column, output_field=BigIntegerField())
        held = held.annotate(of_each=Max(exact) if self.how == "max" else Sum(exact))
        scale = Fixed.SCALE if isinstance(self.source.field(having.field), Fixed) else 0
        found: QuerySet[Record] = held.filter(_beyond("of_each", self.bound, scale))
        return found

    def aggregates(self) -> dict[str, object]:
        """Return the aggregate columns of the scan."""
        figure, path = self.figure, counted_path(self.source, self.figure)
        found: dict[str, object] = {"rows": Count("pk", filter=self.base)}
        if figure.measure in ("sum", "mean"):
            found["known"] = Count("pk", filter=self.counting)
            found |= self._sum_columns("total", path)
        elif figure.measure == "share" and isinstance(figure.base, str):
            found["known"] = Count("pk", filter=self.counting)
            found |= self._sum_columns("total", path) | self._sum_columns("whole", figure.base)
        elif figure.measure == "share":
            found["known"] = Count("pk", filter=self.counting | (self.base & self.lacking))
            found["total"] = Count("pk", filter=self.counting)
        elif figure.measure == "distinct":
            column = self.source.column(path)
            found["known"] = Count(column, filter=self.base & self.named)
            if not self.groups:
                found["total"] = Count(column, distinct=True, filter=self.counting)
        return {self.prefix + name: aggregate for name, aggregate in found.items()}

    def _sum_columns(self, name: str, path: str) -> dict[str, Any]:
        field, column = self.source.field(path), self.source.column(path)
        if isinstance(field, BigIntegerField):
            return wide_sum_columns(name, column, self.counting)
        return {name: Sum(ExpressionWrapper(F(column), output_field=BigIntegerField()), filter=self.counting)}

    def tally(self, row: Mapping[str, Any]) -> Tally:
        """Return what a result row says, as a tally."""

        def units(name: str, path: str) -> Fraction:
            fixed = bool(path) and isinstance(self.source.field(path), Fixed)
            return of_halves(row, self.prefix + name, fixed=fixed)

        figure = self.figure
        known = int(row.get(self.prefix + "known") or 0)
        summed = figure.measure in ("sum", "mean") or isinstance(figure.base, str)
        total = units("total", counted_path(self.source, figure) if summed else "")
        whole = units("whole", figure.base) if isinstance(figure.base, str) else Fraction(known)
        return Tally(int(row[self.prefix + "rows"]), known, total, whole)

    def value(self, tally: Tally) -> FigureValue:
        """Return the value of a tally; not computable if a parameter is not set."""
        if self.unset:
            return FigureValue(None, 0, tally.rows, self.unset)
        days = (self.days.first, self.days.last) if self.days else None
        return replace(value_of(self.figure.measure, tally), days=days)


def _beyond(alias: str, bound: Bound, scale: int) -> Q:
    """Return the comparison of a column of whole units with a bound."""
    least, most = bound.whole_range(scale)
    asked = Q() if least is None else Q(**{f"{alias}__gte": least})
    return asked if most is None else asked & Q(**{f"{alias}__lte": most})


def _timed(source: FigureRowSource, figure: Figure, span: FigureSpan, *, ever: bool) -> Q:
    """Return the condition on days: a flow lies within the span; a stock is valid on its last day, or ever was."""
    if figure.at and ever:
        return Q(**{f"{source.column(figure.at[0])}__lte": span.last})
    if figure.at:
        (model, first), (_model, last) = (source.locate_path(path) for path in figure.at)
        valid = definitely_true(Valid(".".join(first), ".".join(last)), model, span.last)
        if figure.since_ever:
            from_day, to_day = ("__".join(path) for path in (first, last))
            runs = Q(**{f"{to_day}__isnull": True}) | Q(**{f"{to_day}__gte": span.last})
            valid |= Q(**{f"{from_day}__isnull": True}) & runs
        return valid if model is source.model else source.of_records(valid)
    column = source.column(figure.on)
    if field_shape(source.field(figure.on)) != "moment":
        return Q(**{f"{column}__gte": span.first, f"{column}__lte": span.last})
    begins, ends = (_midnight(day) for day in (span.first, span.last + timedelta(days=1)))
    return Q(**{f"{column}__gte": begins, f"{column}__lt": ends})


def _midnight(day: date) -> datetime:
    """Return the local moment at which a day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
