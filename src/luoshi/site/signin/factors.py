"""Second factors: who has one, who must have one. They are added and removed by ``actions``."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings

from luoshi.org.models import User
from luoshi.org.rules.rights import Actor, Role

APP = Authenticator.Type.TOTP
RECOVERY = Authenticator.Type.RECOVERY_CODES


def enrolled(user: User) -> bool:
    """Whether signing in asks for a code. One query."""
    return Authenticator.objects.filter(user=user, type=APP).exists()


def codes_left(user: User) -> int:
    """How many recovery codes are not used yet."""
    found = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    return len(found.wrap().get_unused_codes()) if found else 0


def needed(actor: Actor) -> bool:
    """Whether this person must have a second factor."""
    if settings.SECOND_FACTOR == "admins":
        return Role.ADMINISTRATOR in actor.roles
    return bool(settings.SECOND_FACTOR == "all")
