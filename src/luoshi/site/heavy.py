"""Limit on heavy pages: few of one person run at once, others wait for a while, then get an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Condition

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from luoshi.site.errors import render_error_page

WAITING = 2  # waiting requests of all people together: each holds a thread, and other pages need theirs
AGAIN = 10  # seconds before a retry


class Places:
    """The heavy pages that run in this process, by person."""

    def __init__(self) -> None:
        self._taken: Counter[int] = Counter()
        self._waiting = 0
        self._changed = Condition()

    def take(self, who: int, most: int, seconds: float) -> bool:
        """Wait for one of the person's ``most`` places; return False if none came free in time, or too many wait."""
        with self._changed:
            if self._taken[who] >= most:
                if self._waiting >= WAITING:
                    return False
                self._waiting += 1
                try:
                    if not self._changed.wait_for(lambda: self._taken[who] < most, seconds):
                        return False
                finally:
                    self._waiting -= 1
            self._taken[who] += 1
            return True

    def give_back(self, who: int) -> None:
        """Release a place."""
        with self._changed:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]
            self._changed.notify_all()


PLACES = Places()


class Bounded:
    """Middleware that lets few heavy pages of one person run at once. Pages not marked as heavy never wait here."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.answer(request)
        finally:
            if (who := getattr(request, "heavy_of", None)) is not None:
                PLACES.give_back(who)

    def process_view(self, request: HttpRequest, view: Callable[..., object], *_named: object) -> HttpResponse | None:
        """Take a place before the view runs."""
        if not (settings.HEAVY_PAGES and getattr(view, "is_heavy", False) and request.user.is_authenticated):
            return None
        who = request.user.person_id
        if PLACES.take(who, settings.HEAVY_PAGES, settings.HEAVY_SECONDS):
            request.heavy_of = who  # type: ignore[attr-defined]
            return None
        what = _("You have %(n)d searches, exports or figures in progress, which is the limit.")
        remedy = _("Wait until one of them is finished, then reload this page. All other pages work as usual.")
        refused = render_error_page(request, 429, what % {"n": settings.HEAVY_PAGES}, [remedy])
        refused.headers["Retry-After"] = str(AGAIN)
        return refused
