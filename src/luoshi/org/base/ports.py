"""What the organisation needs from the rooms above it; they register here when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from luoshi.base.rights.rules.rights import Actor

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from luoshi.org.tree.models import Unit
    from luoshi.org.units.models import UnitRequest


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item of a unit or a post; ``reference`` is how its holder knows it ("appeals:7").

    Attributes:
        title: kind and number, and its subject if the asker may read that; ``url`` is "" if not.
    """

    reference: str
    title: str
    url: str
    unit: int
    post: int | None


@dataclass(frozen=True, slots=True)
class Heir:
    """Who takes over an item: a unit, and a post in it if a post owns the item."""

    unit: int
    post: int | None = None


class Holder(Protocol):
    """A room whose open items belong to units and posts: it lists them and hands them over."""

    def count(self, *, units: Collection[int] = (), posts: Collection[int] = ()) -> int:
        """Count the open items of these units, or owned by these posts."""
        ...

    def list_open_items(
        self, asker: Actor, day: date, *, units: Collection[int] = (), posts: Collection[int] = ()
    ) -> list[OpenItem]:
        """List the open items of these units or posts, in a fixed order, as the asker may see them.

        Args:
            asker: who hands items over need not know what they are about.
            day: the day for which the asker's rights count.
        """
        ...

    def hand_over(self, heirs: Mapping[str, Heir], actor: Actor, *, day: date, at: datetime, why: str) -> int:
        """Give each item that is still open to its heir, with a journal entry each, in the running transaction.

        What it still owes goes with it from ``day`` on; what fell due before was missed by the former owner.

        Returns:
            How many were handed over; references that are no longer open are skipped.
        """
        ...


@dataclass(frozen=True, slots=True)
class Pending:
    """An open item whose next step a post takes, and which the asker may read.

    Attributes:
        title: what it is about; ``url`` is "" if it has no page.
        owned: the post owns it; otherwise the post takes the step by its role, and others may too.
        others: names of other people who can take the step.
        runs: somebody owes it by its date now: what was not sent out is not late.
        due_in_period: the date ends the period in which it is owed.
    """

    reference: str
    kind: str
    number: str
    title: str
    url: str
    state: str
    due: date | None
    post: int
    owned: bool
    others: tuple[str, ...] = ()
    runs: bool = True
    due_in_period: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """The number of a kind's open items that wait for a post and that the asker may not read.

    Attributes:
        alone: nobody else can take the next step of some of them.
    """

    kind: str
    post: int
    count: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Pendings:
    """The open items of posts: as many as a page can show, by due date, those without one last; and the total.

    Who hands work over need not know what it is about: of items they may not read they learn only the number.
    """

    rows: list[Pending]
    count: int
    unread: tuple[Unread, ...] = ()

    @property
    def further(self) -> int:
        """How many more are open than are listed or counted by kind."""
        return max(self.count - len(self.rows) - sum(unread_kind.count for unread_kind in self.unread), 0)

    def of(self, post: int) -> Pendings:
        """Return the part of it, listed or counted by kind, that belongs to one of the posts."""
        rows, unread = (
            [row for row in self.rows if row.post == post],
            [pending for pending in self.unread if pending.post == post],
        )
        return Pendings(rows, len(rows) + sum(unread_kind.count for unread_kind in unread), tuple(unread))


@dataclass(frozen=True, slots=True)
class SubjectEvent:
    """A journal entry about a unit, a person, a post or an account, as a sentence."""

    entry: int
    at: datetime
    who: str
    words: str


