"""What is asked of who objects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from luoshi.parts.publicity.models import NOT_TAKEN
from luoshi.parts.publicity.queries import posting_by_number
from luoshi.records.base.words import words, words_now
from luoshi.records.kinds.forms import StepForm

_ = words_now(__name__)
lazily = words(__name__)
ABOUT = {
    "about": forms.CharField(
        label=lazily("Against what (its number)"),
        max_length=40,
        help_text=lazily("As it stands in the publicity."),
    )
}


class Raise(StepForm):
    """Against what, with which facts; of whom it is told, where who enters it does so for another."""

    def clean_about(self) -> Any:
        """The record that stands in publicity under this number, where who objects may read it.

        Raises:
            ValidationError: there is none.
        """
        found = posting_by_number(self.cleaned_data["about"], self.actor, timezone.localdate(self.at))
        if found is None:
            raise ValidationError(_("Nothing that you may read stands in publicity under this number."), code="none")
        return found.record

    def clean(self) -> dict[str, Any]:
        """With the unit whose matter it is: the office above it answers.

        Raises:
            ValidationError: it is told of somebody whom nobody could ask.
        """
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if about := given.get("about"):
            given["unit"], given["title"] = about.unit, about.number
        if given.get("name") and not given.get("contact"):
            self.add_error("contact", ValidationError(_("Say how they are reached."), code="required"))
        return given


class ObjectionAnswerForm(StepForm):
    """What was found, with the reply that who objected reads."""

    def clean(self) -> dict[str, Any]:
        """With a reply, also where it is not taken up.

        Raises:
            ValidationError: it is empty.
        """
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("result") == NOT_TAKEN and len(given.get("reply", "").strip()) < 2:
            self.add_error("reply", ValidationError(_("Say why it is not taken up."), code="required"))
        return given
