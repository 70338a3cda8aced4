"""Sign-in forms. A wrong account and a wrong password get the same answer."""

from __future__ import annotations

from typing import Any, Unpack

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.internal.auth import get_totp_secret
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luoshi.base.errors import Refusal
from luoshi.base.forms.form_types import FormData, FormFiles, FormOptions, StrOrPromise
from luoshi.org.accounts.queries import slip_of
from luoshi.org.accounts.rules.passwords import LONGEST
from luoshi.org.actors.models import User
from luoshi.org.base.screened_forms import refuse_unseen
from luoshi.site.signin import actions, codes, locks
from luoshi.site.signin.sessions import account_of

WRONG = _("Account or password is wrong.")
WRONG_SLIP = _("Account or code is wrong: compare both with the slip. If you have two slips, take the newer.")
WRONG_PASSWORD = _("This is not your present password.")
WRONG_CODE = _(
    "The code is wrong or has already been used. Wait for the next one, and check the clock of your telephone."
)


def locked_words() -> str:
    """Return the message shown while locked."""
    words = _("Locked after too many failures. Try again in %(minutes)s minutes, or ask your administrator.")
    return str(words) % {"minutes": settings.LOCK_MINUTES}


def password_rules_text() -> str:
    """Return the password rules in one sentence."""
    return " ".join(filter(None, password_validators_help_texts()[:1]))


def password_field(label: StrOrPromise, autocomplete: str) -> forms.CharField:
    """Return a field for a password. Its value is not stripped."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=4 * LONGEST, widget=widget)


def account_field(user: User) -> forms.CharField:
    """Return the field of the password's account: password managers look for it."""
    widget = forms.TextInput(attrs={"autocomplete": "username"})
    return forms.CharField(label=_("Account"), disabled=True, required=False, initial=user.username, widget=widget)


def code_field() -> forms.CharField:
    """Return a field for a code of six or eight digits."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=attrs))


class Focused(forms.Form):
    """A form whose first field has the focus; after errors their list has it instead."""

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        if not self.is_bound:
            next(field for field in self.fields.values() if not field.disabled).widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        refuse_unseen(self)
        return given


class SignInForm(Focused):
    """Account and password."""

    username = forms.CharField(
        label=_("Account"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = password_field(_("Password"), "current-password")

    def __init__(
        self, data: FormData = None, files: FormFiles = None, *, request: HttpRequest, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors:
            self.user = get_adapter(self.request).authenticate(self.request, **given)
            if self.user is None:
                raise ValidationError(locked_words() if is_locked(self.request) else WRONG)
        return given

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Ask for the second factor if there is one, else sign in."""
        going_on = Login(user=self.user, redirect_url=redirect_url)
        return perform_password_login(request, {"username": self.cleaned_data["username"]}, going_on)


def is_locked(request: HttpRequest) -> bool:
    """Return True if this request was locked out, or caused the lock."""
    return bool(getattr(request, "axes_locked_out", False))


class _Codes(Focused):
    """What both code forms share."""

    user: User

    def clean_code(self) -> str:
        request, code = context.request, self.cleaned_data["code"]
        if locks.is_sign_in_locked(request, self.user.username):
            locks.record_locked_attempt(request, self.user.username)
            raise ValidationError(locked_words())
        try:
            found = actions.use_code(self.user, code, timezone.now())
        except Refusal as error:
            raise ValidationError(error.sentence) from error
        if found is None:
            locks.count_failure(request, self.user.username)
            raise ValidationError(locked_words() if is_locked(request) else WRONG_CODE)
        found.user = self.user
        self.authenticator = found
        return str(code)


class SecondFactor(_Codes, AuthenticateForm):
    """A code from the app or a recovery code, to sign in."""

    code = code_field()


class SecondFactorAgain(_Codes, ReauthenticateForm):
    """The same, some time after signing in."""

    code = code_field()


