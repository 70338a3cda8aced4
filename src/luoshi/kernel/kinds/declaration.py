"""The declaration of a kind of record; its pages, forms, permissions, sheets and API are derived from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from string import Formatter
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.base.rights.rules.rights import Rights, Role
from luoshi.evidence.received.files import Strip
from luoshi.kernel.kinds.conditions import parameters_of
from luoshi.kernel.kinds.corrections import correction_of, differing_example
from luoshi.kernel.kinds.duties import Owed
from luoshi.kernel.kinds.forms import PERIOD, form_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.parts import Face, Files, Lights, Number, Part, Protected, Quick, Texts
from luoshi.kernel.kinds.row_forms import row_fields
from luoshi.kernel.kinds.rows import Rows, row_faults
from luoshi.kernel.kinds.rules import Consequence, Cycle, Names, Step, arrow, split_names
from luoshi.kernel.kinds.stages import Stage
from luoshi.kernel.kinds.validity import Validity
from luoshi.org.actors.models import Person

# Form fields that ask for a figure. No leader's step may set one, so that no leader can change what was counted.
ASKED = (forms.IntegerField, forms.DecimalField, forms.FloatField)
UNIT, DUE = _("Unit"), _("Due")
RIGHT = "put_right"  # the step that corrects what a record says
P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Kind:
    """A kind of record as a line declares it; list, pages, forms, steps, export, API and permissions follow from it.

    Attributes:
        name: the plural word used in addresses and in the journal, for instance "appeals".
        unit: the label of such a record's unit, for instance "Lead unit"; ``due``: the label of its due date.
        columns: fields shown in lists after number, title, unit, state and due date.
        shows: fields shown on the page of one record, in this order.
        unsorted: columns by which the list cannot be sorted: a list of scores must not become a ranking.
        quiet: shown fields that are left out where they are empty.
        filters: fields by which lists can be filtered, besides state, unit and due date.
        words: fields that the search covers, none protected; ``codes``: those that identify a record like its number.
        prefix: the beginning of a record's number, for instance "诉".
        alarms: urgent notices for an actor on a day, shown first above the list whatever its filters are.
        summary: figures over a list of such records, each with its base, shown above the list.
        sections: further cards on the page of one record, ``{id, title, count, table, more}`` each, for an actor on a
            day; an empty list where there is nothing to show.
        not_owed: states in which nobody can be late: not sent out yet, returned to the reviewer, suspended.
        void: closed states in which the record never took effect, as refused or withdrawn: no figure counts it.
        begins: label and named address of a page of the kind's own on which records begin; the list links to it first,
            and no record is imported from a sheet.
        erasable: content can be erased by order or when its retention ends; records of the office's own work cannot.
        hidden: values of its forms, or fields set from them, that appear in no journal entry and on no page.
        bare_pictures: places, times and devices are removed from pictures; where a field is protected, from all files.
        borrows: for a record, a query for the keys of other records' entries whose files support it too. Anyone who may
            read the record may open them there; they still belong to the other record and are deleted with it.
        reasons: fields in which a unit's own steps explain why something is not done; the first one present counts.
        messages: notifications that its steps send, by code without the kind's name.
        titled: template of a record's title: "{body} {year}"; each step that sets one of these fields refreshes it.
        corrects: relations whose people may correct a record, with a reason; see ``RIGHT``.
        corrected: follow-ups of a correction, in the same transaction: what must hold of the corrected record.
        parameters: values that offices set and that the kind's own code reads; those of its parts and steps are added.
        parts: everything that is no database column: duties, protection, lights, texts and the rest of ``parts``.
        keeps: the parameter for how long a record is kept after closing; for ever if None or if no office set it.
        account: in an entry of a register, the field for the account of the named person. Whoever holds something has
            permissions through it (``Relation.held``), so only a dedicated step may set it.
        models: the API's models of its bodies and answers, made when first needed.
    """

    name: str
    label: Any
    one: Any
    record: type[Record]
    cycle: Cycle
    rights: Rights
    unit: Any = UNIT
    due: Any = DUE
    columns: Names = ()
    unsorted: Names = ()
    shows: Names = ()
    quiet: Names = ()
    filters: Names = ()
    words: Names = ("title",)
    codes: Names = ()
    titled: Any = ""
    corrects: Names = ()
    corrected: tuple[Consequence, ...] = ()
    hidden: Names = ()
    parts: tuple[Part, ...] = ()
    parameters: tuple[Any, ...] = ()
    alarms: Callable[[Any, date], list[tuple[str, str]]] | None = None
    summary: Callable[[Any], list[tuple[str, str]]] | None = None
    sections: Callable[[Any, Any, date], list[dict[str, Any]]] | None = None
    not_owed: Names = ()
    void: Names = ()
    begins: tuple[Any, str] | None = None
    prefix: str = ""
    keeps: Any = None
    erasable: bool = True
    bare_pictures: bool = False
    reasons: Names = ("reason", "answer")
    help: str = ""
    borrows: Callable[[Record], Any] | None = None
    messages: Mapping[str, Any] = field(default_factory=dict)
    account: str = ""
    protections: tuple[Protected, ...] = field(init=False, compare=False, repr=False)
    masks: Mapping[str, Callable[[str], str]] = field(init=False, compare=False, repr=False)
    number: Number | None = field(init=False, compare=False, repr=False)
    lights: Lights | None = field(init=False, compare=False, repr=False)
    texts: Texts | None = field(init=False, compare=False, repr=False)
    validity: Validity | None = field(init=False, compare=False, repr=False)
    owed: dict[str, Owed] = field(init=False, compare=False, repr=False)
    stages: dict[str, tuple[Stage, ...]] = field(init=False, compare=False, repr=False)
    models: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name in split_names("columns unsorted shows quiet filters words codes corrects hidden not_owed void"):
            object.__setattr__(self, name, split_names(getattr(self, name)))
        object.__setattr__(self, "reasons", split_names(self.reasons))
        object.__setattr__(self, "rights", self.rights.of(self.name))
        object.__setattr__(self, "protections", self.every(Protected))
        object.__setattr__(
            self, "masks", {name: mask for protection in self.protections for name, mask in protection.masks.items()}
        )
        for name, sort in (
            ("lights", Lights),
            ("texts", Texts),
            ("number", Number),
            ("validity", Validity),
        ):
            object.__setattr__(self, name, next(iter(self.every(sort)), None))
        if self.number is None and self.prefix:
            object.__setattr__(self, "number", Number())
        object.__setattr__(self, "owed", {duty.name: duty for duty in self.every(Owed)})
        object.__setattr__(self, "cycle", self._with_forms())
        object.__setattr__(self, "stages", {step.name: self._stages_of(step) for step in self.cycle.all_steps})
        asked = [(step.only, *step.needs) for step in self.cycle.all_steps]
        values = {id(parameter): parameter for parameter in (*self.parameters, *parameters_of((*self.parts, *asked)))}
        object.__setattr__(self, "parameters", tuple(values.values()))
        if faults := list(self.faults()):
            raise ValueError(f"kind {self.name}: " + "; ".join(faults))

    def every(self, sort: type[P]) -> tuple[P, ...]:
        """Return the kind's parts of this type, in the order of their declaration."""
        return tuple(part for part in self.parts if isinstance(part, sort))

    def face(self, name: str) -> Face | None:
        """Return the face of this name, or None."""
        return next((own_face for own_face in self.every(Face) if own_face.name == name), None)

    def faced(self, face: Face | None) -> Kind:
        """Return the kind as one of its faces shows it: with the face's label, columns and, for sheets, its fields."""
        if face is None:
            return self
        left = tuple(name for name in self.columns if name not in face.sets)
        columns, asks = split_names(face.columns) or left, split_names(face.asks)
        shows = tuple(name for name in self.shows if not asks or name in {*columns, *asks})
        made = copy(self)  # a copy is enough: nothing else changes, and the original was checked when it was declared
        for name, value in (("label", face.label), ("columns", columns), ("shows", shows)):
            object.__setattr__(made, name, value)
        return made

    @property
    def sortable(self) -> tuple[str, ...]:
        """Return the columns, of its list and of its faces, by which a list can be sorted."""
        every = [*self.columns, *(name for face in self.every(Face) for name in split_names(face.columns))]
        return tuple(name for name in dict.fromkeys(every) if name not in self.unsorted)

    def _stages_of(self, step: Step) -> tuple[Stage, ...]:
        """Return the stages that its parts add to a step, each once, in the order of declaration."""
        return tuple(dict.fromkeys(stage for part in self.parts for stage in part.stages(step)))

    def _with_forms(self) -> Cycle:
        """Return the life cycle with generated forms for steps that only name fields, and the correction step."""
        cycle, columns = self.cycle, {field.name: field for field in self.record._meta.get_fields()}
        made: dict[str, Step] = {}
        files = {files_part.name: files_part for files_part in self.every(Files)}
        usual = [name for quick in self.every(Quick) for name in split_names(quick.asks)]
        rows = {rows_part.name: rows_part for rows_part in self.every(Rows)}
        for step in cycle.all_steps:
            there = getattr(step.given, "base_fields", {})  # a kind derived from another one has the form already
            of_rows = row_fields(step, rows).items()
            if asked := {name: of for name, of in of_rows if getattr(there.get(name), "part", None) is not of.part}:
                step = replace(step, own={**step.own, **asked})
            period = self.periods_of(step)
            if {*step.asks} <= columns.keys() | files.keys() and (step.asks or step.own or period):
                form = form_of(self.record, step, self.unit, files, period=period, usual=usual)
                given = [name for link in step.asks for name in getattr(columns.get(link), "gives", ())]
                sets = (*(name for name in step.sets if name not in files), *given)
                made[step.name] = replace(step, given=form, asks=(), own={}, sets=sets)
        for step in cycle.all_steps:
            links: list[Any] = [columns[name] for name in step.sets if hasattr(columns.get(name), "needs")]
            if needs := [need for link in links for need in link.needs()]:
                made[step.name] = replace(made.get(step.name, step), needs=(*step.needs, *needs))
        if made:
            cycle = Cycle(cycle.states, cycle.closed, [made.get(step.name, step) for step in cycle.all_steps])
        if self.corrects and RIGHT not in cycle.by_name:
            fields, way = self._correctable(cycle), arrow(cycle.states)
            days = {step.on: step.begins for step in reversed(cycle.all_steps) if step.on in fields}
            past = {name for step in cycle.all_steps for name in step.past}
            form = correction_of(self.record, fields, days, past)
            # These need a value of their own; an arbitrary example is not valid.
            own = {name for name, form_field in form.base_fields.items() if hasattr(form_field, "example")}
            plain = [columns[name] for name in fields if not columns[name].is_relation and name not in own]
            example = {column.name: differing_example(column) for column in plain[:1]}
            told: Any = {
                "given": form,
                "sets": fields,
                "tone": "careful",
                "example": example,
                "follows": self.corrected,
            }
            right = Step(RIGHT, _("Put right"), way, self.corrects, **told)
            cycle = Cycle(cycle.states, cycle.closed, [*cycle.all_steps, right])
        for part in self.parts:
            cycle = part.checked(cycle)
        return cycle

    def periods_of(self, step: Step) -> bool:
        """Whether a step may have to ask for its period: it answers a duty owed in each period, or one over a link."""
        if PERIOD in getattr(step.given, "base_fields", {}):
            return False  # asks already
        return any("." in answer or (answer in self.owed and self.owed[answer].every) for answer in step.answers)

    def _correctable(self, cycle: Cycle) -> list[str]:
        """List the fields that its steps set, in page order, except owner, unit, decider and protected fields."""
        closed = {*self.masked, *self.hidden, "unit", "owner", "decider", *(("title",) if self.titled else ())}
        sets = dict.fromkeys(name for step in cycle.all_steps for name in step.sets)
        there = [*(name for name in self.shows if name in sets), *(name for name in sets if name not in self.shows)]
        fields = {field.name: field for field in self.record._meta.concrete_fields}
        chosen = {name for name, column in fields.items() if not column.is_relation or hasattr(column, "gives")}
        return [name for name in there if name in chosen and fields[name].editable and name not in closed]

    @property
    def named_by(self) -> tuple[str, ...]:
        """The fields from which a record's title is made."""
        return tuple(name for _words, name, _form, _way in Formatter().parse(str(self.titled)) if name)

    def begun(self, record: Record) -> date | None:
        """Return the business day on which a record began; None if no opening step asks for a day."""
        days = [getattr(record, step.on, None) for step in self.cycle.opens if step.on]
        return min((day for day in days if isinstance(day, date)), default=None)

    @property
    def values(self) -> tuple[Any, ...]:
        """Every parameter of this kind: those that its duties read, and its retention period."""
        return (*self.parameters, self.keeps) if self.keeps else self.parameters

    @property
    def masked(self) -> tuple[str, ...]:
        """The fields that are masked until somebody asks for them with a reason."""
        return tuple(self.masks)

    @property
    def logged(self) -> bool:
        """Whether the journal records who opened a record and who was refused."""
        return any(protection.logged for protection in self.protections)

    def plain_to(self, standing: Collection[str]) -> tuple[str, ...]:
        """Return the protected fields that people in these relations read without asking for each."""
        return tuple(name for protection in self.protections for name in protection.plainly(standing))

    def journaled(self, values: Mapping[str, Any], only: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return a step's values for the journal: no empty or hidden ones; of protected ones only the names.

        Args:
            only: the values to record, where the full values are kept elsewhere.
        """
        unsaid, told = {*self.masked, *self.hidden}, values if only is None else only
        said = {name: value for name, value in told.items() if value not in (None, "", []) and name not in unsaid}
        withheld = [name for name in values if name in self.masked and values[name]]
        return said | {"withheld": withheld} if withheld else said

    def code_lists(self) -> tuple[Any, ...]:
        """Return all code lists that its fields and rows use, with the lists that these depend on."""
        rows = (code_list for part in self.every(Rows) for code_list in part.code_lists())
        return tuple(dict.fromkeys((*self.record.code_lists(), *rows)))

    @property
    def strips(self) -> Strip:
        """What is removed from files uploaded for such records: "all" metadata, that of "pictures", or nothing."""
        bare = self.bare_pictures or any(files.bare for files in self.every(Files))
        return "all" if self.masks else "pictures" if bare else ""

    @property
    def by_sheet(self) -> bool:
        """Whether several records may be opened at once from the rows of a sheet."""
        return self.cycle.first.given is not None and self.begins is None

    def _is_leaders(self, step: Step) -> bool:
        held = [self.rights.by_name[who] for who in step.who if who in self.rights.by_name]
        reached = any(role is Role.LEADER for relation in held for role, _place in relation.reaches)
        return reached or any(relation.decides for relation in held)

    def _figures(self, step: Step) -> list[str]:
        """List the figures that a step sets or asks for."""
        known = {field.name: field for field in self.record._meta.get_fields()}
        touched = [*step.sets, *(name for name, _source in step.carries)]
        stored = [name for name in touched if isinstance(known.get(name), models.IntegerField)]
        asked = {**getattr(step.given, "base_fields", {}), **getattr(step.given, "each", {})}
        return stored + [name for name, field in asked.items() if isinstance(field, ASKED) and name not in stored]

    def faults(self) -> Iterator[str]:
        """Yield the errors of the declaration, such as unknown names or protected fields that the search covers."""
        if len(self.owed) != len(self.every(Owed)):
            yield "two duties have one name"
        if len({face.name for face in self.every(Face)}) != len(self.every(Face)):
            yield "two faces have one name"
        if len({files.name for files in self.every(Files)}) != len(self.every(Files)):
            yield "two sorts of files have one name"
        yield from row_faults(self)
        yield from (f"void in {state}, which closes nothing" for state in self.void if state not in self.cycle.closed)
        every = [name for protection in self.protections for name in protection.masks]
        yield from (
            f"{masked_name} is protected twice"
            for masked_name in sorted({name for name in every if every.count(name) > 1})
        )
        for sort in (Lights, Texts, Number, Validity, Quick):
            if len(self.every(sort)) > 1:
                yield f"two parts {sort.__name__}"
        link: Any = self.record._meta.parents.get(Record)
        if link and link.remote_field.related_name is None:
            yield f"{self.record.__name__} hangs on Record by its own name: let it inherit from KindRecord"
        yield from (
            f"step {step.name}: a leader's step sets the figure {name}"
            for step in self.cycle.all_steps
            if self._is_leaders(step) or step.recorded
            for name in self._figures(step)
        )
        fields = {field.name: field for field in self.record._meta.get_fields()}
        names = {*fields}
        if self.account and getattr(fields.get(self.account), "related_model", None) is not Person:
            yield f"account={self.account} is no field that leads to a person who could sign in"
        listed = {*self.columns, *self.shows, *self.filters, *self.words, *self.named_by}
        yield from (f"no field {name}" for name in sorted((listed | {*self.masked}) - names))
        yield from (
            f"hidden value {name} is shown or sought" for name in sorted({*self.hidden} & (listed | {*self.masked}))
        )
        yield from (f"protected field {name} makes the title" for name in self.named_by if name in self.masked)
        yield from (f"corrects: unknown relation {who}" for who in self.corrects if who not in self.rights.by_name)
        yield from (f"{name} is not sorted, and no column" for name in self.unsorted if name not in self.columns)
        yield from (
            f"{name} is quiet, and not shown" for name in self.quiet if name not in {*self.columns, *self.shows}
        )
        for part in self.parts:
            yield from part.faults(self)
        for step in self.cycle.all_steps:
            yield from self._step_faults(step)

    def _step_faults(self, step: Step) -> Iterator[str]:
        """Yield the errors of a step, such as unknown names or a day that it does not ask for."""
        where = f"step {step.name}: "
        holders = [who for who in step.who if who in self.rights.by_name and self.rights.by_name[who].held]
        yield from (f"{where}{who} holds nothing of what is not there yet" for who in holders if step.begins)
        yield from (f"{where}unknown relation {who}" for who in step.who if who not in self.rights.by_name)
        yield from (f"{where}open to the auditor" for who in step.who if who == "audit")
        known = {
            name
            for field in self.record._meta.get_fields()
            for name in (field.name, getattr(field, "attname", field.name))
        }
        for duty in (*step.starts, *step.drops, *step.answers):
            link, over, _name = duty.partition(".")
            if over and duty in step.answers and link not in known:
                yield f"{where}answers {duty}, and {link} is no field"
            elif duty not in self.owed and not (over and duty in step.answers):
                yield f"{where}unknown duty {duty}"
            elif step.begins and not over and duty in step.answers:
                yield f"{where}what begins with it, {duty}, it cannot answer"
        yield from (f"{where}asks {name}, which is no field: say it in own=" for name in step.asks if name not in known)
        touched = {*step.sets, *(name for pair in step.carries for name in pair)} - {*step.asks}
        yield from (f"{where}sets or carries {name}, which is no field" for name in sorted(touched - known))
        asked = getattr(step.given, "base_fields", {})
        yield from (f"{where}decides on {name}, which is no field" for name in step.decides if name not in known)
        closed = {*self.masked, *self.hidden}
        yield from (f"{where}decides on {name}, which is protected" for name in step.decides if name in closed)
        yield from (f"{where}an example of {key}, which it does not ask" for key in sorted(step.example.keys() - asked))
        yield from (f"{where}must have {name}, which it does not ask" for name in step.must if name not in asked)
        yield from (
            f"{where}folds {name}, which it does not ask, or must have"
            for name in step.folds
            if not _may_fold(asked.get(name))
        )
        for day_name in filter(None, (step.on, step.deadline, *step.past)):
            name, _dot, column = day_name.partition(".")
            rows = next((part for part in self.every(Rows) if part.name == name and name in step.adds), None)
            if column and rows and isinstance(rows.model._meta.get_field(column), models.DateField):
                continue
            if not isinstance(asked.get(day_name), forms.DateField):
                yield f"{where}its day {day_name} is no date that it asks for"


def _may_fold(field: forms.Field | None) -> bool:
    return field is not None and not field.required
