"""Parameters: values that offices set differently, by name, unit and day, never with a silent default."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_type_hints

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.retention import FOR_EVER, parse_retention_years
from luoshi.kernel.duties.models import Parameter as Row
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters import previews
from luoshi.kernel.parameters.previews import ParameterPreview
from luoshi.org.actors.queries import current_placements

FILES = lazily("Order 8 of the State Archives Administration (2006): for ever, 30 or 10 years")


@dataclass(frozen=True)
class Suggested:
    """A suggested value, as it is typed, and its source; ``label``: its display name.

    Attributes:
        law: a law, regulation or standard names this value for offices like this one and leaves them no choice. Such
            values are taken together; all others are weighed by the office.
    """

    value: str
    source: Any
    label: Any = ""
    law: bool = False


@dataclass(frozen=True)
class DeclaredParameter:
    """A declared parameter: its name, its label, and how its text is parsed (``int``, ``Decimal``, ``str`` …).

    Attributes:
        group: the heading on the page of parameters.
        unset: the consequence while no office has set it, as a sentence.
        suggested: values to choose from.
        preview: shows the effect of a value by an example from a day on.
        words: formats the text for display.
    """

    name: str
    label: Any
    read: Callable[[str], Any]
    group: object = ""
    unset: object = ""
    suggested: tuple[Suggested, ...] = ()
    preview: Callable[[Any, date], ParameterPreview] | None = None
    words: Callable[[str], Any] = str

    def of(self, unit: int, day: date) -> Any:
        """Return the value in force for a unit on a day, as ``parameter_value`` does."""
        return parameter_value(self, unit, day)

    @property
    def law(self) -> Suggested | None:
        """The value that a law or a standard gives; None if the office decides."""
        return next((suggestion for suggestion in self.suggested if suggestion.law), None)

    @property
    def gives(self) -> object:
        """The type of its parsed value; None if ``read`` is not annotated."""
        return self.read if isinstance(self.read, type) else get_type_hints(self.read).get("return")


def parameter_value(parameter: DeclaredParameter, unit: int, day: date) -> Any:
    """Return the value in force for a unit on a day: its own, that of the nearest unit above, or the one for all.

    Two queries, once in a request that only reads.

    Raises:
        RecordError: ``unset``; it names the parameter.
    """
    latest = _latest_values(parameter.name, day)
    nearest: list[int | None] = [None]
    if set(latest) - {None}:
        nearest = [*_upwards(unit, day), None]
    for level in nearest:
        if level in latest:
            return parameter.read(latest[level])
    raise RecordError(
        "unset",
        _("Not computable: the value “%(name)s” is not set.") % {"name": parameter.label},
        where=parameter.name,
        remedy=_("An administrator sets it, with its source, under Parameters."),
    )


def _latest_values(name: str, day: date) -> dict[int | None, str]:
    """Return the stored values of a parameter as of a day by unit id, and the one for all under None."""
    return dict(keep_answer((_latest_values, name, day), lambda: _KNOWN.rows(name=name, day=day)))


_KNOWN = SqlStatement(
    lambda: (
        Row.objects.filter(name=ValueSlot.text("name"), start__lte=ValueSlot.day("day"))
        .order_by("start", "pk")
        .values_list("unit_id", "value")
    )
)


def parameter_values(parameter: DeclaredParameter, units: Collection[int], day: date) -> dict[int, Any]:
    """Return the same for several units; units without a value are left out. At most two queries."""
    latest = _latest_values(parameter.name, day)
    found = dict.fromkeys(units, latest[None]) if None in latest else {}
    if set(latest) - {None}:
        rows = current_placements(day).filter(unit__in=units, ancestor__in=set(latest) - {None}).order_by("-depth")
        found |= {unit: latest[ancestor] for unit, ancestor in rows.values_list("unit_id", "ancestor_id")}
    return {unit: parameter.read(str(text)) for unit, text in found.items()}


def values_by_unit(parameter: DeclaredParameter, day: date) -> dict[int | None, Any]:
    """Return the values set as of a day by unit id, and the one for all under None. One query."""
    return {unit: parameter.read(str(text)) for unit, text in _latest_values(parameter.name, day).items()}


def names_with_values(names: Collection[str], day: date) -> set[str]:
    """Return those of these parameters for which any unit has set a value by a day.

    One query, once in a request that only reads.
    """
    asked = frozenset(names)
    rows = Row.objects.filter(name__in=asked, start__lte=day).values_list("name", flat=True).distinct()
    return set(keep_answer((names_with_values, asked, day), lambda: list(rows)))


def where_so(parameter: DeclaredParameter, day: date) -> Q | None:
    """Return a filter on records for whose unit a yes-or-no value is yes; None: for none.

    One query, and one more if units differ and one says no; no query per unit.
    """
    latest = values_by_unit(parameter, day)
    for_all, so = latest.pop(None, False), [unit for unit, yes in latest.items() if yes]
    if len(so) == len(latest) and (for_all or not so):
        return Q() if for_all else None
    if len(so) == len(latest):
        return Q(unit__in=current_placements(day).filter(ancestor__in=so).values("unit"))
    nearest: dict[int, bool] = {}
    for unit, ancestor in (
        current_placements(day).filter(ancestor__in=latest).order_by("-depth").values_list("unit", "ancestor")
    ):
        nearest[unit] = latest[ancestor]
    if for_all:
        return ~Q(unit__in=[unit for unit, yes in nearest.items() if not yes])
    return Q(unit__in=[unit for unit, yes in nearest.items() if yes]) if so else None


def _upwards(unit: int, day: date) -> list[int]:
    rows = current_placements(day).filter(unit=unit).order_by("depth").values_list("ancestor_id", flat=True)
    return keep_answer((_upwards, unit, day), lambda: list(rows))


def retention_parameter(name: str, label: StrOrPromise) -> DeclaredParameter:
    """Return the parameter for the years that a kind's records are kept after closing: 1 to 100, or 永久."""
    return DeclaredParameter(
        name,
        label,
        parse_retention_years,
        group=lazily("Retention"),
        unset=lazily("Closed matters are kept for ever and never erased."),
        suggested=tuple(Suggested(years, FILES) for years in ("10", "30", FOR_EVER)),
        preview=previews.preview_retention,
        words=previews.in_years,
    )


def due_within_limit(parameter: DeclaredParameter) -> Callable[[Record, date], Mapping[str, object]]:
    """Return a duty's rule: the limit that an office set (``rules.parse_day_limit``), counted from its start."""

    def rule(record: Record, on: date) -> Mapping[str, Any]:
        said = parameter_value(parameter, record.unit_id, on)
        return {"kind": "within", "count": said.count, "unit": said.unit}

    return rule


def working_days(parameter: DeclaredParameter) -> Callable[[Record, date], Mapping[str, object]]:
    """Return a duty's rule: a number of working days from its start, counted as in the Civil Code art. 201 and 203."""

    def rule(record: Record, on: date) -> Mapping[str, Any]:
        return {"kind": "within", "count": parameter_value(parameter, record.unit_id, on), "unit": "workday"}

    return rule
