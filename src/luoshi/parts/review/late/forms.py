"""The form that lets a late sheet in."""

from __future__ import annotations

from datetime import date

from django import forms

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.parts.review.late import queries
from luoshi.parts.review.lateness import describe_lateness
from luoshi.parts.review.models import Assessed

_ = words(__name__)


class LateField(forms.ChoiceField):
    """An assessor whose sheet for the object is kept as late, by number; none of its marks is shown."""

    def of_record(self, record: Assessed | None, name: str, actor: Actor, day: date) -> None:
        """Offer those."""
        sheets = queries.late_sheets(record.pk) if record is not None and record.pk else []
        offered = [
            (sheet.assessor.number, f"{sheet.assessor.title}（{describe_lateness(sheet.late_by)}）") for sheet in sheets
        ]
        self.choices = [("", "—"), *offered]


class LetInForm(StepForm):
    """Which late sheet counts after all, and why."""

    sheet = LateField(label=_("Late sheet of"))
    why = forms.CharField(
        label=_("Why it is let in"),
        max_length=200,
        help_text=_("It is published with the result: name nobody. After the sheets are combined none is let in."),
    )
