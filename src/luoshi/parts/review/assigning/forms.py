"""The form that exchanges an assessor of one object."""

from __future__ import annotations

from datetime import date

from django import forms

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.parts.review.assigning import queries
from luoshi.parts.review.models import Assessed

_ = words(__name__)


class LeavesField(forms.ChoiceField):
    """An assessor who has a sheet for the object, by number."""

    def of_record(self, record: Assessed | None, name: str, actor: Actor, day: date) -> None:
        """Offer those."""
        sheets = queries.live_sheets(record.pk) if record is not None and record.pk else []
        people = [sheet.assessor for sheet in sheets if sheet.assessor is not None]
        self.choices = [("", "—"), *((person.number, person.title) for person in people)]


class JoinsField(forms.ChoiceField):
    """An assessor of the round who has no sheet for the object, by number."""

    def of_record(self, record: Assessed | None, name: str, actor: Actor, day: date) -> None:
        """Offer those."""
        seats = queries.seats_besides(record, day) if record is not None and record.pk else []
        self.choices = [("", "—"), *((seat.person.number, seat.person.title) for seat in seats)]


class ExchangeForm(StepForm):
    """Who leaves, and who takes the place."""

    leaves = LeavesField(label=_("Who gives the sheet up"))
    joins = JoinsField(label=_("Who takes the place"))
