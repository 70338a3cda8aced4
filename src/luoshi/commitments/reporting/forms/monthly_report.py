"""The short form for one item on the page of monthly reports."""

from __future__ import annotations

from collections.abc import Collection
from typing import Unpack

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.forms.form_types import FormData, FormFiles
from luoshi.commitments.reporting.forms.reporting import ReportForm, ReportFormOptions
from luoshi.kernel.kinds.forms.step_forms import CameraInput, EvidenceField


class RowReport(ReportForm):
    """A report as elsewhere, or a statement that nothing is new, with the reason."""

    supplement: Collection[str] = (*ReportForm.supplement, "period", "nothing")

    evidence = EvidenceField(required=False, widget=CameraInput)
    nothing = forms.CharField(
        label=gettext_lazy("Or nothing new; reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("In place of a report."),
    )

    def __init__(
        self,
        data: FormData = None,
        files: FormFiles = None,
        *,
        nothing: bool = False,
        **kwargs: Unpack[ReportFormOptions],
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.prefix = f"r{self.instance.pk}"
        for name in self.kinds:  # asked at the end, on a page of its own
            del self.fields[name]
        self.kinds = {}
        del self.fields["signer"]  # asked at the end too
        self.fields["words"].widget.attrs["rows"] = 3
        for name in ReportForm.supplement:
            self.fields[name].widget.attrs["rows"] = 2
        if nothing:
            for field in self.fields.values():
                field.required = False
        if self.instance.reported:
            said = {"day": self.instance.reported}
            self.fields["nothing"].label = _("Or nothing new, as on %(day)s; reason") % said
        else:  # without an earlier report, nothing can be unchanged
            del self.fields["nothing"]
        if any(date.first and date.due < localdate(self.at) for date in self.asked.dates):  # missed: ask which
            self.supplement = tuple(name for name in self.supplement if name != "period")
        first = [
            "period",
            "words",
            *self.targets,
            "differs",
            "doubted",
            "count",
            "percent",
            "obstacles",
            "following",
            "evidence",
        ]
        if self.asked.effect:
            first.insert(2, "effect")  # order_fields uses the first of two
        self.order_fields(first)
