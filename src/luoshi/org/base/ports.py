"""What the organisation needs of the rooms above it, which register themselves here when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from luoshi.org.rights.rules.rights import Actor

Journal = Callable[..., object]
Act = tuple[str, str, Mapping[str, Any]]
"""What one journal entry says: subject ("unit:5"), step ("unit.move"), and what it was given."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something open that waits on a unit or a post; ``reference`` is how its holder knows it ("appeals:7").

    Attributes:
        title: kind and number, and what it is about where the asker may read that; ``url`` is "" where not.
    """

    reference: str
    title: str
    url: str
    unit: int
    post: int | None


@dataclass(frozen=True, slots=True)
class Heir:
    """With whom something goes on: a unit, and a post in it where one owns it."""

    unit: int
    post: int | None = None


class Holder(Protocol):
    """A room whose open things belong to units and posts: it tells which, and hands them over."""

    def count(self, *, units: Collection[int] = (), posts: Collection[int] = ()) -> int:
        """How many open things wait on these units, or are owned by these posts."""
        ...

    def waiting(
        self, asker: Actor, day: date, *, units: Collection[int] = (), posts: Collection[int] = ()
    ) -> list[OpenItem]:
        """The open things that wait on these units or are owned by these posts, in a fixed order, as one may see them.

        Args:
            asker: whoever hands things over need not know what they are about.
            day: on which the asker's rights count.
        """
        ...

    def hand_over(self, heirs: Mapping[str, Heir], actor: Actor, *, day: date, at: datetime, why: str) -> int:
        """Give each thing that is still open to its heir, with a journal entry each, in the running transaction.

        What it still owes goes with it from ``day`` on; what fell due before was missed by who had it.

        Returns:
            How many were handed over; references that are no longer open are passed over.
        """
        ...


@dataclass(frozen=True, slots=True)
class Pending:
    """An open thing on which the next step is a post's to take, and that the asker may read.

    Attributes:
        title: what it is about; ``url`` is "" where it has no page.
        owned: it is the post's own; else the post takes the step by its role, and perhaps not alone.
        others: names of other people who can take the step.
        runs: whether somebody owes it by its date now: what was not sent out is not late.
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
    """How many open things of a kind wait on a post of which the asker may read nothing.

    Attributes:
        alone: nobody else can go on with some of them.
    """

    kind: str
    post: int
    count: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Pendings:
    """What waits on posts: as many as a page can show, soonest due first, those without a date last, and how many in
    all. Whoever hands work over need not know what it is about: of what they may not read they learn how much it is.
    """

    rows: list[Pending]
    count: int
    unread: tuple[Unread, ...] = ()

    @property
    def further(self) -> int:
        """How many wait besides what is listed and counted by kind."""
        return max(self.count - len(self.rows) - sum(unread_kind.count for unread_kind in self.unread), 0)

    def of(self, post: int) -> Pendings:
        """What of this is listed, or counted by kind, for one of the posts."""
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
    """What the rooms above give.

    Attributes:
        journal: writes an entry in the running transaction.
        journal_many: writes many by one actor at one moment, in few statements.
        history: the entries about a subject, newest first, at most so many.
        tell: tells people something, by the code of a sentence with its values; once on an occasion.
        remove_factor: takes an account's second factor away, on an administrator's order.
        pending: what waits on these posts of a person, as the asker may see it, on a day, soonest due first.
        stranded: those of these posts of a person on which something waits that nobody else can go on with on a day.
        having: the ids of the posts that have what a person opened and that is still open.
        holders: tell and hand over what waits on units and posts.
        marked: whether typed words bear the marking of a state secret.
        refuse_marked: journals that something marked was refused, without a word of it.
        look_through: name and bytes of a file that was sent, once it is known to bear no marking and to harm nobody.
        pictures: the address of pictures of what is under way in a unit.
        areas: what an access token can be limited to, by name with a label: the kinds of record.
    """

    journal: Journal | None = None
    journal_many: Journal | None = None
    history: Callable[[str, int], list[SubjectEvent]] | None = None
    tell: Callable[..., None] | None = None
    remove_factor: Callable[..., None] | None = None
    pending: Callable[[Collection[int], int, Actor, date], Pendings] | None = None
    stranded: Callable[[Collection[int], int, date], Collection[int]] | None = None
    having: Callable[[int], Collection[int]] | None = None
    holders: list[Holder] = field(default_factory=list)
    marked: Callable[[str], object] | None = None
    refuse_marked: Callable[..., None] | None = None
    look_through: Callable[..., tuple[str, bytes]] | None = None
    pictures: Callable[[int], str] | None = None
    areas: Callable[[], Mapping[str, Any]] = dict


