"""What happens at signing in, journaled: who, from where, how. Nothing that was typed is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from luoshi.org.accounts.actions.accounts import note
from luoshi.org.actors.models import User
from luoshi.org.rights.rules.rights import PROGRAM, Actor
from luoshi.site.signin import known, sessions
from luoshi.site.signin.source import source


def connect() -> None:
    """Listen. Called once, after axes has connected its own counting, on whose result these lean."""
    user_logged_in.connect(signed_in, dispatch_uid="luoshi.signed_in")
    user_login_failed.connect(failed, dispatch_uid="luoshi.failed")
    user_locked_out.connect(locked, dispatch_uid="luoshi.locked")
    user_logged_out.connect(signed_out, dispatch_uid="luoshi.signed_out")


def signed_in(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """The session begins."""
    at = timezone.now()
    ways = sessions.begin(request, user, at)
    known.remember(request, user)
    given = {"source": source(request), "by": ways}
    note("account.sign_in", user, Actor(user.person_id, user.person.name), given, at=at)


def failed(
    sender: object,
    credentials: Mapping[str, Any],
    request: HttpRequest | None = None,
    factor: str = "password",
    **_: Any,
) -> None:
    """Password or code were wrong; or right or wrong, while locked."""
    if request is None:
        return
    counted = getattr(request, "axes_failures_since_start", None) is not None
    event = "account.sign_in_failed" if counted else "account.sign_in_refused"
    given = {"source": source(request), "factor": factor}
    note(event, _known(credentials.get("username")), PROGRAM, given, at=timezone.now())


def locked(sender: object, request: HttpRequest, **_: Any) -> None:
    """Account or source are locked from now on. Tries while locked come here too, and are no news."""
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    credentials = getattr(request, "axes_credentials", None) or {}
    user = _known(credentials.get("username") or request.POST.get("username"))
    note("account.lock", user, PROGRAM, {"source": source(request)}, at=timezone.now())


def signed_out(sender: object, request: HttpRequest, user: User | None, **_: Any) -> None:
    """The session ends: by the person, or because it was over."""
    if user is not None:
        given = {"source": source(request), "why": getattr(request, "session_over", "")}
        note("account.sign_out", user, Actor(user.person_id, user.person.name), given, at=timezone.now())


def _known(username: object) -> User | None:
    return User.objects.filter(username=username).first() if isinstance(username, str) and username else None
