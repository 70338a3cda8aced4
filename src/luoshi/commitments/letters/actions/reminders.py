"""Sends the reminders of ladders, each once; drafts letters for a person; sends urgent notices at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luoshi.commitments.letters import queries as asks
from luoshi.commitments.letters.actions.letters import draft_letter, has_undecided_letter, settle_letters
from luoshi.commitments.letters.models import Reminder
from luoshi.commitments.letters.rules.hours import may_leave
from luoshi.commitments.letters.rules.ladder import (
    DESK,
    DRAFTED,
    PUSH,
    SAID,
    ReminderLadder,
    Rung,
    falls_due,
    is_top_due_date,
    requested_step,
    rung_recipients,
)
from luoshi.dates.workdays import is_workday
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.messages.actions.messages import send_message
from luoshi.kernel.messages.actions.outbox import send_after_commit
from luoshi.kernel.messages.models import Message, Outgoing
from luoshi.kernel.messages.queries.channels import enabled_channels, reached_by
from luoshi.org.actors.models import Person
from luoshi.org.people.queries.people import tenures_in_force
from luoshi.plans.base.models.commitment import Commitment

# Counts of the ledger in a digest, by role: a unit's own, overdue matters in one's charge, drafts of letters.
DIGESTED = {
    "due_today": _("Due today"),
    "to_accept": _("To be accepted"),
    "overdue": _("Overdue in your charge"),
    "pushed": _("Unread reminders"),
    "drafts": _("Letters drafted, to send or discard"),
    "urgent": _("Urgent matters"),
}
BATCH = 100  # due dates in one transaction


def send_due_reminders(at: datetime) -> Iterator[None]:
    """Send today's reminders by each office's ladder, and update letters; do nothing on days off.

    It may be interrupted anywhere and run again: a batch is a transaction, and a sent rung is not sent again.
    """
    day = timezone.localdate(at)
    if not is_workday(day):
        return
    until = [ladder.horizon(day) for ladder in asks.ladders_in_use(day)]
    last = None if None in until else max(horizon for horizon in until if horizon)
    by_desk: dict[int, ReminderLadder] = {}
    for some in asks.open_due_dates(day, last, BATCH):
        for desk in {due_date.desk for due_date in some} - by_desk.keys():
            by_desk[desk] = asks.ladder_of(desk, day)
        _say_all(some, by_desk, day, at)
        yield
    yield from settle_letters(at)


@transaction.atomic
def _say_all(some: list[asks.RungDueDate], by_desk: dict[int, ReminderLadder], day: date, at: datetime) -> None:
    said = asks.sent_rungs(some)
    due = []
    for due_date in some:
        rung = falls_due(
            by_desk[due_date.desk], due_date.start, due_date.due, day, said[due_date.occurrence, due_date.due]
        )
        if rung is not None:
            due.append((due_date, rung))
    if not due:
        return
    besides = asks.sibling_duty_names([due_date for due_date, _rung in due])
    seats = asks.posts_by_ladder_role([due_date for due_date, _rung in due], day)
    units = asks.unit_names_today(due_date.unit for due_date, _rung in due)
    for due_date, rung in due:
        others = besides[due_date.commitment, due_date.due]
        if is_top_due_date(due_date.duty, [name for pk, name in others.items() if pk != due_date.occurrence]):
            earlier = [_occasion(due_date, name) for name in said[due_date.occurrence, due_date.due]]
            _say(due_date, rung, seats[due_date.occurrence], units[due_date.unit], earlier, at)


def _say(
    one: asks.RungDueDate, rung: Rung, seats: dict[str, set[int]], unit: str, earlier: list[str], at: datetime
) -> None:
    """Send one rung: record it, notify its recipients or draft its letter, and close the messages of lower rungs."""
    day = timezone.localdate(at)
    desk = rung_recipients((DESK,), seats)
    letter = None
    if rung.form in DRAFTED and one.duty != "accept" and not has_undecided_letter(one.commitment, rung.form):
        letter = draft_letter(one.commitment, one.occurrence, rung.form, one.due, at=at, owner=min(desk, default=None))
    posts = rung_recipients(rung.to, seats) if rung.form in SAID else set()
    values = {"unit": unit, "due": one.due.isoformat(), "who": ""}
    occasion = _occasion(one, rung.name)
    if posts:
        if earlier:
            Message.objects.filter(post__in=posts, occasion__in=earlier, done=None).update(done=at)
        within = {post for who, there in seats.items() if who in ("doer", "clerk", "head") for post in there}
        common = {"occasion": occasion, "at": at, "record": Record(pk=one.commitment)}
        code = f"ledger.ladder.{'early' if rung.form == PUSH and day <= one.due else rung.form}"
        send_message(code, values, posts=posts & within, asks=requested_step(one.state, one.duty), **common)  # type: ignore[arg-type]
        send_message(code, values, posts=posts - within, **common)  # type: ignore[arg-type]
    if letter is not None:
        posts |= desk
        send_message("ledger.drafted", values, posts=desk, record=letter, asks=_decided(letter),
                     occasion=occasion + ":letter",
             at=at)  # fmt: skip
    Reminder.objects.create(
        occurrence_id=one.occurrence, commitment_id=one.commitment, due=one.due, rung=rung.name, form=rung.form,
        day=day, posts=len(posts), letter=letter,
    )  # fmt: skip


def _decided(letter: Record) -> str:
    return "propose" if letter.state == "prepared" else "send"


def _occasion(one: asks.RungDueDate, rung: str) -> str:
    return f"ladder:{one.occurrence}:{one.due}:{rung}"


def told_at_once(took: Took[Commitment]) -> None:
    """After a step on an urgent matter, also notify the recipients outside the system, if that is enabled.

    Notices leave only in working hours.

    The notice holds only a count and the address. One that is still waiting for a person is counted up, so that many at
    once become one.
    """
    record, entry = took.record, took.entry
    if record.urgency == "plain" or not enabled_channels():
        return
    messages = Message.objects.filter(record=record.pk, occasion__startswith=f"entry:{entry.pk}:", post__isnull=False)
    held = tenures_in_force(took.day).filter(post__in=messages.values("post"), person__user__is_active=True)
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