PORTS = Ports()


def write_org_entry(subject: str, step: str, actor: Actor, given: Mapping[str, Any], *, at: datetime) -> None:
    """Write a journal entry about a unit, a person, a post or an account: no entry, no action."""
    if PORTS.journal is None:
        raise RuntimeError("no journal is connected: nothing may be written")
    PORTS.journal(subject, step, actor, given, at=at)


def journal_many(acts: Iterable[Act], actor: Actor, *, at: datetime) -> None:
    """Write a journal entry for each of these acts, in few statements."""
    if PORTS.journal_many is None:
        raise RuntimeError("no journal is connected: nothing may be written")
    PORTS.journal_many(acts, actor, at=at)


def notify_people(
    who: int | Collection[int], code: str, values: Mapping[str, Any], *, occasion: str, at: datetime
) -> None:
    """Tell a person or several something, in the running transaction; nobody, where no room above keeps messages."""
    if PORTS.tell is not None:
        PORTS.tell([who] if isinstance(who, int) else who, code, values, occasion=occasion, at=at)


def remove_factor(user: Any, actor: Actor, *, at: datetime, source: str = "", proposer: Actor | None = None) -> None:
    """Take an account's second factor away, if it has one; none has where no room above keeps them."""
    if PORTS.remove_factor is not None:
        PORTS.remove_factor(user, actor, at=at, source=source, proposer=proposer)


def subject_history(subject: str, limit: int) -> list[SubjectEvent]:
    """What the journal says of a subject, newest first; nothing where no journal is connected."""
    return PORTS.history(subject, limit) if PORTS.history else []


def count_waiting(*, units: Collection[int] = (), posts: Collection[int] = ()) -> int:
    """How many open things wait on these units, or are owned by these posts, in all rooms."""
    return sum(holder.count(units=units, posts=posts) for holder in PORTS.holders)


def open_items(asker: Actor, day: date, *, units: Collection[int] = (), posts: Collection[int] = ()) -> list[OpenItem]:
    """All open things that wait on these units or are owned by these posts, as the asker may see them on a day."""
    return [matter for holder in PORTS.holders for matter in holder.waiting(asker, day, units=units, posts=posts)]


def hand_over(heirs: Mapping[str, Heir], actor: Actor, *, day: date, at: datetime, why: str) -> int:
    """Give each of these things to its heir from a day on, by the holders that know them. Returns how many."""
    return sum(holder.hand_over(heirs, actor, day=day, at=at, why=why) for holder in PORTS.holders)


def pending_on_posts(posts: Collection[int], person: int, asker: Actor, day: date) -> Pendings:
    """What waits on these posts of a person, soonest due first; none where no room above keeps anything."""
    return PORTS.pending(posts, person, asker, day) if PORTS.pending else Pendings([], 0)


def stranded_posts(posts: Collection[int], person: int, day: date) -> Collection[int]:
    """Those of these posts on which something waits that is not their own and that nobody else can go on with."""
    return PORTS.stranded(posts, person, day) if PORTS.stranded else ()


def posts_with_own_matters(person: int) -> Collection[int]:
    """The ids of the posts that have a person's own matters now; none where no room above keeps anything."""
    return PORTS.having(person) if PORTS.having else ()


def unit_pictures_url(unit: int) -> str:
    """The address of pictures of what is under way in a unit; "" where no room above draws any."""
    return PORTS.pictures(unit) if PORTS.pictures else ""


def is_marked(words: str) -> bool:
    """Whether typed words bear the marking of a state secret."""
    return bool(PORTS.marked and PORTS.marked(words))


def journal_marked_refusal(actor: Actor, size: int, *, at: datetime) -> None:
    """Journal that something marked was refused: who, when, how many bytes, and not a word of it."""
    if PORTS.refuse_marked is not None:
        PORTS.refuse_marked(actor, size, at=at)


def inspect_uploaded_file(sent: Any, actor: Actor, *, at: datetime) -> tuple[str, bytes]:
    """Name and bytes of a file that was sent (Django's ``UploadedFile``).

    Raises:
        Refusal: ``marked`` as secret, or of a kind that is not taken; nothing of it was written.
    """
    if PORTS.look_through is None:
        raise RuntimeError("nobody looks through files: none may be taken")
    return PORTS.look_through(sent, actor, at=at)
