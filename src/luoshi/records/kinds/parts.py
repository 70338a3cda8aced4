"""What a kind is built from that has no column of its own: each an entry in its ``parts``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.base.shapes import Light
from luoshi.records.kinds.conditions import Is, When
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.rules import Cycle, Names, Step, split_names
from luoshi.records.kinds.stages import Stage
from luoshi.records.received.rules.uploads import EVIDENCE, MEDIA

if TYPE_CHECKING:
    from luoshi.records.kinds.declaration import Kind


class Part:
    """An entry of a kind's ``parts``. A kind has at most one of a sort, unless parts of the sort have a ``name``."""

    def faults(self, kind: Kind) -> Iterator[str]:
        """What is wrong with it in this kind: names of what is not there."""
        yield from ()

    def checked(self, cycle: Cycle) -> Cycle:
        """The life cycle with what the part asks of its steps or lets follow from them."""
        return cycle

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """What the part does itself in the transaction of a step, for one act or for many at once."""
        return ()


_LOOK, _REFUSED = _("Show what is protected"), _("What is protected may be seen only by those who need it.")


@dataclass(frozen=True)
class Files(Part):
    """Files of a name of their own: a business licence, a charter, photographs; asked by the steps that name them.

    Attributes:
        endings: what they may be, by their endings: "pdf jpg"; "": whatever is taken as evidence.
        must: no step that asks for them is taken without one. No sheet brings any: they are then shown as missing.
        most: so many at once. Where it is one, a later file takes the place of the one before, which stays with the
            step that brought it.
        bare: places, times and devices are taken out of pictures, of what is kept too.
    """

    name: str
    label: Any
    endings: Names = ()
    must: bool = False
    most: int = 20
    bare: bool = False

    def faults(self, kind: Kind) -> Iterator[str]:
        """Endings that are never taken, a name that a column has, files that no step asks for."""
        unknown = sorted({*split_names(self.endings)} - {*MEDIA, *EVIDENCE})
        yield from (f"files {self.name}: {ending} is never taken" for ending in unknown)
        if self.name in {field.name for field in kind.record._meta.get_fields()}:
            yield f"files {self.name}: a column has this name"
        if not any(self.name in getattr(step.given, "base_fields", {}) for step in kind.cycle.all_steps):
            yield f"files {self.name}: no step asks for them"


