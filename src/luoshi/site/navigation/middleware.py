"""Remember which pages a person uses, and which records they opened last."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from luoshi.base.forms.requests import request_actor
from luoshi.site.navigation.actions import note_page_use

SEEN_COOKIE = "luoshi-seen"
SEEN = 8
logger = logging.getLogger(__name__)


def read_seen_records(request: HttpRequest) -> list[int]:
    """Return the ids of the records opened last, newest first; whatever else a cookie says is ignored."""
    parts = request.COOKIES.get(SEEN_COOKIE, "").split(".")[:SEEN]
    return [int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 19]


class Habits:
    """Note once a day that a person used a page of the menu, and keep the records opened last in a cookie.

    The cookie holds ids alone and ends with the browser's session; what it names is shown only as far as the person who
    is signed in may read it.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if request.method != "GET" or response.status_code != 200:
            return response
        page = getattr(request, "page_to_note", "")
        if page:
            try:
                note_page_use(request_actor(request).person, page, timezone.localdate())
            except DatabaseError:  # a page is not refused because the menu forgets that it was used
                logger.warning("The use of %s was not noted.", page, exc_info=True)
        self._keep_seen(request, response)
        return response

    def _keep_seen(self, request: HttpRequest, response: HttpResponse) -> None:
        match = request.resolver_match
        if match is None or match.view_name != "records:detail" or not request.user.is_authenticated:
            return
        pk = int(match.kwargs["pk"])
        before = read_seen_records(request)
        if before[:1] != [pk]:
            seen = [pk, *(other for other in before if other != pk)][:SEEN]
            response.set_cookie(
                SEEN_COOKIE, ".".join(map(str, seen)), secure=request.is_secure(), httponly=True, samesite="Lax"
            )
