"""Lock-out by account and by source, on django-axes. What was typed as an account is kept only as a keyed hash."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from luoshi.org.actors.models import User
from luoshi.site.signin.actions import forget_failures


class Locks(AxesDatabaseHandler):
    """Counts failures of an account from anywhere, and of a source at any account; either locks.

    A source's are scaled to the account's limit, for axes compares with one. Signing in clears the account's alone:
    else whoever has an account of their own could go on trying others' passwords from the same place.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures that count: those of the account, or those of the source in its measure."""
        by_account, by_source = (
            sum(rows.values_list("failures_since_start", flat=True))
            for rows in self.get_user_attempts(request, credentials)
        )
        return max(by_account, by_source * settings.LOCK_FAILURES // settings.LOCK_SOURCE_FAILURES)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures of the account."""
        return forget_failures(get_client_username(request, credentials))


def account_key(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """What axes keeps in place of an account's name: people type their passwords there, and it goes into its log."""
    return key_of(str((credentials or {}).get("username") or request.POST.get("username", "")))


def key_of(username: str) -> str:
    """The keyed hash of an account's name, alike for all its spellings."""
    folded = unicodedata.normalize("NFKC", username).strip().casefold()
    return salted_hmac("luoshi.lock", folded, algorithm="sha256").hexdigest()[:32]


def locked(request: HttpRequest, username: str) -> bool:
    """Whether nothing is accepted now for this account from this source."""
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def count_failure(request: HttpRequest, user: User) -> None:
    """Count a wrong code like a wrong password: the second factor can be guessed no oftener than the first."""
    user_login_failed.send(__name__, credentials={"username": user.username}, request=request, factor="code")


def refuse(request: HttpRequest, user: User) -> None:
    """Let a try while locked be journaled; it is not counted."""
    request.axes_locked_out = True  # type: ignore[attr-defined]
    count_failure(request, user)
