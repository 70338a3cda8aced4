"""The daily digest of pending work: in the inbox, and by the other channels that the office has enabled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from luoshi.base.rights.rules.rights import Role
from luoshi.dates.workdays import is_workday
from luoshi.desk.digests.queries import digest_counts, digest_line_counts, open_by_date
from luoshi.desk.digests.rules import is_digest_known, make_digest
from luoshi.evidence.journal.queries.seals import head_of_day
from luoshi.evidence.journal.queries.verified import last_verified
from luoshi.kernel.messages.actions.messages import send_message
from luoshi.kernel.messages.actions.outbox import send_after_commit
from luoshi.kernel.messages.models import Message
from luoshi.kernel.messages.queries.channels import reached_by, robots_on
from luoshi.kernel.messages.queries.messages import told_since
from luoshi.org.actors.models import Person
from luoshi.org.actors.queries import actor_of


def send_digests(at: datetime) -> Iterator[None]:
    """Send everyone who may sign in the digest of what waits for them, one after another; nothing on free days.

    That includes people without a post on that day, such as people from outside. A person who has marked the last
    digest as read gets another only if there is more, or something else. Each person is one transaction, and those
    already notified are skipped: the job can be interrupted and run again.
    """
    day = timezone.localdate(at)
    if not is_workday(day):
        return
    found, proof = head_of_day(day - timedelta(days=1)), dict[str, int | str]()
    if found:
        last = last_verified(at)
        proof = {"head": f"{found.number} {found.head}", "broken": last.broken}
        proof |= {"verified": timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M")} if last.at else {}
    told = Message.objects.filter(person=OuterRef("pk"), occasion=_occasion(day))
    people = Person.objects.filter(~Exists(told), user__is_active=True)
    for person in list(people.order_by("pk")):
        _tell(person, day, proof, at)
        yield
    _tell_groups(day, at)


@transaction.atomic
def _tell_groups(day: date, at: datetime) -> None:
    """Send the robots' groups the number of open matters with a due date, and how many of them are late."""
    on = robots_on()
    if not on:
        return
    counted = open_by_date(day)
    if any(counted.values()):
        for channel in on:
            send_after_commit(channel, None, "digest.group", counted, occasion=_occasion(day), at=at)


@transaction.atomic
def _tell(person: Person, day: date, proof: Mapping[str, int | str], at: datetime) -> None:
    actor = actor_of(person, day)
    audits = Role.AUDITOR in actor.roles
    values = make_digest(digest_counts(actor, day), day, proof if audits else {}, digest_line_counts(actor, day))
    earlier = Message.objects.filter(person=person, code__startswith="digest").exclude(occasion=_occasion(day))
    last = earlier.order_by("-at", "-pk").first()
    if last and not last.done and not last.read:
        earlier.filter(read=None, done=None).update(done=at)  # yesterday's counts are obsolete
    if values is None or (
        last and last.read and is_digest_known(values, last.values) and not told_since(actor, last.read)
    ):
        return  # nothing, or nothing that was not seen already
    code = "digest.journal" if "head" in values else "digest"
    send_message(code, values, people=[person.pk], occasion=_occasion(day), at=at)
    for channel in reached_by(person):
        send_after_commit(channel, person, code, values, occasion=_occasion(day), at=at)


def _occasion(day: date) -> str:
    return f"digest:{day}"
