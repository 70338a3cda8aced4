"""The language of conditions in declarations, and the needs of steps; ``kernel.conditions`` evaluates them.

  Is(state="signed held", sort="farm", sort__not="device", result=None, body__part_of__sort="farm")
  Least("size", 50) & Valid("from_day", "to_day") | ~Owes("body.inspection")
  Some("cares", via="person", where=Is(sort="check") & During("day", "P1Y"))
  Some("projects", via="body", where=Is(state="running"))  No("body.checks", result=None)  Given(why="cooperative")
  Given(row__post="lab")  Holds("posts", role="chair")  ~Is(gives=Field("gets"))
  Least("from_day", Field("body.told") + DAY)  Meets("hours", V_HOURS)

A path leads from the record over its links to a field: names joined by dots, or by ``__`` in a keyword, which cannot
contain a dot. It crosses at most two links; the reverse link of ``Some`` counts as one.

A condition is true, false or unknown. A field without a value, ``""`` or NULL, is unknown, and so is everything behind
an empty link; an empty last day is not: it means an open end. ``&``, ``|`` and ``~`` follow Kleene's logic: unknown &
false is false, true | unknown is true. These classes are data; nothing in this file evaluates them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, Self

from luoshi.kernel.kinds.language.names import Label, NameList

Path = tuple[str, ...]
Plain = str | bool | int | Decimal | date  # the types that a field can be compared with
DAY = 1  # what is added to a field with a day, or a multiple of it: ``Field("told") + 3 * DAY``


class OfficeValue(Protocol):
    """A value that offices set (``parameters.DeclaredParameter``), as far as declarations read it."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> object: ...

    @property
    def gives(self) -> object: ...


