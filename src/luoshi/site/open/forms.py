"""What somebody who has not signed in types: words to look for, or a number with a second fact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.records.kinds import fields
from luoshi.records.kinds.declaration import Kind


class AskForm(forms.Form):
    """A number, and a second fact."""

    required_css_class = "required"

    number = forms.CharField(label=_("Number"), max_length=40)
    fact = forms.CharField(max_length=200)

    def __init__(self, data: Any, kind: Kind, name: str) -> None:
        super().__init__(data)
        self.fields["fact"].label = fields.label(kind, name)


class CheckForm(forms.Form):
    """A paper's number, and the code that stands on it."""

    required_css_class = "required"

    number = forms.CharField(label=_("Number of the paper"), max_length=40)
    code = forms.CharField(
        label=_("Code of the paper"), max_length=40, help_text=_("Sixteen letters and figures, below the text.")
    )
