"""Postings of records, and objections against them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.base.forms.fields import EncryptedText
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.models import KindRecord, Record

_ = words(__name__)

UPHELD, REJECTED, NOT_TAKEN = "upheld", "rejected", "untaken"
RESULTS = [
    (UPHELD, _("Uphold: it cannot proceed like this")),
    (REJECTED, _("Not upheld")),
    (NOT_TAKEN, _("Rejected without review")),
]


class Posting(models.Model):
    """A record in publicity from a day on. The shown content is only in the record; nothing is copied here.

    Attributes:
        days, workdays: the length of the period, as set on the day of posting.
        until: its last day; None while an objection is open.
        upheld: an objection was upheld: nothing follows from this posting any more.
        ended: the day on which the record left publicity, or was changed and posted again; None: current.
        entry: the step that posted it.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    on = models.DateField()
    days = models.PositiveSmallIntegerField()
    workdays = models.BooleanField()
    until = models.DateField(null=True)
    upheld = models.BooleanField(default=False)
    ended = models.DateField(null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["record"], condition=Q(ended=None), name="posting_of_a_record_stands_once"),
        )
        indexes = (models.Index(fields=["record", "-id"]),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.on}"


class Objection(KindRecord):
    """An objection against a record in publicity, with name, facts and a contact.

    Source: sheet 06 §6.6: real name, contact, facts and evidence; without them it need not be taken up.
    """

    about = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+", verbose_name=_("against what"))
    facts = models.TextField(_("facts and reasons"), max_length=2000)
    name = EncryptedText(_("who objects"), blank=True)
    contact = EncryptedText(_("their contact"), blank=True)
    result = models.CharField(_("finding"), max_length=8, choices=RESULTS, blank=True)
    reply = models.TextField(_("reply"), max_length=2000, blank=True)
    answered = models.DateField(_("answered on"), null=True, blank=True, editable=False)

    class Meta:
        indexes = (models.Index(fields=["about"]),)
