"""What a line of work declares, and the register of all that was declared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.base.shapes import Light
from luoshi.org.rights.rules.rights import Actor, Rights, Role
from luoshi.records.base.append_only import Kept
from luoshi.records.base.jobs import Job
from luoshi.records.base.messages import Figures
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.rules import Cycle, Step
from luoshi.records.received.files import Strip

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


UNIT, DUE = _("Unit"), _("Due")
_LOOK, _REFUSED = _("Show what is protected"), _("What is protected may be seen only by those who need it.")


@dataclass(frozen=True)
class Protected:
    """Fields whose look is a right of its own, journaled each time: shown masked until asked for with a reason.

    Attributes:
        masks: each field with how its value is shown until then: ``stars``, or what leaves a part of it.
        look: what the button to see them says.
        refused: what is said to who may not see them.
    """

    masks: Mapping[str, Callable[[str], str]]
    who: tuple[str, ...]
    look: Any = _LOOK
    refused: Any = _REFUSED

    @property
    def fields(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self.masks)


def stars(value: str) -> str:
    """Nothing of a value but that there is one."""
    return "***" if value else ""


@dataclass(frozen=True)
class Lights:
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
class Extra:
    """A column that a kind's workbook has besides its fields, found by an expression of the list's own query."""

    name: str
    label: Any
    found: Callable[[], Any]


@dataclass(frozen=True)
class Kind:
    """A kind of record as a line declares it: list, pages, forms, steps, export, API and rights follow from this.

    Attributes:
        name: the word in addresses and in the journal, plural, for instance "appeals".
        unit: what the unit of such a record is called, for instance "Lead unit"; ``due`` the same of its due date.
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
        not_owed: states in which its date runs against nobody: not sent out yet, back with who checks it, suspended.
        begins: label and named address of a page of the kind's own on which records begin; the list leads there first,
            and none are brought in from a sheet.
        erasable: its content can be erased by order or by its term; what accounts for the office's own work is not.
        hidden: values of its forms, or fields set from them, that stand in neither journal nor any page.
        bare_pictures: places, times and devices are taken out of pictures; where a field is protected, of all files.
        answers: what the API tells of one record besides.
        extras: what its workbook says besides its fields, behind them.
        borrows: of a record, the keys of other records' entries whose files support it too, as a query: whoever may
            read the record opens them there; they stay the other record's, and go with it.
        reasons: the fields in which the unit's own steps say why something is not done; the first that is there counts.
        messages: what its steps tell people, by code without the kind's name.
        keeps: the value that says how long a record is kept after closing; None, or where no one set it: for ever.
    """

    name: str
    label: Any
    one: Any
    record: type[Record]
    cycle: Cycle
    rights: Rights
    unit: Any = UNIT
    due: Any = DUE
    columns: tuple[str, ...] = ()
    unsorted: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    words: tuple[str, ...] = ("title",)
    texts: Texts | None = None
    protected: Protected | None = None
    hidden: tuple[str, ...] = ()
    duties: tuple[Owed, ...] = ()
    parameters: tuple[Any, ...] = ()
    alarms: Callable[[Any, date], list[tuple[str, str]]] | None = None
    summary: Callable[[Any], list[tuple[str, str]]] | None = None
    sections: Callable[[Any, Any, date], list[dict[str, Any]]] | None = None
    lights: Lights | None = None
    not_owed: tuple[str, ...] = ()
    begins: tuple[Any, str] | None = None
    prefix: str = ""
    keeps: Any = None
    erasable: bool = True
    bare_pictures: bool = False
    reasons: tuple[str, ...] = ("reason", "answer")
    help: str = ""
    answers: tuple[Answer, ...] = ()
    extras: tuple[Extra, ...] = ()
    borrows: Callable[[Record], Any] | None = None
    messages: Mapping[str, Any] = field(default_factory=dict)
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
    def masked(self) -> tuple[str, ...]:
        """The fields that are shown masked until somebody asks for them with a reason."""
        return self.protected.fields if self.protected else ()

    def journaled(self, values: Mapping[str, Any], only: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the journal keeps of a step's values: nothing empty or hidden, of protected ones only that they came.

        Args:
            only: those to be named, where the whole stands elsewhere.
        """
        unsaid, told = {*self.masked, *self.hidden}, values if only is None else only
        said = {name: value for name, value in told.items() if value not in (None, "", []) and name not in unsaid}
        withheld = [name for name in values if name in self.masked and values[name]]
        return said | {"withheld": withheld} if withheld else said

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
        if len(self.owed) != len(self.duties):
            yield "two duties have one name"
        link: Any = self.record._meta.parents.get(Record)
        if link and link.remote_field.related_name is None:
            yield f"{self.record.__name__} hangs on Record by its own name: let it inherit from KindRecord"
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
        masked = {*self.masked}
        yield from (f"no field {one}" for one in sorted((listed | masked) - names))
        open_to_all = {*self.words, *self.columns, *self.filters}
        yield from (f"protected field {one} is sought or listed" for one in sorted(masked & open_to_all))
        yield from (f"hidden value {one} is shown or sought" for one in sorted({*self.hidden} & (listed | masked)))
        looks = self.protected.who if self.protected else ()
        yield from (f"protected: unknown relation {who}" for who in looks if who not in self.rights.by_name)
        yield from (f"{one} is not sorted, and no column" for one in self.unsorted if one not in self.columns)
        yield from (f"{one} is quiet, and not shown" for one in self.quiet if one not in {*self.columns, *self.shows})
        for step in self.cycle.by_name.values():
            yield from self._step_faults(step)

    def _step_faults(self, step: Step) -> Iterator[str]:
        """What is wrong with what a step sets and with its examples: names of what is not there."""
        known = {
            name for one in self.record._meta.get_fields() for name in (one.name, getattr(one, "attname", one.name))
        }
        touched = {*step.sets, *(name for pair in step.carries for name in pair)}
        yield from (f"step {step.name}: sets or carries {one}, which is no field" for one in sorted(touched - known))
        asked = getattr(step.given, "base_fields", {})
        yield from (
            f"step {step.name}: an example of {one}, which it does not ask" for one in step.example.keys() - asked
        )


