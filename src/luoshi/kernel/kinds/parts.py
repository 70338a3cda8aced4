"""The parts of a kind that are no database columns: the entries of its ``parts``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.shapes import Light
from luoshi.evidence.received.rules.uploads import EVIDENCE, MEDIA
from luoshi.kernel.kinds.conditions import Is, When
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.rules import Cycle, Names, Step, split_names
from luoshi.kernel.kinds.stages import Stage

if TYPE_CHECKING:
    from luoshi.kernel.kinds.declaration import Kind


class Part:
    """An entry of a kind's ``parts``. A kind has at most one of each type, unless the type has a ``name``."""

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield the errors of the part in this kind, such as unknown names."""
        yield from ()

    def checked(self, cycle: Cycle) -> Cycle:
        """Return the life cycle with what the part adds to the steps' needs and follow-ups."""
        return cycle

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Return the stages that the part adds to the transaction of a step, for one act or for a batch."""
        return ()


_LOOK, _REFUSED = _("Show what is protected"), _("What is protected may be seen only by those who need it.")


@dataclass(frozen=True)
class Files(Part):
    """Named files, such as a business licence, a charter or photographs; asked by the steps that name them.

    Attributes:
        endings: the accepted file extensions: "pdf jpg"; "": everything accepted as evidence.
        must: a step that asks for them is refused without one. A sheet brings none: they are shown as missing
            afterwards.
        most: the most files at once. If it is one, a later file replaces the one before, which stays with the step that
            brought it.
        bare: places, times and devices are removed from pictures, also from the kept copy.
    """

    name: str
    label: Any
    endings: Names = ()
    must: bool = False
    most: int = 20
    bare: bool = False

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield errors: extensions that are never accepted, a column's name, files that no step asks for."""
        unknown = sorted({*split_names(self.endings)} - {*MEDIA, *EVIDENCE})
        yield from (f"files {self.name}: {ending} is never taken" for ending in unknown)
        if self.name in {field.name for field in kind.record._meta.get_fields()}:
            yield f"files {self.name}: a column has this name"
        if not any(self.name in getattr(step.given, "base_fields", {}) for step in kind.cycle.all_steps):
            yield f"files {self.name}: no step asks for them"


@dataclass(frozen=True)
class Quick(Part):
    """Quick entry: a line above the list that opens record after record, with Enter for the next.

    Attributes:
        asks: the fields it asks, from a step that begins a record, in this order. All required fields must be among
            them except the unit: it is that of the user, and asked only if the user has several.
        step: the opening step; "": the first.
        again: the fields that keep the values of the last entry.
    """

    asks: Names
    step: str = ""
    again: Names = ()

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield errors: a step that opens no record, a field that it does not ask, a required field left out."""
        step = kind.cycle.begin(self.step)
        if step is None or step.given is None:
            yield f"quick: {self.step} is no step that begins a record and asks for something"
            return
        fields, asks = getattr(step.given, "base_fields", {}), split_names(self.asks)
        yield from (
            f"quick: the step {step.name} does not ask {name}: let it ask it" for name in asks if name not in fields
        )
        for name, form_field in fields.items():
            if form_field.required and name != "unit" and name not in asks:
                yield f"quick: the step {step.name} must have {name}: ask it here too"
        yield from (
            f"quick: {name} stands again and is not asked: ask it"
            for name in split_names(self.again)
            if name not in asks
        )
        closed = {*kind.masked, *kind.hidden, *(files.name for files in kind.every(Files))}
        yield from (
            f"quick: {name} never stands again: it is protected, or files"
            for name in split_names(self.again)
            if name in closed
        )


@dataclass(frozen=True)
class Face(Part):
    """A separate list for some of a kind's records, with its own columns, form and sheet; the kind's permissions apply.

    Attributes:
        name: in the address, ``?face=lectures``.
        where: the condition for its records. A field compared with one value alone, ``Is(sort="lecture")``, is set by
            its form, which does not ask for it.
        columns: the columns of its list; "": the kind's, without the fields that its form sets.
        asks: the fields of the opening step that its form asks; "": all.
        step: the opening step; "": the first.
        menu: it has its own entry in the menu.
    """

    name: str
    label: Any
    where: When = field(compare=False)
    columns: Names = ()
    asks: Names = ()
    step: str = ""
    menu: bool = False

    @property
    def sets(self) -> dict[str, Any]:
        """The values that a record opened in this face gets: of the fields compared with one value alone."""
        alone = self.where.asked if isinstance(self.where, Is) else ()
        return {
            test.path[0]: test.values[0]
            for test in alone
            if len(test.path) == len(test.values) == 1 and not test.negated
        }

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield errors: unknown columns, a form that cannot open a record or asks for a field that it sets."""
        where, step = f"face {self.name}: ", kind.cycle.begin(self.step)
        columns, known = split_names(self.columns), {field.name for field in kind.record._meta.get_fields()}
        if not re.fullmatch("[a-z][a-z0-9_]*", self.name):
            yield f"{where}a name has small letters, digits and _"
        yield from (f"{where}no field {column}" for column in columns if column not in known)
        lists = {field.name: field.code_list for field in kind.record._meta.get_fields() if hasattr(field, "code_list")}
        for test in self.where.asked if isinstance(self.where, Is) else ():
            of = lists.get(test.path[0]) if len(test.path) == 1 else None
            loose = [code for code in test.values if of and code not in of.fixed.split()]
            yield from (f"{where}the list {of.name} may lose {code}: fix it there" for code in loose if of)
        yield from (f"{where}protected field {column} is listed" for column in columns if column in kind.masked)
        if step is None or step.given is None:
            yield f"{where}{self.step} is no step that begins a record and asks for something"
            return
        fields, asks = getattr(step.given, "base_fields", {}), split_names(self.asks)
        yield from (f"{where}the step {step.name} does not ask {name}" for name in asks if name not in fields)
        yield from (f"{where}it sets {name}: do not ask it" for name in asks if name in self.sets)
        yield from (
            f"{where}the step {step.name} must have {name}: ask it here too"
            for name, form_field in fields.items()
            if asks and form_field.required and name not in (*asks, *self.sets, "unit")
        )


