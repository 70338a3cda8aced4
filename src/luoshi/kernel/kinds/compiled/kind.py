"""A kind as the program uses it: its declaration with all that follows from it and from its model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from string import Formatter
from typing import Any, TypeVar, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.received.files import Strip
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.names import Label
from luoshi.kernel.kinds.language.parts import (
    Account,
    BeginsAt,
    Borrows,
    Face,
    Files,
    Lights,
    NotOwed,
    Number,
    OpenTitle,
    Part,
    Protected,
    Reasons,
    Share,
    Texts,
)
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.models import Record

LOOK, REFUSED = _("Show what is protected"), _("Protected content may be seen only by those who need it.")
T = TypeVar("T")
P = TypeVar("P", bound=Part)


@dataclass(frozen=True, eq=False, kw_only=True)
class CompiledKind(Kind):
    """A compiled kind (``compiling.compile_kind``). ``Kind`` describes the fields that it shares with its declaration.

    ``cycle`` has the steps with all that links and parts add to them, and the step that corrects; forms are not among
    this: ``forms.making.step_form`` makes them. It is never changed: another declaration is compiled to another kind.
    """

    declaration: Kind
    record: type[Record]
    unfaced: CompiledKind | None = field(default=None, repr=False)
    off: bool = False
    """Whether its line is switched off and has no records: it stands nowhere."""
    left_out: frozenset[str] = frozenset()
    """Its optional links to kinds that stand nowhere: no list, form or filter offers them."""
    complete: CompiledKind | None = field(default=None, repr=False)
    """The kind with these links; None: nothing is left out."""
    api_models: dict[str, Any] = field(init=False, default_factory=dict, repr=False)
    """The API's models of its bodies and answers, made when first needed."""
    _made: dict[Any, Any] = field(init=False, default_factory=dict, repr=False)
    _parts_by_sort: dict[type[Part], tuple[Part, ...]] = field(init=False, default_factory=dict, repr=False)

    def make_once(self, make: Callable[[CompiledKind], T]) -> T:
        """Return what a function makes of this kind, called once; a face has it from the whole kind."""
        if self.unfaced is not None:
            return self.unfaced.make_once(make)
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def every(self, sort: type[P]) -> tuple[P, ...]:
        """Return the kind's parts of this type, in the order of their declaration; each type is looked for once."""
        if sort not in self._parts_by_sort:
            self._parts_by_sort[sort] = super().every(sort)
        return cast("tuple[P, ...]", self._parts_by_sort[sort])

    @property
    def read_only(self) -> bool:
        """Whether the office has switched its line off: its records can be read, and no step is open."""
        return self.cycle.paused

    def as_paused(self, *, off: bool) -> CompiledKind:
        """Return the kind as it is while its line is switched off; what is made of it is made once for both.

        Args:
            off: its line has no records.
        """
        return replace(self, cycle=replace(self.cycle, paused=True), unfaced=self.unfaced or self, off=off)

    __eq__ = object.__eq__  # compared by identity: two compiled from one declaration are different
    __hash__ = object.__hash__

    @cached_property
    def fields(self) -> Mapping[str, models.Field[Any, Any]]:
        """The columns of its records by name: its own, and those that all records have."""
        return {column.name: column for column in self.record._meta.concrete_fields}

    @cached_property
    def own_fields(self) -> tuple[models.Field[Any, Any], ...]:
        """The columns that its records have beside those of all records."""
        common = {column.name for column in Record._meta.concrete_fields}
        return tuple(column for column in self.fields.values() if column.name not in common and not column.primary_key)

    @cached_property
    def protections(self) -> tuple[Protected, ...]:
        """What is protected, each with its words."""
        return tuple(
            replace(part, look=part.look or LOOK, refused=part.refused or REFUSED) for part in self.every(Protected)
        )

    @cached_property
    def masks(self) -> Mapping[str, Callable[[str], str]]:
        """The mask of each protected field."""
        return {name: mask for protection in self.protections for name, mask in protection.masks.items()}

    @cached_property
    def number(self) -> Number | None:
        """How its records are numbered; None: they have no numbers."""
        return self._only(Number) or (Number() if self.prefix else None)

    @cached_property
    def lights(self) -> Lights | None:
        """Its lights, if they depend on more than the due date."""
        return None if self.read_only else self._only(Lights)

    @cached_property
    def texts(self) -> Texts | None:
        """Its longer texts, if it has any."""
        return self._only(Texts)

    @cached_property
    def validity(self) -> Validity | None:
        """The term over which its records are valid, if they have one."""
        return self._only(Validity)

    @cached_property
    def duties_by_name(self) -> Mapping[str, Owed]:
        """Its duties by name."""
        return {duty.name: duty for duty in self.every(Owed)}

    @cached_property
    def falls_due(self) -> bool:
        """Whether its records can have a due date, or a light of their own: if not, no page has a place for one.

        A due date comes from a duty, from a step that sets the field, or from code, which ``sets_due`` announces. A
        step's ``deadline`` only bounds a day that its form asks for.
        """
        set_by_steps = any(
            "due" in (*step.sets, *(name for name, _source in step.carries)) for step in self.cycle.all_steps
        )
        return bool(self.duties_by_name) or self.lights is not None or self.sets_due or set_by_steps

    @cached_property
    def stages(self) -> Mapping[str, tuple[Stage, ...]]:
        """The stages that its parts add to each step, each once, in the order of declaration."""
        return {
            step.name: tuple(dict.fromkeys(stage for part in self.parts for stage in part.stages(step)))
            for step in self.cycle.all_steps
        }

    @cached_property
    def begins(self) -> tuple[Label, str] | None:
        """Label and named address of the page on which its records begin, if not on that of a step."""
        part = self._only(BeginsAt)
        return (part.label, part.address) if part else None

    @cached_property
    def has_open_title(self) -> bool:
        """Whether links show the title to those who may not read the record."""
        return self._only(OpenTitle) is not None

    @cached_property
    def not_owed(self) -> tuple[str, ...]:
        """The states in which nobody can be late; all of them while its line is switched off."""
        if self.read_only:
            return tuple(self.cycle.states)
        part = self._only(NotOwed)
        return part.states if part else ()

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """The fields that explain why something is not done; the first one present counts."""
        part = self._only(Reasons)
        return part.fields if part else ("reason", "answer")

    @cached_property
    def borrows(self) -> Borrows | None:
        """Whose other records' files support a record of this kind too."""
        return self._only(Borrows)

    @cached_property
    def account(self) -> str:
        """The field for the account of the named person; "": its records name nobody who signs in."""
        part = self._only(Account)
        return part.field if part else ""

    def _only(self, sort: type[P]) -> P | None:
        return next(iter(self.every(sort)), None)

    def as_face(self, face: Face | None) -> CompiledKind:
        """Return the kind as one of its faces shows it: with the face's label, columns and, for sheets, its fields."""
        if face is None:
            return self
        columns = face.columns or tuple(name for name in self.columns if name not in face.sets)
        shows = tuple(name for name in self.shows if not face.asks or name in {*columns, *face.asks})
        return replace(self, label=face.label, columns=columns, shows=shows, unfaced=self.unfaced or self)

    @property
    def sortable(self) -> tuple[str, ...]:
        """Return the columns, of its list and of its faces, by which a list can be sorted."""
        every = [*self.columns, *(name for face in self.every(Face) for name in face.columns)]
        every += [share.name for share in self.every(Share)]
        return tuple(name for name in dict.fromkeys(every) if name not in self.unsorted)

    @property
    def named_by(self) -> tuple[str, ...]:
        """The fields from which a record's title is made."""
        return tuple(name for _words, name, _form, _way in Formatter().parse(str(self.titled)) if name)

    def opening_day(self, record: Record) -> date | None:
        """Return the business day on which a record began; None if no opening step asks for a day."""
        days = [getattr(record, step.on, None) for step in self.cycle.opens if step.on]
        return min((day for day in days if isinstance(day, date)), default=None)

    @property
    def values(self) -> tuple[Any, ...]:
        """Every parameter of this kind: those that its duties read, and its retention period."""
        return (*self.parameters, self.keeps) if self.keeps else self.parameters

    @property
    def masked_fields(self) -> tuple[str, ...]:
        """The fields that are masked until somebody asks for them with a reason."""
        return tuple(self.masks)

    @property
    def is_access_logged(self) -> bool:
        """Whether the journal records who opened a record and who was refused."""
        return any(protection.logged for protection in self.protections)

    @property
    def is_confidential(self) -> bool:
        """Whether it has protected fields, or the journal records who opened a record."""
        return bool(self.masks) or self.is_access_logged

    def plain_to(self, standing: Collection[str]) -> tuple[str, ...]:
        """Return the protected fields that people in these relations read without asking for each."""
        return tuple(name for protection in self.protections for name in protection.plainly(standing))

    def journal_values(self, values: Mapping[str, Any], only: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return a step's values for the journal: no empty or hidden ones; of protected ones only the names.

        Args:
            only: the values to record, where the full values are kept elsewhere.
        """
        unsaid, told = {*self.masked_fields, *self.hidden}, values if only is None else only
        said = {name: value for name, value in told.items() if value not in (None, "", []) and name not in unsaid}
        withheld = [name for name in values if name in self.masked_fields and values[name]]
        return said | {"withheld": withheld} if withheld else said

    def code_lists(self) -> tuple[Any, ...]:
        """Return all code lists that its fields and parts use, with the lists that these depend on."""
        others = (code_list for part in self.parts for code_list in part.code_lists())
        return tuple(dict.fromkeys((*self.record.code_lists(), *others)))

    @property
    def strips(self) -> Strip:
        """What is removed from files uploaded for such records: "all" metadata, that of "pictures", or nothing."""
        bare = self.bare_pictures or any(files.bare for files in self.every(Files))
        return "all" if self.masks else "pictures" if bare else ""

    @cached_property
    def nameless_files(self) -> frozenset[str]:
        """The fields whose files are stored without the names of authors, organisations and programs."""
        return frozenset(files.name for files in self.every(Files) if files.nameless)

    def periods_of(self, step: Step) -> bool:
        """Whether a step may have to ask for its period: it answers a duty owed in each period, or one over a link."""
        own = (self.duties_by_name[answer] for answer in step.own_duties if answer in self.duties_by_name)
        return any("." in answer for answer in step.answers) or any(
            bool(duty.every) and duty.following is None for duty in own
        )


class CheckedPart(Part):
    """A part of a room above, which finds its own errors."""

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield the errors of the part in this kind, such as unknown names."""
        yield from ()

    def cross_faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield the errors that show only once every kind is declared, such as unknown fields of a linked kind."""
        yield from ()
