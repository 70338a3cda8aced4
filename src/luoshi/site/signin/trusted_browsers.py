"""Browsers that were signed in to an account before: failures elsewhere do not lock their owners out.

A signed cookie identifies them by a keyed hash of the account, a random number and a print of the password: after a
change of password none of them is known any more.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from luoshi.org.actors.models import User
from luoshi.site.signin.source import account_name_hash

COOKIE = "luoshi-known"
SALT = "luoshi.known"
MOST = 5  # accounts for which one browser is known: those of colleagues at one computer


def browser_of(request: HttpRequest, username: str) -> str:
    """Return the number of this browser if it is known for an account, else "".

    One query, and only if the browser has a cookie for this username, which only sign-in sets: so the response time
    does not reveal which accounts exist.
    """
    entry = next((entry for entry in _entries(request) if entry[0] == account_name_hash(username)), None)
    user = User.objects.filter(username=username).first() if entry else None
    if entry is None or user is None or not constant_time_compare(entry[2], _print(user)):
        return ""
    return str(entry[1])


def mark_browser_known(request: HttpRequest, user: User) -> None:
    """Have the response to this request make the browser known for an account."""
    request.known_from_now = user  # type: ignore[attr-defined]


def set_known_browser_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie if ``mark_browser_known`` was called."""
    user: User | None = getattr(request, "known_from_now", None)
    if user is None or not settings.KNOWN_DAYS:
        return
    key, others = account_name_hash(user.username), _entries(request)
    own = next((str(entry[1]) for entry in others if entry[0] == key), secrets.token_hex(8))
    now = int(timezone.now().timestamp())
    entries = [[key, own, _print(user), now], *(entry for entry in others if entry[0] != key)][:MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(entries, salt=SALT),
        max_age=settings.KNOWN_DAYS * 86400,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )


def _entries(request: HttpRequest) -> list[Any]:
    """Return account, number, print and time (s since 1970) of what this browser is known for, latest first."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return []
    since = timezone.now().timestamp() - settings.KNOWN_DAYS * 86400
    return [entry for entry in found if entry[3] > since]


def _print(user: User) -> str:
    return salted_hmac(SALT, f"{user.pk} {user.password}", algorithm="sha256").hexdigest()[:32]
