"""The form that corrects what a record says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.kinds.forms.columns import column_form_field
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.kinds.models import Record


class CorrectionForm(StepForm):
    """A correction of a record: each field with its present value, and a reason; only differences are taken.

    A program sends only the fields to correct: a missing field keeps its value.
    """

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
    days: ClassVar[Mapping[str, bool]] = {}  # fields with the day of an act, and whether the record begins with it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.supplement = [name for name in self.fields if self.initial.get(name) in (None, "") and name != "reason"]
        for name in self._unsent():
            self.fields[name].required = False

    def _begins(self, other: Mapping[str, Any]) -> date | None:
        """Return the day on which the record began, after the correction."""
        first = [other.get(name, getattr(self.instance, name, None)) for name, begins in self.days.items() if begins]
        return min((day for day in first if day), default=None)

    def _unsent(self) -> list[str]:
        names = [name for name in self.fields if name != "reason"] if self.is_bound else []
        data, files = self.data, self.files
        return [n for n in names if self.fields[n].widget.value_omitted_from_data(data, files, self.add_prefix(n))]

    def clean(self) -> dict[str, Any]:
        """Return the changed fields, the reason, and under ``was`` the old values."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        sent = given.keys() - {"reason", *self._unsent()}
        stood = {name: getattr(self.instance, name) for name in self.fields if name in sent}
        other = {name: given[name] for name, was in stood.items() if _none(given[name]) != _none(was)}
        if not other and not self.errors:
            self.cleaned_data = {}  # fields that were not sent are not checked as if they had been emptied
            raise ValidationError(gettext("Nothing differs from the recorded values."), code="same")
        for name in [day for day in self.days if other.get(day)]:
            begins = self.days[name]
            self.day_error(name, other[name], None if begins else self._begins(other))
        return {**other, "reason": given.get("reason", ""), "was": {name: stood[name] for name in other}}


def _none(value: Any) -> Any:
    return None if value == "" else value


def make_correction_form(
    model: type[Record], fields: Collection[str], days: Mapping[str, bool], past: Collection[str]
) -> type[StepForm]:
    """Make the form that corrects a record; ``days``, ``past``: as in ``CorrectionForm``."""
    meta = type("Meta", (), {"model": model, "fields": tuple(fields), "formfield_callback": column_form_field})
    form: Any = type("Corrected", (CorrectionForm,), {"Meta": meta, "days": days, "past": past})
    form.base_fields = {name: form.base_fields[name] for name in (*fields, "reason")}
    made: type[StepForm] = form
    return made
