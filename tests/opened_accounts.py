"""People without accounts, and what the pages that open accounts say."""

from __future__ import annotations

from typing import Any

from django.test import Client

from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.org.actors.models import Person, User
from luoshi.org.people.actions import people
from office import FOUNDED, NOW, Office


def client(office: Office, name: str, language: str = "zh-hans") -> Client:
    made = Client()
    made.cookies["django_language"] = language
    made.force_login(User.objects.get(person=office.people[name]))
    return made


def without(office: Office, name: str, unit: str = "bureau", role: Role = Role.CLERK) -> Person:
    """Somebody with a post and no account."""
    person = people.enter_person(name, PROGRAM, at=NOW)
    post = people.set_up_post(office.units[unit], f"{name}岗{person.pk}", role, FOUNDED, PROGRAM, at=NOW)
    people.appoint_to_post(person, post, FOUNDED, PROGRAM, at=NOW)
    return person


def usernames() -> dict[str, str]:
    return dict(User.objects.values_list("person__name", "username"))


def of(person: Person) -> str:
    return f"/people/{person.pk}/account/"


def refused(page: Any) -> dict[str, list[str]]:
    return {name: list(said) for name, said in page.context["form"].errors.items()}
