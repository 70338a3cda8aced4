"""Reminders sent for a due date by its ladder, and the letters drafted for a person to send."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.models import Record
from luoshi.plans.base.models.commitment import Commitment

PUSH, SLIP, PROPOSAL, TALK = "push", "slip", "proposal", "talk"
FORMS = [(PUSH, _("Reminder notice")), (SLIP, _("Supervision slip")), (PROPOSAL, _("Proposal of a talk or circular"))]
FORMS += [(TALK, _("Summons to a talk"))]
OUT = (SLIP, PUSH, TALK)  # sent by a person to a unit, about items of their choice


class Letter(Record):
    """A letter about one or several commitments of one unit: drafted by the ladder or a person, sent by a person.

    Its unit is the addressee, or the subject of a proposal; the addressee reads it once it was sent. The sending office
    is its party "desk".
    """

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_letter")
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="letters", verbose_name=_("commitment"), editable=False
    )
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, null=True, related_name="+", editable=False)
    form = models.CharField(_("kind of letter"), max_length=10, choices=FORMS, editable=False)
    since = models.DateField(_("was due"), editable=False)  # the due date that passed
    words = models.TextField(_("words of the letter"), max_length=4000)
    limit = models.DateField(_("answer by"), null=True, blank=True)
    sent = models.DateField(_("sent on"), null=True, editable=False)
    reply = models.TextField(_("answer"), max_length=2000, blank=True)

    class Meta:
        app_label = "ledger"
        verbose_name = _("letter")
        indexes = (models.Index(fields=["commitment"]),)


class Further(models.Model):
    """A further commitment that a letter is about, besides its first."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="further")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="further_letters")

    class Meta:
        app_label = "ledger"
        constraints = (models.UniqueConstraint(fields=["letter", "commitment"], name="letter_about_once"),)

    def __str__(self) -> str:
        return f"{self.letter_id} {self.commitment_id}"


class Reminder(models.Model):
    """A rung sent for a due date: once for each date, even if the date was moved or the ladder restarted."""

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="reminders")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="reminders")
    due = models.DateField()  # as it was then
    rung = models.CharField(max_length=12)  # rules.ladder.Rung.name
    form = models.CharField(max_length=10)
    day = models.DateField()
    posts = models.PositiveSmallIntegerField()  # number of posts notified
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, related_name="reminder")

    class Meta:
        app_label = "ledger"
        constraints = (models.UniqueConstraint(fields=["occurrence", "due", "rung"], name="reminder_once"),)

    def __str__(self) -> str:
        return f"{self.rung} {self.due}"
