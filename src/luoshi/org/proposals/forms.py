"""The form that confirms many changes of rights at once."""

from __future__ import annotations

from django import forms

from luoshi.org.people.forms import DayForm


class ConfirmAll(DayForm):
    """The changes that the page showed, by id: later ones are not confirmed with them."""

    rows = forms.CharField(widget=forms.HiddenInput)

    def clean_rows(self) -> list[int]:
        return [
            int(digits) for digits in self.cleaned_data["rows"].split(",") if digits.isdecimal() and len(digits) < 19
        ]
