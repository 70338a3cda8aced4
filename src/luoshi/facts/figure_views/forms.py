"""Of which unit and which period figures are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from luoshi.dates.errors import DateError
from luoshi.dates.period_names import format_period, period_named
from luoshi.dates.periods import Period
from luoshi.org.tree.models import Unit
from luoshi.org.units.choosers import UnitField
from luoshi.records.duties.words import format_duty_period


class LookForm(forms.Form):
    """What a page of figures is asked, in its address."""

    unit = UnitField(label=_("Unit, with those beneath it"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)

    def __init__(self, data: Any, units: QuerySet[Unit]) -> None:
        super().__init__(data or None)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def offer(self, spans: Sequence[Period], shown: Period) -> None:
        """Offer these periods; that which is shown is one of them."""
        every = spans if shown in spans else [shown, *spans]
        self.fields["period"].choices = [(format_period(span), format_duty_period(span)) for span in every]  # type: ignore[attr-defined]

    def said(self, name: str) -> str:
        """What stands in the address under a name."""
        return str(self.data.get(name, "")) if self.is_bound else ""

    @property
    def of(self) -> Unit | None:
        """The unit that was asked for; None: none was.

        Raises:
            ValidationError: there is none of that name, or it is not open to who asks.
        """
        said = self.said("unit_key") or self.said("unit")
        found: Unit | None = self.fields["unit"].clean(said) if said else None
        return found

    @property
    def span(self) -> Period | None:
        """The period that was asked for; None: none was, or it is none."""
        try:
            return period_named(self.said("period"))
        except DateError:
            return None
