"""Forms of objections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from luoshi.kernel.base.words import words, words_now
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.org.base.screened_forms import CleanedValues
from luoshi.parts.publicity.models import NOT_TAKEN
from luoshi.parts.publicity.queries import posting_by_number

_ = words_now(__name__)
lazily = words(__name__)
ABOUT = {
    "about": forms.CharField(
        label=lazily("Objection to (number)"),
        max_length=40,
        help_text=lazily("As in the public notice."),
    )
}


class Raise(StepForm):
    """The form of an objection: target, facts, and the objector's name if entered for another."""

    def clean_about(self) -> Any:
        """Return the record in publicity with this number that the objector may read.

        Raises:
            ValidationError: there is none.
        """
        found = posting_by_number(self.cleaned_data["about"], self.actor, timezone.localdate(self.at))
        if found is None:
            raise ValidationError(_("There is no public notice with this number that you may read."), code="none")
        return found.record

    def clean(self) -> dict[str, object]:
        """Add the unit of the record, whose supervising office answers.

        Raises:
            ValidationError: there is a name without a contact.
        """
        given: CleanedValues = super().clean() or self.cleaned_data
        if about := given.get("about"):
            given["unit"], given["title"] = about.unit, about.number
        if given.get("name") and not given.get("contact"):
            self.add_error("contact", ValidationError(_("Enter their contact data."), code="required"))
        return given


class ObjectionAnswerForm(StepForm):
    """The form of an answer: the finding, and the reply to the objector."""

    def clean(self) -> dict[str, object]:
        """Require a reply, even if the objection is not taken up.

        Raises:
            ValidationError: it is empty.
        """
        given: CleanedValues = super().clean() or self.cleaned_data
        if given.get("result") == NOT_TAKEN and len(given.get("reply", "").strip()) < 2:
            self.add_error("reply", ValidationError(_("Enter why it is not reviewed."), code="required"))
        return given
