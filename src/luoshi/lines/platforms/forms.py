"""The form by which the operator of a platform proposes a tenant, who need not be in the register yet."""

from __future__ import annotations

from django import forms

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.step_forms import StepForm

_ = words(__name__)


class ProposedTenant(StepForm):
    """Its name and origin; whatever else is known of it is entered as its particulars."""

    tenant = forms.CharField(label=_("Name of the tenant"), max_length=100)
    origin = forms.CharField(label=_("From where"), max_length=80, required=False)
