"""The form of an approval: no fields, but it refuses those who entered, hold or already approved the record."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.utils import timezone

from luoshi.desk.approvals import queries
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.forms.step_forms import StepForm

_ = words_now(__name__)


class Approving(StepForm):
    """Nobody approves what they entered, sent or hold, nor at two levels, not even as deputy or for another."""

    chain: ClassVar[str] = ""
    many = False

    def for_many(self) -> None:
        """Postpone the check to the moment when each record is taken."""
        super().for_many()
        self.many = True

    def clean(self) -> dict[str, object]:
        """Refuse approval by those who may not give it.

        Raises:
            ValidationError: the record is theirs, or they approved it at an earlier level.
        """
        given: dict[str, object] = super().clean() or self.cleaned_data
        if self.many:
            return given
        record, day = self.instance, timezone.localdate(self.at)
        current = queries.round_of(record, self.chain)
        entered, having = queries.people_barred_from_approving(record, current, day)
        signer = given.get("signer")
        who = {self.actor.person, getattr(signer, "person_id", 0) if self.actor.behalf else 0} - {0}
        if who & entered:
            raise ValidationError(_("You applied for it yourself: somebody else must approve it."), code="own")
        if who & having:
            raise ValidationError(_("This is your own matter: somebody else must approve it."), code="own")
        if who & set(queries.approved_by(current)):
            raise ValidationError(
                _("You have already approved it: another person must approve the other level."), code="twice"
            )
        return given
