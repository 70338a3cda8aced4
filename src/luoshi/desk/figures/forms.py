"""The forms of figures and coverages: days, unit, division, and which entries are listed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.desk.figures.fields import FIRST, LAST
from luoshi.desk.figures.queries.axes import axis_label, is_text_axis, is_year_axis, linked_axis
from luoshi.desk.figures.queries.figures import FigureSpan, figures_of
from luoshi.desk.figures.queries.grids import FigureQuery
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.org.units.choosers import UnitFilterField
from luoshi.org.units.queries import standing_on

LACKS = "lacks"
ASKED: dict[str, StrOrPromise] = {
    LACKS: _("missing or unknown"),
    "no": _("what is missing"),
    "unknown": _("unknown values"),
    "yes": _("what is there"),
    "unsure": _("entries of which it is not known whether they count"),
}


def year_span(year: int, today: date) -> FigureSpan:
    """Return the days of a year; this year's up to today."""
    return FigureSpan(date(year, 1, 1), today if year == today.year else date(year, 12, 31))


def day_field(label: StrOrPromise) -> forms.DateField:
    """Return an optional day field."""
    return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class CountingForm(forms.Form):
    """The query parameters of a counting page; each subclass has a field ``unit``."""

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data or None)
        self.today = today
        self.fields["unit"].queryset = standing_on(today)  # type: ignore[attr-defined]

    def requested_value(self, name: str) -> Any:
        """Return a requested value; None if it is missing or invalid."""
        return self.cleaned_data.get(name) or None if self.is_bound and self.is_valid() else None


class FiguresForm(CountingForm):
    """A year or a range of days; a unit; and the fields by which the figures are divided."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=FIRST.year, max_value=LAST.year)
    first = day_field(_("From"))
    last = day_field(_("To (including this day)"))
    unit = UnitFilterField(label=_("Unit, including subordinate units"), required=False)
    by = forms.ChoiceField(label=_("Broken down by"), required=False)
    across = forms.ChoiceField(label=_("Columns by"), required=False)
    figure = forms.ChoiceField(label=_("Figure"), required=False)

    def __init__(self, data: object, kind: CompiledKind, today: date) -> None:
        super().__init__(data, today)
        every = figures_of(kind)
        names = dict.fromkeys(name for figure in every.values() for name in figure.by)
        labels = {
            name: _("%(field)s (by year)") % {"field": axis_label(kind, name)}
            if is_year_axis(name)
            else axis_label(kind, name)
            for name in names
        }
        choices = [("", "—"), *labels.items()]
        self.fields["by"].choices = choices  # type: ignore[attr-defined]
        self.fields["across"].choices = [  # type: ignore[attr-defined]
            (name, label)
            for name, label in choices
            if name != "unit" and linked_axis(kind, name) is None and not is_text_axis(kind, name)
        ]
        self.fields["figure"].choices = [("", "—"), *((name, str(figure.label)) for name, figure in every.items())]  # type: ignore[attr-defined]
        if len(choices) < 4:
            del self.fields["across"], self.fields["figure"]

    def clean(self) -> dict[str, object]:
        """Check that the days are in order and within the supported range."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        for name in ("first", "last"):
            if found.get(name) and not FIRST <= found[name] <= LAST:
                self.add_error(name, _("No figures are kept for this day."))
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return found

    @property
    def span(self) -> FigureSpan:
        """The requested days; by default this year up to today."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        first, last = asked.get("first"), asked.get("last")
        if first or last:
            last = last or max(self.today, first or self.today)
            return FigureSpan(first or date(last.year, 1, 1), last)
        return year_span(asked.get("year") or self.today.year, self.today)

    @property
    def query(self) -> FigureQuery:
        """What is requested: columns only beside other lines."""
        unit, by = self.requested_value("unit"), self.requested_value("by") or ""
        across = self.requested_value("across") or ""
        across = across if by and across != by else ""
        return FigureQuery(self.span, unit.pk if unit else None, by, across, self.requested_value("figure") or "")


class YearForm(CountingForm):
    """A year and a unit."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=FIRST.year, max_value=LAST.year)
    unit = UnitFilterField(label=_("Unit, including subordinate units"), required=False)

    @property
    def span(self) -> FigureSpan:
        """The days of the requested year, by default of this one; this year's up to today."""
        return year_span(self.requested_value("year") or self.today.year, self.today)


class CoverageForm(CountingForm):
    """The day, a unit, and which entries are listed."""

    day = day_field(_("On the day"))
    unit = UnitFilterField(label=_("Unit, including subordinate units"), required=False)
    cell = forms.ChoiceField(label=_("What"), required=False)
    which = forms.ChoiceField(label=_("Entries shown"), required=False, choices=ASKED.items)

    def __init__(self, data: Any, coverage: Coverage, today: date) -> None:
        super().__init__(data, today)
        cells = [("", _("all of it")), *((cell.name, str(cell.label)) for cell in coverage.cells)]
        self.fields["cell"].choices = cells  # type: ignore[attr-defined]

    def clean_day(self) -> date | None:
        """Check that the day is within the supported range."""
        day: date | None = self.cleaned_data.get("day")
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(_("No figures are kept for this day."))
        return day

    @property
    def on(self) -> date:
        """The requested day; by default today."""
        found: date = self.requested_value("day") or self.today
        return found


class ListCoverageForm(CountingForm):
    """The last of the years shown, a unit, and which items of the list are listed."""

    year = forms.IntegerField(label=_("Last year"), required=False, min_value=FIRST.year + 10, max_value=LAST.year)
    unit = UnitFilterField(label=_("Unit, including subordinate units"), required=False)
    cell = forms.ChoiceField(label=_("What"), required=False)
    which = forms.ChoiceField(label=_("Entries shown"), required=False)

    def __init__(self, data: object, coverage: Coverage, today: date) -> None:
        super().__init__(data, today)
        cells = [("", _("all of it")), *((cell.name, str(cell.label)) for cell in coverage.cells)]
        self.fields["cell"].choices = cells  # type: ignore[attr-defined]
        answers = [(name, label) for name, label in ASKED.items() if name != "unsure"]
        self.fields["which"].choices = [("", _("all")), *answers]  # type: ignore[attr-defined]

    @property
    def last_year(self) -> int:
        """The last of the years shown; by default this year."""
        found: int = self.requested_value("year") or self.today.year
        return found
