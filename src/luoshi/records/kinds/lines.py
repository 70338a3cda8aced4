"""A line of work as it is declared: its kinds and all else that it says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.records.base.append_only import AppendOnlyTable
from luoshi.records.base.jobs import Job
from luoshi.records.base.messages import DigestFigures
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record

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
        url: the name of its address; the records are given as ``?row=…``, and sent as ``row`` from a list. With ``by``
            the kind that begins about it.
        may: whether it is offered on a record, to an actor who stands in these relations to it, on a day; no query.
        by: the field of that kind's first form which names the record by its number.
        many: the kinds in whose lists it is offered for chosen rows too, to the roles ``roles``.
        of_kind: the address names the kind.
    """

    label: Any
    url: str
    may: Callable[[Record, Collection[str], Actor, date], bool]
    many: Container[str] = ()
    roles: tuple[Role, ...] = ()
    by: str = ""
    of_kind: bool = False

    def address(self, record: Record) -> str:
        """Where it is begun about a record."""
        if self.by:
            return reverse("records:new", args=[self.url]) + "?" + urlencode({self.by: record.number})
        return f"{self.of_many(record.kind)}?row={record.pk}"

    def of_many(self, kind: str) -> str:
        """Where it is begun about chosen rows of a kind."""
        return reverse(self.url, args=[kind] if self.of_kind else [])


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
        answers: the module whose ``routes()`` are operations of the API, at the line's name.
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
    digest: DigestFigures | None = None
    jobs: tuple[Job, ...] = ()
    append_only: tuple[AppendOnlyTable, ...] = ()
    sentences: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)
    keys: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    forgets: tuple[Callable[[Record], object], ...] = ()
    given_up: tuple[tuple[Any, Callable[..., object]], ...] = ()
    menu: tuple[MenuPage, ...] = ()
    urls: str = ""
    addresses: tuple[str, ...] = ()
    answers: str = ""
    openings: tuple[Opening, ...] = ()
    cards: tuple[Callable[[Any, Actor, date], list[dict[str, Any]]], ...] = ()

    def messages_by_code(self) -> dict[str, Any]:
        """Every message of the line and of its kinds, by the code by which they are told."""
        found = {f"{self.name}.{name}": sentence for name, sentence in self.messages.items()}
        return found | {f"{kind.name}.{name}": said for kind in self.kinds for name, said in kind.messages.items()}
