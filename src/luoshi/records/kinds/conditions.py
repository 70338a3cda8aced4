"""Conditions as declarations write them, and the needs of steps made of them; ``records.conditions`` asks them.

    Is(state="signed held", sort="farm", sort__not="device", result=None, body__part_of__sort="farm")
    Least("size", 50) & Valid("from_day", "to_day") | ~Owes("body.inspection")
    Some("projects", via="body", where=Is(state="running"))  No("body.checks", result=None)  Given(why="cooperative")
    Holds("posts", role="chair")

A path leads from the record over its links to a field: names with a dot between them, ``__`` in a keyword, which can
have no dot. It crosses at most two links; the link back of ``Some`` is one.

An answer is yes, no or not known. A field without a value, ``""`` or NULL, is not known, and so is all that lies over
an empty link; an empty last day is not, it leaves the end open. ``&``, ``|`` and ``~`` are Kleene's: no & not known is
no, yes | not known is yes. These here are data; nothing in this file decides anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

Path = tuple[str, ...]
Plain = str | bool | int | Decimal | date  # what a field can be compared with


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
    """What ``&`` makes."""

    one: When
    other: When


@dataclass(frozen=True, eq=False, repr=False)
class Either(When):
    """What ``|`` makes."""

    one: When
    other: When


@dataclass(frozen=True, eq=False, repr=False)
class Not(When):
    """What ``~`` makes."""

    one: When


@dataclass(frozen=True)
class ValueTest:
    """What one value must be: one of these, or none of them; without any it must be unset, or set."""

    path: Path
    values: tuple[Plain, ...]
    negated: bool = False


class _Compared(When):
    """Values compared; all must be as asked."""

    def __init__(self, **fields: Plain | None) -> None:
        if not fields:
            raise ValueError(f"{type(self).__name__} asks nothing")
        self.asked = tuple(_asked(name, value) for name, value in fields.items())

    @classmethod
    def of(cls, asked: ValueTest) -> Self:
        """The same of one value."""
        made = cls.__new__(cls)
        made.asked = (asked,)
        return made

    def each(self) -> tuple[Self, ...]:
        """One for each value."""
        return tuple(self.of(test) for test in self.asked)


class Is(_Compared):
    """Fields are as asked, all of them.

    Codes stand beside each other with a blank between them, any of them will do; None: the field is unset, a link
    empty; ``name__not`` turns it round. Whether a field is unset is always known, save over an empty link.
    """


class Given(_Compared):
    """What the step is given is as asked: the values of its form, by their names there."""


def _asked(name: str, value: Plain | None) -> ValueTest:
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
    """A number is this or more, a date this or later.

    Args:
        value: a number, a date, or a value that offices set (``records.parameters``): then what is in force on the day
            for the unit of the record that is asked; not known where nobody set it.
    """

    def __init__(self, path: str, value: Any) -> None:
        self.path, self.value = tuple(path.split(".")), value


class Valid(When):
    """The day lies between two days of the record, both included; an empty last day leaves the end open.

    Without a first day it is not known, save where the last one is over: then it is no longer so.
    """

    def __init__(self, first: str = "from_day", last: str = "to_day") -> None:
        self.first, self.last = tuple(first.split(".")), tuple(last.split("."))


class Some(When):
    """There is a record of a kind that links back, as ``where`` asks it to be. Over an empty link there is none.

    Yes where one surely is so; no where surely none is; else not known. Each counts as it is stored, the record that
    is asked among them; those that an import is still writing do not.

    Args:
        path: the kind's name; before it, where others are linked to what the record is linked to, the way there:
            ``"body.projects"``.
        via: the field by which they link; it may be left out where there is but one.
        fields: short for ``where=Is(…)``.
    """

    def __init__(self, path: str, via: str = "", where: When | None = None, **fields: Plain | None) -> None:
        *way, self.name = path.split(".")
        self.path, self.via = tuple(way), via
        asked = [*([where] if where is not None else ()), *([Is(**fields)] if fields else ())]
        self.where = asked[0] & asked[1] if len(asked) == 2 else next(iter(asked), None)


def No(path: str, via: str = "", where: When | None = None, **fields: Plain | None) -> When:
    """There is none such: not ``Some``."""
    return ~Some(path, via, where, **fields)


class Owes(When):
    """A duty of this name is overdue: one of its due dates is late on the day, neither met nor dropped.

    Late is what lists call so (``dates.lateness``): a deadline after a working day, a period from its end on. Not known
    where the duty has no dates because a value is not set; over an empty link nothing is owed.

    Args:
        path: the duty's name; before it the way to the record that owes it: ``"body.inspection"``.
        open: whatever stands open counts, also what is not due yet.
    """

    def __init__(self, path: str, *, open: bool = False) -> None:
        *way, self.name = path.split(".")
        self.path, self.open = tuple(way), open


class Holds(When):
    """Somebody holds on the day what the record's part ``Held`` of this name is about; both of their days count.

    Not known where nobody surely does and one may: whose first day is unset, or of whom ``where`` is not known.

    Args:
        path: the part's name; before it the way to the record of which it is held: ``"body.posts"``.
        role: the code of what is held; "": anything of it.
    """

    def __init__(self, path: str, role: str = "") -> None:
        *way, self.name = path.split(".")
        self.path, self.role = tuple(way), role


class Double(When):
    """It is a possible double of a record with a smaller number on which nobody has ruled, or ruled to be one.

    It is always known. What a kind's ``Unique`` names is compared; ``~Double()`` are the records that count.
    """


class Beside(When):
    """A row of a part's own table stands beside the record; always known, and only of the record itself.

    Args:
        said: how it is called where declarations are checked.
        rows: gives those rows that make it so on a day, each with a foreign key ``record``; the day may be a slot.
    """

    def __init__(self, said: str, rows: Callable[[Any], Any]) -> None:
        self.said, self.rows = said, rows


@dataclass(frozen=True, eq=False)
class Need:
    """What must be so for a step to be taken: with the values as the step leaves them, or it is refused.

    Attributes:
        words: what is said where it is not so. Where it is not known, what is unset is named instead.
        kept: the refusal is journaled.
    """

    condition: When
    words: Any
    kept: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.condition, When):
            raise TypeError(f"a need is a condition, not {self.condition!r}")


def walk_conditions(condition: When) -> Iterable[When]:
    """The condition and all that it is made of, the conditions on other records left out; from the top downwards."""
    yield condition
    if isinstance(condition, Both | Either):
        yield from walk_conditions(condition.one)
        yield from walk_conditions(condition.other)
    elif isinstance(condition, Not):
        yield from walk_conditions(condition.one)


def parameters_of(said: Any) -> Iterator[Any]:
    """The values of offices (``records.parameters``) that a condition reads, or that stand in a part of a kind.

    Those of conditions on other records are among them.
    """
    if hasattr(said, "read") and not isinstance(said, type):
        yield said
    elif isinstance(said, tuple | list):
        for part in said:
            yield from parameters_of(part)
    elif isinstance(said, When) or (is_dataclass(said) and not isinstance(said, type)):
        yield from parameters_of(tuple(vars(said).values()))
