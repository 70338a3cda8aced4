"""The draft of a form: one for each person, record and step."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import EncryptedText
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Person


class FormDraft(models.Model):
    """What somebody typed into the form of a step and did not save; only they read it, and it holds no files.

    Attributes:
        version: that of the record when its form was shown: what others changed since is told when it is saved.
        typed: the values by field, as canonical JSON, encrypted: they may be those of protected fields.
    """

    uncompared = "what is typed and not saved yet"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    step = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    typed = EncryptedText(long=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "records"
        constraints = (models.UniqueConstraint(fields=["person", "record", "step"], name="form_draft_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.record_id} {self.step}"
