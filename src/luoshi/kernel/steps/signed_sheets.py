"""The additional fields when a secretary records a leader's decision from a signed sheet (代录)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.forms import ModelChoiceField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.form_fields import find_form_field
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.history.queries.history import SHEET
from luoshi.kernel.kinds.forms.step_forms import EvidenceField, StepForm
from luoshi.org.actors.models import Tenure
from luoshi.org.actors.queries import mandate_signers
from luoshi.org.units.choosers import RowField


class SignerField(RowField):
    """The signer: a person who held the leader's post, or deputised in it, while the mandate was in force."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Tenure.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(_("%(name)s (deputy)")) % {"name": obj.person.name} if obj.deputy else str(obj.person.name)


class Recorded(StepForm):
    """The sheet, its signer and its date. Combined with the step's own form by ``signed_sheet_form``."""

    signer = SignerField(label=SHEET["signer"])
    signed = forms.DateField(label=SHEET["signed"], widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    sheet = EvidenceField(
        most=5,
        label=SHEET["sheet"],
        help_text=_("All pages with the decision and the signature. Unclassified files only."),
    )

    def __init__(self, data: object = None, files: object = None, *, record: Any, actor: Actor, at: datetime) -> None:
        super().__init__(data, files, record=record, actor=actor, at=at)
        self.opened, self.today = timezone.localdate(record.opened), timezone.localdate(at)
        field = find_form_field(self, "signer", ModelChoiceField)
        field.queryset = mandate_signers(actor.behalf or 0, self.opened, self.today).exclude(person=actor.person)
        if len(found := list(field.queryset)) == 1:
            field.initial = found[0].pk

    def clean(self) -> dict[str, object]:
        """Return the values with the signer as a person, if that person held the post on the sheet's date."""
        values = super().clean() or self.cleaned_data
        signer, signed = values.get("signer"), values.get("signed")
        if signed and not self.opened <= signed <= self.today:
            self.add_error("signed", _("The date of signing must be after the matter was opened, and not after today."))
        elif signer and signed and not signer.start <= signed < signer.until:
            self.add_error("signed", _("On that day the post was not theirs."))
        if isinstance(signer, Tenure):
            values["signer"] = signer.person
        return values


def signed_sheet_form(form: Any) -> type[StepForm]:
    """Return a step's form with the sheet's fields added; for a step without a form, only these."""
    return type("Recorded", (Recorded, form or StepForm), {})
