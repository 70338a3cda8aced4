"""Access tokens: a person's own, and the one that a request carries."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.org.actors.models import User
from luoshi.org.base.ports import PORTS
from luoshi.org.tokens.models import Token, TokenUse
from luoshi.org.tokens.rules import hash_token_secret, scopes_of

READING = ("units", "people", "calendar")  # the areas of this room; the rooms above register theirs in PORTS.areas


def tokens_of(person: int) -> QuerySet[Token]:
    """Return all tokens that a person ever created, newest first. One query."""
    return Token.objects.filter(person=person).order_by("-made", "-pk")


def token_by_secret(secret: str, day: date, address: str) -> Token | None:
    """Return the token with this secret and its person; None if there is none. One query.

    ``active``: the person's account is not disabled; ``known``: the token was used from this address on this day.
    """
    uses = TokenUse.objects.filter(token=OuterRef("pk"), day=day, address=address)
    accounts = User.objects.filter(person=OuterRef("person"), is_active=True)
    rows = Token.objects.select_related("person").annotate(known=Exists(uses), active=Exists(accounts))
    return rows.filter(digest=hash_token_secret(secret)).first()


def every_scope() -> list[str]:
    """List all scopes that a token can have, those for everything first."""
    return scopes_of(PORTS.areas(), reading=READING)
