"""Forms for sending letters about chosen items and for uploading a template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.commitments.letters.actions.letters import proposed_words
from luoshi.commitments.letters.models import FORMS, OUT
from luoshi.dates.time_limits import count_limit_after
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.tree.models import Unit

DAYS = 5  # working days proposed for an answer, as for a single letter
CHOICES = [(code, label) for wanted in OUT for code, label in FORMS if code == wanted]
EACH = [("unit", gettext_lazy("One for each unit, with all its items")), ("item", gettext_lazy("One for each item"))]
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LetterIssueForm(ScreenedForm):
    """The form for letters: which paper, one for each unit or item, text, and deadline."""

    form = forms.ChoiceField(label=gettext_lazy("Paper"), choices=CHOICES)
    each = forms.ChoiceField(label=gettext_lazy("How many"), choices=EACH, initial="unit")
    limit = forms.DateField(label=gettext_lazy("Answer by"), widget=DATE)
    words = forms.CharField(
        label=gettext_lazy("Requirements"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("If empty, the usual text of the chosen paper."),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, day: date, several: bool) -> None:
        super().__init__(data)
        self.day = day
        self.fields["limit"].initial = count_limit_after(day, DAYS, "workday").day
        if not several:
            del self.fields["each"]

    def clean_limit(self) -> date:
        """Refuse a deadline in the past."""
        limit: date = self.cleaned_data["limit"]
        if limit < self.day:
            raise ValidationError(_("This day has passed."))
        return limit

    def clean(self) -> dict[str, object]:
        """Fill in the standard text if none was typed."""
        given = super().clean() or {}
        if not given.get("words") and given.get("form"):
            given["words"] = proposed_words(given["form"])
        return given


class TemplateUploadForm(ScreenedForm):
    """The form for a template: office, paper, first day, file."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Office"), empty_label=None)
    form = forms.ChoiceField(label=gettext_lazy("Paper"))
    start = forms.DateField(label=gettext_lazy("Effective from"), widget=DATE)
    file = forms.FileField(
        label=gettext_lazy("Template"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=gettext_lazy("A .docx of 3 MB at most, without macros, links and embedded files."),
    )

    def __init__(
        self, *args: Any, units: QuerySet[Unit], papers: list[tuple[str, str]], day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["unit"]
        chosen.queryset = units
        chosen.choices = list(chosen.choices)  # asked once: the box looks at its first choice before it lists them
        which: Any = self.fields["form"]
        which.choices = papers
        self.fields["start"].initial = day