PLACES = frozenset(("prefix", "year", "unit", "n"))  # the placeholders of a number's pattern


@dataclass(frozen=True)
class Number(Part):
    """How its records are numbered: a series without gaps; a cancelled record's number is never reused.

    Attributes:
        pattern: with ``{n}``, the place in the series, or ``{n:04}``; ``{year}`` of the business day, ``{unit}`` as the
            unit's short name, and the kind's ``{prefix}``.
        per: what has a series of its own: "year", "unit year", "unit", or "" for a series that never restarts.
        at: the steps that give the number, whichever comes first; "": the opening steps.
    """

    pattern: str = "{prefix}{year}-{n:04}"
    per: Names = "year"
    at: Names = ""

    def given_by(self, step: Step) -> bool:
        """Whether a step gives a record its number if it has none yet."""
        return step.name in split_names(self.at) if self.at else step.begins

    def series(self, kind: str, unit: int, day: date) -> str:
        """Return the name of the series for a record of this unit and day."""
        parts = {"year": str(day.year), "unit": f"u{unit}"}
        return ":".join(
            [kind, *(parts[division] for division in ("year", "unit") if division in split_names(self.per))]
        )

    def written(self, prefix: str, unit: str, day: date, n: int) -> str:
        """Return a number of the series as text."""
        return self.pattern.format(prefix=prefix, year=day.year, unit=unit, n=n)

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield errors: unknown placeholders, numbers that would repeat, an unknown step."""
        places = {name for _words, name, _form, _way in Formatter().parse(self.pattern) if name}
        yield from (f"number: nothing fills {{{place}}}" for place in sorted(places - PLACES))
        if "n" not in places:
            yield "number: its pattern has no {n}"
        yield from (
            f"number: a series per {name} is not known"
            for name in split_names(self.per)
            if name not in ("year", "unit")
        )
        yield from (
            f"number: with a series per {name} it must say {{{name}}}" for name in {*split_names(self.per)} - places
        )
        steps = [kind.cycle.by_name.get(name) for name in split_names(self.at)]
        if steps and all(step is None or step.begins for step in steps):
            yield f"number: {' '.join(split_names(self.at))} is no step after the beginning"
        else:
            yield from (f"number: no step {name}" for name in split_names(self.at) if name not in kind.cycle.by_name)


@dataclass(frozen=True)
class Protected(Part):
    """Fields that are masked until somebody asks for them with a reason, which needs a permission and is journaled.

    A kind may have several, each with its own people and wording. A former superior of the unit reads nothing of a kind
    with protected fields, unlike with other kinds.

    Attributes:
        masks: for each field, how its value is masked: ``stars``, or a function that leaves a part of it.
        look: the label of the button that shows them.
        refused: the message to people who may not see them.
        plain: fields that the relations ``to`` read without asking, on the page and in their list: the names of the
            children that one is paired with.
        logged: each page about such a record, each row of it in a sheet and each reading by a program is an entry too,
            and so is each refusal: one a person, record and hour.
    """

    masks: Mapping[str, Callable[[str], str]]
    who: Names
    look: Any = _LOOK
    refused: Any = _REFUSED
    plain: Names = ()
    to: Names = ()
    logged: bool = False

    def __post_init__(self) -> None:
        for name in ("who", "plain", "to"):
            object.__setattr__(self, name, split_names(getattr(self, name)))

    def plainly(self, standing: Collection[str]) -> tuple[str, ...]:
        """Return the fields that people in these relations read without asking."""
        return () if set(standing).isdisjoint(self.to) else tuple(self.plain)

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield errors: unknown relations; protected fields that are searched or listed."""
        every = (*self.who, *self.to)
        yield from (f"protected: unknown relation {who}" for who in every if who not in kind.rights.by_name)
        yield from (f"{name} is plain to somebody, and not protected" for name in self.plain if name not in self.masks)
        if bool(self.plain) is not bool(self.to):
            yield "protected: plain= says what, to= to whom: neither without the other"
        open_to_all = {*kind.words, *kind.columns, *kind.filters}
        yield from (f"protected field {mask} is sought or listed" for mask in sorted({*self.masks} & open_to_all))


