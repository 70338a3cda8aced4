"""Computed fields: the result of a formula over a record's fields and rows, and its band in a code list.

``Divide`` is the same for a column of rows: an amount of the record, divided among its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property

from luoshi.kernel.kinds.language.conditions import OfficeValue
from luoshi.kernel.kinds.language.formulas import Formula, parse_formula
from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.parts import Part


@dataclass(frozen=True)
class Computed(Part):
    """A field that no step asks for: each step that changes an input of its formula writes it, and the journal says so.

    If an input is unknown, there are no rows, a value is not set or a divisor is 0, it is empty and reported as not
    computable: never 0. It is rounded once, half up, to the decimals of its column, and the band is that of the rounded
    value.

    Attributes:
        name: the field: whole, ``Fixed``, a day, or a moment.
        formula: over fields of the record, columns of its rows and values, such as "income / household" or
            "sum(lines.amount) * rate" (``formulas``).
        band: the field with the code of a list, and the column of that list with each item's upper limit, exclusive:
            the first item in the list's order with a larger number applies, so a limit belongs to the next item; an
            item without a number takes the rest. The list is that of the business day.
        values: the office's values that the formula names: those in force on the business day for the record's unit. A
            value that is set later changes what is computed from then on, not what was.
    """

    name: str
    formula: str
    band: NameList = NameList()
    _: KW_ONLY
    values: Mapping[str, OfficeValue] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        parse_formula(self.formula)  # a wrong one is reported where it is declared

    @cached_property
    def parsed_formula(self) -> Formula:
        """The parsed formula."""
        return parse_formula(self.formula)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it writes."""
        return (self.name, *self.band[:1])

    @property
    def of_record(self) -> tuple[str, ...]:
        """The fields of the record that it reads."""
        return tuple(name for name in self.parsed_formula.names if name not in self.values)

    @property
    def of_rows(self) -> Mapping[str, tuple[str, ...]]:
        """The columns that it reads, by the name of the rows."""
        found: dict[str, tuple[str, ...]] = {}
        for said in self.parsed_formula.columns:
            rows, _dot, column = said.partition(".")
            found[rows] = (*found.get(rows, ()), column)
        return found

    @property
    def inputs(self) -> frozenset[str]:
        """The fields and the rows that it reads: a step that changes one of them writes it."""
        return frozenset((*self.of_record, *self.of_rows))


@dataclass(frozen=True)
class Divide(Part):
    """A column of rows that no step asks for: what each row gets of an amount of the record, by the row's weight.

    Each step that changes the amount or the rows writes it, and the journal says so. It is exact to the cent (分): what
    is left over by rounding down goes to the largest remainders, of equal ones to the earlier row, so that the parts
    add up to the amount. It is empty while the amount or a weight is unknown, or while the weights do not add up to
    what the rows say of them (``Rows.sums``).

    Attributes:
        to: the column, among the rows' ``computed``: "members.amount", ``Fixed(places=2)``.
        of: the field of the record with the amount, ``Fixed(places=2)``.
        by: the column of the same rows with the weights.

    Source: 人民币管理条例 art. 4: the smallest unit of money is 分.
    """

    to: str
    _: KW_ONLY
    of: str
    by: str

    @property
    def rows(self) -> str:
        """The name of the rows."""
        return self.to.partition(".")[0]

    @property
    def column(self) -> str:
        """The column that it writes."""
        return self.to.partition(".")[2]

    def written_columns(self, rows: str) -> tuple[str, ...]:
        """Return the column of these rows that it writes."""
        return (self.column,) if self.rows == rows else ()
