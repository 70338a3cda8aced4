"""Messages to people, outgoing messages, and the state of the background work."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Person, Post

TO_POST, TO_PERSON = Q(post__isnull=False), Q(person__isnull=False)
UNREAD = Q(read=None, done=None)


class Message(models.Model):
    """A message to a post or a person, sent once: the code and values of a sentence, shown in each reader's language.

    It contains no words of a matter: its record is named only to those who may read it on that day.
    """

    uncompared = "what was told to people; the acts stand elsewhere"

    # One of the two is empty in every row. If the index included those rows, SQLite would assume that any value matches
    # half the table, and scan it (17 ms instead of 0.3 for the count on every page, at 100,000 messages).
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)  # its holder gets it
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    code = models.CharField(max_length=60)  # declared by kinds and lines
    values: models.JSONField[Any] = models.JSONField(default=dict)
    record = models.ForeignKey(Record, models.CASCADE, null=True, related_name="messages", db_index=False)
    asks = models.CharField(max_length=32, blank=True)  # the step of the record that it asks for
    occasion = models.CharField(max_length=100)
    at = models.DateTimeField()
    read = models.DateTimeField(null=True)
    reader = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    done = models.DateTimeField(null=True)  # the step was taken, or is no longer open

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=TO_POST & Q(person=None) | TO_PERSON & Q(post=None), name="message_to_a_post_or_a_person"
            ),
            models.UniqueConstraint(fields=["post", "occasion"], condition=TO_POST, name="message_to_post_once"),
            models.UniqueConstraint(fields=["person", "occasion"], condition=TO_PERSON, name="message_to_person_once"),
        )
        indexes = (
            models.Index(fields=["post", "-at", "-id"], condition=TO_POST, name="records_messages_of_post"),
            models.Index(fields=["person", "-at", "-id"], condition=TO_PERSON, name="records_messages_of_person"),
            # Every page counts the unread ones, and leaves out some codes: no row need be read for it.
            models.Index(
                fields=["post", "-at", "-id", "asks", "code"],
                condition=TO_POST & UNREAD,
                name="records_unread_of_post",
            ),
            models.Index(
                fields=["person", "-at", "-id", "asks", "code"],
                condition=TO_PERSON & UNREAD,
                name="records_unread_of_person",
            ),
            models.Index(fields=["record"], condition=Q(done=None) & ~Q(asks=""), name="records_asked_of_record"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.occasion}"


class SilencedMessage(models.Model):
    """A kind of message that a person switched off: it stays in the list of all, and is not counted as unread."""

    uncompared = "how a person reads their messages"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "code"], name="silenced_once"),)

    def __str__(self) -> str:
        return self.code


class Outgoing(models.Model):
    """A message that leaves the system for a person, at most once: a count and a link, no words of a matter.

    ``sending`` is committed before the attempt. If the worker dies in it, the next worker changes it to ``perhaps``:
    the message may have left, so only a person may send it again.
    """

    uncompared = "letters on their way out"

    WAITING, SENDING, SENT, FAILED, PERHAPS = "waiting", "sending", "sent", "failed", "perhaps"

    channel = models.CharField(max_length=20)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # None: the group of a robot
    code = models.CharField(max_length=60)
    values: models.JSONField[Any] = models.JSONField(default=dict)
    occasion = models.CharField(max_length=100)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    since = models.DateTimeField()  # start of this state
    after = models.DateTimeField()  # not to be tried earlier
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=64, blank=True)  # the worker that has it now, or had it last
    why = models.CharField(max_length=200, blank=True)  # the error of the last failed attempt

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["channel", "person", "occasion"], name="outgoing_once_per_occasion"),
            models.UniqueConstraint(
                fields=["channel", "occasion"], condition=models.Q(person=None), name="outgoing_once_to_a_group"
            ),
        )
        indexes = (
            models.Index(fields=["after", "id"], condition=Q(state="waiting"), name="records_outgoing_waits"),
            models.Index(fields=["state", "-since", "-id"]),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.occasion}"


class Lease(models.Model):
    """The lease of the background work: one worker holds it while its heartbeat lasts. Times are the database's own."""

    uncompared = "who does the background work"

    name = models.CharField(max_length=20, primary_key=True)
    holder = models.CharField(max_length=64)
    since = models.DateTimeField()
    beat = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.holder}"


class Slot(models.Model):
    """A job was done for a period (an hour, a day): the same job never runs twice for one period."""

    uncompared = "when jobs ran"

    job = models.CharField(max_length=40)
    start = models.DateTimeField()
    holder = models.CharField(max_length=64)
    begun = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)  # the error's number in the log, and its type

    class Meta:
        constraints = (models.UniqueConstraint(fields=["job", "start"], name="slot_of_job_once"),)

    def __str__(self) -> str:
        return f"{self.job} {self.start}"
