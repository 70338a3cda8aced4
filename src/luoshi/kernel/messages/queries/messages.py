"""Messages of a person: those to them, and those to the posts that they hold or deputise in today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.history.queries.entries import journal_readable_records as known
from luoshi.kernel.messages.models import UNREAD, Message, Outgoing

ASKED = Q(done=None) & ~Q(asks="")
VIEWS = {"unread": UNREAD, "asked": ASKED, "all": Q()}

# The columns that a row shows: loading whole readers would decrypt their telephone numbers.
SHOWN = (
    *("code", "values", "asks", "at", "read", "done", "occasion"),
    *("record__kind", "record__number", "record__title"),
    *("post__title", "post__unit__name", "reader__name"),
)


def messages_for_actor(actor: Actor) -> QuerySet[Message]:
    """Return all messages to the actor, or to posts that they hold or deputise in today."""
    if not actor.person:
        return Message.objects.none()
    return Message.objects.filter(Q(person=actor.person) | Q(post__in=sorted(actor.posts)))


def inbox_messages(actor: Actor, view: str) -> QuerySet[Message]:
    """Return the actor's messages, newest first: ``unread``, ``asked`` (for a step still open), or ``all``."""
    found = messages_for_actor(actor).filter(VIEWS[view]).select_related("record", "post__unit", "reader")
    return found.only(*SHOWN).order_by("-at", "-pk")


def count_unread_messages(actor: Actor) -> int:
    """Return how many messages the actor has not read. One query, on unread ones only."""
    return messages_for_actor(actor).filter(UNREAD).count()


def readable_message_records(messages: Iterable[Message], actor: Actor, day: date) -> set[int]:
    """Return the ids of the messages' records that the actor may read on that day. One query."""
    about = {message.record_id for message in messages if message.record_id}
    return set(known(actor, day).filter(pk__in=about).values_list("pk", flat=True)) if about else set()


def told_since(actor: Actor, moment: datetime) -> bool:
    """Return whether the actor got a message after a moment that is unread, digests aside. One query."""
    return messages_for_actor(actor).filter(UNREAD, at__gt=moment).exclude(code__startswith="digest").exists()


def outgoing_messages(state: str = "") -> QuerySet[Outgoing]:
    """Return the outgoing messages, newest first, in one state or in all."""
    found = Outgoing.objects.select_related("person").order_by("-since", "-pk")
    return found.filter(state=state) if state else found
