"""The declaration of a kind of record; its pages, forms, permissions, sheets and API are derived from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from luoshi.base.rights.rules.rights import Rights
from luoshi.kernel.kinds.language.models import RecordModel
from luoshi.kernel.kinds.language.names import Label, NameList
from luoshi.kernel.kinds.language.parts import Face, Part
from luoshi.kernel.kinds.language.steps import Consequence, Cycle, LocksAhead

P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Kind:
    """A kind of record as a line declares it; list, pages, forms, steps, export, API and permissions follow from it.

    Attributes:
        name: the plural word used in addresses and in the journal, for instance "appeals".
        unit: the label of such a record's unit, for instance "Lead unit"; ``due``: that of its due date; "": the usual.
        counter: the Chinese measure word with which lists count such records: "人" for persons, "份" for contracts.
        sets_due: code of the line sets the due date of its records, where neither a duty nor a step's field does.
        columns: fields shown in lists after number, title, unit, state and due date.
        shows: fields shown on the page of one record, in this order.
        unsorted: columns by which the list cannot be sorted: a list of scores must not become a ranking.
        quiet: shown fields that are left out where they are empty.
        filters: fields by which lists can be filtered, besides state, unit and due date.
        words: fields that the search covers, none protected; ``codes``: those that identify a record like its number;
            ``aliases``: those under which it is known besides its title, such as an abbreviation.
        prefix: the beginning of a record's number, for instance "诉".
        alarms: urgent notices for an actor on a day, shown first above the list whatever its filters are.
        summary: figures over a list of such records, each with its base, shown above the list; it gets the rows, and
            how many they are, None if they are too many to count.
        sections: further cards on the page of one record, ``{id, title, count, table, more}`` each, for an actor on a
            day; an empty list where there is nothing to show.
        void: closed states in which the record never took effect, as refused or withdrawn: no figure counts it.
        erasable: content can be erased by order or when its retention ends; records of the office's own work cannot.
        hidden: values of its forms, or fields set from them, that appear in no journal entry and on no page.
        bare_pictures: places, times and devices are removed from pictures; where a field is protected, from all files.
        messages: notifications that its steps send, by code without the kind's name.
        titled: template of a record's title: "{body} {year}"; each step that sets one of these fields refreshes it.
        corrects: relations whose people may correct a record, with a reason.
        corrected: follow-ups of a correction, in the same transaction: what must hold of the corrected record.
        corrected_ahead: locks what a correction must lock before the record (``Step.ahead``).
        uncorrected: fields that no correction changes, since what was decided, paid or handed out by them stands.
        parameters: values that offices set and that the kind's own code reads; those of its parts and steps are added.
        parts: everything that is no database column: duties, protection, lights, texts and the rest of ``parts``.
        keeps: the parameter for how long a record is kept after closing; for ever if None or if no office set it.
    """

    name: str
    label: Label
    one: Label
    record: type[RecordModel]
    cycle: Cycle
    rights: Rights
    unit: Label = ""
    due: Label = ""
    counter: str = "件"
    sets_due: bool = False
    columns: NameList = NameList()
    unsorted: NameList = NameList()
    shows: NameList = NameList()
    quiet: NameList = NameList()
    filters: NameList = NameList()
    words: NameList = NameList(("title",))
    codes: NameList = NameList()
    aliases: NameList = NameList()
    titled: Label = ""
    corrects: NameList = NameList()
    corrected: tuple[Consequence, ...] = ()
    corrected_ahead: LocksAhead | None = None
    uncorrected: NameList = NameList()
    hidden: NameList = NameList()
    parts: tuple[Part, ...] = ()
    parameters: tuple[Any, ...] = ()
    alarms: Callable[[Any, date], list[tuple[str, str]]] | None = None
    summary: Callable[[Any, int | None], list[tuple[str, str]]] | None = None
    sections: Callable[[Any, Any, date], list[dict[str, Any]]] | None = None
    void: NameList = NameList()
    prefix: str = ""
    keeps: Any = None
    erasable: bool = True
    bare_pictures: bool = False
    help: str = ""
    messages: Mapping[str, Label] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.parts, tuple):
            raise ValueError(f"kind {self.name}: parts are a tuple: write a comma after the only one, parts=(part,)")

    def every(self, sort: type[P]) -> tuple[P, ...]:
        """Return the kind's parts of this type, in the order of their declaration."""
        return tuple(part for part in self.parts if isinstance(part, sort))

    def face(self, name: str) -> Face | None:
        """Return the face of this name, or None."""
        return next((own_face for own_face in self.every(Face) if own_face.name == name), None)
