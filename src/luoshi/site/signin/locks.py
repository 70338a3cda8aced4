"""Lock-out by account and source, on django-axes. A typed account name is stored only as a keyed hash."""

from __future__ import annotations

from collections.abc import Mapping

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
    """Count failures and let ``is_attempt_locked`` decide.

    Failures of a known browser have a key of their own (``account_key``). A successful sign-in clears only the failures
    that counted against it. Otherwise anybody with an account could keep trying others' passwords from the same place,
    and an attacker elsewhere could start again each time the owner signs in.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, object] | None = None) -> int:
        """Return a number that locks, or 0."""
        here, account, source = (
            sum(rows.values_list("failures_since_start", flat=True))
            for rows in self.get_user_attempts(request, credentials)
        )
        known = bool(_browser(request, credentials))
        found = Failures(known, account if known else here, account, source)
        limits = FailureLimits(settings.LOCK_FAILURES, settings.LOCK_ACCOUNT_FAILURES, settings.LOCK_SOURCE_FAILURES)
        return settings.LOCK_FAILURES if rules.is_attempt_locked(found, limits) else 0

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, object] | None = None) -> int:
        """Clear the failures at the account from this address."""
        return forget_failures(get_client_username(request, credentials), counted(request))


def account_key(request: HttpRequest, credentials: Mapping[str, object] | None) -> str:
    """Return what axes stores instead of a username: people type passwords there, and axes logs it.

    A known browser has another key for its account: it neither locks others out nor is locked out by them.
    """
    return account_name_hash(_username(request, credentials)) + (
        f"+{browser}" if (browser := _browser(request, credentials)) else ""
    )


def _username(request: HttpRequest, credentials: Mapping[str, object] | None) -> str:
    return str((credentials or {}).get("username") or request.POST.get("username", ""))


def _browser(request: HttpRequest, credentials: Mapping[str, object] | None) -> str:
    """Return the known browser's number, looked up once per request and account."""
    asked = request.__dict__.setdefault("known_browsers", {})
    username = _username(request, credentials)
    if username not in asked:
        asked[username] = trusted_browsers.browser_of(request, username)
    return str(asked[username])


def is_sign_in_locked(request: HttpRequest, username: str) -> bool:
    """Return True if nothing is accepted now for this account from this source."""
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def count_failure(request: HttpRequest, username: str, factor: str = "code") -> None:
    """Count a wrong code like a wrong password: second factor and slip allow no more guesses than the password."""
    user_login_failed.send(__name__, credentials={"username": username}, request=request, factor=factor)


def record_locked_attempt(request: HttpRequest, username: str, factor: str = "code") -> None:
    """Journal an attempt while locked; it is not counted."""
    request.axes_locked_out = True  # type: ignore[attr-defined]
    count_failure(request, username, factor)
