"""Forms for users who are not signed in: a number with a second fact, a paper's code, a sign-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import ModelChoiceField
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.fields import OneLineField
from luoshi.base.forms.form_fields import find_form_field
from luoshi.base.forms.form_types import FormData
from luoshi.codes.contact import check_mobile_number, check_telephone_number
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.step_forms import EvidenceField
from luoshi.kernel.kinds.language.public import Public
from luoshi.lines.registrations.actions import SignUpValues
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.tree.models import Unit
from luoshi.parts.filings.actions import FilingValues
from luoshi.parts.signups import rules


class AskForm(forms.Form):
    """A number, and a second fact."""

    required_css_class = "required"

    number = forms.CharField(
        label=_("Number"), max_length=40, help_text=_("As on the receipt; the year and the digits are enough.")
    )
    fact = forms.CharField(max_length=200)

    def __init__(self, data: FormData, asked: Sequence[tuple[CompiledKind, Public]]) -> None:
        super().__init__(data)
        first, *others = dict.fromkeys(fields.field_label(kind, part.find_by) for kind, part in asked)
        self.fields["fact"].label = gettext(" or ").join([capfirst(first), *(label.lower() for label in others)])


class PaperCheckForm(ScreenedForm):
    """A paper's number, and the code printed on it."""

    number = forms.CharField(label=_("Number of the paper"), max_length=40)
    code = forms.CharField(
        label=_("Code of the paper"), max_length=40, help_text=_("Sixteen letters and digits, below the text.")
    )


class JoinForm(ScreenedForm):
    """A sign-up: unit, name, contact, organisation, purpose, and consent."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit to sign up with"), empty_label=None)
    name = OneLineField(label=_("Your name"), max_length=50)
    contact = forms.CharField(label=_("E-mail"), max_length=200)
    belongs = forms.CharField(label=_("Organisation"), max_length=120, required=False)
    purpose = forms.CharField(label=_("What for"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    agree = forms.BooleanField(label=_("I have read the notice below and agree to it; I am 14 years old or older."))

    def __init__(self, data: FormData, *, units: list[Unit], ways: list[str]) -> None:
        super().__init__(data, initial={"unit": units[0].pk})
        chosen = find_form_field(self, "unit", ModelChoiceField)
        chosen.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("pk")
        self.ways = ways
        labels = {"mail": _("E-mail"), "sms": _("Mobile number")}
        self.fields["contact"].label = labels[ways[0]] if len(ways) == 1 else _("E-mail or mobile number")

    def clean_contact(self) -> tuple[str, str]:
        """Return the channel and the contact.

        Raises:
            ValidationError: it is neither an e-mail address nor a number to which a code can be sent.
        """
        way, found = rules.parse_signup_contact(self.cleaned_data["contact"])
        if way not in self.ways:
            raise ValidationError(gettext("No code can be sent to this contact: check it."), code="contact")
        return way, found

    def entered_values(self) -> dict[str, Any]:
        """Return the values kept until the code is entered."""
        one = self.cleaned_data
        (way, contact), unit = one["contact"], one["unit"].pk
        return {"way": way, "contact": contact, "unit": unit, **{n: one[n] for n in ("name", "belongs", "purpose")}}


class CodeForm(ScreenedForm):
    """The code that was sent, with the values entered before."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    sealed = forms.CharField(max_length=8000, widget=forms.HiddenInput)


class FilingForm(ScreenedForm):
    """An appeal of somebody who is not signed in: what, where, photographs, and how to reach them if they like."""

    words = forms.CharField(label=_("What is it about?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    place = forms.CharField(label=_("Where?"), max_length=200, required=False)
    photos = EvidenceField(
        label=_("Photos"),
        most=3,
        endings=("jpg", "jpeg", "png"),
        required=False,
        help_text=_("Up to three photos. Places and devices are removed from them."),
    )
    speaker = forms.CharField(label=_("Your name"), max_length=50, required=False)
    contact = forms.CharField(
        label=_("Telephone"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("To whom?"), empty_label=None)
    key = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)

    def __init__(
        self,
        data: FormData = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        units: list[Unit],
        key: str,
    ) -> None:
        super().__init__(data, files, initial={"unit": units[0].pk, "key": key})
        chosen = find_form_field(self, "unit", ModelChoiceField)
        chosen.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("pk")
        if len(units) == 1:  # nothing to choose
            chosen.widget = chosen.hidden_widget()

    def filing_values(self) -> FilingValues:
        """Return what was checked."""
        given = self.cleaned_data
        return {
            "words": given["words"],
            "place": given["place"],
            "speaker": given["speaker"],
            "contact": given["contact"],
            "unit": given["unit"],
            "photos": given["photos"],
            "key": given["key"],
        }


class RegistrationForm(ScreenedForm):
    """Somebody who signs up for an activity: name, telephone, and of a minor a guardian who agrees."""

    name = OneLineField(label=_("Name of who comes"), max_length=50)
    contact = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Only to reach you if something changes."),
    )
    minor = forms.BooleanField(label=_("Who comes is under 18"), required=False)
    guardian = OneLineField(
        label=_("Name of the guardian"), max_length=50, required=False, help_text=_("Only for somebody under 18.")
    )
    consent = forms.BooleanField(
        label=_("I am the guardian, and agree that name and telephone are kept for this activity"), required=False
    )
    agree = forms.BooleanField(label=_("I have read the notice below and agree to it."))
    key = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)

    def __init__(self, data: FormData = None, *, key: str) -> None:
        super().__init__(data, initial={"key": key})

    def clean_contact(self) -> str:
        """Return the telephone number as it is kept.

        Raises:
            ValidationError: nobody can be reached by it.
        """
        found = check_mobile_number(self.cleaned_data["contact"])
        fixed = check_telephone_number(self.cleaned_data["contact"])
        if not found.valid and not fixed.valid:
            raise ValidationError(gettext("This is no telephone number: check it."), code="contact")
        return found.value if found.valid else fixed.value

    def clean(self) -> dict[str, object]:
        """Check that a minor has a guardian who agrees. Source: 个人信息保护法 art. 31."""
        found = super().clean() or {}
        if found.get("minor"):
            if not found.get("guardian"):
                self.add_error("guardian", gettext("Of somebody under 18 the guardian’s name is needed."))
            if not found.get("consent"):
                self.add_error("consent", gettext("Somebody under 18 can only be signed up if the guardian agrees."))
        return found

    def sign_up_values(self) -> SignUpValues:
        """Return what was checked; a guardian only of a minor."""
        given = self.cleaned_data
        minor = bool(given["minor"])
        return {
            "name": given["name"],
            "contact": given["contact"],
            "minor": minor,
            "guardian": given["guardian"] if minor else "",
            "key": given["key"],
        }
