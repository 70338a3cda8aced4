"""Journal sign-in events: who, from where, how. Nothing that was typed is stored."""

from __future__ import annotations

from collections.abc import Mapping

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from luoshi.base.rights.rules.rights import PROGRAM, Actor
from luoshi.org.accounts.actions.accounts import journal_sign_in_event
from luoshi.org.actors.models import User
from luoshi.site.signin import sessions, trusted_browsers
from luoshi.site.signin.source import client_address


def connect_sign_in_signals() -> None:
    """Connect the signals. Called once, after axes has connected its own counting, on whose result these rely."""
    user_logged_in.connect(signed_in, dispatch_uid="luoshi.signed_in")
    user_login_failed.connect(journal_failed_sign_in, dispatch_uid="luoshi.failed")
    user_locked_out.connect(journal_lock_out, dispatch_uid="luoshi.locked")
    user_logged_out.connect(signed_out, dispatch_uid="luoshi.signed_out")


def signed_in(sender: object, request: HttpRequest, user: User, **_: object) -> None:
    """Start the session and journal it."""
    at = timezone.now()
    ways = sessions.start_session(request, user, at)
    trusted_browsers.mark_browser_known(request, user)
    given = {"source": client_address(request), "by": ways}
    journal_sign_in_event("account.sign_in", user, Actor(user.person_id, user.person.name), given, at=at)


def journal_failed_sign_in(
    sender: object,
    credentials: Mapping[str, object],
    request: HttpRequest | None = None,
    factor: str = "password",
    **_: object,
) -> None:
    """Journal a wrong password or code, or any attempt while locked."""
    if request is None:
        return
    counted = getattr(request, "axes_failures_since_start", None) is not None
    event = "account.sign_in_failed" if counted else "account.sign_in_refused"
    given = {"source": client_address(request), "factor": factor}
    journal_sign_in_event(event, _known(credentials.get("username")), PROGRAM, given, at=timezone.now())


def journal_lock_out(sender: object, request: HttpRequest, **_: object) -> None:
    """Journal that an account or source is now locked. Attempts while locked also arrive here and are not journaled."""
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    credentials = getattr(request, "axes_credentials", None) or {}
    user = _known(credentials.get("username") or request.POST.get("username"))
    journal_sign_in_event("account.lock", user, PROGRAM, {"source": client_address(request)}, at=timezone.now())


def signed_out(sender: object, request: HttpRequest, user: User | None, **_: object) -> None:
    """Journal the end of a session: by the user, or because it expired."""
    if user is not None:
        given = {"source": client_address(request), "why": getattr(request, "session_over", "")}
        journal_sign_in_event(
            "account.sign_out", user, Actor(user.person_id, user.person.name), given, at=timezone.now()
        )


def _known(username: object) -> User | None:
    return User.objects.filter(username=username).first() if isinstance(username, str) and username else None
