"""The parts of a kind that are no database columns: the entries of its ``parts``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from luoshi.base.database.row_types import AnyRows
from luoshi.base.forms.shapes import Light
from luoshi.kernel.kinds.language.conditions import Is, When
from luoshi.kernel.kinds.language.names import Label, NameList
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Cycle, Step


class Part:
    """An entry of a kind's ``parts``. A kind has at most one of each type, unless the type has a ``name``."""

    def extend_cycle(self, cycle: Cycle) -> Cycle:
        """Return the life cycle with what the part adds to the steps' needs and follow-ups."""
        return cycle

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Return the stages that the part adds to the transaction of a step, for one act or for a batch."""
        return ()

    def written_columns(self, rows: str) -> tuple[str, ...]:
        """Return the columns of these rows that the part writes: they can stand among ``Rows.computed``."""
        return ()

    def code_lists(self) -> Iterable[object]:
        """Return the code lists that the part uses, with the lists that these depend on."""
        return ()


@dataclass(frozen=True)
class Files(Part):
    """Named files, such as a business licence, a charter or photographs; asked by the steps that name them.

    Attributes:
        endings: the accepted file extensions: "pdf jpg"; "": everything accepted as evidence.
        must: a step that asks for them is refused without one; a row of a sheet without one is not: they are shown as
            missing afterwards.
        most: the most files at once. If it is one, a later file replaces the one before, which stays with the step that
            brought it.
        bare: places, times and devices are removed from pictures, also from the kept copy.
        unless: of ``bare`` files, the office's value (``read=yes``) that lets pictures keep them; unset: removed.
        nameless: what names the author, the organisation or the program is removed from files of every kind; a file
            from which it cannot be removed is refused.
    """

    name: str
    label: Label
    endings: NameList = NameList()
    must: bool = False
    most: int = 20
    bare: bool = False
    nameless: bool = False
    unless: object = None


@dataclass(frozen=True)
class Quick(Part):
    """Quick entry: a line above the list that opens record after record, with Enter for the next.

    Attributes:
        asks: the fields it asks, from a step that begins a record, in this order. All required fields must be among
            them except the unit: it is that of the user, and asked only if the user has several.
        step: the opening step; "": the first.
        again: the fields that keep the values of the last entry.
    """

    asks: NameList = NameList(None)
    step: str = ""
    again: NameList = NameList()


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
    label: Label
    where: When = field(compare=False)
    columns: NameList = NameList()
    asks: NameList = NameList()
    step: str = ""
    menu: bool = False

    @property
    def sets(self) -> dict[str, Any]:
        """The values that a record opened in this face gets: of the fields compared with one value alone."""
        alone = self.where.asked if isinstance(self.where, Is) else ()
        return {
            test.path[0]: test.values[0]
            for test in alone
            if len(test.path) == len(test.values) == 1 and not test.negated and test.beside is None
        }


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
    per: NameList = NameList("year")
    at: NameList = NameList()

    def given_by(self, step: Step) -> bool:
        """Whether a step gives a record its number if it has none yet."""
        return step.name in self.at if self.at else step.begins

    def series(self, kind: str, unit: int, day: date) -> str:
        """Return the name of the series for a record of this unit and day."""
        parts = {"year": str(day.year), "unit": f"u{unit}"}
        return ":".join([kind, *(parts[division] for division in ("year", "unit") if division in self.per)])

    def format_number(self, prefix: str, unit: str, day: date, n: int) -> str:
        """Return a number of the series as text."""
        return self.pattern.format(prefix=prefix, year=day.year, unit=unit, n=n)


@dataclass(frozen=True)
class Protected(Part):
    """Fields that are masked until somebody asks for them with a reason, which needs a permission and is journaled.

    A kind may have several, each with its own people and wording. A former superior of the unit reads nothing of a kind
    with protected fields, unlike with other kinds.

    Attributes:
        masks: for each field, how its value is masked: ``stars``, or a function that leaves a part of it.
        look: the label of the button that shows them; "": the usual one.
        refused: the message to people who may not see them; "": the usual one.
        plain: fields that the relations ``to`` read without asking, on the page and in their list: the names of the
            children that one is paired with.
        logged: each page about such a record, each row of it in a sheet and each reading by a program is an entry too,
            and so is each refusal: one a person, record and hour.
        rows: masked columns of rows inside the record that whoever asks sees with its fields: "ties.contact".
        about: the link to whom the record is about, if there may be several records about one: figures that are shown
            from some number of people on count those; "": each record is about somebody else.
    """

    masks: Mapping[str, Callable[[str], str]]
    who: NameList = NameList(None)
    look: Label = ""
    refused: Label = ""
    plain: NameList = NameList()
    to: NameList = NameList()
    logged: bool = False
    rows: NameList = NameList()
    about: str = ""

    def plainly(self, standing: Collection[str]) -> tuple[str, ...]:
        """Return the fields that people in these relations read without asking."""
        return () if set(standing).isdisjoint(self.to) else self.plain


def stars(value: str) -> str:
    """Mask a value completely; an empty one stays empty."""
    return "***" if value else ""


@dataclass(frozen=True)
class Lights(Part):
    """The lights of a kind's records, where they depend on more than the due date; asked for many records at once.

    Attributes:
        choices: code and label of each light, for the list's filter.
        former: further codes that the filter still takes, from saved addresses and programs, but does not offer.
        of: returns the light of each of these records on a day, by id, with its reason, in a bounded number of queries.
        narrow: filters the rows to those with this light on a day.
        needed: the columns from which a light is found, the id first; for lists too long to load as records.
        along: for a day, returns a function that finds the lights of rows of these columns and is called for each
            chunk.
        late: the condition, on the kind's own model, for records late on a day; None: those past their due date.
        missing: the light of records of which an owed report is late; "": the kind has none.
        ids: from a condition for records, on their common columns, returns the ids of those with this light on a day,
            if they are stored so that finding them need not read the records; ``late`` is then the light "late".
    """

    choices: tuple[tuple[str, Label], ...]
    of: Callable[[Collection[Any], date], dict[int, Light]]
    narrow: Callable[[Any, str, date], Any]
    needed: tuple[str, ...]
    along: Callable[[date], Callable[[Sequence[tuple[Any, ...]]], list[Light]]]
    late: Callable[[date], Any] | None = None
    missing: str = ""
    former: tuple[tuple[str, Label], ...] = ()
    ids: Callable[[Q, str, date], AnyRows] | None = None


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


@dataclass(frozen=True)
class Answer(Part):
    """A further value of a record in the API, besides its fields: what its page shows in cards.

    Attributes:
        name: its name in the JSON.
        shape: its type, for the schema: a type of pydantic, or a list of one.
        of: returns its value for a record that the client may read, in a bounded number of queries.
    """

    name: str
    label: Label
    shape: Any
    of: Callable[[Any], Any]


@dataclass(frozen=True)
class Extra(Part):
    """A further column in a kind's workbook, computed by an expression in the list's own query."""

    name: str
    label: Label
    found: Callable[[], Any]


@dataclass(frozen=True)
class Share(Part):
    """A column of a kind's list with a bar: how much of the whole is reached.

    Attributes:
        name: a field of the record that holds hundredths of a per cent.
    """

    name: str
    label: Label


@dataclass(frozen=True)
class PanelCards(Part):
    """What the panel beside a kind's list shows below the particulars: what the reader of a row wants to see at once.

    Attributes:
        of: returns for a record the cards ``{title, template, ...}`` that an actor sees of it on a day, in a bounded
            number of queries. The template gets the card as ``card``.
    """

    of: Callable[..., list[dict[str, object]]]


@dataclass(frozen=True)
class BeginsAt(Part):
    """A page of the kind's own on which records begin; the list links to it, and no record is imported from a sheet.

    Attributes:
        address: the name of the page's address.
    """

    label: Label
    address: str


@dataclass(frozen=True)
class OpenTitle(Part):
    """The titles are names that everybody may know, such as those of organisations and places.

    Whoever sees a link to such a record sees its name; its page stays with those who may read it.
    """


@dataclass(frozen=True)
class NotOwed(Part):
    """States in which nobody can be late: not sent out yet, returned to the reviewer, suspended."""

    states: NameList = NameList(None)


@dataclass(frozen=True)
class Reasons(Part):
    """Fields in which a unit's own steps explain why something is not done; the first one present counts."""

    fields: NameList = NameList(None)


@dataclass(frozen=True)
class Borrows(Part):
    """Files of other records that support a record, too; anyone who may read it may open them there.

    They still belong to the other record and are deleted with it.

    Attributes:
        entries: for a record, returns a query for the keys of the other records' entries.
        blind: for a record, whether its readers must not learn whose files these are: the files then have neutral
            names there, and nobody is named as their giver. Declare such ``Files`` as ``nameless``.
    """

    entries: Callable[[Any], Any]
    blind: Callable[[Any], bool] = lambda record: False


@dataclass(frozen=True)
class Account(Part):
    """In an entry of a register, the field for the account of the named person.

    Whoever holds something has permissions through it (``Relation.held``), so only a dedicated step may set it.
    """

    field: str
