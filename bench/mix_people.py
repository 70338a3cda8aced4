"""The people of mix.py, signed in, and the server that they use; both on the day of two_years.py."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any
from unittest import mock

from two_years import AT

PEOPLE = {"village": 160, "clerk": 25, "supervisor": 10, "leader": 5}
REPORTS = 5000  # commitments that may be reported on


def serve(port: int) -> None:
    """Run ``luoshi serve`` on a port, as on the day of the office."""
    from luoshi.cli.__main__ import main

    sys.argv = ["luoshi", "serve", "--port", str(port)]
    with on_its_day():
        main()


def on_its_day() -> Any:
    """The clock goes on from the day of the office."""
    from django.utils import timezone

    real = timezone.now
    shift = AT - real()

    def now() -> datetime:
        return real() + shift

    return mock.patch("django.utils.timezone.now", now)


def sign_people_in() -> dict[str, Any]:
    """Make people with posts and accounts, past the actions, and sign them in.

    Returns:
        For each role the session keys; the commitments of the clerks' unit, and of each its version.
    """
    from luoshi.org.tree.models import Unit
    from luoshi.plans.base.models.commitment import Commitment

    villages = list(Unit.objects.filter(code__startswith="V").order_by("pk")[: PEOPLE["village"]])
    named = {name: Unit.objects.get(name=words) for name, words in UNITS.items()}
    units = {name: villages or [named["clerk"]] if name == "village" else [named[name]] for name in PEOPLE}
    with on_its_day():
        sessions = {name: _sign_in(name, units[name], count) for name, count in PEOPLE.items()}
    own = Commitment.objects.filter(unit=named["clerk"], state="running").order_by("pk")
    unreported = list(own.values_list("pk", "version")[:REPORTS])
    return {"sessions": sessions, "unreported": unreported}


def note_jobs_of_the_night() -> None:
    """Note that the day's jobs have run, as they do at night: the first reminders of an office take minutes."""
    from luoshi.kernel.base.jobs import JOBS
    from luoshi.kernel.messages.models import Slot

    for job in JOBS.values():
        if start := job.start(AT):
            Slot.objects.update_or_create(job=job.name, start=start, defaults={"begun": AT, "finished": AT})


UNITS = {"clerk": "云岭县科学技术协会", "supervisor": "云岭县督查室", "leader": "云岭县"}
ROLES = {"village": "clerk"}


def _sign_in(name: str, units: list[Any], count: int) -> list[str]:
    from django.test import Client

    from luoshi.org.actors.models import Charge, Person, Post, Tenure, User
    from luoshi.org.tree.models import Unit
    from office import CHOSEN, FOUNDED

    over = {"supervisor": UNITS["leader"], "leader": UNITS["clerk"]}.get(name)
    people = Person.objects.bulk_create([Person(name=f"第{n}位{name}") for n in range(count)])
    posts = Post.objects.bulk_create(
        [Post(unit=units[n % len(units)], title="岗", role=ROLES.get(name, name), start=FOUNDED) for n in range(count)]
    )
    Tenure.objects.bulk_create(
        [Tenure(post=post, person=person, start=FOUNDED) for post, person in zip(posts, people, strict=True)]
    )
    if over:
        charged = Unit.objects.get(name=over)
        Charge.objects.bulk_create([Charge(post=post, unit=charged, start=FOUNDED) for post in posts])
    given = {"password_since": CHOSEN, "password": "!"}
    users = [User(username=f"{name}-{person.pk}", person=person, **given) for person in people]
    keys = []
    for user in User.objects.bulk_create(users):
        client = Client(HTTP_HOST="localhost")
        client.force_login(user)
        keys.append(client.cookies["sessionid"].value)
    return keys
