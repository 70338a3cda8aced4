"""Load what is recorded about the units, posts, people and accounts that a sheet of people names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Max

from luoshi.base.forms.fields import OrderNumber, Undecrypted
from luoshi.base.rights.rules.rights import Role
from luoshi.org.accounts.queries import all_usernames, root_units
from luoshi.org.actors.models import Person, Post, Tenure
from luoshi.org.roster.rules import KnownPerson, KnownPost, World
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import standing_on

CHUNK = 500


def load_roster_world(names: Collection[str], day: date) -> World:
    """Return the data of a day for people of these names. Nine queries for up to 500 names."""
    units: dict[str, set[int]] = {}
    called: dict[int, str] = {}
    for pk, code, name, short in standing_on(day).values_list("pk", "code", "name", "short"):
        called[pk] = name
        for words in {code, name, short} - {""}:
            units.setdefault(words, set()).add(pk)
    return World(
        {words: frozenset(found) for words, found in units.items()},
        called,
        frozenset(root_units(day).values_list("pk", flat=True)),
        _people(names, day),
        _posts(day),
        frozenset(all_usernames()),
    )


def _people(names: Collection[str], day: date) -> dict[str, tuple[KnownPerson, ...]]:
    wanted = sorted(set(names))
    rows: list[Person] = []
    for start in range(0, len(wanted), CHUNK):
        rows += Person.objects.filter(name__in=wanted[start : start + CHUNK]).select_related("user").order_by("pk")
    held: dict[int, list[tuple[int, int, Role]]] = {}
    ids = [row.pk for row in rows]
    for start in range(0, len(ids), CHUNK):
        tenures = Tenure.objects.filter(person__in=ids[start : start + CHUNK], until__gt=day, post__until__gt=day)
        for pk, post, unit, role in tenures.order_by("pk").values_list(
            "person_id", "post_id", "post__unit_id", "post__role"
        ):
            held.setdefault(pk, []).append((post, unit, Role(role)))
    found: dict[str, tuple[KnownPerson, ...]] = {}
    for row in rows:
        phone = "" if isinstance(row.phone, Undecrypted) else row.phone
        known = KnownPerson(row.pk, phone, hasattr(row, "user"), tuple(held.get(row.pk, ())))
        found[row.name] = (*found.get(row.name, ()), known)
    return found


def _posts(day: date) -> dict[tuple[int, str], KnownPost]:
    """Return the posts of today and later with their present or future holder; 0 for a future post without one."""
    holders: dict[int, int] = {}
    tenures = Tenure.objects.filter(until__gt=day, post__until__gt=day, deputy=False)
    for post, person in tenures.order_by("-start").values_list("post_id", "person_id"):
        holders[post] = person
    rows = Post.objects.filter(until__gt=day).values_list("pk", "unit_id", "title", "role", "start")
    return {
        (unit, title): KnownPost(pk, Role(role), holders.get(pk, None if start <= day else 0))
        for pk, unit, title, role, start in rows
    }


def last_sort() -> int:
    """Return the highest order number of a unit; 0 if no unit has one. One query."""
    found = Unit.objects.exclude(sort=OrderNumber.LAST).aggregate(last=Max("sort"))["last"]
    return int(found or 0)
