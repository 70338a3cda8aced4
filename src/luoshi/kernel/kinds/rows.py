"""Rows inside a record: members, experts, lines of a budget. The base model, and the part that declares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from django.db import models
from django.utils import timezone

from luoshi.base.forms.fields import EncryptedText, Fixed, fits_fixed_field
from luoshi.kernel.kinds.conditions import When
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.parts import Part
from luoshi.kernel.kinds.row_rules import Diff, Mask, RowLine
from luoshi.kernel.kinds.rules import Names, Step, split_names

if TYPE_CHECKING:
    from luoshi.kernel.kinds.declaration import Kind

FEW = 50  # default limit of rows that are edited together in one form
MOST_EDITED = 120  # a request is accepted with a thousand values, and a row has up to eight
Way = Literal["rows", "adds", "ends"]
WAYS: tuple[Way, ...] = ("rows", "adds", "ends")


class Row(models.Model):
    """The base model of rows: they belong to a record, in an order, and are deleted with its content.

    A row keeps its id while it exists, since figures that count rows link to it.
    """

    # Labels of stored values, by field name, for fields without choices whose values are no words.
    CALLED: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False, editable=False)
    place = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        indexes = (models.Index(fields=["record", "place", "id"]),)

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"

    @classmethod
    def standing(cls, record: Record) -> models.QuerySet[Any]:
        """Return the rows of a record in their order, with what they link to."""
        rows: Any = cls._default_manager
        pointing = [field.name for field in cls._meta.concrete_fields if field.is_relation and field.name != "record"]
        found: models.QuerySet[Any] = rows.filter(record=record.pk).order_by("place", "pk")
        return found.select_related(*pointing) if pointing else found


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
        most: the maximum number, always checked; 0: ``FEW``, or no limit if they are large.
        must: columns that are required although the table may leave them empty.
        past: columns with a day that must not lie in the future.
        ends: the column with the last day of a row.
        hidden: columns that appear in no journal entry and on no page.
        masks: columns that are shown masked, each with its mask; the journal marks them as withheld.
        at: the steps that check sums and minimum; "": those that edit the rows as a whole.
        where: the condition for this check, on the record as the step leaves it; if false or unknown, nothing is
            checked.
    """

    name: str
    model: type[Row]
    label: Any
    fields: Names = ()
    large: bool = field(default=False, kw_only=True)
    sums: Mapping[str, int | Decimal] = field(default_factory=dict, kw_only=True)
    once: Names = field(default=(), kw_only=True)
    least: int = field(default=0, kw_only=True)
    most: int = field(default=0, kw_only=True)
    must: Names = field(default=(), kw_only=True)
    past: Names = field(default=(), kw_only=True)
    ends: str = field(default="", kw_only=True)
    hidden: Names = field(default=(), kw_only=True)
    masks: Mapping[str, Mask] = field(default_factory=dict, kw_only=True)
    at: Names = field(default=(), kw_only=True)
    where: When | None = field(default=None, kw_only=True, compare=False)

    def __post_init__(self) -> None:
        for name in ("fields", "once", "must", "past", "hidden", "at"):
            object.__setattr__(self, name, split_names(getattr(self, name)))
        if not issubclass(self.model, Row):
            raise TypeError(f"rows {self.name}: {self.model.__name__} is no table of rows: let it inherit from Row")
        if not self.fields:
            own = [field.name for field in self.model._meta.concrete_fields if field.editable and not field.primary_key]
            object.__setattr__(self, "fields", tuple(own))
        if not self.most and not self.large:
            object.__setattr__(self, "most", FEW)

    __hash__ = object.__hash__

    @property
    def asked(self) -> tuple[str, ...]:
        """The columns that a form asks for when a row is added or changed."""
        return tuple(self.fields)

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that pages show."""
        return tuple(name for name in self.fields if name not in self.hidden)

    @property
    def sealed(self) -> frozenset[str]:
        """The columns that a form never shows again: left empty, they keep their values."""
        return frozenset((*self.hidden, *self.masks))

    def demanded_by(self, step: Step) -> bool:
        """Whether a step checks sums and minimum, possibly for some records only (``where``)."""
        return step.name in self.at if self.at else self.name in step.rows

    def line(self, row: Row) -> RowLine:
        """Return a row as a ``RowLine`` of its columns."""
        return RowLine(row.pk, {name: getattr(row, name) for name in self.asked})

    def code_lists(self) -> Iterator[Any]:
        """Yield the code lists that its columns use, with the lists that these depend on."""
        for column in self.model._meta.concrete_fields:
            if hasattr(column, "code_list"):
                yield from column.code_list.needs()

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield errors: unknown columns, sums that are not exact, steps that cannot edit the rows."""
        where = f"rows {self.name}: "
        known: dict[str, Any] = {field.name: field for field in self.model._meta.concrete_fields}
        if not any(tuple(index.fields) == ("record", "place", "id") for index in self.model._meta.indexes):
            yield f"{where}{self.model.__name__} has a Meta of its own: let that inherit from Row.Meta, for its index"
        if self.name in {field.name for field in kind.record._meta.get_fields()}:
            yield f"{where}a column of the record has this name"
        names = {
            *self.fields,
            *self.sums,
            *self.once,
            *self.must,
            *self.past,
            *self.hidden,
            *self.masks,
            *filter(None, [self.ends]),
        }
        yield from (f"{where}no column {name}" for name in sorted(names - known.keys()))
        yield from (f"{where}{name} is not asked for" for name in sorted((names & known.keys()) - {*self.fields}))
        for name, sum_of in self.sums.items():
            if not isinstance(known.get(name), models.IntegerField):  # Fixed is one: kept as whole numbers
                yield f"{where}{name} is not added up exactly: let it be an IntegerField or Fixed"
            elif (
                not isinstance(sum_of, int | Decimal)
                or isinstance(sum_of, bool)
                or not fits_fixed_field(Decimal(sum_of))
            ):
                yield f"{where}{name} adds up to {sum_of!r}, which is no exact number"
            elif not isinstance(known[name], Fixed) and Decimal(sum_of) % 1:
                yield f"{where}{name} holds whole numbers, and never adds up to {sum_of}"
        yield from (
            f"{where}{name} is past, and no day"
            for name in self.past
            if not isinstance(known.get(name), models.DateField)
        )
        if self.ends and not (isinstance(known.get(self.ends), models.DateField) and known[self.ends].null):
            yield f"{where}{self.ends} is no day that may be empty: no row could stand open"
        sealed = {name for name in self.fields if isinstance(known.get(name), EncryptedText)}
        yield from (
            f"{where}{name} is encrypted, and neither hidden nor masked"
            for name in sorted(sealed - {*self.hidden, *self.masks})
        )
        yield from (f"{where}{name} is hidden and masked" for name in sorted({*self.hidden} & {*self.masks}))
        if self.most and self.least > self.most:
            yield f"{where}at least {self.least} and at most {self.most} cannot be"
        if not self.large and self.most > MOST_EDITED:
            yield f"{where}more than {MOST_EDITED} are not edited in one form: say large=True"
        if self.where is not None and not (self.sums or self.least):
            yield f"{where}where says of which records sums or a least number are asked, and none are"
        yield from (f"{where}unknown step {step}" for step in self.at if step not in kind.cycle.by_name)
        yield from self._unedited(kind, where)

    def _unedited(self, kind: Kind, where: str) -> Iterator[str]:
        if not any(self.name in (*step.rows, *step.adds) for step in kind.cycle.all_steps):
            yield f"{where}no step edits them: one says rows={self.name!r} or adds={self.name!r}"
        for step in kind.cycle.all_steps:
            ways = [way for way in WAYS if self.name in getattr(step, way)]
            if len(ways) > 1:
                yield f"{where}step {step.name} does two things with them"
            if "rows" in ways and self.large:
                yield f"{where}step {step.name} edits all of them, who may be many: let it say adds={self.name!r}"
            if "ends" in ways and not self.ends:
                yield f"{where}step {step.name} ends one, and no column has its last day: say ends=…"
            if "ends" in ways and step.begins:
                yield f"{where}step {step.name} begins a record, in which no row stands yet to be ended"
            if ways and step.bulk:
                yield f"{where}step {step.name} is taken on many records at once, and asks for rows of one"


