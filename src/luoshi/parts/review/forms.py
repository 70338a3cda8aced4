"""The form that brings records into a round."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from luoshi.kernel.base.words import words, words_now
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.parts.review import queries

_ = words_now(__name__)
lazily = words(__name__)

BETWEEN = re.compile(r"[\s,，、;；]+")


def split_numbers(text: str) -> list[str]:
    """Return the numbers that somebody typed, each once."""
    return [number for number in dict.fromkeys(BETWEEN.split(text)) if number]


class GatherForm(StepForm):
    """What is brought in: all that can be, or some by their numbers."""

    numbers = forms.CharField(
        label=lazily("Only these numbers"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazily("Separated by spaces or commas. Empty: all that can be assessed and is not in the round yet."),
    )

    def clean(self) -> dict[str, Any]:
        """Name each record that is brought in, for the journal; refuse numbers that cannot be, or nothing at all."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance.pk:
            return given
        able = [row.number for row in queries.list_subjects(self.instance, self.actor, localdate(self.at))]
        asked = split_numbers(given.get("numbers") or "")
        if wrong := [number for number in asked if number not in able]:
            said = {"numbers": "、".join(wrong)}
            self.add_error("numbers", _("Cannot be brought into this round: %(numbers)s.") % said)
        elif not able and not self.instance.of:
            raise ValidationError(_("Nothing of this call has passed the formal check that is not in the round yet."))
        elif not able:
            raise ValidationError(_("Nothing that can be assessed is not in the round yet."))
        return {**given, "numbers": asked or able}