@dataclass(frozen=True)
class Quick(Part):
    """One line above the list by which record after record begins: day, what, where, how many, and Enter for the next.

    Attributes:
        asks: what it asks, of the fields of a step that begins a record, in this order; all that the step must have is
            among them, but for the unit: it is that of who enters, and asked only where they have several.
        step: the step that begins them; "": the first.
        again: those of them that stand there as they were in the last one.
    """

    asks: Names
    step: str = ""
    again: Names = ()

    def faults(self, kind: Kind) -> Iterator[str]:
        """A step that begins nothing, fields that it does not ask, one that it must have and is not here."""
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
    """A list of its own for some of a kind's records: with its columns, its form, its sheet; rights are the kind's.

    Attributes:
        name: in the address, ``?face=lectures``.
        where: which records stand in it. What it compares with one value alone, ``Is(sort="lecture")``, is set by its
            form, which does not ask it.
        columns: of its list; "": the kind's, without what its form sets.
        asks: of the fields of a step that begins a record, those that its form asks; "": all.
        step: the step that begins them; "": the first.
        menu: it has an entry of its own in the menu.
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
        """What a record has because it was begun in it: the fields that are compared with one value alone."""
        alone = self.where.asked if isinstance(self.where, Is) else ()
        return {
            test.path[0]: test.values[0]
            for test in alone
            if len(test.path) == len(test.values) == 1 and not test.negated
        }

    def faults(self, kind: Kind) -> Iterator[str]:
        """Columns that are not there, a form that could begin nothing or asks what it sets; a record not among it."""
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


PLACES = frozenset(("prefix", "year", "unit", "n"))  # what a pattern of numbers may name


@dataclass(frozen=True)
class Number(Part):
    """How its records are numbered: a series without gaps; the number of what was given up is never given again.

    Attributes:
        pattern: with ``{n}``, the place in the series, or ``{n:04}``; ``{year}`` of the business day, ``{unit}`` as it
            is called for short, and the kind's ``{prefix}``.
        per: what has a series of its own: "year", "unit year", "unit", or "" for one that never begins anew.
        at: the steps that give the number, whichever comes first; "": those that begin a record.
    """

    pattern: str = "{prefix}{year}-{n:04}"
    per: Names = "year"
    at: Names = ""

    def given_by(self, step: Step) -> bool:
        """Whether a step gives a record its number, if it has none yet."""
        return step.name in split_names(self.at) if self.at else step.begins

    def series(self, kind: str, unit: int, day: date) -> str:
        """The name of the series for a record of this unit and day."""
        parts = {"year": str(day.year), "unit": f"u{unit}"}
        return ":".join(
            [kind, *(parts[division] for division in ("year", "unit") if division in split_names(self.per))]
        )

    def written(self, prefix: str, unit: str, day: date, n: int) -> str:
        """A number of the series."""
        return self.pattern.format(prefix=prefix, year=day.year, unit=unit, n=n)

    def faults(self, kind: Kind) -> Iterator[str]:
        """Places that nobody fills, numbers that would come twice, a step that is not there."""
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
    """Fields whose look is a right of its own, journaled each time: shown masked until asked for with a reason.

    A kind may have several, each with people and words of its own. Who once stood above the unit and does no more
    reads nothing of a kind with protected fields, unlike of others.

    Attributes:
        masks: each field with how its value is shown until then: ``stars``, or what leaves a part of it.
        look: what the button to see them says.
        refused: what is said to who may not see them.
        plain: those of the fields that ``to`` read without a look for each, on the page and in their list: the names of
            the children that one is paired with.
        logged: each page about such a record, each row of it in a sheet and each read by a program is an entry too, and
            so is each that is refused: one a person, record and hour.
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
        """The fields that need no look of who stands in these relations to a record."""
        return () if set(standing).isdisjoint(self.to) else tuple(self.plain)

    def faults(self, kind: Kind) -> Iterator[str]:
        """Unknown relations; fields that are sought or listed all the same."""
        every = (*self.who, *self.to)
        yield from (f"protected: unknown relation {who}" for who in every if who not in kind.rights.by_name)
        yield from (f"{name} is plain to somebody, and not protected" for name in self.plain if name not in self.masks)
        if bool(self.plain) is not bool(self.to):
            yield "protected: plain= says what, to= to whom: neither without the other"
        open_to_all = {*kind.words, *kind.columns, *kind.filters}
        yield from (f"protected field {mask} is sought or listed" for mask in sorted({*self.masks} & open_to_all))


def stars(value: str) -> str:
    """Nothing of a value but that there is one."""
    return "***" if value else ""


@dataclass(frozen=True)
class Lights(Part):
    """How records of a kind stand, where it is more than their due date says: one question for many of them.

    Attributes:
        choices: code and word of each light, for the list's filter.
        of: the light of each of these records on a day by its id, with its reason; a bounded number of queries.
        narrow: those of the rows that stand so on a day.
        needed: the columns by which it is found, the id first; for lists too long to be read as records.
        along: on a day what tells the light of each of some rows of these columns, asked again for the next ones.
        late: what of them is late on a day, a condition on the kind's own model; None: what is past its due date.
        missing: the light of those of which a report is owed and late; "": the kind has none.
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

    def faults(self, kind: Kind) -> Iterator[str]:
        """Unknown relations."""
        yield from (f"texts: unknown relation {who}" for who in self.only if who not in kind.rights.by_name)


@dataclass(frozen=True)
class Answer(Part):
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
class Extra(Part):
    """A column that a kind's workbook has besides its fields, found by an expression of the list's own query."""

    name: str
    label: Any
    found: Callable[[], Any]
