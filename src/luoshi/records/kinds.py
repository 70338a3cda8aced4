"""What a line of work declares, and the register of all that was declared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db import models

from luoshi.org.rules.rights import Rights, Role
from luoshi.org.shapes import Light
from luoshi.records.models import Record
from luoshi.records.received import Strip
from luoshi.records.rules.cycle import Cycle, Step

# What a figure may be: no leader's step sets one, so that no word from above changes what was counted.
FIGURES = (models.IntegerField, models.DecimalField, models.FloatField)
ASKED = (forms.IntegerField, forms.DecimalField, forms.FloatField)


@dataclass(frozen=True)
class Owed:
    """A duty that steps start: its name, and how its rule follows from the record on the day it starts.

    ``rule(record, on)`` gives a rule of ``rules.duties`` as a plain dict; it may raise ``RecordError("unset")``
    for a parameter that no one has set: the duty then stands without a date and says which value is missing. The record
    is as the step leaves it, and not yet written so.
    """

    name: str
    label: Any
    rule: Callable[[Record, date], Mapping[str, Any]]


@dataclass(frozen=True)
class Protected:
    """Fields whose look is a right of its own, journaled each time: shown masked until asked for with a reason."""

    fields: tuple[str, ...]
    who: tuple[str, ...]
    mask: Callable[[Any], str] = lambda value: "***" if value else ""


@dataclass(frozen=True)
class Lights:
    """How records of a kind stand, where it is more than their due date says: one question for many of them.

    Attributes:
        choices: code and word of each light, for the list's filter.
        of: the light of each of these records on a day by its id, with its reason; a bounded number of queries.
        narrow: those of the rows that stand so on a day.
        needed: the columns by which it is found, the id first; for lists too long to be read as records.
        along: on a day what tells the light of each of some rows of these columns, asked again for the next ones.
    """

    choices: tuple[tuple[str, Any], ...]
    of: Callable[[Collection[Record], date], dict[int, Light]]
    narrow: Callable[[Any, str, date], Any]
    needed: tuple[str, ...]
    along: Callable[[date], Callable[[Sequence[tuple[Any, ...]]], list[Light]]]


@dataclass(frozen=True)
class Texts:
    """Longer texts of a kind's records that the search finds besides its ``words``: of documents, for instance.

    Attributes:
        of: all of a record, to make the index anew: the name of each among them, its text, and the relation in which
            alone it is found, or "" for whoever may read the record.
        way: label and address of a place in one: of the record, the text's name, the line from 1, for what was asked.
        only: the relations that ``of`` may name.
    """

    of: Callable[[Any], Iterable[tuple[str, str, str]]]
    way: Callable[[Any, str, int, str], tuple[str, str]]
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Something more that the API tells of one record, besides its fields: what its page shows in cards.

    Attributes:
        name: its name in the JSON.
        shape: its type, for the description: a type of pydantic, or a list of one.
        of: its value for a record that the one who asks may read, in a bounded number of queries.
    """

    name: str
    label: Any
    shape: Any
    of: Callable[[Record], Any]


