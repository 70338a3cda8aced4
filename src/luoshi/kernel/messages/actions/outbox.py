"""Outgoing messages: written in the transaction of their cause, and sent by the worker at most once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.base.messages import DIGEST, render_message
from luoshi.kernel.messages import mail, notices, robots
from luoshi.kernel.messages.mail import NotSent
from luoshi.kernel.messages.models import Outgoing
from luoshi.kernel.messages.rules.backoff import wait_after
from luoshi.org.actors.models import Person

Send = Callable[[Any, str, str], object]
# The channels: a name, and a function that sends a subject and words to a person. It raises NotSent if the message
# certainly did not leave; any other error means that it may have been sent. An office's own robot registers itself
# here.
CHANNELS: dict[str, Send] = {
    "mail": lambda person, subject, words: mail.send_mail_message(settings.MAIL_URL, person.email, subject, words),
    "apprise": lambda person, subject, words: notices.send_notice(settings.APPRISE_URL, person, subject, words),
    "wecom": lambda person, subject, words: robots.send_to_robot("wecom", settings.WECOM_ROBOT, "", subject, words),
    "dingtalk": lambda person, subject, words: robots.send_to_robot(
        "dingtalk", settings.DINGTALK_ROBOT, settings.DINGTALK_SECRET, subject, words
    ),
}


def send_after_commit(
    channel: str,
    person: Person | None,
    code: str,
    values: Mapping[str, object],
    *,
    occasion: str,
    at: datetime,
    after: datetime | None = None,
) -> Outgoing | None:
    """Queue a message to be sent after this transaction commits; None if it was queued before, or in a demonstration.

    Args:
        person: None: the group of a robot.
        values: Counts only, nothing that could be words of a matter.
        after: The earliest moment; None: at once.
    """
    if settings.DEMO:
        return None
    about = {"channel": channel, "person": person, "occasion": occasion}
    try:
        with transaction.atomic():
            return Outgoing.objects.create(**about, code=code, values=dict(values), at=at, since=at, after=after or at)
    except IntegrityError:
        return None


def send_next(holder: str, at: datetime) -> Outgoing | None:
    """Send the message that has waited longest and is due; None if there is none. At most once: see `Outgoing`."""
    if settings.DEMO or transaction.get_connection().in_atomic_block:
        return None  # inside a transaction "sending" could be rolled back, and the message be sent twice
    waits = Outgoing.objects.filter(state=Outgoing.WAITING, after__lte=at, channel__in=list(CHANNELS))
    row = waits.order_by("after", "pk").select_related("person").first()
    if row is None:
        return None
    mine = {"state": Outgoing.SENDING, "since": at, "holder": holder, "attempts": row.attempts + 1}
    if not Outgoing.objects.filter(pk=row.pk, state=Outgoing.WAITING).update(**mine):
        return row  # another worker took it
    try:
        CHANNELS[row.channel](row.person, *mail_text(row))
        result: dict[str, object] = {"state": Outgoing.SENT, "why": ""}
    except NotSent as error:
        wait = wait_after(row.attempts + 1) if error.again else None
        result = {"state": Outgoing.WAITING if wait else Outgoing.FAILED, "why": error.why[:200]}
        if wait:
            result["after"] = at + wait
    except Exception as error:
        result = {"state": Outgoing.PERHAPS, "why": f"{type(error).__name__}: {error}"[:200]}
    # A worker that was presumed dead may still finish its message.
    ours = Outgoing.objects.filter(pk=row.pk, holder=holder, state__in=[Outgoing.SENDING, Outgoing.PERHAPS])
    ours.update(**result, since=at)
    return row


def mail_text(row: Outgoing) -> tuple[str, str]:
    """Return subject and words in the office's language: counts and a link, never words of a matter."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Luoshi: %(what)s") % {"what": render_message(row.code, {})}
        lines = [f"{DIGEST[name]}: {row.values[name]}" for name in DIGEST if name in row.values]
        return subject, "\n".join([*lines, "", settings.ADDRESS + "/", ""])


def give_up_sending(holder: str, at: datetime) -> int:
    """Mark the messages of a dead worker as perhaps sent; return how many. They are not sent again automatically."""
    left = Outgoing.objects.filter(state=Outgoing.SENDING).exclude(holder=holder)
    return left.update(state=Outgoing.PERHAPS, since=at, why="")


def send_again(chosen: Collection[int], actor: Actor, *, at: datetime) -> int:
    """Requeue messages that failed or were perhaps sent, each with a journal entry; return how many.

    Raises:
        RecordError: refused.
    """
    if Role.ADMINISTRATOR not in actor.roles:
        raise RecordError("refused", _("Only an administrator can send again."))
    with transaction.atomic():
        ended = Outgoing.objects.select_for_update().filter(state__in=[Outgoing.FAILED, Outgoing.PERHAPS])
        rows = list(ended.filter(pk__in=chosen).order_by("pk"))  # in the same order for all who lock several
        for row in rows:
            journal_act(
                f"outgoing:{row.pk}",
                "outgoing.again",
                actor,
                {"was": row.state, "person": row.person or row.channel},
                at=at,
            )
        fresh = {"state": Outgoing.WAITING, "since": at, "after": at, "attempts": 0, "why": ""}
        Outgoing.objects.filter(pk__in=[row.pk for row in rows]).update(**fresh)
    return len(rows)