# The groups of the menu, in this order. A line may name one of its own: it stands before the system's.
SUPERVISION, BUSINESS, SYSTEM = _("Supervision"), _("Lines of work"), _("System")


def _everybody(actor: Actor) -> bool:
    return True


@dataclass(frozen=True)
class MenuPage:
    """A page of a line's own that the menu offers besides the lists of its kinds.

    Attributes:
        url: the name of its address.
        may: whether the actor may open it; asks no query.
        own: it shows what waits for the actor: it stands above all lists.
        group: the heading under which it stands, where that is not its line's.
    """

    label: Any
    url: str
    may: Callable[[Actor], bool] = _everybody
    own: bool = False
    group: Any = ""


@dataclass(frozen=True)
class Opening:
    """A page of a line where something is begun about records of other kinds: a button on each one's page.

    Attributes:
        url: the name of its address; the records are given as ``?row=…``, and sent as ``row`` from a list.
        may: whether it is offered on a record, to an actor who stands in these relations to it, on a day; no query.
        many: the kinds in whose lists it is offered for chosen rows too, to the roles ``roles``.
    """

    label: Any
    url: str
    may: Callable[[Record, Collection[str], Actor, date], bool]
    many: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of work: its kinds and all else that it says; ``declaring.declare`` tells each part of the program.

    Attributes:
        together: one entry in the menu, their lists lead to each other.
        group: the heading of the menu under which it stands, with all others of the same words.
        messages: what it tells people besides its kinds' messages, by code without the line's name.
        digest: figures that everyone's digest shows besides its own.
        jobs: what the worker does for it by the clock.
        append_only: tables to which rows are only added.
        sentences: the journal's words for what follows from no life cycle, by step.
        labels: what else happens to its records, as their timelines call it, by step.
        keys: what entries are given besides the fields of forms, by its name there.
        values: the words for what stands under such a key, by what stands there.
        forgets: called with a record whose content is erased, to take away what else of the line keeps words of it.
        given_up: background tasks with what is done once one is tried no more, called with what the task was given.
        menu: pages of its own that the menu offers, besides the lists of its kinds.
        urls: the module with pages of its own, under its name as their name-space.
        addresses: first parts of their addresses, besides the names of its kinds.
        openings: what it begins about records of other kinds.
        cards: further cards on the page of a record of any kind, as a kind's ``sections``; one query each at most where
            there is nothing to show.
    """

    name: str
    label: Any
    kinds: tuple[Kind, ...]
    together: bool = False
    group: Any = BUSINESS
    messages: Mapping[str, Any] = field(default_factory=dict)
    digest: Figures | None = None
    jobs: tuple[Job, ...] = ()
    append_only: tuple[Kept, ...] = ()
    sentences: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)
    keys: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    forgets: tuple[Callable[[Record], object], ...] = ()
    given_up: tuple[tuple[Any, Callable[..., object]], ...] = ()
    menu: tuple[MenuPage, ...] = ()
    urls: str = ""
    addresses: tuple[str, ...] = ()
    openings: tuple[Opening, ...] = ()
    cards: tuple[Callable[[Any, Actor, date], list[dict[str, Any]]], ...] = ()

    def messages_by_code(self) -> dict[str, Any]:
        """Every message of the line and of its kinds, by the code by which they are told."""
        found = {f"{self.name}.{name}": sentence for name, sentence in self.messages.items()}
        return found | {f"{one.name}.{name}": said for one in self.kinds for name, said in one.messages.items()}