class PasswordProofForm(Focused):
    """The password again, some time after signing in."""

    password = password_field(_("Password"), "current-password")

    def __init__(
        self, data: FormData = None, files: FormFiles = None, *, user: User, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.user = user
        self.fields = {"account": account_field(user)} | self.fields

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise ValidationError(locked_words() if is_locked(context.request) else WRONG_PASSWORD)
        return str(password)


class FactorSetupForm(Focused):
    """The first code of an app, which proves that it has the secret. The secret stays in the session until then."""

    code = code_field()

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **kwargs)
        self.secret: str = get_totp_secret(regenerate=not self.is_bound)
        self.step = 0

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        step = codes.step_of(self.secret, code, timezone.now())
        if step is None:
            raise ValidationError(WRONG_CODE)
        self.step = step
        return code


class NewPassword(Focused):
    """A new password, twice. The action decides whether it is acceptable."""

    new = password_field(_("New password"), "new-password")
    again = password_field(_("Repeat it"), "new-password")

    def __init__(
        self, data: FormData = None, files: FormFiles = None, *, user: User | None = None, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["new"].help_text = password_rules_text()
        if user is not None:
            self.fields = {"account": account_field(user)} | self.fields

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("new", again):
            raise ValidationError(_("The two do not match."))
        return again

    def refuse(self, error: Refusal) -> None:
        """Show an action's error at its fields."""
        for name, sentences in error.fields.items():
            self.add_error(name if name in self.fields else None, [ValidationError(sentence) for sentence in sentences])
        if not error.fields:
            self.add_error(None, " ".join(filter(None, [error.what, error.remedy])))


class SlipCode(NewPassword):
    """Account and code of a slip, and the password; without one it is asked for on the next page.

    A wrong code counts like a wrong password, also for an account that does not exist.
    """

    username = forms.CharField(
        label=_("Account"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=60,
        help_text=_("12 letters and digits. Lower case, spaces and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ("username", "code", "new", "again")

    def __init__(
        self, data: FormData = None, files: FormFiles = None, *, request: HttpRequest, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.request = request
        self._ask_for_password(not self.is_bound)

    def _ask_for_password(self, asks: bool) -> None:
        """Have the page ask for the password; what is sent may lack it."""
        self.fields["new"].required = self.fields["again"].required = asks

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self._ask_for_password(True)  # where the page is shown again
        if self.errors:
            return given
        username = given["username"].strip()
        if locks.is_sign_in_locked(self.request, username):
            locks.record_locked_attempt(self.request, username, "slip")
            raise ValidationError(locked_words())
        self.link = slip_of(username, given["code"])
        if self.link is None:
            locks.count_failure(self.request, username, "slip")
            raise ValidationError(locked_words() if is_locked(self.request) else WRONG_SLIP)
        return given


class ChangePassword(NewPassword):
    """The present password and a new one."""

    old = password_field(_("Current password"), "current-password")
    field_order = ("old", "new", "again")

    def __init__(
        self, data: FormData = None, files: FormFiles = None, *, request: HttpRequest, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **kwargs, user=account_of(request))
        self.request = request

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        user = self.request.user
        if authenticate(self.request, username=user.get_username(), password=old) != user:
            raise ValidationError(locked_words() if is_locked(self.request) else WRONG_PASSWORD)
        return old


class First(NewPassword):
    """The first administrator, and their office if none exists yet."""

    unit = forms.CharField(label=_("The office's name"), max_length=120)
    name = forms.CharField(label=_("Your name"), max_length=50)
    username = forms.CharField(
        label=_("Account"),
        max_length=60,
        required=False,
        validators=[UnicodeUsernameValidator()],
        help_text=_("The name you will sign in with. If empty, your name in pinyin."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    field_order = ("unit", "name", "username", "new", "again")

    def __init__(
        self, data: FormData = None, files: FormFiles = None, *, root: str = "", **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["new"].label = _("Password")
        if root:
            del self.fields["unit"]
