"""Of which year, or of which area, it is asked what a floor comes to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class FloorCheckForm(forms.Form):
    """Which year, or which area."""

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    area = forms.TypedChoiceField(label=_("Area"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, years: list[int], areas: list[tuple[int, str]]) -> None:
        super().__init__(data or None)
        self.fields["year"].choices = [("", "—"), *((year, year) for year in years)]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "—"), *areas]  # type: ignore[attr-defined]

    def said(self, name: str) -> int | None:
        """What was asked for; None where it was not, or wrongly."""
        found: int | None = self.cleaned_data.get(name) if self.is_bound and self.is_valid() else None
        return found
