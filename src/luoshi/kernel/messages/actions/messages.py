"""Notify posts and people of what happened: in the same transaction, and each only once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role, UnitPlace
from luoshi.kernel.base.messages import REQUIRED, SENTENCES
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.language.steps import Cycle
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.messages.models import Message, SilencedMessage
from luoshi.kernel.messages.queries.messages import messages_for_actor
from luoshi.kernel.messages.rules.switching import may_switch_off
from luoshi.kernel.rights.queries.holders import holders_by_record
from luoshi.kernel.rights.queries.rights import named_by, posts_by_slots, posts_told
from luoshi.kernel.rights.queries.sealing import is_shut_out


@dataclass(frozen=True)
class Tells:
    """A follow-up of a step: notify those who have a relation to the record, except the person who took the step.

    Whom a seal shuts out of the record is told nothing of it.

    Attributes:
        code: The code of a declared sentence, for instance "appeals.assigned"; a line with an unknown code does not
            start.
        asks: The step that the message asks for: the message is done once it is taken or no longer open.
    """

    relation: str
    code: str
    asks: str = ""

    def __call__(self, took: Took[Record]) -> None:
        """Notify them, in the transaction of the step."""
        if self.code not in SENTENCES:
            raise KeyError(self.code)
        record, day = took.record, took.day
        asked = kind_of(record).rights.by_name[self.relation]
        if is_shut_out(asked, record, day):
            return
        people = {record.opener_id} if asked.opener and record.opener_id else set()
        if asked.by_entry:
            people |= holders_by_record([record], day).get(record.pk, {}).get(asked.by_entry, frozenset())
        said: dict[str, Any] = {
            "code": self.code,
            "values": {
                "who": took.actor.name,
                "unit": str(record.unit),
                "due": record.due.isoformat() if record.due else "",
            },
            "asks": self.asks,
            "occasion": f"entry:{took.entry.pk}:{self.code}",
            "at": took.at,
        }
        if asked.party or asked.stands_in:
            send_message(**said, posts=posts_told(asked, record, day) - {took.seat}, record=record)
        else:
            named = named_by(asked, record)
            place = {"unit": record.unit_id, "owner": named, "day": day, "acting": took.seat}
            _to_posts(asked.reaches, named is not None).run(**said, **place, record=record.pk)
        send_message(**said, people=people - {took.actor.person}, record=record)


def tell(relation: str, code: str, *, asks: str = "") -> Tells:
    """Return the follow-up that notifies those in this relation."""
    return Tells(relation, code, asks)


@cache
def _to_posts(reaches: tuple[tuple[Role, UnitPlace], ...], owned: bool) -> SqlStatement:
    """Return one statement that finds the posts with this reach, except the acting one, and writes their messages."""
    fields = ("code", "values", "record", "asks", "occasion", "at")
    kept: dict[str, Any] = {name: Message._meta.get_field(name) for name in fields}
    told = [ValueSlot(name, kept[name]) for name in fields]
    told[fields.index("record")] = ValueSlot.number("record")
    return SqlStatement(
        lambda: posts_by_slots(reaches, owned).exclude(pk=ValueSlot.number("acting")).values_list("pk", *told),
        into=(Message, ("post", *fields)),
    )


def send_message(
    code: str,
    values: Mapping[str, object],
    *,
    occasion: str,
    at: datetime,
    posts: Iterable[int] = (),
    people: Iterable[int] = (),
    record: Record | None = None,
    asks: str = "",
) -> None:
    """Notify posts and people in the running transaction; those already notified on this occasion are skipped.

    Args:
        occasion: Identifies the message, for instance "entry:17:appeals.assigned"; at most 100 characters.
    """
    about = record.pk if record else None
    common = {
        "code": code,
        "values": dict(values),
        "record_id": about,
        "asks": asks,
        "occasion": occasion,
        "at": at,
    }
    rows = [Message(post_id=post, **common) for post in posts] + [
        Message(person_id=person, **common) for person in people
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def close_message_requests(record: Record, step: str, at: datetime) -> None:
    """Close a record's messages whose step was taken or is no longer open. At most two statements."""
    cycle = kind_of(record).cycle
    asked = _ASKED.rows(record=record.pk)
    over = [pk for pk, asks in asked if asks == step or not _open(cycle, asks, record.state)]
    if over:
        Message.objects.filter(pk__in=over).update(done=at)


def no_longer_asked(record: Record, step: str, at: datetime) -> None:
    """Close the messages that ask for a step, since it is now asked of others."""
    Message.objects.filter(record=record.pk, asks=step, done=None).update(done=at)


def _open(cycle: Cycle, step: str, state: str) -> bool:
    row = cycle.by_name.get(step)
    return row is not None and state in row.before


_ASKED = SqlStatement(
    lambda: (
        Message.objects.filter(record=ValueSlot.number("record"), done=None).exclude(asks="").values_list("pk", "asks")
    )
)


def set_messages_read(messages: Collection[int] | None, actor: Actor, *, read: bool, at: datetime) -> int:
    """Mark the actor's own messages as read or unread (None: all); return how many were changed.

    This is not an act on a record, so it is not journaled.
    """
    rows = messages_for_actor(actor).exclude(read=None) if not read else messages_for_actor(actor).filter(read=None)
    if messages is not None:
        rows = rows.filter(pk__in=messages)
    return rows.update(read=at if read else None, reader=actor.person if read else None)


def set_silenced(codes: Collection[str], actor: Actor) -> None:
    """Replace the kinds of messages that the actor has switched off; it is nobody else's business, so no entry.

    Raises:
        RecordError: ``refused`` for a code that cannot be switched off.
    """
    allowed = switchable_codes()
    if wrong := sorted(set(codes) - allowed):
        raise RecordError("refused", _("These messages cannot be switched off."), where=wrong[0][:60])
    with transaction.atomic():
        SilencedMessage.objects.filter(person=actor.person).exclude(code__in=codes).delete()
        rows = [SilencedMessage(person_id=actor.person, code=code) for code in sorted(codes)]
        SilencedMessage.objects.bulk_create(rows, ignore_conflicts=True)


def switchable_codes() -> set[str]:
    """Return the codes of all messages that a person may switch off. No query."""
    steps = (step for kind in list_kinds() for step in kind.cycle.by_name.values())
    asking = {tells.code for step in steps for tells in step.follows if isinstance(tells, Tells) and tells.asks}
    return {code for code in SENTENCES if may_switch_off(code, asking, REQUIRED)}
