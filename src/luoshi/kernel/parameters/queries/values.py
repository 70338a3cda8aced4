"""The declared parameters, their state on a day, and the duties that wait for unset ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from luoshi.kernel.duties.models import Duty
from luoshi.kernel.duties.models import Parameter as Row
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.parameters.queries.grace import GRACE, dated_steps
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.parameters.queries.picture_text import READ_PICTURES, has_readable_files
from luoshi.kernel.parameters.queries.small_numbers import SMALL, protected_figures
from luoshi.org.actors.queries import descendant_unit_ids

# Parameters that no kind declares, each with a predicate for the kinds that read it.
OF_ALL = ((GRACE, dated_steps), (SMALL, protected_figures), (READ_PICTURES, has_readable_files))


@dataclass(frozen=True)
class ParameterStanding:
    """A parameter on a day: the value for all, the kinds that read it, and the number of waiting duties.

    Attributes:
        row: the value for all on that day; None: not set.
        units: the number of units with a value of their own, present or future.
        waiting: duties without due dates because it was not set.
    """

    parameter: DeclaredParameter
    kinds: tuple[CompiledKind, ...]
    row: Row | None
    units: int
    waiting: int

    @property
    def keeps(self) -> bool:
        """Whether it sets how long records are kept: unset means for ever, and nothing waits for it."""
        return any(kind.keeps and kind.keeps.name == self.parameter.name for kind in self.kinds)


def declared_parameters() -> dict[str, DeclaredParameter]:
    """Return every declared parameter by name. No query."""
    own = {parameter.name: parameter for kind in list_kinds() for parameter in kind.values}
    return own | {parameter.name: parameter for parameter, reads in OF_ALL if any(map(reads, list_kinds()))}


def kinds_reading_parameter(parameter: DeclaredParameter) -> tuple[CompiledKind, ...]:
    """Return the kinds that read a parameter. No query."""
    for general_parameter, reads in OF_ALL:
        if parameter.name == general_parameter.name:
            return tuple(kind for kind in list_kinds() if reads(kind))
    return tuple(
        kind for kind in list_kinds() if any(declared_value.name == parameter.name for declared_value in kind.values)
    )


def parameter_standings(day: date) -> list[ParameterStanding]:
    """Return the state of every parameter on a day, unset ones first. Three queries in all."""
    known = declared_parameters()
    rows = Row.objects.filter(name__in=known, unit=None, start__lte=day).select_related("entry__person")
    for_all = {row.name: row for row in rows.order_by("start", "pk")}
    own = Row.objects.filter(name__in=known, unit__isnull=False).values("name")
    units = dict(own.annotate(count=Count("unit", distinct=True)).values_list("name", "count"))
    late = Duty.objects.filter(unset__in=known, ended=None, record__isnull=False).values("unset")
    waits = dict(late.annotate(count=Count("pk")).values_list("unset", "count"))
    found = [
        ParameterStanding(
            parameter, kinds_reading_parameter(parameter), for_all.get(name), units.get(name, 0), waits.get(name, 0)
        )
        for name, parameter in known.items()
    ]
    return sorted(found, key=lambda one: (one.row is not None, str(one.parameter.label)))


def value_on(parameter: DeclaredParameter, day: date) -> ParameterStanding:
    """Return the state of one parameter on a day."""
    return next(standing for standing in parameter_standings(day) if standing.parameter.name == parameter.name)


def parameter_history(parameter: DeclaredParameter) -> QuerySet[Row]:
    """Return all values ever set for a parameter, the latest first day first. One query."""
    rows = Row.objects.filter(name=parameter.name).select_related("unit", "entry__person")
    return rows.order_by("-start", "unit__name", "-pk")


def duties_awaiting_value(parameter: DeclaredParameter) -> QuerySet[Duty]:
    """Return the duties of records that have no due dates because this value was not set on the day they began."""
    return Duty.objects.filter(unset=parameter.name, ended=None, record__isnull=False)


def count_computable_duties(parameter: DeclaredParameter, day: date) -> int:
    """Count the waiting duties that could be computed with the present values, by the tree of the day. Two queries."""
    firsts: dict[int | None, date] = {}
    for row in Row.objects.filter(name=parameter.name).order_by("-start"):
        firsts[row.unit_id] = row.start
    asked = Q(pk__in=[])
    for unit, start in firsts.items():
        asked |= Q(start__gte=start) & (Q() if unit is None else Q(unit__in=descendant_unit_ids([unit], day)))
    return duties_awaiting_value(parameter).filter(asked).count() if firsts else 0