@dataclass(frozen=True)
class Kind:
    """A kind of record as a line declares it: list, pages, forms, steps, export, API and rights follow from this.

    Attributes:
        name: the word in addresses and in the journal, plural, for instance "appeals".
        columns: fields shown in lists after number, title, unit, state and due.
        shows: fields shown on the page of one record, in this order.
        unsorted: those of the columns by which its list cannot be sorted: a list of scores is no ranking.
        quiet: those of them that are shown only where they say something.
        filters: fields by which lists can be narrowed, besides state, unit and due.
        words: fields that the search finds; protected fields are refused here.
        texts: longer texts that it finds besides.
        prefix: what a record's number begins with, for instance "诉".
        alarms: what must not wait, for an actor on a day, whatever the list is narrowed to: at the list's head, first.
        summary: figures over a list of such records, each with its base, shown at the list's head.
        sections: further cards on the page of one record, ``{id, title, count, table, more}`` each, for an actor on a
            day; an empty list where there is nothing to show.
        lights: how its records stand, in lists and on pages; None: by their due dates.
        begins: label and named address of a page of the kind's own on which records begin; the list leads there first,
            and none are brought in from a sheet.
        erasable: its content can be erased by order or by its term; what accounts for the office's own work is not.
        bare_pictures: places, times and devices are taken out of pictures; where a field is protected, of all files.
        answers: what the API tells of one record besides.
        borrows: of a record, the keys of other records' entries whose files support it too, as a query: whoever may
            read the record opens them there; they stay the other record's, and go with it.
        reasons: the fields in which the unit's own steps say why something is not done; the first that is there counts.
        keeps: the value that says how long a record is kept after closing; None, or where no one set it: for ever.
    """

    name: str
    label: Any
    one: Any
    record: type[Record]
    cycle: Cycle
    rights: Rights
    columns: tuple[str, ...] = ()
    unsorted: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    words: tuple[str, ...] = ("title",)
    texts: Texts | None = None
    protected: Protected | None = None
    duties: tuple[Owed, ...] = ()
    parameters: tuple[Any, ...] = ()
    alarms: Callable[[Any, date], list[tuple[str, str]]] | None = None
    summary: Callable[[Any], list[tuple[str, str]]] | None = None
    sections: Callable[[Any, Any, date], list[dict[str, Any]]] | None = None
    lights: Lights | None = None
    begins: tuple[Any, str] | None = None
    prefix: str = ""
    keeps: Any = None
    erasable: bool = True
    bare_pictures: bool = False
    reasons: tuple[str, ...] = ("reason", "answer")
    help: str = ""
    answers: tuple[Answer, ...] = ()
    borrows: Callable[[Record], Any] | None = None
    owed: dict[str, Owed] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "owed", {one.name: one for one in self.duties})
        if faults := list(self.faults()):
            raise ValueError(f"kind {self.name}: " + "; ".join(faults))

    @property
    def values(self) -> tuple[Any, ...]:
        """Every value that offices set for this kind: those that its duties read, and for how long it is kept."""
        return (*self.parameters, self.keeps) if self.keeps else self.parameters

    @property
    def strips(self) -> Strip:
        """What is taken out of files that are sent for such records."""
        return "all" if self.protected else "pictures" if self.bare_pictures else ""

    @property
    def by_sheet(self) -> bool:
        """Whether many such records may be opened at once by the rows of a sheet."""
        return self.cycle.opens.given is not None and self.begins is None

    def _is_leaders(self, step: Step) -> bool:
        held = [self.rights.by_name[who] for who in step.who if who in self.rights.by_name]
        reached = any(role is Role.LEADER for relation in held for role, _place in relation.reaches)
        return reached or any(relation.decides for relation in held)

    def _figures(self, step: Step) -> list[str]:
        """The figures that a step sets or asks for."""
        known = {one.name: one for one in self.record._meta.get_fields()}
        touched = [*step.sets, *(name for name, _source in step.carries)]
        stored = [name for name in touched if isinstance(known.get(name), FIGURES)]
        asked = {**getattr(step.given, "base_fields", {}), **getattr(step.given, "each", {})}
        return stored + [name for name, field in asked.items() if isinstance(field, ASKED) and name not in stored]

    def faults(self) -> Iterator[str]:
        """What is wrong with the declaration: names of what is not there, protected fields that are sought."""
        for step in self.cycle.by_name.values():
            yield from (
                f"step {step.name}: unknown relation {who}" for who in step.who if who not in self.rights.by_name
            )
            yield from (f"step {step.name}: open to the auditor" for who in step.who if who == "audit")
            named = {*step.starts, *step.answers, *step.drops}
            yield from (f"step {step.name}: unknown duty {duty}" for duty in named - self.owed.keys())
        yield from (
            f"step {step.name}: a leader's step sets the figure {name}"
            for step in self.cycle.by_name.values()
            if self._is_leaders(step) or step.recorded
            for name in self._figures(step)
        )
        only = self.texts.only if self.texts else ()
        yield from (f"texts: unknown relation {who}" for who in only if who not in self.rights.by_name)
        names = {one.name for one in self.record._meta.get_fields()}
        listed = {*self.columns, *self.shows, *self.filters, *self.words}
        hidden = set(self.protected.fields) if self.protected else set()
        yield from (f"no field {one}" for one in sorted((listed | hidden) - names))
        yield from (
            f"protected field {one} is sought or listed" for one in sorted(hidden & {*self.words, *self.columns})
        )


@dataclass(frozen=True)
class Line:
    """A line of work: one or several kinds; ``together``: one entry in the menu, their lists lead to each other."""

    name: str
    label: Any
    kinds: tuple[Kind, ...]
    together: bool = False


_LINES: dict[str, Line] = {}
_KINDS: dict[str, Kind] = {}


# Addresses that stand before those of kinds, so that a kind of this name would never be reached.
TAKEN = frozenset(
    [
        "account",
        "accounts",
        "api",
        "audit",
        "calendar",
        "mine",
        "board",
        "demo",
        "first",
        "help",
        "inbox",
        "journal",
        "language",
        "leader",
        "lights",
        "me",
        "outbox",
        "people",
        "posts",
        "reset",
        "search",
        "sign-in",
        "sign-out",
        "static",
        "tenures",
        "mandates",
        "units",
        "values",
    ]
)


def declare(line: Line) -> Line:
    """Register a line when its app starts; pages, API, rights matrix and diagrams follow."""
    if taken := TAKEN & {one.name for one in line.kinds}:
        raise ValueError(f"these names are addresses of the program: {sorted(taken)}")
    _LINES[line.name] = line
    _KINDS.update({one.name: one for one in line.kinds})
    return line


def lines() -> list[Line]:
    """All lines, in the order in which they were declared."""
    return list(_LINES.values())


def line_of(kind: Kind) -> Line | None:
    """The line that a kind belongs to; None where it is declared by none."""
    return next((one for one in _LINES.values() if kind in one.kinds), None)


def kinds() -> list[Kind]:
    """All kinds of record."""
    return list(_KINDS.values())


def kind(name: str) -> Kind:
    """The kind of this name; KeyError if there is none."""
    return _KINDS[name]
