"""The declaration of a line of work: its kinds and everything else that it adds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.append_only import AppendOnlyTable
from luoshi.kernel.base.jobs import Job
from luoshi.kernel.base.messages import DigestFigures
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.names import Label
from luoshi.kernel.kinds.models import Record


@dataclass(frozen=True)
class MenuArea:
    """An area of work: one icon of the menu, with a column of its own.

    Attributes:
        name: its name in addresses.
        icon: the name of its drawing in ``luoshi/_icons.html``.
    """

    name: str
    label: Label
    icon: str


TODAY = MenuArea("today", pgettext_lazy("area", "Today"), "today")
SUPERVISION = MenuArea("supervision", _("Supervision"), "flag")
DATA = MenuArea("data", pgettext_lazy("area", "Data"), "bars")
BUSINESS = MenuArea("business", _("Lines of work"), "grid")
PAPERS = MenuArea("papers", pgettext_lazy("area", "Papers"), "paper")
SYSTEM = MenuArea("system", pgettext_lazy("area", "System"), "gear")
AREAS = (TODAY, SUPERVISION, DATA, BUSINESS, PAPERS, SYSTEM)  # in the order of the menu


def _everybody(actor: Actor) -> bool:
    return True


@dataclass(frozen=True)
class MenuPage:
    """A page of a line that the menu offers besides the lists of its kinds.

    Attributes:
        url: the name of its address.
        may: whether the actor may open it; runs no query.
        own: it shows the actor's pending work, and stands in the area of today.
        first: it stands before the lists of the line: the page with which the line begins.
        area: the area of the menu, if it is not its line's.
    """

    label: Label
    url: str
    may: Callable[[Actor], bool] = _everybody
    own: bool = False
    first: bool = False
    area: MenuArea | None = None


@dataclass(frozen=True)
class Opening:
    """A related action: a button on a record's page that begins something about it, on a page of another line.

    Attributes:
        url: the name of its address; the records are passed as ``?row=…``, and as ``row`` from a list. With ``by``: the
            kind that is opened.
        may: whether it is offered for a record, to an actor in these relations, on a day; runs no query.
        by: the field of that kind's first form that names the record by its number.
        many: the kinds whose lists offer it for selected rows, to the roles ``roles``.
        of_kind: the address contains the kind.
    """

    label: Label
    url: str
    may: Callable[[Record, Collection[str], Actor, date], bool]
    many: Container[str] = ()
    roles: tuple[Role, ...] = ()
    by: str = ""
    of_kind: bool = False

    def address(self, record: Record) -> str:
        """Return the address that begins it about a record."""
        if self.by:
            return reverse("records:new", args=[self.url]) + "?" + urlencode({self.by: record.number})
        return f"{self.of_many(record.kind)}?row={record.pk}"

    def of_many(self, kind: str) -> str:
        """Return the address that begins it about selected rows of a kind."""
        return reverse(self.url, args=[kind] if self.of_kind else [])


@dataclass(frozen=True)
class Line:
    """A line of work: its kinds and everything else it adds; ``declaring.declare`` registers each part of it.

    Attributes:
        together: one entry in the menu; the lists link to each other.
        area: the area of the menu in which its lists and pages stand.
        messages: its notifications besides those of its kinds, by code without the line's name.
        required_messages: full codes of those that nobody may switch off: law or supervision asks for them.
        digest: figures that it adds to everyone's digest.
        jobs: its scheduled jobs.
        append_only: tables to which rows are only added.
        sentences: the journal's words for steps outside any life cycle, by step.
        labels: the timeline's words for other events of its records, by step.
        keys: labels of an entry's keys that are no form fields, by key.
        values: labels of the values under such a key, by value.
        forgets: called with a record whose content is erased, to delete copies of its content elsewhere in the line.
        given_up: background tasks, each with what runs after its last failed attempt, called with the task's arguments.
        menu: its pages in the menu, besides the lists of its kinds.
        urls: the module with its own pages, namespaced by its name.
        addresses: first path segments of its pages, besides the names of its kinds.
        answers: the module whose ``build_operations(path)`` returns operations of the API, under the line's name.
        openings: its related actions on records of other kinds.
        cards: further cards on the page of a record of any kind, as a kind's ``sections``; at most one query each where
            there is nothing to show.
        about: one sentence that says what it is for, on the page where an office chooses its lines.
        fixed: other lines and the program itself build on it: no office can switch it off.
    """

    name: str
    label: Label
    kinds: tuple[Kind, ...]
    together: bool = False
    area: MenuArea = BUSINESS
    messages: Mapping[str, Label] = field(default_factory=dict)
    required_messages: tuple[str, ...] = ()
    digest: DigestFigures | None = None
    jobs: tuple[Job, ...] = ()
    append_only: tuple[AppendOnlyTable, ...] = ()
    sentences: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)
    keys: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Label]] = field(default_factory=dict)
    forgets: tuple[Callable[[Record], object], ...] = ()
    given_up: tuple[tuple[Any, Callable[..., object]], ...] = ()
    menu: tuple[MenuPage, ...] = ()
    urls: str = ""
    addresses: tuple[str, ...] = ()
    answers: str = ""
    openings: tuple[Opening, ...] = ()
    cards: tuple[Callable[[Any, Actor, date], list[dict[str, Any]]], ...] = ()
    about: Label = ""
    fixed: bool = False

    def messages_by_code(self) -> dict[str, Label]:
        """Return every message of the line and of its kinds, by full code."""
        found = {f"{self.name}.{name}": sentence for name, sentence in self.messages.items()}
        return found | {f"{kind.name}.{name}": said for kind in self.kinds for name, said in kind.messages.items()}
