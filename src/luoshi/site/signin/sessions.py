"""What a session stores about its sign-in, and when it expires."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.org.actors.models import User

BEGAN, SEEN, BY, FACTOR = "luoshi.began", "luoshi.seen", "luoshi.by", "luoshi.factor"
WRITTEN_EVERY = 30  # s: the last request's time is written at most this often, because a session is a database row
FRESH = 300  # s after signing in during which the password is not asked for again


def account_of(request: HttpRequest) -> User:
    """Return the account of the signed-in user; call it behind ``login_required``."""
    return cast(User, request.user)


def start_session(request: HttpRequest, user: User, at: datetime) -> list[str]:
    """Store when and how the session began. Return how: ``password``, ``socialaccount``, ``mfa``; or nothing."""
    session, stamp = request.session, int(at.timestamp())
    ways = [str(record["method"]) for record in get_authentication_records(request, user)]
    session[BEGAN] = session[SEEN] = stamp
    session[BY] = "identity" if "socialaccount" in ways else "password"
    mark_factor_proved(session, user if "mfa" in ways else None)
    return ways


def mark_factor_proved(session: SessionBase, user: User | None) -> None:
    """Record in the session that this person has shown their second factor; None: nobody has."""
    session[FACTOR] = user.pk if user else None


def is_factor_proved(session: SessionBase, user: User) -> bool:
    """Return True if the second factor was shown in this session."""
    return session.get(FACTOR) == user.pk


def by_password(session: SessionBase) -> bool:
    """Return True if the session began with a password here, not through an identity service."""
    return session.get(BY, "password") == "password"


def is_session_fresh(session: SessionBase, at: datetime) -> bool:
    """Return True if the user has just signed in."""
    return 0 <= at.timestamp() - session.get(BEGAN, 0) < FRESH


def session_end_reason(session: SessionBase, actor: Actor, at: datetime) -> str:
    """Return why the session has expired: ``idle`` or ``long``; else "", and store the time of this request."""
    now = int(at.timestamp())
    began, seen = session.setdefault(BEGAN, now), session.setdefault(SEEN, now)
    if now - began > settings.SESSION_HOURS * 3600:
        return "long"
    administers = Role.ADMINISTRATOR in actor.roles
    minutes = settings.IDLE_MINUTES_ADMINISTRATOR if administers else settings.IDLE_MINUTES
    if now - seen > min(minutes, settings.IDLE_MINUTES) * 60:
        return "idle"
    if now - seen >= WRITTEN_EVERY:
        session[SEEN] = now
    return ""