@dataclass
class Ports:
    """What the rooms above provide.

    Attributes:
        history: the entries about a subject, newest first, up to a limit.
        tell: sends a message to people, by the code of a sentence with its values; once per occasion.
        remove_factor: removes an account's second factor, on an administrator's order.
        pending: the open items of these posts of a person, as the asker may see them, on a day, by due date.
        stranded: those of these posts of a person with items whose next step nobody else can take on a day.
        having: the ids of the posts that have what a person opened and that is still open.
        holders: list and hand over the open items of units and posts.
        pictures: the URL of charts of what is under way in a unit.
        areas: what an access token can be limited to, by name with a label: the kinds of record.
        unit_requests: by source, go on with what waited for a missing unit, in the running transaction: the request
            and its unit, None if it was declined. Returns the record to which the answer leads, if there is one.
    """

    history: Callable[[str, int], list[SubjectEvent]] | None = None
    tell: Callable[..., None] | None = None
    remove_factor: Callable[..., None] | None = None
    pending: Callable[[Collection[int], int, Actor, date], Pendings] | None = None
    stranded: Callable[[Collection[int], int, date], Collection[int]] | None = None
    having: Callable[[int], Collection[int]] | None = None
    holders: list[Holder] = field(default_factory=list)
    pictures: Callable[[int], str] | None = None
    areas: Callable[[], Mapping[str, object]] = dict
    unit_requests: dict[str, Callable[[UnitRequest, Unit | None, datetime], object]] = field(default_factory=dict)


PORTS = Ports()


def notify_people(
    who: int | Collection[int],
    code: str,
    values: Mapping[str, object],
    *,
    occasion: str,
    at: datetime,
    record: object = None,
) -> None:
    """Send a message to one or more people, in the running transaction; do nothing if no room above keeps messages.

    Args:
        record: what the message is about, as a room above returned it.
    """
    if PORTS.tell is not None:
        people = [who] if isinstance(who, int) else who
        PORTS.tell(code, values, people=people, occasion=occasion, at=at, record=record)


def remove_factor(
    user: AbstractBaseUser, actor: Actor, *, at: datetime, source: str = "", proposer: Actor | None = None
) -> None:
    """Remove an account's second factor, if it has one; do nothing if no room above keeps them."""
    if PORTS.remove_factor is not None:
        PORTS.remove_factor(user, actor, at=at, source=source, proposer=proposer)


def subject_history(subject: str, limit: int) -> list[SubjectEvent]:
    """Return the journal's entries on a subject, newest first; none if no journal is connected."""
    return PORTS.history(subject, limit) if PORTS.history else []


def count_waiting(*, units: Collection[int] = (), posts: Collection[int] = ()) -> int:
    """Count the open items of these units, or owned by these posts, in all rooms."""
    return sum(holder.count(units=units, posts=posts) for holder in PORTS.holders)


def open_items(asker: Actor, day: date, *, units: Collection[int] = (), posts: Collection[int] = ()) -> list[OpenItem]:
    """List all open items of these units, or owned by these posts, as the asker may see them on a day."""
    return [
        matter for holder in PORTS.holders for matter in holder.list_open_items(asker, day, units=units, posts=posts)
    ]


def hand_over(heirs: Mapping[str, Heir], actor: Actor, *, day: date, at: datetime, why: str) -> int:
    """Give each of these items to its heir from a day on, through its holder. Return how many."""
    return sum(holder.hand_over(heirs, actor, day=day, at=at, why=why) for holder in PORTS.holders)


def pending_on_posts(posts: Collection[int], person: int, asker: Actor, day: date) -> Pendings:
    """Return the open items of these posts of a person, earliest due date first; none if no room above keeps any."""
    return PORTS.pending(posts, person, asker, day) if PORTS.pending else Pendings([], 0)


def stranded_posts(posts: Collection[int], person: int, day: date) -> Collection[int]:
    """Return those of these posts with items that are not their own and whose next step nobody else can take."""
    return PORTS.stranded(posts, person, day) if PORTS.stranded else ()


def posts_with_own_matters(person: int) -> Collection[int]:
    """Return the ids of the posts that have a person's own matters now; none if no room above keeps any."""
    return PORTS.having(person) if PORTS.having else ()


def unit_pictures_url(unit: int) -> str:
    """Return the URL of charts of what is under way in a unit; "" if no room above draws any."""
    return PORTS.pictures(unit) if PORTS.pictures else ""
