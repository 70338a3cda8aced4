"""Who may do what: roles, where they reach, and the relations that kinds of record name. Declared here alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Literal


class Role(StrEnum):
    """What a post is for. A person has as many roles as the posts they hold."""

    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    HEAD = "head"
    CLERK = "clerk"
    COLLECTOR = "collector"
    OUTSIDE = "outside"
    AUDITOR = "auditor"


class Place(StrEnum):
    """Where the record's unit stands, seen from a post, in today's tree."""

    OWN = "own"  # it is the post's own unit
    UNDER = "under"  # it is a unit in the post's charge, or stands beneath one
    ANYWHERE = "anywhere"


Basis = Literal["own", "deputy", "mandate"]


@dataclass(frozen=True)
class Seat:
    """A post as one person acts from it today; ``charges`` are the units whose subtree it answers for."""

    post: int
    unit: int
    role: Role
    charges: frozenset[int]
    basis: Basis = "own"


@dataclass(frozen=True)
class Actor:
    """Who acts: made once a request from the person's posts of that day.

    Attributes:
        person: id, or 0 for the program itself.
        behalf: the mandate by which a leader's decision is recorded from a signed sheet (代录), else None.
        scopes: what an API token may do, or None for a person at a page.
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
        """The units in the charge of the posts of these roles."""
        return frozenset(unit for seat in self.seats if seat.role in roles for unit in seat.charges)

    def seated(self, seats: Iterable[Seat], behalf: int | None) -> Actor:
        """The same person acting from other seats, by a mandate."""
        return replace(self, seats=tuple(seats), behalf=behalf)


PROGRAM = Actor(person=0, name="")


