"""Further validation in the forms of draws and checks."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.kernel.kinds.forms.step_forms import EvidenceField, StepForm

LINES = forms.Textarea(attrs={"rows": 3})
PICTURES = (".jpg", ".jpeg", ".png")


class DrawSetUpForm(StepForm):
    """The pool, the number to draw, and the announced source of the numbers: given before they are known."""

    def clean(self) -> dict[str, object]:
        """Derive the title from the day."""
        given = super().clean() or self.cleaned_data
        return {**given, "title": _("Checks drawn on %(day)s") % {"day": localdate(self.at)}}


def draw_text_field(label: StrOrPromise, most: int = 2000) -> forms.CharField:
    """Make a field for a few lines that are stored only in the journal."""
    return forms.CharField(label=label, max_length=most, widget=LINES)


class Show(StepForm):
    """The answer to what the checker asked to see."""

    words = draw_text_field(gettext_lazy("Answer"))
    evidence = EvidenceField(required=False)

    def clean_evidence(self) -> object:
        """Refuse pictures that were not asked for."""
        files = self.cleaned_data["evidence"]
        sent = [str(file) for file in files if str(file).lower().endswith(PICTURES)]
        if sent and not self.instance.pictures:
            raise ValidationError(_("No photos are required: remove %(names)s."), params={"names": "、".join(sent)})
        return files
