"""Computed fields: the result of a formula over a record's fields, and its band in a code list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from luoshi.kernel.kinds.language.formulas import Formula, parse_formula
from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.parts import Part


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
    band: NameList = NameList()

    def __post_init__(self) -> None:
        parse_formula(self.formula)  # a wrong one is said where it is declared

    @cached_property
    def made(self) -> Formula:
        """The parsed formula."""
        return parse_formula(self.formula)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it writes."""
        return (self.name, *self.band[:1])
