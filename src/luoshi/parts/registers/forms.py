"""Forms of the registers' steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from luoshi.base.forms.fields import decrypt_text
from luoshi.codes import identity
from luoshi.codes.model import CheckedCode
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.corrections import CorrectionForm
from luoshi.kernel.kinds.forms.step_forms import DayInput, StepForm
from luoshi.org.accounts.queries import no_account
from luoshi.org.base.screened_forms import CleanedValues
from luoshi.parts.registers import rules
from luoshi.parts.registers.models import Organisation, Person, Place
from luoshi.parts.registers.queries import changed_last, led_here

_ = words(__name__)

WRONG = {
    "identity.length": _("An identity number has 18 characters, not %(length)s."),
    "identity.character": _("An identity number is 17 digits and a digit or X."),
    "identity.check": _(
        "The check character of the identity number does not match: one of the characters is mistyped."
    ),
    "identity.province": _("No identity number begins with %(province)s."),
    "identity.date": _("The identity number contains no valid date of birth: %(date)s."),
    "identity.future": _("The date of birth in the identity number is in the future: %(date)s."),
}


def format_identity_faults(found: CheckedCode) -> list[str]:
    """Explain why an identity number is invalid, without repeating it."""
    return [str(WRONG[error.code]) % error.values for error in found.errors]


class Identified(StepForm):
    """The form for a person with an identity number, which implies sex and day of birth."""

    def clean_email(self) -> str:
        """Return a valid e-mail address.

        Raises:
            ValidationError: it is invalid.
        """
        typed = decrypt_text(self.cleaned_data["email"] or "").strip()
        if typed:
            validate_email(typed)
        return typed

    def clean_identity(self) -> str:
        """Return the number in normalised form.

        Raises:
            ValidationError: it is invalid.
        """
        typed = self.cleaned_data["identity"] or ""
        if not typed or typed == self.initial.get("identity"):
            return str(typed)
        found = identity.check_identity_number(typed, today=timezone.localdate(self.at))
        if not found.valid:
            raise ValidationError(format_identity_faults(found), code="identity")
        return found.value

    def clean(self) -> dict[str, object]:
        given: CleanedValues = super().clean() or self.cleaned_data
        number = decrypt_text(given.get("identity") or "")
        told = rules.told_by(number)
        for name in [
            field_name for field_name in told if given.get(field_name) and given[field_name] != told[field_name]
        ]:
            self.add_error(name, _("It differs from the identity number. Leave it empty: it is taken from the number."))
        return {**given, **told}


class Invite(StepForm):
    """The form for the account name of an external person."""

    username = forms.CharField(
        label=_("Account"), max_length=60, help_text=_("Letters and digits, for instance the telephone number.")
    )

    def clean_username(self) -> str:
        """Return an unused account name.

        Raises:
            ValidationError: it is taken or invalid.
        """
        if why := no_account(self.cleaned_data["username"]):
            raise ValidationError(why, code="account")
        return str(self.cleaned_data["username"]).strip()


class DatedChangeForm(CorrectionForm):
    """The form for changes from a day on; former values are kept."""

    changed = forms.DateField(label=_("Since when"), widget=DayInput())
    reason = forms.CharField(label=_("Basis"), max_length=200, required=False)

    def clean(self) -> dict[str, object]:
        """Return the changes and their day, which must be after the last day of the fields' former values."""
        day: date | None = self.cleaned_data.pop("changed", None)
        given = super().clean()
        last = changed_last(self.instance.pk, given.get("was", {}))
        if day is not None and last is not None and day <= last:
            words = _(
                "A change of one of these is already recorded until %(day)s: enter a later day, or correct the record."
            )
            self.add_error("changed", words % {"day": last})
        return {**given, "changed": day}


class _SameEntryForm(StepForm):
    """The form to choose the entry that this one is the same as; it says which links will move."""

    def __init__(self, *args: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moving = [f"{label} {count}" for label, count in led_here(self.instance)] if self.instance.pk else []
        what = "、".join(moving) or str(_("nothing yet"))
        self.fields["same_as"].help_text = _("These links will move to the other entry: %(what)s.") % {"what": what}

    def clean_same_as(self) -> Any:
        """Return the entry that stays.

        Raises:
            ValidationError: it is this one.
        """
        found = self.cleaned_data["same_as"]
        if found is not None and found.pk == self.instance.pk:
            raise ValidationError(_("This is the entry itself: enter the one that stays."), code="itself")
        return found


def entry_merge_form(model: type[Organisation | Person | Place]) -> type[StepForm]:
    """Build the form that names the entry to keep."""
    column: Any = model._meta.get_field("same_as")
    field = column.formfield(required=True, label=_("It is the same as"))
    return type("Same", (_SameEntryForm,), {"same_as": field})
