"""The part of a kind's records that anybody may read without signing in, once an office has opened it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.names import Label, NameList
from luoshi.kernel.kinds.language.parts import Part

FIRST = ("number", "title", "unit")  # fields that every record has and may be shown


@dataclass(frozen=True)
class PublicDocument:
    """A file that is made from a record for anybody to take away.

    Attributes:
        name: the last part of its address, with its ending: ``bundle.json``.
        label: what it is called on the page.
        media: its content type.
        build: makes it from the record; runs queries.
        embeds: it is a page that is opened at once; else it is saved.
    """

    name: str
    label: Label
    media: str
    build: Callable[[Any], bytes]
    embeds: bool = False


@dataclass(frozen=True)
class DailyFact:
    """What public pages say of records on the day on which they are read, such as whether a venue is open.

    Attributes:
        label: what it is called.
        of: returns the words for these records on a day, by id, in a bounded number of queries; others say nothing.
    """

    label: Label
    of: Callable[[Collection[int], date], Mapping[int, str]]


@dataclass(frozen=True)
class Public(Part):
    """A public list without sign-in, and the answer to a query for one record by its number.

    Closed until an office opens it: ``opened`` is a yes-or-no parameter, for a unit and its subtree, from a day on.

    Attributes:
        shows: what is shown, of ``number``, ``title``, ``unit`` and the record's fields; nothing else ever is.
        opened: the parameter that opens it.
        where: the records that are public.
        listed: they are listed; otherwise a record is found only with its number and a second fact.
        find_by: the field with that second fact, which may be a protected one; "": there is no such query.
        label: the label of the list; "": the kind's label.
        answers: what that query shows, as ``shows``, and of a linked record its state: ``appeal.state``; "": the
            same.
        table: returns a further table of a record on a day, such as what is free; None: nothing.
        documents: files that anybody may take away of a record; ``ready`` says of a record whether they are there.
        today: what the list and the page of a record say besides, of the day on which they are read.
    """

    shows: NameList = NameList(None)
    opened: Any = None
    where: When | None = None
    listed: bool = True
    find_by: str = ""
    answers: NameList = NameList()
    label: Label = ""
    table: Callable[..., object] | None = None
    documents: tuple[PublicDocument, ...] = ()
    ready: Callable[[Any], bool] | None = None
    today: DailyFact | None = None

    @property
    def answer_fields(self) -> tuple[str, ...]:
        """What the query for one record shows."""
        return self.answers or self.shows
