"""Rows inside a record: members, experts, lines of a budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.models import RowModel
from luoshi.kernel.kinds.language.names import Label, NameList
from luoshi.kernel.kinds.language.parts import Part
from luoshi.kernel.kinds.language.row_rules import Mask, RowLine
from luoshi.kernel.kinds.language.steps import Step

FEW = 50  # default limit of rows that are edited together in one form
MOST_EDITED = 120  # a request is accepted with a thousand values, and a row has up to eight
Way = Literal["rows", "adds", "ends"]
WAYS: tuple[Way, ...] = ("rows", "adds", "ends")


@dataclass(frozen=True)
class Rows(Part):
    """A table of rows of a record: its model, how many rows, and what must hold for them together.

    Few rows are edited as a whole, in one form, by the steps that name them in ``rows``; many rows are added one by one
    by the steps that name them in ``adds``. ``ends`` closes one on a day.

    Attributes:
        model: the table of the rows, which inherits from ``Row``.
        fields: the columns that are asked and shown, in this order; "": all.
        large: there may be many: they are never shown or edited all at once.
        sums: columns whose values must add up to exactly this, for instance {"percent": 100}.
        once: columns that are unique together within a record; rows that have ended do not count.
        least: the minimum number of rows; checked, like the sums, only by the steps of ``at``.
        most: the maximum number that people may enter, always checked; 0: ``FEW``, or no limit if they are large. What
            the program wrote beyond it stays as it is when the record is edited.
        must: columns that are required although the table may leave them empty.
        past: columns with a day that must not lie in the future.
        ends: the column with the last day of a row.
        begins_open: a row is added without a last day, which only the steps that end one ask for.
        role: the column with the code of what a row takes part as; a sheet may have a column for each code (甲方), with
            the names of those who do, for the first link of the row.
        hidden: columns that appear in no journal entry and on no page.
        computed: columns that the program writes (``Part.written_columns``, such as ``Divide``): shown after the
            others, never asked.
        masks: columns that are shown masked, each with its mask; the journal marks them as withheld.
        at: the steps that check sums and minimum; "": those that edit the rows as a whole.
        where: the condition for this check, on the record as the step leaves it; if false or unknown, nothing is
            checked.
    """

    name: str
    model: type[RowModel]
    label: Label
    fields: NameList = NameList()
    _: KW_ONLY
    large: bool = False
    sums: Mapping[str, int | Decimal] = field(default_factory=dict)
    once: NameList = NameList()
    least: int = 0
    most: int = 0
    must: NameList = NameList()
    past: NameList = NameList()
    ends: str = ""
    begins_open: bool = False
    role: str = ""
    hidden: NameList = NameList()
    computed: NameList = NameList()
    masks: Mapping[str, Mask] = field(default_factory=dict)
    at: NameList = NameList()
    where: When | None = field(default=None, compare=False)

    __hash__ = object.__hash__

    @cached_property
    def form_columns(self) -> tuple[str, ...]:
        """The columns that a form asks for when a row is added or changed."""
        return self.fields or tuple(
            column.name for column in self.model._meta.concrete_fields if column.editable and not column.primary_key
        )

    def columns_asked(self, way: Way) -> tuple[str, ...]:
        """Return the columns that have boxes in the form of a step."""
        if way == "ends":
            return (self.ends,)
        return tuple(name for name in self.form_columns if way == "rows" or not self.begins_open or name != self.ends)

    @property
    def page_columns(self) -> tuple[str, ...]:
        """The columns that pages show."""
        return (*(name for name in self.form_columns if name not in self.hidden), *self.computed)

    @property
    def limit(self) -> int:
        """The maximum number of rows; 0: none."""
        return self.most or (0 if self.large else FEW)

    @property
    def write_only_columns(self) -> frozenset[str]:
        """The columns that a form never shows again: left empty, they keep their values."""
        return frozenset((*self.hidden, *self.masks))

    def demanded_by(self, step: Step) -> bool:
        """Whether a step checks sums and minimum, possibly for some records only (``where``)."""
        return step.name in self.at if self.at else self.name in step.rows

    def line(self, row: RowModel) -> RowLine:
        """Return a row as a ``RowLine`` of its columns."""
        return RowLine(row.pk, {name: getattr(row, name) for name in self.form_columns})

    def code_lists(self) -> Iterator[Any]:
        """Yield the code lists that its columns use, with the lists that these depend on."""
        for column in self.model._meta.concrete_fields:
            if hasattr(column, "code_list"):
                yield from column.code_list.needs()


@dataclass(frozen=True)
class TableBeside(Part):
    """A table beside the records, written by the kind's own code alone, which figures count as they count rows.

    Attributes:
        model: the table; ``via``: its link to the record.
    """

    name: str
    model: type
    label: Label
    via: str
