"""Says what ladders say, once; drafts letters for a person; what is urgent leaves at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luoshi.dates.workdays import work
from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.letters import queries as asks
from luoshi.ledger.letters.actions.letters import draft, tidy, undecided
from luoshi.ledger.letters.models import Reminder
from luoshi.ledger.letters.rules.hours import may_leave
from luoshi.ledger.letters.rules.ladder import DESK, DRAFTED, PUSH, SAID, Ladder, Rung, asked, falls_due, speaks, told
from luoshi.org.actors.models import Person
from luoshi.org.people.queries.people import holding
from luoshi.records.duties.actions.took import Took
from luoshi.records.kinds.models import Record
from luoshi.records.messages.actions.messages import send
from luoshi.records.messages.actions.outbox import send_after_commit
from luoshi.records.messages.models import Message, Outgoing
from luoshi.records.messages.queries.channels import channels, reached_by

# What a digest counts of the ledger, by role: a unit's own, what is overdue in one's charge, drafts of letters.
DIGESTED = {
    "due_today": _("Due today"),
    "to_accept": _("To be accepted"),
    "overdue": _("Overdue in your charge"),
    "pushed": _("Reminders and pushes unread"),
    "drafts": _("Letters drafted, to send or discard"),
    "urgent": _("Urgent matters"),
}
BATCH = 100  # due dates in one transaction


def remind(at: datetime) -> Iterator[None]:
    """Say what falls due today by each office's ladder, and tidy up letters; quiet on free days.

    It may be broken off anywhere and run again: a batch is a transaction, and a rung that was said is not said again.
    """
    day = timezone.localdate(at)
    if not work(day):
        return
    until = [one.horizon(day) for one in asks.ladders(day)]
    last = None if None in until else max(one for one in until if one)
    by_desk: dict[int, Ladder] = {}
    for some in asks.owed(day, last, BATCH):
        for desk in {one.desk for one in some} - by_desk.keys():
            by_desk[desk] = asks.ladder_of(desk, day)
        _say_all(some, by_desk, day, at)
        yield
    yield from tidy(at)


@transaction.atomic
def _say_all(some: list[asks.Owed], by_desk: dict[int, Ladder], day: date, at: datetime) -> None:
    said = asks.said(some)
    due = []
    for one in some:
        rung = falls_due(by_desk[one.desk], one.start, one.due, day, said[one.occurrence, one.due])
        if rung is not None:
            due.append((one, rung))
    if not due:
        return
    besides = asks.besides([one for one, _rung in due])
    seats = asks.seats([one for one, _rung in due], day)
    units = asks.names(one.unit for one, _rung in due)
    for one, rung in due:
        others = besides[one.commitment, one.due]
        if speaks(one.duty, [name for pk, name in others.items() if pk != one.occurrence]):
            earlier = [_occasion(one, name) for name in said[one.occurrence, one.due]]
            _say(one, rung, seats[one.occurrence], units[one.unit], earlier, at)


def _say(one: asks.Owed, rung: Rung, seats: dict[str, set[int]], unit: str, earlier: list[str], at: datetime) -> None:
    """One rung: on record, told to its people, or drafted; what lower rungs told them is done with."""
    day = timezone.localdate(at)
    desk = told((DESK,), seats)
    letter = None
    if rung.form in DRAFTED and one.duty != "accept" and not undecided(one.commitment, rung.form):
        letter = draft(one.commitment, one.occurrence, rung.form, one.due, at=at, owner=min(desk, default=None))
    posts = told(rung.to, seats) if rung.form in SAID else set()
    values = {"unit": unit, "due": one.due.isoformat(), "who": ""}
    occasion = _occasion(one, rung.name)
    if posts:
        if earlier:
            Message.objects.filter(post__in=posts, occasion__in=earlier, done=None).update(done=at)
        within = {post for who, there in seats.items() if who in ("doer", "clerk", "head") for post in there}
        common = {"occasion": occasion, "at": at, "record": Record(pk=one.commitment)}
        code = f"ledger.ladder.{'early' if rung.form == PUSH and day <= one.due else rung.form}"
        send(code, values, posts=posts & within, asks=asked(one.state, one.duty), **common)  # type: ignore[arg-type]
        send(code, values, posts=posts - within, **common)  # type: ignore[arg-type]
    if letter is not None:
        posts |= desk
        send("ledger.drafted", values, posts=desk, record=letter, asks=_decided(letter), occasion=occasion + ":letter",
             at=at)  # fmt: skip
    Reminder.objects.create(
        occurrence_id=one.occurrence, commitment_id=one.commitment, due=one.due, rung=rung.name, form=rung.form,
        day=day, posts=len(posts), letter=letter,
    )  # fmt: skip


def _decided(letter: Record) -> str:
    return "propose" if letter.state == "prepared" else "send"


def _occasion(one: asks.Owed, rung: str) -> str:
    return f"ladder:{one.occurrence}:{one.due}:{rung}"


def told_at_once(took: Took[Commitment]) -> None:
    """After a step on an urgent matter: who was told of it is told outside too, in working hours, where that is on.

    A count and the address alone. What waits already for somebody is counted up instead, so that many at once are one.
    """
    record, entry = took.record, took.entry
    if record.urgency == "plain" or not channels():
        return
    messages = Message.objects.filter(record=record.pk, occasion__startswith=f"entry:{entry.pk}:", post__isnull=False)
    held = holding(took.day).filter(post__in=messages.values("post"), person__user__is_active=True)
    after = may_leave(timezone.localtime(took.at))
    for person in Person.objects.filter(pk__in=held.values("person")).exclude(pk=took.actor.person).order_by("pk"):
        for channel in reached_by(person):
            waits = Outgoing.objects.filter(
                channel=channel, person=person, code="ledger.urgent", state=Outgoing.WAITING
            )
            row = waits.select_for_update().first()
            if row is not None:
                row.values = {"urgent": row.values.get("urgent", 1) + 1}
                row.save(update_fields=["values"])
            else:
                occasion = f"urgent:{entry.pk}"
                send_after_commit(
                    channel, person, "ledger.urgent", {"urgent": 1}, occasion=occasion, at=took.at, after=after
                )
