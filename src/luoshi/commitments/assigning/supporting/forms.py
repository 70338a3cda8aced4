"""Forms for a supporting unit's refusal and the desk's decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.forms.form_fields import find_form_field
from luoshi.base.forms.form_types import FormData, FormFiles
from luoshi.commitments.assigning.supporting.queries import Supporter, units_refusing_support
from luoshi.kernel.kinds.forms.step_forms import ReasonForm
from luoshi.kernel.steps.step_forms import StepFormOptions
from luoshi.org.tree.models import Unit
from luoshi.org.units.choosers import RowField, UnitField


def who_owes(found: Sequence[Supporter]) -> str:
    """Say which supporting units owe what."""
    silent = "、".join(str(supporter.unit) for supporter in found if not supporter.refuses)
    refusing = "、".join(str(supporter.unit) for supporter in found if supporter.refuses)
    said = [_("%(units)s: contribution not reported") % {"units": silent}] if silent else []
    said += [_("%(units)s: objection to supporting, not answered") % {"units": refusing}] if refusing else []
    return _("; ").join(said)


class Settle(ReasonForm):
    """The unit answered, whether it stays, and its replacement."""

    supporter = RowField(Unit.objects.none(), label=gettext_lazy("Supporting unit"), empty_label=gettext_lazy("choose"))
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("insist", gettext_lazy("It keeps supporting")), ("release", gettext_lazy("Release it"))],
    )
    instead = UnitField(label=gettext_lazy("Replaced by"), required=False)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[StepFormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        units = units_refusing_support(self.instance)
        field = find_form_field(self, "supporter", ModelChoiceField)
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            self.initial.setdefault("supporter", units[0].pk)
        self.order_fields(["supporter", "decision", "instead", "reason"])

    def clean(self) -> dict[str, object]:
        """Accept a replacement only if the refusing unit is released."""
        given = super().clean() or self.cleaned_data
        if given.get("instead") and given.get("decision") == "insist":
            self.add_error("instead", ValidationError(_("The unit keeps supporting: no other unit is needed.")))
        if given.get("instead") and given["instead"].pk == self.instance.unit_id:
            self.add_error("instead", ValidationError(_("This unit leads it.")))
        return given
