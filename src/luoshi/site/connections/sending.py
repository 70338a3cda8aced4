"""The application's decision on a large body before it arrives: signed-in users may send files to URLs that take them.

The web server asks with the head alone, in a thread of the application, and reads nothing of the body meanwhile. The
question passes through all middleware, so "signed in" means the same as for every page: an expired session is expired,
a revoked token is revoked. Nothing is remembered, and only memory is granted: when the body has arrived, the request is
answered like any other and all permissions are checked then.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.org.api.api_authentication import TokenAuth
from luoshi.site.errors import render_error_page
from luoshi.site.signin.source import counted

ASKED = "luoshi.sending"  # a key of the WSGI environ; clients can only set keys that begin with HTTP_
R = TypeVar("R")


class BodyPermission:
    """The question whether a body of ``size`` bytes, or more, may come; ``limit`` and ``who`` belong to the answer."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.limit = 0
        self.who = ""

    def ask_application(
        self, application: Any, environ: dict[str, Any], refused: Callable[[str, list[tuple[str, str]], bytes], R]
    ) -> R | None:
        """Ask; return None if the body may come, else the response to send instead."""
        said: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            said[:] = [status, headers]

        nothing = {"CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO()}  # code that reads the body finds none
        answer = application({**environ, **nothing, ASKED: self}, start)
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return None if self.limit >= self.size else refused(said[0], said[1], body)


def limit_of(request: HttpRequest) -> int:
    """Return how many bytes of body this URL accepts; see ``base.forms.requests.takes_files``."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return int(settings.SMALL_LIMIT)
    most = getattr(match.func, "most_bytes", None)
    taken = most(request.method or "", match.kwargs) if most else 0
    return int(max(settings.SMALL_LIMIT, taken))


def public_limit_of(request: HttpRequest) -> int:
    """Return how many bytes this URL accepts from somebody who is not signed in; 0 if it takes no files from them."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return 0
    return int(getattr(match.func, "public_bytes", 0)) if request.method == "POST" else 0


class MaySend:
    """Middleware that answers the web server's question. Innermost, except for the one that counts a person's forms."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked: BodyPermission | None = request.META.get(ASKED)
        if asked is None:
            return self.answer(request)
        limit = limit_of(request)
        program = request.path.startswith("/api/")
        refusal = _program(request, asked, limit) if program else _person(request, asked, limit)
        if refusal:
            return refusal
        asked.limit = limit
        return HttpResponse(status=204)


def _person(request: HttpRequest, asked: BodyPermission, limit: int) -> HttpResponse | None:
    small = settings.SMALL_LIMIT
    if asked.size > limit:
        if limit > small:
            what = _("The request is larger than %(most)d MB, the limit for one request.")
            more = _("Nothing was saved. Go back in the browser: what you typed is still in the form.")
            one = _("The limit is %(one)d MB per file. Choose a smaller one, or split it.")
            remedies = [more, one % {"one": settings.UPLOAD_LIMIT // 1_000_000}]
            return render_error_page(request, 413, what % {"most": limit // 1_000_000}, remedies)
        what = _("The request is too large: this address does not accept files.")
        return render_error_page(request, 413, what, [_("Nothing was saved. Go back and reload the page.")])
    if not request.user.is_authenticated and asked.size <= public_limit_of(request):
        asked.who = f"address {counted(request)}"  # bodies of one address share their room, as those of one account
        return None
    if not request.user.is_authenticated:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:  # the session has expired: sign in, then come back
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        what = _("You must sign in to send this much.")
        return render_error_page(request, 413, what, [_("Nothing was saved. Sign in, then send it again.")])
    asked.who = f"account {request.user.pk}"
    return None


def _program(request: HttpRequest, asked: BodyPermission, limit: int) -> HttpResponse | None:
    from luoshi.site.api import handle_room_error

    try:
        if "Authorization" not in request.headers:
            what = _("Without an access token at most %(most)d bytes are accepted.") % {"most": settings.SMALL_LIMIT}
            remedy = _("Send the header “Authorization: Bearer …” with a token created under Access tokens.")
            raise OrgError("too_large", what, where=request.path, remedy=remedy)
        actor = TokenAuth(most=limit)(request)
        if asked.size > limit:  # in chunks, without a length that could be refused
            what = _("The request is too large: at most %(most)s bytes are accepted here.") % {"most": limit}
            raise OrgError("too_large", what, where=request.path, remedy=_("Send less at once."))
    except OrgError as error:
        return handle_room_error(request, error)
    asked.who = f"person {actor.person}"
    return None