def row_faults(kind: Kind) -> Iterator[str]:
    """Yield the errors of the rows that a kind's steps name: unknown rows, two with one name."""
    names = [part.name for part in kind.every(Rows)]
    if len({*names}) != len(names):
        yield "two sorts of rows have one name"
    for step in kind.cycle.all_steps:
        named_rows = {rows_name for way in WAYS for rows_name in getattr(step, way)}
        yield from (f"step {step.name}: there are no rows {row}" for row in sorted(named_rows - {*names}))


@dataclass(frozen=True)
class RowsEdit:
    """A step's changes to some rows; guards and follow-ups read it from the step's values.

    Attributes:
        made: the difference from the stored rows.
        after: the rows as they are afterwards; for large rows, only the one that is added or ended.
        ids: the ids of the new rows, in the order of ``made.added``, once they are written.
    """

    part: Rows
    made: Diff
    after: Sequence[RowLine]
    ids: list[int] = field(default_factory=list)

    def in_journal(self) -> dict[str, Any]:
        """Return the journal's data: added rows, changed ones with old and new values, and removed ones."""
        made = self.made
        found: dict[str, Any] = {}
        if made.added:
            ids = [*self.ids, *[None] * (len(made.added) - len(self.ids))]
            found["added"] = [
                {"row": pk, "says": self._said(values)} for pk, (_at, values) in zip(ids, made.added, strict=True)
            ]
        if made.changed:
            found["changed"] = [
                {
                    "row": change.id,
                    "of": self._known(change.id),
                    "was": self._said(change.was),
                    "says": self._said(change.now),
                }
                for change in made.changed
            ]
        if made.removed:
            found["removed"] = [{"row": line.id, "says": self._said(line.values)} for line in made.removed]
        return found | ({"order": list(made.order)} if made.order else {})

    def _known(self, pk: int) -> dict[str, Any]:
        """Return what identifies a changed row: its first non-empty column that did not change."""
        made = next(change for change in self.made.changed if change.id == pk)
        line = next((row_line for row_line in self.after if row_line.id == pk), None)
        values = {name: value for name, value in (line.values if line else {}).items() if name not in made.now}
        return dict(list(self._said(values).items())[:1])

    def _said(self, values: Mapping[str, Any]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name, value in values.items():
            if name in self.part.hidden or value in (None, ""):
                continue
            if name in self.part.masks:
                said[name] = True  # only that there is a value
            else:
                said[name] = {"id": value.pk, "name": value.number} if isinstance(value, Record) else value
        return said


def today_of(record: Record) -> Any:
    """Return the day that decides the labels of codes in a record's rows: the day on which the record began."""
    return timezone.localdate(record.opened) if record.opened else timezone.localdate()
