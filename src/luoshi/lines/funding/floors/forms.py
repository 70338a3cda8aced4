"""The form for year and area of the floor page."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from luoshi.kernel.base.words import words

_ = words(__name__)


class FloorCheckForm(forms.Form):
    """Selects a year or an area."""

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    area = forms.TypedChoiceField(label=_("Area"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Mapping[str, object] | None, years: list[int], areas: list[tuple[int, str]]) -> None:
        super().__init__(data or None)
        self.fields["year"].choices = [("", "—"), *((year, year) for year in years)]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "—"), *areas]  # type: ignore[attr-defined]

    def requested_value(self, name: str) -> int | None:
        """Return the selected value; None if missing or invalid."""
        found: int | None = self.cleaned_data.get(name) if self.is_bound and self.is_valid() else None
        return found
