"""API authentication: by an access token, or read-only by a session at the pages of the same site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.forms.requests import request_actor
from luoshi.base.rights.rules.rights import Actor
from luoshi.org.actors.queries import actor_of
from luoshi.org.tokens.actions.pace import keep_pace
from luoshi.org.tokens.actions.tokens import authenticate_token
from luoshi.org.tokens.rules import ScopeAct, is_scope_allowed

MOST_BYTES = 1024 * 1024


class TokenAuth:
    """Authenticate requests for an act in an area, with a body of at most ``most`` bytes; set ``request.actor``.

    A session is enough only for GET and HEAD: they change nothing and other sites cannot read their answers, so forged
    requests do no harm. Browsers never send a token on their own, only programs do.
    """

    def __init__(self, area: str = "", act: ScopeAct | None = None, most: int = MOST_BYTES) -> None:
        self.area, self.act, self.most = area, act, most

    @property
    def scope(self) -> str:
        """The narrowest scope that suffices, or "" if any token does."""
        return f"{self.area}:{self.act}" if self.act else ""

    def __call__(self, request: HttpRequest) -> Actor:
        actor = self._actor(request)
        if self.act and not is_scope_allowed(actor.scopes, self.area, self.act):
            raise OrgError(
                "scope",
                _("This access token may not do this: it lacks the scope “%(scope)s”.") % {"scope": self.scope},
                remedy=_("Create a token with that scope under Access tokens."),
            )
        refuse_if_large(request, self.most)
        return actor

    def _actor(self, request: HttpRequest) -> Actor:
        scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme:
            token = _admitted(scheme, secret.strip(), request)
            keep_pace(f"token:{token.digest}", settings.API_PER_MINUTE, at=timezone.now())
            actor = actor_of(token.person, timezone.localdate(), scopes=frozenset(token.scopes))
            request.actor = actor  # type: ignore[attr-defined]
            return actor
        actor = request_actor(request)
        if not actor.person:
            raise _missing(_("This requires an access token."))
        if request.method not in ("GET", "HEAD"):
            raise _missing(_("A signed-in browser can only read here. To change something, send an access token."))
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise _missing(_("Pages of other websites cannot read here."))
        return actor


def _admitted(scheme: str, secret: str, request: HttpRequest) -> Any:
    if scheme.lower() != "bearer" or not secret:
        raise _missing(_("The header Authorization contains no access token."))
    return authenticate_token(secret, request.META.get("REMOTE_ADDR", "")[:45], at=timezone.now())


def _missing(what: str) -> OrgError:
    return OrgError(
        "token.missing",
        what,
        remedy=_("Send the header “Authorization: Bearer …” with a token created under Access tokens."),
    )


def refuse_if_large(request: HttpRequest, most: int) -> None:
    """Refuse a body of more than ``most`` bytes before reading it."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > most:
        raise OrgError(
            "too_large",
            _("The request is too large: %(size)s bytes; at most %(most)s are accepted.")
            % {"size": length, "most": most},
            remedy=_("Send less at once."),
        )
