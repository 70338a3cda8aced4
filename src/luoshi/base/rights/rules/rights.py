"""Rights: roles, how far they reach, and the relations that kinds of record name. All are declared here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Literal


class Role(StrEnum):
    """The role of a post. A person has the roles of all posts they hold."""

    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    HEAD = "head"
    CLERK = "clerk"
    COLLECTOR = "collector"
    OUTSIDE = "outside"
    AUDITOR = "auditor"


class UnitPlace(StrEnum):
    """Where a record's unit is, relative to a post, in today's tree."""

    OWN = "own"  # it is the post's own unit
    UNDER = "under"  # it is a unit in the post's charge, or a descendant of one
    ANYWHERE = "anywhere"


Basis = Literal["own", "deputy", "mandate"]


@dataclass(frozen=True)
class Seat:
    """A post as one person acts from it today; ``charges`` are the units whose subtrees it answers for."""

    post: int
    unit: int
    role: Role
    charges: frozenset[int]
    basis: Basis = "own"


@dataclass(frozen=True)
class Actor:
    """Who acts: built once per request from the posts a person holds that day.

    Attributes:
        person: id, or 0 for the program itself.
        behalf: the mandate under which a leader's decision is recorded from a signed sheet (代录), else None.
        scopes: what an API token may do, or None for a person using the pages.
    """

    person: int
    name: str
    seats: tuple[Seat, ...] = ()
    behalf: int | None = None
    scopes: frozenset[str] | None = None

    @cached_property
    def posts(self) -> frozenset[int]:
        return frozenset(seat.post for seat in self.seats)

    @cached_property
    def units(self) -> frozenset[int]:
        return frozenset(seat.unit for seat in self.seats)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(seat.role for seat in self.seats)

    def over(self, roles: Collection[Role]) -> frozenset[int]:
        """Return the units in the charge of the posts with these roles."""
        return frozenset(unit for seat in self.seats if seat.role in roles for unit in seat.charges)

    def with_seats(self, seats: Iterable[Seat], behalf: int | None) -> Actor:
        """Return the same person acting from other seats, under a mandate."""
        return replace(self, seats=tuple(seats), behalf=behalf)


PROGRAM = Actor(person=0, name="")


@dataclass(frozen=True)
class RightsSubject:
    """The properties of a record that decide who is related to it: its unit, that unit's ancestors today, its people.

    ``parties`` are the further units of the record by their part in it, each as a subject of its own. ``holders`` are
    the people who hold something in the record on that day or whom it names, by ``Relation.by_entry``.
    """

    unit: int | None
    above: frozenset[int] = frozenset()  # including the unit itself
    owner: int | None = None
    opener: int | None = None
    decider: int | None = None  # the post that the record goes to for its decision, where one is known
    decided: bool = False  # the deciding post has its holder: it is neither vacant nor deputised
    parties: Mapping[str, tuple[RightsSubject, ...]] = field(default_factory=dict)
    holders: Mapping[str, frozenset[int]] = field(default_factory=dict)
    shut: frozenset[str] = frozenset()  # the relations that a seal shuts out of it now


@dataclass(frozen=True)
class Relation:
    """A named relation to a record: by role and place, as the post that owns it, or as the person who opened it.

    With ``party`` the places are relative to the record's parties of that name (its supporting units, for instance)
    instead of its own unit. With ``decides`` it is the post that the record names for its decision. With ``stands_in``
    the places count only if no such post is named, or while it is vacant or deputised.

    With ``held`` it is the person who holds this in the record on the day (a kind's ``Held`` of that name, followed by
    a blank and the code of a role: "members head"), through the register entry that stands for that person; ``kind`` is
    the kind that declares it, filled in by ``Rights.of``. The relation ends with the last day on which they hold it.
    "platform.keepers" is whoever holds this in the record that a link leads to: the operator of a tenant's platform.

    With ``names`` it is the person whose entry this field of the record leads to, as long as it does.

    ``shut`` is the kind whose records a seal may shut against it (a kind's ``Sealed``), filled in by ``Rights.of``; "":
    no seal does. Nobody has it to a record that is sealed.
    """

    name: str
    label: object  # a sentence, perhaps a lazy translation
    reaches: tuple[tuple[Role, UnitPlace], ...] = ()
    owner: bool = False
    opener: bool = False
    party: str = ""
    decides: bool = False
    stands_in: bool = False
    held: str = ""
    kind: str = ""
    names: str = ""
    shut: str = ""

    @property
    def by_entry(self) -> str:
        """How an entry makes its person one of the relation: what is held, or ".expert", a link; "": it does not."""
        return self.held or (f".{self.names}" if self.names else "")

    @property
    def without_name(self) -> Relation:
        """The relation without name and label, to compare relations of kinds that name them differently."""
        return replace(self, name="", label="")

    def seat(self, actor: Actor, subject: RightsSubject) -> Seat | Literal[True] | None:
        """Return the seat that gives the actor this relation; True if the person as such has it; else None.

        An own seat is preferred: nobody signs as a deputy what their own post permits.
        """
        if (self.stands_in and subject.decided) or (self.shut and self.name in subject.shut):
            return None
        of = subject.parties.get(self.party, ()) if self.party else (subject,)
        fits = [
            seat
            for role, place in self.reaches
            for seat in actor.seats
            if seat.role == role and any(_reaches(seat, place, party) for party in of)
        ]
        if self.owner:
            fits += [seat for seat in actor.seats if seat.post == subject.owner]
        if self.decides:
            fits += [seat for seat in actor.seats if seat.post == subject.decider]
        if fits:
            return next((seat for seat in fits if seat.basis == "own"), fits[0])
        if self.opener and actor.person and actor.person == subject.opener:
            return True
        if self.by_entry and actor.person and actor.person in subject.holders.get(self.by_entry, ()):
            return True
        return None


def _reaches(seat: Seat, place: UnitPlace, subject: RightsSubject) -> bool:
    if place is UnitPlace.ANYWHERE:
        return True
    if place is UnitPlace.OWN:
        return subject.unit == seat.unit
    return bool(seat.charges & subject.above)


AUDITS = Relation("audit", "Audit", reaches=((Role.AUDITOR, UnitPlace.ANYWHERE),))


@dataclass(frozen=True)
class Rights:
    """The relations that a kind declares, by name, and which of them may read its records.

    The auditor's relation, which reads everything and changes nothing, is added here, so no kind can forget it. The
    administrator has no relation: running the system gives no access to cases (sheet 09, separation of duties).
    """

    relations: tuple[Relation, ...]
    sees: tuple[str, ...]
    audits: Relation = AUDITS
    by_name: dict[str, Relation] = field(init=False, compare=False, repr=False)
    parties: frozenset[str] = field(init=False, compare=False, repr=False)
    holds: frozenset[str] = field(init=False, compare=False, repr=False)
    readers: frozenset[Relation] = field(init=False, compare=False, repr=False)  # relations that may read, unnamed

    def __post_init__(self) -> None:
        object.__setattr__(self, "parties", frozenset(relation.party for relation in self.relations if relation.party))
        object.__setattr__(self, "holds", frozenset(filter(None, (relation.by_entry for relation in self.relations))))
        known = {relation.name: relation for relation in (*self.relations, self.audits)}
        if len(known) != len(self.relations) + 1:
            raise ValueError("two relations have one name")
        object.__setattr__(self, "by_name", known)
        object.__setattr__(self, "sees", (*self.sees, AUDITS.name))
        for relation in self.relations:
            if relation.held and relation.names:
                raise ValueError(f"relation {relation.name}: say held or names: {relation.names} is no holding")
            for role, _ in relation.reaches:
                if role in (Role.ADMINISTRATOR, Role.AUDITOR):
                    raise ValueError(f"relation {relation.name}: no record is open to the role {role}")
        unknown = [name for name in self.sees if name not in known]
        if unknown:
            raise ValueError(f"unknown relations: {unknown}")
        object.__setattr__(self, "readers", frozenset(known[name].without_name for name in self.sees))

    def of(self, kind: str, shut: Collection[str] = ()) -> Rights:
        """Return these rights bound to a kind, to whose records the relations by an entry refer.

        Args:
            shut: the relations that a seal of the kind may shut out.
        """
        if not self.holds and not shut:
            return self

        def bound(relation: Relation) -> Relation:
            told = replace(relation, kind=kind) if relation.by_entry else relation
            return replace(told, shut=kind) if relation.name in shut else told

        seen = tuple(name for name in self.sees if name != AUDITS.name)
        return Rights(tuple(map(bound, self.relations)), seen, bound(AUDITS))

    def seats_by_relation(self, actor: Actor, subject: RightsSubject) -> dict[str, Seat | Literal[True]]:
        """Return every relation that the actor has to the subject, each with the seat that gives it."""
        found = {name: relation.seat(actor, subject) for name, relation in self.by_name.items()}
        return {name: seat for name, seat in found.items() if seat}

    def seen_by(self, actor: Actor, subject: RightsSubject) -> bool:
        """Return True if the actor may read it in today's tree (a former superior may still read: queries.seen)."""
        return any(name in self.sees for name in self.seats_by_relation(actor, subject))


def usual(desk: object, unit: object, leader: object, *more: Relation) -> Rights:
    """Return the rights of most registers: an office above checks, the unit keeps its own, the leader in charge reads.

    Args:
        desk: label for supervisors, over the units in their charge. ``unit``: label for heads and clerks, in their own
            unit. ``leader``: label for leaders, over the units in their charge.
        more: further relations. All relations may read.
    """
    relations = (
        Relation("desk", desk, reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
        Relation("unit", unit, reaches=((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN))),
        Relation("leader", leader, reaches=((Role.LEADER, UnitPlace.UNDER),)),
        *more,
    )
    return Rights(relations, sees=tuple(relation.name for relation in relations))


STAFF = (Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.CLERK, Role.COLLECTOR)


def everyone_inside(label: object) -> Relation:
    """Return the relation of everyone who works in the office, for entries that all choose from. Not for outsiders."""
    return Relation("office", label, reaches=tuple((role, UnitPlace.ANYWHERE) for role in STAFF))
