"""Second factors: who has one, who must have one. ``actions`` adds and removes them."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from luoshi.base.errors import OrgError
from luoshi.base.forms.requests import request_actor
from luoshi.base.rights.rules.rights import Role
from luoshi.org.actors.models import User
from luoshi.site.signin.source import is_outside_network

APP = Authenticator.Type.TOTP
RECOVERY = Authenticator.Type.RECOVERY_CODES


def has_second_factor(user: User) -> bool:
    """Return True if sign-in asks for a code. One query."""
    return Authenticator.objects.filter(user=user, type=APP).exists()


def codes_left(user: User) -> int | None:
    """Return how many recovery codes are unused; None if their key is missing."""
    found = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    try:
        return len(found.wrap().get_unused_codes()) if found else 0
    except OrgError:
        return None


def is_second_factor_required(request: HttpRequest) -> bool:
    """Return True if the user must have a second factor, because of their role or their network (remote use)."""
    if settings.SECOND_FACTOR == "admins":
        return Role.ADMINISTRATOR in request_actor(request).roles or is_outside_network(request)
    return bool(settings.SECOND_FACTOR == "all")