@dataclass(frozen=True)
class RightsSubject:
    """What of a record decides who stands how to it: its unit, all that stand above that unit today, its people.

    ``parties`` are the further units of the record by what they are to it, each as a subject of its own; ``holders``
    the people who hold something about it on that day, by how their relation says what.
    """

    unit: int | None
    above: frozenset[int] = frozenset()  # the unit itself among them
    owner: int | None = None
    opener: int | None = None
    decider: int | None = None  # the post that it goes to for its decision, where one is known
    decided: bool = False  # its holder is at that post: it is neither vacant nor deputised
    parties: Mapping[str, tuple[RightsSubject, ...]] = field(default_factory=dict)
    holders: Mapping[str, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Relation:
    """A named way to stand to a record: by role and place, as the post that owns it, or as the person who opened it.

    With ``party`` the places are seen from the record's parties of that name (its supporting units, for instance)
    instead of from its own unit. With ``decides`` it is the post that the record names for its decision. With
    ``stands_in`` the places count only where no such post is named, or while it is vacant or deputised.

    With ``held`` it is whoever holds this about the record on the day (a kind's ``Held`` of that name, with the code of
    a role after a blank: "members head"), as the person whose entry of a register it names; ``kind`` is then whose it
    is, which the kind says itself. It ends with the last day on which they hold it.
    """

    name: str
    label: object  # a sentence, perhaps one that is translated when it is shown
    reaches: tuple[tuple[Role, Place], ...] = ()
    owner: bool = False
    opener: bool = False
    party: str = ""
    decides: bool = False
    stands_in: bool = False
    held: str = ""
    kind: str = ""

    @property
    def unnamed(self) -> Relation:
        """The same but for what it is called: two kinds may know it under other names."""
        return replace(self, name="", label="")

    def seat(self, actor: Actor, subject: RightsSubject) -> Seat | Literal[True] | None:
        """The seat from which the actor stands so to the subject; True where it is the person as such; else None.

        Nobody signs as a deputy what their own post lets them do: an own seat goes before all others.
        """
        if self.stands_in and subject.decided:
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
        if self.held and actor.person and actor.person in subject.holders.get(self.held, ()):
            return True
        return None


def _reaches(seat: Seat, place: Place, subject: RightsSubject) -> bool:
    if place is Place.ANYWHERE:
        return True
    if place is Place.OWN:
        return subject.unit == seat.unit
    return bool(seat.charges & subject.above)


@dataclass(frozen=True)
class Rights:
    """The relations that a kind knows, by name, with who may read it at all.

    The auditor reads everything and changes nothing: that is added here, so no kind can forget it. The administrator is
    in no relation: keeping the system running gives no look into cases (sheet 09, separation of duties).
    """

    relations: tuple[Relation, ...]
    sees: tuple[str, ...]
    by_name: dict[str, Relation] = field(init=False, compare=False, repr=False)
    parties: frozenset[str] = field(init=False, compare=False, repr=False)
    holds: frozenset[str] = field(init=False, compare=False, repr=False)
    readers: frozenset[Relation] = field(init=False, compare=False, repr=False)  # who sees it, without their names

    def __post_init__(self) -> None:
        object.__setattr__(self, "parties", frozenset(relation.party for relation in self.relations if relation.party))
        object.__setattr__(self, "holds", frozenset(relation.held for relation in self.relations if relation.held))
        known = {relation.name: relation for relation in (*self.relations, AUDITS)}
        if len(known) != len(self.relations) + 1:
            raise ValueError("two relations have one name")
        object.__setattr__(self, "by_name", known)
        object.__setattr__(self, "sees", (*self.sees, AUDITS.name))
        for relation in self.relations:
            for role, _ in relation.reaches:
                if role in (Role.ADMINISTRATOR, Role.AUDITOR):
                    raise ValueError(f"relation {relation.name}: no record is open to the role {role}")
        unknown = [name for name in self.sees if name not in known]
        if unknown:
            raise ValueError(f"unknown relations: {unknown}")
        object.__setattr__(self, "readers", frozenset(known[name].unnamed for name in self.sees))

    def of(self, kind: str) -> Rights:
        """The same as rights of this kind: who holds something holds it about its records."""
        if not self.holds:
            return self
        told = tuple(replace(relation, kind=kind) if relation.held else relation for relation in self.relations)
        return Rights(told, tuple(name for name in self.sees if name != AUDITS.name))

    def held(self, actor: Actor, subject: RightsSubject) -> dict[str, Seat | Literal[True]]:
        """Every relation in which the actor stands to the subject, each with the seat it comes from."""
        found = {name: relation.seat(actor, subject) for name, relation in self.by_name.items()}
        return {name: seat for name, seat in found.items() if seat}

    def seen_by(self, actor: Actor, subject: RightsSubject) -> bool:
        """Whether the actor may read it in today's tree (a former superior may read on: queries.seen)."""
        return any(name in self.sees for name in self.held(actor, subject))


AUDITS = Relation("audit", "Audit", reaches=((Role.AUDITOR, Place.ANYWHERE),))


def usual(desk: object, unit: object, leader: object, *more: Relation) -> Rights:
    """The rights of most registers: an office above checks, the unit keeps its own, the leader in charge reads.

    Args:
        desk: what the office is called: supervisors, of what stands under their posts. ``unit``: heads and clerks, of
            their own unit's. ``leader``: leaders, of what stands under theirs.
        more: further relations. All of them may read.
    """
    relations = (
        Relation("desk", desk, reaches=((Role.SUPERVISOR, Place.UNDER),)),
        Relation("unit", unit, reaches=((Role.HEAD, Place.OWN), (Role.CLERK, Place.OWN))),
        Relation("leader", leader, reaches=((Role.LEADER, Place.UNDER),)),
        *more,
    )
    return Rights(relations, sees=tuple(relation.name for relation in relations))


STAFF = (Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.CLERK, Role.COLLECTOR)


def everyone_inside(label: object) -> Relation:
    """Everyone who works in the office, wherever: for entries that all choose from. Nobody from outside."""
    return Relation("office", label, reaches=tuple((role, Place.ANYWHERE) for role in STAFF))