def stars(value: str) -> str:
    """Mask a value completely; an empty one stays empty."""
    return "***" if value else ""


@dataclass(frozen=True)
class Lights(Part):
    """The lights of a kind's records, where they depend on more than the due date; asked for many records at once.

    Attributes:
        choices: code and label of each light, for the list's filter.
        of: returns the light of each of these records on a day, by id, with its reason, in a bounded number of queries.
        narrow: filters the rows to those with this light on a day.
        needed: the columns from which a light is found, the id first; for lists too long to load as records.
        along: for a day, returns a function that finds the lights of rows of these columns and is called for each
            chunk.
        late: the condition, on the kind's own model, for records late on a day; None: those past their due date.
        missing: the light of records of which an owed report is late; "": the kind has none.
    """

    choices: tuple[tuple[str, Any], ...]
    of: Callable[[Collection[Record], date], dict[int, Light]]
    narrow: Callable[[Any, str, date], Any]
    needed: tuple[str, ...]
    along: Callable[[date], Callable[[Sequence[tuple[Any, ...]]], list[Light]]]
    late: Callable[[date], Q] | None = None
    missing: str = ""


@dataclass(frozen=True)
class Texts(Part):
    """Longer texts of a kind's records that the search covers besides its ``words``, such as those of documents.

    Attributes:
        of: returns all texts of a record, to rebuild the index: name, text, and the only relation that finds it, or ""
            for everyone who may read the record.
        way: returns label and address of a place in a text, from the record, the text's name, the line from 1 and the
            search words.
        only: the relations that ``of`` may name.
    """

    of: Callable[[Any], Iterable[tuple[str, str, str]]]
    way: Callable[[Any, str, int, str], tuple[str, str]]
    only: tuple[str, ...] = ()

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield unknown relations."""
        yield from (f"texts: unknown relation {who}" for who in self.only if who not in kind.rights.by_name)


@dataclass(frozen=True)
class Answer(Part):
    """A further value of a record in the API, besides its fields: what its page shows in cards.

    Attributes:
        name: its name in the JSON.
        shape: its type, for the schema: a type of pydantic, or a list of one.
        of: returns its value for a record that the client may read, in a bounded number of queries.
    """

    name: str
    label: Any
    shape: Any
    of: Callable[[Record], Any]


@dataclass(frozen=True)
class Extra(Part):
    """A further column in a kind's workbook, computed by an expression in the list's own query."""

    name: str
    label: Any
    found: Callable[[], Any]
