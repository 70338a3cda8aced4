"""Messages of a person: those to them, and those to the posts that they hold or deputise in today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Case, CharField, Count, OuterRef, Q, QuerySet, Subquery, When

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.history.queries.entries import journal_readable_records as known
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.messages.models import UNREAD, Message, Outgoing, SilencedMessage

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


def heard_messages(actor: Actor) -> QuerySet[Message]:
    """Return the messages to the actor without those of kinds that they switched off, unless a step is asked."""
    silenced = SilencedMessage.objects.filter(person=actor.person).values("code")
    return messages_for_actor(actor).exclude(asks="", code__in=silenced)


def inbox_messages(actor: Actor, view: str, group: tuple[str, str, str] | None = None) -> QuerySet[Message]:
    """Return the actor's messages, newest first: ``unread``, ``asked`` (for a step still open), or ``all``.

    ``all`` has also those that were switched off.

    Args:
        group: only those of one group, as ``count_message_groups`` names it.
    """
    found = (messages_for_actor if view == "all" else heard_messages)(actor).filter(VIEWS[view])
    if group is not None:
        kind, asks, code = group
        found = found.filter(asks=asks, **({"record__kind": kind} if asks else {"code": code}))
    return _with_shown(found)


def load_messages(pks: QuerySet[Message, int]) -> list[Message]:
    """Return these messages of a page as ``inbox_messages`` does: joined after sorting, not before. One query."""
    return list(_with_shown(Message.objects.filter(pk__in=pks)))


def _with_shown(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.select_related("record", "post__unit", "reader").only(*SHOWN).order_by("-at", "-pk")


def newest_unread_messages(actor: Actor, most: int) -> list[Message]:
    """Return the first messages of the view ``unread``. A query for the person, and one for each post of theirs.

    For all at once a database reads and sorts all that are unread: no index has the messages to either in order.
    """
    if not actor.person:
        return []
    unread = inbox_messages(actor, "unread")
    found = list(unread.filter(person=actor.person)[:most])
    for post in sorted(actor.posts):
        found += unread.filter(post=post)[:most]
    return sorted(found, key=lambda message: (message.at, message.pk), reverse=True)[:most]


def count_message_groups(actor: Actor, view: str) -> list[tuple[tuple[str, str, str], int]]:
    """Return how many messages of a view ask for the same step of the same kind, or say the same, the most first.

    Each group is (kind, step, "") where a step is asked, else ("", "", code). One query.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    found = (messages_for_actor if view == "all" else heard_messages)(actor).filter(VIEWS[view])
    of = Record._base_manager.filter(pk=OuterRef("record")).values("kind")
    kinds = Case(When(~Q(asks=""), then=Subquery(of)), output_field=CharField())  # of the others nobody asks the kind
    for kind, asks, code, count in found.annotate(kind=kinds).values_list("kind", "asks", "code").annotate(Count("pk")):
        counts[(kind or "", asks, "") if asks else ("", "", code)] += count
    return counts.most_common()


def silenced_codes(actor: Actor) -> set[str]:
    """Return the codes of messages that the actor switched off. One query."""
    return set(SilencedMessage.objects.filter(person=actor.person).values_list("code", flat=True))


def count_unread_messages(actor: Actor) -> int:
    """Return how many messages the actor has not read, without those switched off. One query, on unread ones only."""
    return heard_messages(actor).filter(UNREAD).count()


def readable_message_records(messages: Iterable[Message], actor: Actor, day: date) -> set[int]:
    """Return the ids of the messages' records that the actor may read on that day. One query."""
    about = {message.record_id for message in messages if message.record_id}
    return set(known(actor, day).filter(pk__in=about).values_list("pk", flat=True)) if about else set()


def told_since(actor: Actor, moment: datetime) -> bool:
    """Return whether the actor got a message after a moment that is unread, digests aside. One query."""
    return heard_messages(actor).filter(UNREAD, at__gt=moment).exclude(code__startswith="digest").exists()


def outgoing_messages(state: str = "") -> QuerySet[Outgoing]:
    """Return the outgoing messages, newest first, in one state or in all."""
    found = Outgoing.objects.select_related("person").order_by("-since", "-pk")
    return found.filter(state=state) if state else found
