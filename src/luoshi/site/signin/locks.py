"""Lock-out by account and source, on django-axes. What was typed as an account is kept only as a keyed hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from luoshi.org.accounts.rules import locks as rules
from luoshi.org.accounts.rules.locks import FailureLimits, Failures
from luoshi.site.signin import trusted_browsers
from luoshi.site.signin.actions import forget_failures
from luoshi.site.signin.source import account_name_hash, counted


class Locks(AxesDatabaseHandler):
    """Counts failures and lets the rule ``locks.locked`` decide.

    A known browser's stand under a key of its own (``account_key``). Signing in clears those that stood against it, and
    no more: else whoever has an account could go on trying others' passwords from the same place, and whoever guesses
    elsewhere could begin anew each time the owner comes.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """As many as lock, or none."""
        here, account, source = (
            sum(rows.values_list("failures_since_start", flat=True))
            for rows in self.get_user_attempts(request, credentials)
        )
        known = bool(_browser(request, credentials))
        found = Failures(known, account if known else here, account, source)
        limits = FailureLimits(settings.LOCK_FAILURES, settings.LOCK_ACCOUNT_FAILURES, settings.LOCK_SOURCE_FAILURES)
        return settings.LOCK_FAILURES if rules.is_attempt_locked(found, limits) else 0

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures at the account from here."""
        return forget_failures(get_client_username(request, credentials), counted(request))


def account_key(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """What axes keeps in place of an account's name: people type their passwords there, and it goes into its log.

    What a known browser does at its account has another key: it neither locks others out nor is locked out by them.
    """
    return account_name_hash(_username(request, credentials)) + (
        f"+{browser}" if (browser := _browser(request, credentials)) else ""
    )


def _username(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or request.POST.get("username", ""))


def _browser(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The known browser's number, asked once a request and account."""
    asked = request.__dict__.setdefault("known_browsers", {})
    username = _username(request, credentials)
    if username not in asked:
        asked[username] = trusted_browsers.browser_of(request, username)
    return str(asked[username])


def is_sign_in_locked(request: HttpRequest, username: str) -> bool:
    """Whether nothing is accepted now for this account from this source."""
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def count_failure(request: HttpRequest, username: str, factor: str = "code") -> None:
    """Count a wrong code like a wrong password: second factor and slip can be guessed no oftener than the first."""
    user_login_failed.send(__name__, credentials={"username": username}, request=request, factor=factor)


def record_locked_attempt(request: HttpRequest, username: str, factor: str = "code") -> None:
    """Let a try while locked be journaled; it is not counted."""
    request.axes_locked_out = True  # type: ignore[attr-defined]
    count_failure(request, username, factor)