class When:
    """A condition on records."""

    def __and__(self, other: When) -> When:
        return Both(self, other)

    def __or__(self, other: When) -> When:
        return Either(self, other)

    def __invert__(self) -> When:
        return Not(self)

    def __bool__(self) -> bool:
        raise TypeError("conditions are joined by &, | and ~, not by and, or and not")

    def __repr__(self) -> str:
        said = (f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({', '.join(said)})"


@dataclass(frozen=True, eq=False, repr=False)
class Both(When):
    """The conjunction that ``&`` makes."""

    one: When
    other: When


@dataclass(frozen=True, eq=False, repr=False)
class Either(When):
    """The disjunction that ``|`` makes."""

    one: When
    other: When


@dataclass(frozen=True, eq=False, repr=False)
class Not(When):
    """The negation that ``~`` makes."""

    one: When


class Field:
    """Another field, with which a field is compared: ``Field("gets")``, ``Field("body.from_day") + DAY``.

    Its path begins at the record of the condition, as that of the field beside it. A side without a value makes the
    comparison unknown.

    Attributes:
        plus: what is added to it: to a day so many days, to a number a number; a value of the office is unknown where
            no office set it.
    """

    def __init__(self, path: str, plus: int | Decimal | OfficeValue = 0) -> None:
        self.path, self.plus = tuple(path.split(".")), plus

    def __add__(self, more: int | Decimal | OfficeValue) -> Field:
        if self.plus != 0:
            raise TypeError(f"{self!r} has something added already: write it as one sum")
        return Field(".".join(self.path), more)

    def __sub__(self, less: int | Decimal) -> Field:
        return self + -less

    def __repr__(self) -> str:
        return f"Field({'.'.join(self.path)!r}, {self.plus!r})"


@dataclass(frozen=True)
class ValueTest:
    """A test of one value: it is one of ``values``, or with ``negated`` none; without ``values``: unset, or set."""

    path: Path
    values: tuple[Plain | Field, ...]
    negated: bool = False

    @property
    def beside(self) -> Field | None:
        """The field with which it is compared; None: values, or nothing."""
        value = self.values[0] if self.values else None
        return value if isinstance(value, Field) else None


class _Compared(When):
    """A comparison of values; all tests must hold."""

    def __init__(self, **fields: Plain | Field | None) -> None:
        if not fields:
            raise ValueError(f"{type(self).__name__} asks nothing")
        self.asked = tuple(_asked(name, value) for name, value in fields.items())

    @classmethod
    def of(cls, asked: ValueTest) -> Self:
        """Return a condition of this class with one test."""
        made = cls.__new__(cls)
        made.asked = (asked,)
        return made

    def split_tests(self) -> tuple[Self, ...]:
        """Return one condition for each test."""
        return tuple(self.of(test) for test in self.asked)


class Is(_Compared):
    """All these fields have the values asked.

    Several codes are separated by blanks, and any of them matches; None: the field is unset or the link empty;
    ``name__not`` negates. Whether a field is unset is always known, except over an empty link. A value that is a
    ``Field`` stands for that field's value.
    """


class Given(_Compared):
    """The values of the step's form, by field name, are as asked.

    Declarations have it under this name, and the API a ``Given`` of its own, which its description shows.

    ``row__post`` is a column of the row that the step adds or ends, as it is afterwards.
    """

    def __init__(self, **fields: Plain | None) -> None:
        if any(isinstance(value, Field) for value in fields.values()):
            raise TypeError("what is given is compared with values alone: what the step sets is asked by Is")
        super().__init__(**fields)


def _asked(name: str, value: Plain | Field | None) -> ValueTest:
    path = tuple(name.split("__"))
    negated = path[-1] == "not"
    path = path[:-1] if negated else path
    if value is None:
        return ValueTest(path, (), negated)
    if not isinstance(value, str):
        return ValueTest(path, (value,), negated)
    if not value.split():
        raise ValueError(f"{name} is compared with nothing: None asks whether it is unset")
    return ValueTest(path, tuple(value.split()), negated)


class Least(When):
    """A number is at least this, or a date not earlier than this.

    Args:
        value: a number, a date, another ``Field``, or a value that offices set (``kernel.parameters``): the one in
            force on the day for the record's unit; unknown where no office set it.
    """

    def __init__(self, path: str, value: Any) -> None:
        self.path, self.value = tuple(path.split(".")), value


class Meets(When):
    """A number meets a bound that offices set with its sign: ``Meets("hours", V)`` with ``≥36``.

    Unknown where the field is empty, or no office set the value for the record's unit.

    Args:
        value: a ``DeclaredParameter`` that is read as ``bound``.
    """

    def __init__(self, path: str, value: Any) -> None:
        self.path, self.value = tuple(path.split(".")), value


class Valid(When):
    """The day lies between two days of the record, both included; an empty last day leaves the end open.

    Without a first day the answer is unknown, but false if the last day is past.
    """

    def __init__(self, first: str = "from_day", last: str = "to_day") -> None:
        self.first, self.last = tuple(first.split(".")), tuple(last.split("."))


PERIODS = {"P1M": 1, "P3M": 3, "P6M": 6, "P1Y": 12}
MOST_BEFORE = 120  # periods back


class During(When):
    """A day lies in the calendar period that contains the day for which it is asked, or in an earlier one.

    Args:
        path: the field with the day.
        every: the period: P1M, P3M, P6M or P1Y.
        before: how many periods earlier; 1: the last period that is over.
    """

    def __init__(self, path: str, every: str = "P1Y", before: int = 0) -> None:
        if every not in PERIODS:
            raise ValueError(f"during {every}: it is no calendar period: {', '.join(PERIODS)}")
        if type(before) is not int or not 0 <= before <= MOST_BEFORE:
            raise ValueError(f"during {every}, {before!r} periods before: it is a number from 0 to {MOST_BEFORE}")
        self.path, self.every, self.before = tuple(path.split(".")), every, before

    def bounds(self, day: date) -> tuple[date, date]:
        """Return the first day of the period for a day, and the first day after it; at the ends of time, those."""
        months = PERIODS[self.every]
        first = (day.year * 12 + day.month - 1) // months * months - self.before * months
        return _first_of_month(first), _first_of_month(first + months)


def _first_of_month(months: int) -> date:
    year, month = divmod(months, 12)
    return date(year, month + 1, 1) if date.min.year <= year <= date.max.year else date.max if year > 0 else date.min


class Some(When):
    """Some record of a kind links back and meets ``where``. Behind an empty link there is none.

    True if one certainly does, false if certainly none does, otherwise unknown. Records count as they are stored, the
    record itself included; those that an import is still writing do not.

    Args:
        path: the kind's name; if the others link to a record that this one links to, preceded by the path there:
            ``"body.projects"``.
        via: the field by which they link; optional if there is only one. ``"holders.org"``: their rows of this name
            link by this field; no need of a step may ask so.
        fields: short for ``where=Is(…)``.
    """

    def __init__(self, path: str, via: str = "", where: When | None = None, **fields: Plain | Field | None) -> None:
        *way, self.name = path.split(".")
        self.path, self.via = tuple(way), via
        asked = [*([where] if where is not None else ()), *([Is(**fields)] if fields else ())]
        self.where = asked[0] & asked[1] if len(asked) == 2 else next(iter(asked), None)


def No(path: str, via: str = "", where: When | None = None, **fields: Plain | Field | None) -> When:
    """There is no such record: the negation of ``Some``."""
    return ~Some(path, via, where, **fields)


class Owes(When):
    """A duty of this name is overdue: one of its due dates is late on the day, neither met nor dropped.

    Late is defined as in lists (``dates.lateness``): a deadline after a working day, a period from its end on. Unknown
    if the duty has no due dates because a value is not set; behind an empty link nothing is owed.

    Args:
        path: the duty's name, preceded by the path to the record that owes it: ``"body.inspection"``.
        open: every open due date counts, also one that is not due yet.
    """

    def __init__(self, path: str, *, open: bool = False) -> None:
        *way, self.name = path.split(".")
        self.path, self.open = tuple(way), open


class Holds(When):
    """Somebody holds, on the day, what the record's part ``Held`` of this name declares; first and last day included.

    Unknown if nobody certainly does and somebody may: the first day is unset, or ``where`` is unknown.

    Args:
        path: the part's name, preceded by the path to its record: ``"body.posts"``.
        role: the code of what is held; "": any.
    """

    def __init__(self, path: str, role: str = "") -> None:
        *way, self.name = path.split(".")
        self.path, self.role = tuple(way), role


class Double(When):
    """The record is a possible duplicate of one with a smaller number, not ruled on yet or ruled to be a duplicate.

    It is always known. Records are compared by their kind's ``Unique``; ``~Double()`` selects the records that count.
    """


class Beside(When):
    """A part's own table has a row about the record; always known, and only for the record itself.

    Args:
        said: its name in the errors of declarations.
        rows: returns the rows that make it true on a day, each with a foreign key ``record``; the day may be a slot.
    """

    def __init__(self, said: str, rows: Callable[[Any], Any]) -> None:
        self.said, self.rows = said, rows


@dataclass(frozen=True, eq=False)
class Need:
    """A condition that the record must meet, with the values as the step leaves them; otherwise the step is refused.

    Attributes:
        words: the message if it is not met. If it is unknown, the message names the unset fields instead.
        kept: the refusal is journaled.
        names: of a condition ``No(…)``, the columns by which the refusal names the rows or records that were found, as
            far as the actor may read them; records by their number besides.
    """

    condition: When
    words: Label
    kept: bool = False
    names: NameList = NameList()

    def __post_init__(self) -> None:
        if not isinstance(self.condition, When):
            raise TypeError(f"a need is a condition, not {self.condition!r}")


def walk_conditions(condition: When) -> Iterable[When]:
    """Yield the condition and its operands, from the top down, without the conditions on other records."""
    yield condition
    if isinstance(condition, Both | Either):
        yield from walk_conditions(condition.one)
        yield from walk_conditions(condition.other)
    elif isinstance(condition, Not):
        yield from walk_conditions(condition.one)


def compared_fields(condition: When) -> Iterator[Field]:
    """Yield the fields with which an elementary condition compares another one."""
    if isinstance(condition, Is):
        yield from (test.beside for test in condition.asked if test.beside is not None)
    elif isinstance(condition, Least) and isinstance(condition.value, Field):
        yield condition.value


def read_paths(condition: When) -> Iterator[Path]:
    """Yield the paths of the fields that an elementary condition reads; none of one that asks other records."""
    if isinstance(condition, Is):
        yield from (test.path for test in condition.asked)
    elif isinstance(condition, Least | Meets | During):
        yield condition.path
    elif isinstance(condition, Valid):
        yield from (condition.first, condition.last)
    yield from (field.path for field in compared_fields(condition))


def reads_state(condition: When) -> bool:
    """Return whether a condition reads the state of a record, of the one asked or of another."""
    return any(
        any(path[-1] == "state" for path in read_paths(part))
        or (isinstance(part, Some) and part.where is not None and reads_state(part.where))
        for part in walk_conditions(condition)
    )


def parameters_of(said: Any) -> Iterator[Any]:
    """Yield the office's values (``kernel.parameters``) that a condition or a part of a kind reads.

    Conditions on other records are included.
    """
    if hasattr(said, "label_of"):  # a code list: its columns are read, too, but hold no value of the office
        return
    if hasattr(said, "read") and not isinstance(said, type):
        yield said
    elif isinstance(said, tuple | list):
        for part in said:
            yield from parameters_of(part)
    elif isinstance(said, Mapping):
        yield from parameters_of(tuple(said.values()))
    elif isinstance(said, When | Field) or (is_dataclass(said) and not isinstance(said, type)):
        yield from parameters_of(tuple(vars(said).values()))
