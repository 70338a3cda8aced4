"""For which days, which unit, and which of the vacancies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.org.units.choosers import UnitField
from luoshi.org.units.queries import standing_on
from luoshi.records.counting.fields import FIRST, LAST
from luoshi.records.held.queries import Span

LATE = "late"


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class VacantForm(forms.Form):
    """A day, or from a day to a day; a unit; all that is vacant, or what is overdue."""

    first = _day(_("Vacant from"))
    day = _day(_("On the day, or to"))
    unit = UnitField(label=_("Unit, with those beneath it"), required=False)
    which = forms.ChoiceField(
        label=_("Vacancies shown"), required=False, choices=[("", _("all of them")), (LATE, _("overdue"))]
    )

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data or None)
        self.today = today
        self.fields["unit"].queryset = standing_on(today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Days in their order, within those that are asked for."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("day") or self.today
        for name in ("first", "day"):
            if found.get(name) and not FIRST <= found[name] <= LAST:
                self.add_error(name, _("No figures are kept for this day."))
        if first and last < first:
            self.add_error("day", _("The last day lies before the first."))
        return found

    def said(self, name: str) -> Any:
        """What was asked for; None where it was not, or wrongly."""
        return self.cleaned_data.get(name) or None if self.is_bound and self.is_valid() else None

    @property
    def span(self) -> Span:
        """The days asked for, and of which unit; without any it is today."""
        last, unit = self.said("day") or self.today, self.said("unit")
        return Span(self.said("first") or last, last, unit.pk if unit else None)
