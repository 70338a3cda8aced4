"""Adapters for allauth: no public sign-up, no mail, encrypted secrets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.forms.fields import EncryptedText, decrypt_text
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.base.texts.error_numbers import log_numbered_error
from luoshi.org.accounts.actions.accounts import journal_sign_in_event
from luoshi.org.actors.models import User
from luoshi.site.signin import sessions
from luoshi.site.signin.source import client_address


class Accounts(DefaultAccountAdapter):
    """Accounts are opened by administrators only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Add no message: the pages have their own."""

    def send_mail(self, *args: object, **kwargs: object) -> None:
        """Send nothing."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or ""

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Require the password again unless the user signed in a few minutes ago."""
        return not sessions.is_session_fresh(self.request.session, timezone.now())

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return _not_admitted(request)


class Factors(DefaultMFAAdapter):
    """Encrypt second-factor secrets with the keys outside the database. Source: 8.1.4.8.

    Raises:
        OrgError: ``undecrypted``, from ``decrypt``.
    """

    def encrypt(self, text: str) -> str:
        return str(EncryptedText().get_prep_value(text))

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_text(str(EncryptedText().from_db_value(encrypted_text, None, None)))

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Collection[str] | None = None) -> bool:
        """Return whether the account has one of these factors: a page and its view each ask for every sort."""
        asked = (Factors, user.pk, None if types is None else frozenset(types))
        return bool(keep_answer(asked, partial(super().is_mfa_enabled, user, types)))

    def get_totp_label(self, user: User) -> str:
        return user.username

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Send nothing."""


class Identities(DefaultSocialAccountAdapter):
    """Identify people by the office's identity service; those without an account here do not get one by it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account that the configured claim names. Nothing else from the service is stored."""
        told = sociallogin.account.extra_data
        claims = told.get("userinfo") or told.get("id_token") or {}
        name = claims.get(settings.OIDC_CLAIM)
        user = None
        if isinstance(name, str) and "\0" not in name:
            user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            given = {"source": client_address(request), "factor": "identity"}
            journal_sign_in_event("account.sign_in_failed", None, PROGRAM, given, at=timezone.now())
            raise ImmediateHttpResponse(_not_admitted(request))
        sociallogin.user = user

    def on_authentication_error(self, request: HttpRequest, provider: object, **kwargs: object) -> NoReturn:
        """Report that the service did not answer, answered with an error, or the user went back."""
        problem = {
            "what": _("Signing in through %(service)s did not work.") % {"service": settings.OIDC_LABEL},
            "remedies": [_("Try once more."), _("If it happens again, sign in with account and password.")],
        }
        raise ImmediateHttpResponse(_said(request, problem, 502))


def _not_admitted(request: HttpRequest) -> HttpResponse:
    remedies = [_("Ask your office's administrator to open or enable an account for you.")]
    if settings.OFFICE["helpline"]:
        remedies.append(_("The helpline is %(helpline)s.") % {"helpline": settings.OFFICE["helpline"]})
    return _said(request, {"what": _("You have no enabled account here."), "remedies": remedies}, 403)


def _said(request: HttpRequest, problem: Mapping[str, object], status: int) -> HttpResponse:
    title = _("Not signed in")
    problem = {"where": request.path, **problem, **log_numbered_error(request, status, "identity")}
    context = {"title": title, "problem": problem, "failed": True, "home_url": reverse("sign_in"), "no_print": True}
    return render(request, "account/said.html", context, status=status)
