"""The form for unit and period of figure pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from luoshi.dates.errors import DateError
from luoshi.dates.period_names import format_period, period_named
from luoshi.dates.periods import Period
from luoshi.kernel.duties.words import format_duty_period
from luoshi.org.tree.models import Unit
from luoshi.org.units.choosers import UnitFilterField


class LookForm(forms.Form):
    """The query parameters of a figure page."""

    unit = UnitFilterField(label=_("Unit, including subordinate units"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)

    def __init__(self, data: Mapping[str, object] | None, units: QuerySet[Unit]) -> None:
        super().__init__(data or None)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def offer(self, spans: Sequence[Period], shown: Period) -> None:
        """Offer these periods as choices, always including the shown one."""
        every = spans if shown in spans else [shown, *spans]
        self.fields["period"].choices = [(format_period(span), format_duty_period(span)) for span in every]  # type: ignore[attr-defined]

    def query_text(self, name: str) -> str:
        """Return the query parameter of this name, as text."""
        return str(self.data.get(name, "")) if self.is_bound else ""

    @property
    def of(self) -> Unit | None:
        """The requested unit; None: no unit was requested.

        Raises:
            ValidationError: there is no such unit, or it is not open to the user.
        """
        said = self.query_text("unit_key") or self.query_text("unit")
        found: Unit | None = self.fields["unit"].clean(said) if said else None
        return found

    @property
    def span(self) -> Period | None:
        """The requested period; None: none was requested, or it is invalid."""
        try:
            return period_named(self.query_text("period"))
        except DateError:
            return None
