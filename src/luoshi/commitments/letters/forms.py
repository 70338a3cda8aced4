"""Forms for reviewing, sending, answering and deciding on a letter."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from luoshi.base.forms.form_types import FormData, FormFiles
from luoshi.commitments.assigning.forms import DATE
from luoshi.commitments.letters.models import Letter
from luoshi.dates.time_limits import count_limit_after
from luoshi.kernel.kinds.forms.step_forms import make_step_form
from luoshi.kernel.steps.step_forms import StepFormOptions

DAYS = 5  # working days proposed for an answer; the sender decides
WORDS = forms.CharField(
    label=gettext_lazy("Words of the letter"), max_length=4000, widget=forms.Textarea(attrs={"rows": 10})
)


class Revise(make_step_form(Letter, "words", words=WORDS)):  # type: ignore[misc]
    """The words of the letter."""


class SendLetterForm(make_step_form(Letter, "words", "limit", words=WORDS)):  # type: ignore[misc]
    """The final words, and the limit for an answer. Source: 02 §2.5 催办通知单: new limit."""

    deadline = "limit"
    limit = forms.DateField(label=gettext_lazy("Answer by"), widget=DATE)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        if not self.initial.get("limit"):
            self.initial["limit"] = count_limit_after(localdate(self.at), DAYS, "workday").day


class Reply(make_step_form(Letter, "reply")):  # type: ignore[misc]
    """The unit's answer."""

    reply = forms.CharField(label=gettext_lazy("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class LetterDecisionForm(make_step_form(Letter, "reply")):  # type: ignore[misc]
    """The leader's decision on a proposal."""

    reply = forms.CharField(label=gettext_lazy("Decision"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
