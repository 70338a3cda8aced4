"""The filters for vacancies: days, unit, and which vacancies."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.desk.figures.fields import FIRST, LAST
from luoshi.desk.figures.forms import CountingForm, day_field
from luoshi.kernel.holders.queries import VacancySpan
from luoshi.org.units.choosers import UnitFilterField

LATE = "late"


class VacantForm(CountingForm):
    """A day or a span of days; a unit; all vacancies, or only overdue ones."""

    first = day_field(_("Vacant from"))
    day = day_field(_("On the day, or to"))
    unit = UnitFilterField(label=_("Unit, including subordinate units"), required=False)
    which = forms.ChoiceField(
        label=_("Vacancies shown"), required=False, choices=[("", _("all of them")), (LATE, _("overdue"))]
    )

    def clean(self) -> dict[str, object]:
        """Check that the days are in order and within the supported range."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("day") or self.today
        for name in ("first", "day"):
            if found.get(name) and not FIRST <= found[name] <= LAST:
                self.add_error(name, _("No figures are kept for this day."))
        if first and last < first:
            self.add_error("day", _("The last day is before the first."))
        return found

    @property
    def span(self) -> VacancySpan:
        """The days asked for, by default today, and the unit."""
        last, unit = self.requested_value("day") or self.today, self.requested_value("unit")
        return VacancySpan(self.requested_value("first") or last, last, unit.pk if unit else None)
