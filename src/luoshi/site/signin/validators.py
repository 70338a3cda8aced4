"""The password rules as Django validators. Django's list of common passwords is the third, beside these two."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.org.accounts.queries import own_words
from luoshi.org.accounts.rules.passwords import Policy, password_weaknesses

WORDS = {
    "short": N_("It is too short: at least %(value)s characters."),
    "long": N_("It is too long: at most %(value)s characters."),
    "plain": N_(
        "It is too simple: use at least %(value)s of upper-case letters, lower-case letters, digits and other "
        "characters."
    ),
    "runs": N_("Repeats and sequences such as aaa, 123 or qwe do not count: it has fewer than %(value)s characters."),
    "few": N_("It has too few different characters: at least %(value)s."),
    "own": N_("It contains your account, name or telephone number."),
}


class Sound:
    """Length, character classes, and none of the person's own data."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with every reason against the password."""
        policy = Policy(settings.PASSWORD_LENGTH, settings.PASSWORD_CLASSES)
        found = password_weaknesses(password, own_words(user) if user else (), policy)
        if found:
            raise ValidationError(
                [
                    ValidationError(_(WORDS[weakness.code]) % {"value": weakness.value}, weakness.code)
                    for weakness in found
                ]
            )

    def get_help_text(self) -> str:
        """Return the rules in one sentence."""
        return _(
            "At least %(length)s characters, not counting repeats and sequences (aaa, 123); at least %(classes)s of "
            "upper-case letters, lower-case letters, digits and other characters; without your account, name or "
            "telephone number; not one of your last %(kept)s passwords."
        ) % {
            "length": settings.PASSWORD_LENGTH,
            "classes": settings.PASSWORD_CLASSES,
            "kept": settings.PASSWORDS_KEPT,
        }


class NotRecent:
    """None of the account's recent passwords, including the present one."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if the account had this password recently."""
        if user is None or user.pk is None:
            return
        rows = user.old_passwords.order_by("-ended", "-pk")[: settings.PASSWORDS_KEPT - 1]
        before = [user.password, *rows.values_list("password", flat=True)]
        if any(check_password(password, old_password) for old_password in before):
            words = _("It is one of your last %(kept)s passwords.") % {"kept": settings.PASSWORDS_KEPT}
            raise ValidationError(words, "recent")

    def get_help_text(self) -> str:
        """Return "": the other validator's text covers it."""
        return ""
