"""The form by which somebody from outside begins an application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from luoshi.kernel.base.words import words, words_now
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.org.tree.models import Unit
from luoshi.parts.calls import queries
from luoshi.parts.calls.models import Call

_, now = words(__name__), words_now(__name__)
CLOSED = _("The call is not open for applications that one begins oneself.")


class OpenCallField(forms.ModelChoiceField):
    """A call that is open at the moment of the form, by its number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Call.objects.none(), to_field_name="number", **kwargs)
        self.error_messages["invalid_choice"] = CLOSED


class ApplyForm(StepForm):
    """A call that is open, the unit that recommends, and the applicant themselves as leader.

    Whoever is from outside reads neither units nor the register: they choose among the office that calls and their own
    organisation, and their own entry is taken. Without a choice the office that calls recommends.
    """

    call = OpenCallField(label=_("Call"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Recommending unit"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = queries.own_entry(self.actor.person)
        calls: Any = self.fields["call"]
        calls.queryset = queries.calls_to_apply_for(self.at)
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.all()

    def clean(self) -> dict[str, Any]:
        """Take the applicant's own entry as leader, and the office that calls as unit unless another may recommend.

        Raises:
            ValidationError: nobody in the register signs in as them, or the unit may not recommend them.
        """
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.entry is None:
            raise ValidationError(now("Your account belongs to no entry of the register: ask the office that calls."))
        found["leader"] = self.entry
        if (call := found.get("call")) is None:
            return found
        if found.get("unit") is None:
            found["unit"] = call.unit
        if found["unit"].pk not in queries.recommending_units(self.entry, call):
            self.add_error("unit", now("This unit cannot recommend you: choose one of the list."))
        return found
