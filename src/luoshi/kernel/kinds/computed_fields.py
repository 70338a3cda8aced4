"""Computed fields: the result of a formula over a record's fields, and its band in a code list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from luoshi.base.forms.fields import Fixed, decimal_from_units
from luoshi.figures.rounding import round_to_step
from luoshi.kernel.kinds.formulas import Formula, Known, parse_formula
from luoshi.kernel.kinds.parts import Part
from luoshi.kernel.kinds.rules import Names, split_names

if TYPE_CHECKING:
    from luoshi.kernel.kinds.declaration import Kind
    from luoshi.kernel.kinds.models import Record


@dataclass(frozen=True)
class Computed(Part):
    """A field that no step asks for: each step that changes an input of its formula writes it, and the journal says so.

    If an input is unknown or a divisor is 0, it is empty and reported as not computable: never 0. It is rounded once,
    half up, to the decimals of its column, and the band is that of the rounded value.

    Attributes:
        name: the field: whole, or ``Fixed``.
        formula: over fields of the record, such as "income / household".
        band: the field with the code of a list, and the column of that list with each item's upper limit, exclusive:
            the first item in the list's order with a larger number applies, so a limit belongs to the next item; an
    item without a number takes the rest. The list is that of the business day.
    """

    name: str
    formula: str
    band: Names = ()
    made: Formula = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "band", split_names(self.band))
        object.__setattr__(self, "made", parse_formula(self.formula))

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it writes."""
        return (self.name, *self.band[:1])

    def value(self, known: Known, model: type[models.Model]) -> Decimal | int | None:
        """Return the value of the field."""
        found = self.made.value(known)
        if found is None:
            return None
        column: Any = model._meta.get_field(self.name)
        if isinstance(column, Fixed):
            step = Decimal(1).scaleb(-int(column.taken["decimal_places"] or 0))
            return decimal_from_units(int(round_to_step(found, step).scaleb(column.SCALE)))
        return int(round_to_step(found))

    def known(self, record: Record) -> Known:
        """Return its inputs from the record."""
        return {name: getattr(record, name) for name in self.made.names}

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield errors: fields that are no numbers or that steps set, protected inputs of an unprotected result."""
        where = f"computed {self.name}: "
        columns = {field.name: field for field in kind.record._meta.concrete_fields}
        for name in (self.name, *self.made.names):
            if not isinstance(columns.get(name), Fixed | models.IntegerField):
                yield f"{where}{name} is no number of the record"
        if self.name in self.made.names:
            yield f"{where}it is made of itself"
        others = {computed.name for computed in kind.every(Computed)}
        yield from (f"{where}{name} is computed itself: write out its formula" for name in {*self.made.names} & others)
        set_by = {name for step in kind.cycle.all_steps for name in step.sets}
        yield from (f"{where}a step sets {name}" for name in self.fields if name in set_by)
        if {*self.made.names} & {*kind.masked, *kind.hidden} and self.name not in {*kind.masked, *kind.hidden}:
            yield f"{where}who reads it reads what is protected: protect it too"
        if self.band:
            yield from self._band_faults(where, columns)

    def _band_faults(self, where: str, columns: dict[str, Any]) -> Iterator[str]:
        name, column = (*self.band, "")[:2]
        of = getattr(columns.get(name), "code_list", None)
        if of is None:
            yield f"{where}{name} takes no code from a list"
        elif column not in of.columns or of.columns[column].kind != "number":
            yield f"{where}the list {of.name} has no column {column or '(none named)'} with numbers"
