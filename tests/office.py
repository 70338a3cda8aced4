"""A small office for tests, built through the actions: a county, its supervision office, bureaus, a town, people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from luoshi.base.rights.rules.rights import PROGRAM, Actor, Role
from luoshi.org.actors.models import Person, Post, User
from luoshi.org.actors.queries import actor_of
from luoshi.org.people.actions import people
from luoshi.org.tree.models import Unit
from luoshi.org.units import actions as units

FOUNDED = date(2020, 1, 1)
NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
TODAY = date(2026, 3, 20)
CHOSEN = datetime(2100, 1, 1, tzinfo=UTC)  # by its owner, and not long ago on whatever day a test takes place


@dataclass
class Office:
    """Units and people by name; ``actor("clerk")`` is who acts."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def unit(self, name: str, words: str, parent: str | None = None, day: date = FOUNDED) -> Unit:
        above = self.units[parent] if parent else None
        self.units[name] = units.establish_unit(words, name, above, day, PROGRAM, at=NOW)
        return self.units[name]

    def person(self, name: str, words: str, unit: str, role: Role, charges: Iterable[str] = ()) -> Person:
        person = people.enter_person(words, PROGRAM, at=NOW, phone="13900000000")
        over = [self.units[charge] for charge in charges]
        post = people.set_up_post(self.units[unit], words + "岗", role, FOUNDED, PROGRAM, at=NOW, charges=over)
        people.appoint_to_post(person, post, FOUNDED, PROGRAM, at=NOW)
        user = people.open_account(person, name, "Yunling-2026", PROGRAM, at=NOW)
        User.objects.filter(pk=user.pk).update(password_since=CHOSEN)
        self.people[name], self.posts[name] = person, post
        return person

    def actor(self, name: str, day: date = TODAY) -> Actor:
        return actor_of(self.people[name], day)


def build() -> Office:
    """云岭县: its supervision office, 县科协 with a society beneath, 县科技局, 青石镇, and one person a role."""
    office = Office()
    office.unit("county", "云岭县")
    office.unit("desk", "云岭县督查室", "county")
    office.unit("kexie", "云岭县科学技术协会", "county")
    office.unit("society", "云岭县茶叶学会", "kexie")
    office.unit("bureau", "云岭县科学技术局", "county")
    office.unit("town", "青石镇", "county")
    office.person("admin", "管小理", "county", Role.ADMINISTRATOR)
    office.person("supervisor", "杜察云", "desk", Role.SUPERVISOR, ["county"])
    office.person("leader", "林分管", "county", Role.LEADER, ["kexie"])
    office.person("head", "柯主席", "kexie", Role.HEAD)
    office.person("clerk", "柯干事", "kexie", Role.CLERK)
    office.person("stranger", "纪干事", "bureau", Role.CLERK)
    office.person("collector", "石采集", "town", Role.COLLECTOR)
    office.person("outside", "外来人", "society", Role.OUTSIDE)
    office.person("auditor", "申审计", "county", Role.AUDITOR)
    return office
