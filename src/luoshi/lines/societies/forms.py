"""Which year, which unit and which face of the organisations are asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from luoshi.org.units.choosers import UnitField
from luoshi.org.units.queries import standing_on
from luoshi.records.base.words import words
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.parts import Face

_ = words(__name__)


class DueForm(forms.Form):
    """A year, a unit with those beneath it, a face."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100)
    unit = UnitField(label=_("Unit, with those beneath it"), required=False)
    face = forms.ChoiceField(label=_("Kind of organisation"), required=False)

    def __init__(self, data: Any, kind: Kind, today: date) -> None:
        super().__init__(data or None)
        faces = [("", "—"), *((one.name, str(one.label)) for one in kind.every(Face))]
        self.fields["face"].choices = faces  # type: ignore[attr-defined]
        self.fields["unit"].queryset = standing_on(today)  # type: ignore[attr-defined]

    def said(self, name: str) -> Any:
        """What was asked for; None where it was not, or wrongly."""
        return self.cleaned_data.get(name) or None if self.is_bound and self.is_valid() else None
