"""What a session keeps of its sign-in, and when it is over."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from luoshi.org.actors.models import User
from luoshi.org.rights.rules.rights import Actor, Role

BEGAN, SEEN, BY, FACTOR = "luoshi.began", "luoshi.seen", "luoshi.by", "luoshi.factor"
WRITTEN_EVERY = 30  # s: oftener the last request's time is not written, for a session is a row in the database
FRESH = 300  # s after signing in during which one is not asked for the password again


def account_of(request: HttpRequest) -> User:
    """The account of whoever is signed in; to be called behind ``login_required``."""
    return cast(User, request.user)


def start_session(request: HttpRequest, user: User, at: datetime) -> list[str]:
    """Remember when and how the session began. Returns how: ``password``, ``socialaccount``, ``mfa``; or nothing."""
    session, stamp = request.session, int(at.timestamp())
    ways = [str(record["method"]) for record in get_authentication_records(request, user)]
    session[BEGAN] = session[SEEN] = stamp
    session[BY] = "identity" if "socialaccount" in ways else "password"
    mark_factor_proved(session, user if "mfa" in ways else None)
    return ways


def mark_factor_proved(session: SessionBase, user: User | None) -> None:
    """Remember that this session's person has shown their second factor, or has none."""
    session[FACTOR] = user.pk if user else None


def is_factor_proved(session: SessionBase, user: User) -> bool:
    """Whether the second factor was shown in this session."""
    return session.get(FACTOR) == user.pk


def by_password(session: SessionBase) -> bool:
    """Whether the session began with a password of ours, not with another service's word."""
    return session.get(BY, "password") == "password"


def is_session_fresh(session: SessionBase, at: datetime) -> bool:
    """Whether the person has signed in just now."""
    return 0 <= at.timestamp() - session.get(BEGAN, 0) < FRESH


def session_end_reason(session: SessionBase, actor: Actor, at: datetime) -> str:
    """Why the session is over: ``idle`` or ``long``; else nothing, and this moment is remembered."""
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
