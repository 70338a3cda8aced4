"""Values of indicators for all tiles of a board: those of the same units and period are rolled up together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Exists, Max, OuterRef

from luoshi.base.rights.rules.rights import Actor
from luoshi.boards.base.rules import months_of_matrix
from luoshi.dates.period_codes import decode_period
from luoshi.dates.periods import Period
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.figure_views import queries
from luoshi.facts.figure_views.queries import IndicatorLine
from luoshi.facts.figure_views.queries.visibility import highest_readable_unit, may_view_figures, open_units
from luoshi.facts.indicators.models import Definition
from luoshi.facts.indicators.queries import THERE
from luoshi.facts.returns.models import ReturnLine, Task
from luoshi.facts.returns.queries import DUTY
from luoshi.facts.rollup.queries.rollups import (
    Found,
    first_and_last_periods,
    indicator_formula_code,
    resolve_rollup_inputs,
    rolled_over,
)
from luoshi.facts.rollup.rules.pieces import periods_between
from luoshi.facts.rollup.rules.tree_aggregation import Rolled
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.org.tree.models import Unit


class IndicatorReader:
    """Reads indicators for one reader: only of units that are open to them, as on the pages of figures."""

    def __init__(self, actor: Actor, today: date) -> None:
        self.actor, self.today = actor, today
        self.may_read = may_view_figures(actor)
        self._highest: Unit | None = None
        self._open: dict[int, bool] = {}
        self._periods: dict[int, Period] = {}
        self._readable: dict[int, bool] = {}
        self._asked: dict[tuple[int, Period], dict[int, Definition]] = {}
        self._lines: dict[tuple[int, Period], dict[int, IndicatorLine]] = {}
        self._trends: dict[tuple[int, tuple[Period, ...]], Mapping[Period, Found]] = {}
        self._places: dict[frozenset[int], list[Unit]] = {}
        self._children: dict[tuple[int, date], list[Unit]] = {}
        self._trends_asked: dict[tuple[int, tuple[Period, ...]], dict[int, Definition]] = {}

    def prepare_tiles(self, definitions: Collection[Definition], units: Collection[int]) -> None:
        """Read what the tiles of these indicators and units have in common. At most five queries."""
        if not self.may_read or not definitions:
            return
        keys = [definition.pk for definition in definitions]
        may = readable_records(get_kind("indicators"), self.actor, self.today).filter(pk__in=keys)
        self._readable = dict.fromkeys(may.values_list("pk", flat=True), True)
        self._highest = highest_readable_unit(self.actor, self.today)
        self._open = dict.fromkeys(self.open_among(units), True)
        self._periods = self._newest_periods(definitions)

    def is_readable(self, definition: Definition) -> bool:
        """Whether the reader may see the indicator."""
        return self.may_read and self._readable.get(definition.pk, False)

    def unit_of_tile(self, unit: Unit | None) -> Unit | None:
        """Return the unit that a tile counts for the reader: the named one, else their highest; None: not open."""
        if unit is None:
            return self._highest
        return unit if self._open.get(unit.pk) else None

    def open_among(self, units: Collection[int]) -> list[int]:
        """Return those of the units whose figures the reader may see. At most one query."""
        if not units or not self.may_read:
            return []
        return list(open_units(self.actor, self.today).filter(pk__in=units).values_list("pk", flat=True))

    def open_places(self, units: Collection[int]) -> list[Unit]:
        """Return those of the units whose figures the reader may see; read once for all tiles. One query."""
        asked = frozenset(units)
        if asked not in self._places:
            self._places[asked] = list(open_units(self.actor, self.today).filter(pk__in=asked).order_by("pk"))
        return self._places[asked]

    def child_units(self, unit: Unit, day: date) -> list[Unit]:
        """Return the child units of a unit on a day, in their own order; read once for all tiles. One query."""
        if (unit.pk, day) not in self._children:
            self._children[unit.pk, day] = list(queries.child_units_on(unit, day))
        return self._children[unit.pk, day]

    def newest_period(self, definition: Definition) -> Period | None:
        """Return the newest reported period that is over; None: nothing was ever reported."""
        return self._periods.get(definition.pk)

    def _newest_periods(self, definitions: Collection[Definition]) -> dict[int, Period]:
        inputs = {
            definition.pk: [part.indicator_id for part in _inputs(definition) if part.indicator_id is not None]
            for definition in definitions
        }
        ends = first_and_last_periods({key for keys in inputs.values() for key in keys})
        found = {}
        for pk, keys in inputs.items():
            spans = [
                span
                for key in keys
                if key in ends
                for span in periods_between(decode_period(ends[key][0]), decode_period(ends[key][1]), queries.MOST)
            ]
            if spans:
                found[pk] = queries.default_period(spans, queries.selectable_periods(spans), self.today)
        return found

    def ask_for_line(self, definition: Definition, unit: Unit, span: Period) -> None:
        """Have an indicator rolled up along with others of this unit and period."""
        self._asked.setdefault((unit.pk, span), {})[definition.pk] = definition

    def indicator_line(self, definition: Definition, unit: Unit, span: Period) -> IndicatorLine:
        """Return an indicator of a unit now and a year before. Some queries for all of this unit and period."""
        self.ask_for_line(definition, unit, span)
        key = unit.pk, span
        if definition.pk not in self._lines.get(key, {}):
            lines = queries.of_units(list(self._asked[key].values()), [unit], span)[unit.pk]
            self._lines[key] = {line.of.pk: line for line in lines}
        return self._lines[key][definition.pk]

    def ask_for_trend(self, definition: Definition, unit: Unit, spans: Sequence[Period]) -> None:
        """Have a trend rolled up along with others of this unit and these periods."""
        self._trends_asked.setdefault((unit.pk, tuple(spans)), {})[definition.pk] = definition

    def values_over_time(self, definition: Definition, unit: Unit, spans: Sequence[Period]) -> list[Rolled]:
        """Return an indicator of a unit in each period, by the units of the last one that has begun."""
        self.ask_for_trend(definition, unit, spans)
        key = unit.pk, tuple(spans)
        code = indicator_formula_code(definition)
        if key not in self._trends or code not in self._trends[key][spans[0]][unit.pk]:
            inputs = resolve_rollup_inputs(self._trends_asked[key].values())
            self._trends[key] = rolled_over(inputs, [unit.pk], spans, min(spans[-1].last, self.today))
        return [self._trends[key][span][unit.pk][code] for span in spans]


def _inputs(definition: Definition) -> Iterable[Definition]:
    return resolve_rollup_inputs([definition]).every.values()


def rows_over_time(
    definition: Definition, units: Collection[int], spans: Sequence[Period], day: date
) -> dict[int, list[Rolled]]:
    """Roll up an indicator by unit and period, by the tree of one day, in as many queries as one period."""
    found = rolled_over(resolve_rollup_inputs([definition]), units, spans, day)
    code = indicator_formula_code(definition)
    return {unit: [found[span][unit][code] for span in spans] for unit in units}


def last_due_days(definition: Definition, spans: Collection[Period]) -> dict[date, date]:
    """Map the first day of each period to the last day on which a form with this indicator falls due. One query."""
    forms = ReturnLine.objects.filter(indicator=definition.pk, record__state="issued").values("record")
    tasks = Task.objects.filter(form__in=forms)
    rows = Occurrence.objects.filter(
        duty__record__in=tasks, duty__name=DUTY, dropped=None, first__in=[span.first for span in spans]
    )
    found = rows.order_by().values_list("first").annotate(last_due=Max("due"))
    return {first: due for first, due in found if first is not None}


def spans_of_trend(definition: Definition, newest: Period, today: date) -> list[Period]:
    """Return the periods of a small line: those of a matrix that are over."""
    return [span for span in months_of_matrix(definition.period, "year", newest, today) if span.last <= newest.last]


def definitions_with_values(definitions: Iterable[Definition], unit: Unit | None, day: date) -> set[int]:
    """Return those of the indicators for which something was reported in a unit's subtree: for each of their inputs.

    Two queries, and one for each level of a formula.
    """
    if unit is None:
        return set()
    needed = {
        definition.pk: {part.indicator_id for part in _inputs(definition) if part.indicator_id and not part.formula}
        for definition in definitions
    }
    there = Fact.objects.filter(indicator=OuterRef("pk"), unit__in=descendant_unit_ids([unit.pk], day), ended=None)
    asked = {key for keys in needed.values() for key in keys}
    known = set(Indicator.objects.filter(pk__in=asked).filter(Exists(there)).values_list("pk", flat=True))
    return {pk for pk, keys in needed.items() if keys <= known}


def readable_definitions(actor: Actor, day: date) -> list[Definition]:
    """List the indicators that a tile can show to the actor, by name. At most one query."""
    if not may_view_figures(actor):
        return []
    may = readable_records(get_kind("indicators"), actor, day).values("pk")
    rows = Definition.objects.filter(state__in=THERE, erased=None, indicator__isnull=False, pk__in=may)
    return list(rows.order_by("title", "pk"))
