"""An office of which one administrator has just begun: who else is there is entered as a test needs it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from luoshi.base.rights.rules.rights import PROGRAM, Actor, Role
from luoshi.org.actors.models import Person, Post, User
from luoshi.org.actors.queries import actor_of
from luoshi.org.people.actions import people
from luoshi.org.people.models import Proposal
from luoshi.org.proposals.actions import submit_rights_change
from luoshi.org.tree.models import FOREVER, Unit
from luoshi.org.units import actions as units
from office import NOW, TODAY


class Young:
    """Its people and posts by name; ``actor("admin")`` is who acts."""

    def __init__(self) -> None:
        self.root: Unit = units.establish_unit("云岭县督查室", "YL", None, TODAY, PROGRAM, at=NOW)
        self.people: dict[str, Person] = {}
        self.posts: dict[str, Post] = {}
        self.enter("admin", "管小理", Role.ADMINISTRATOR)
        people.appoint_to_post(self.people["admin"], self.posts["admin"], TODAY, PROGRAM, at=NOW)
        self.account("admin", signed=True)

    def enter(self, name: str, words: str, role: Role) -> None:
        self.people[name] = people.enter_person(words, PROGRAM, at=NOW)
        self.posts[name] = people.set_up_post(self.root, words + "岗", role, TODAY, PROGRAM, at=NOW)

    def account(self, name: str, *, signed: bool = False) -> User:
        user = people.open_account(self.people[name], name, "Yunling-2026", PROGRAM, at=NOW)
        User.objects.filter(pk=user.pk).update(last_login=NOW if signed else None, password_since=NOW)
        return user

    def actor(self, name: str, at: datetime = NOW) -> Actor:
        return actor_of(self.people[name], timezone.localdate(at))

    def appoint(self, name: str, at: datetime = NOW, who: str = "admin", **more: Any) -> Proposal | None:
        given = {
            "person": self.people[name].pk,
            "post": self.posts[name].pk,
            "start": timezone.localdate(at).isoformat(),
            "until": FOREVER.isoformat(),
            "deputy": False,
            "names": {"person": str(self.people[name]), "post": str(self.posts[name]), "days": ["", ""]},
            **more,
        }
        return submit_rights_change("appoint", given, self.actor(who, at), at=at)

    def roles(self, name: str, at: datetime = NOW) -> list[str]:
        person = Person.objects.get(pk=self.people[name].pk)
        return sorted(actor_of(person, timezone.localdate(at)).roles)

    def auditor(self, *, signed: bool) -> None:
        self.enter("auditor", "申审计", Role.AUDITOR)
        assert self.appoint("auditor") is None  # the first one, as ever
        self.account("auditor", signed=signed)

    def browser(self, name: str) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(User.objects.get(username=name))
        User.objects.filter(username=name).update(last_login=NOW)
        return client
