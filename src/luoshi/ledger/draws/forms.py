"""What is looked at in the forms of draws and checks besides what their columns say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.drawing.draws import parse_source_numbers
from luoshi.records.kinds.forms import EvidenceField, StepForm

LINES = forms.Textarea(attrs={"rows": 3})
PICTURES = (".jpg", ".jpeg", ".png")


class DrawSetUpForm(StepForm):
    """What is drawn from, how many, and where the numbers are to come from: said before they are known."""

    def clean(self) -> dict[str, Any]:
        """Its title follows from its day."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        return {**given, "title": _("Checks drawn on %(day)s") % {"day": localdate(self.at)}}


class Numbers(StepForm):
    """The numbers, a line for each source, and who gave them."""

    def clean_numbers(self) -> str:
        """Numbers, and nothing else."""
        typed: str = self.cleaned_data["numbers"]
        try:
            found = parse_source_numbers(typed)
        except ValueError:
            raise ValidationError(_("Only numbers: a line for each source, parted by blanks.")) from None
        return "\n".join(" ".join(map(str, line)) for line in found)


def draw_text_field(label: Any, most: int = 2000) -> forms.CharField:
    """A few lines that stand in the journal alone."""
    return forms.CharField(label=label, max_length=most, widget=LINES)


class Show(StepForm):
    """What the checker asked to see."""

    words = draw_text_field(gettext_lazy("Answer"))
    evidence = EvidenceField(required=False)

    def clean_evidence(self) -> Any:
        """No picture that nobody asked for."""
        files = self.cleaned_data["evidence"]
        sent = [str(file) for file in files if str(file).lower().endswith(PICTURES)]
        if sent and not self.instance.pictures:
            raise ValidationError(
                _("No pictures are asked for: leave out %(names)s."), params={"names": "、".join(sent)}
            )
        return files
