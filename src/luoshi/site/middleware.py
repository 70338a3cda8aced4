"""Middleware for every request: kinds, language, the actor with today's posts, headers, a rate limit on forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from time import monotonic

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from luoshi.base.database.kept_answers import keep_answers
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.registry import current_snapshot, keep_snapshot
from luoshi.kernel.switches.queries import refresh_line_uses
from luoshi.kernel.switches.words import missing_line, switched_off_words, switched_on_by
from luoshi.org.actors.queries import actor_of
from luoshi.org.tokens.actions.pace import TooOften, keep_pace
from luoshi.site.errors import not_allowed, render_error_page

SAFE = ("GET", "HEAD", "OPTIONS")  # methods that change nothing
FORMS = (
    "new",
    "begin",
    "quick",
    "import",
    "import_template",
    "bulk",
    "double",
)  # pages of a kind that change its records
AGAIN = 10  # seconds before a retry
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class CompressedPages(GZipMiddleware):
    """Compress pages and JSON for browsers that take it; files and streams go out as they are.

    Against guessing secrets by lengths (BREACH) the form token is masked anew in each page, and Django adds up to a
    hundred random bytes to each compressed answer.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a whole page or JSON of more than 200 bytes."""
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(("text/html", "application/json")):
            return response
        return super().process_response(request, response)


class KeptKinds:
    """Let a request keep the kinds with which it began, even if kinds are declared again or switched off meanwhile.

    One that only reads also keeps what the database has answered it.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refresh_line_uses(monotonic(), at_once=request.method not in SAFE)
        with keep_snapshot(), keep_answers() if request.method in SAFE else nullcontext():
            return self.answer(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, named: Mapping[str, object]
    ) -> HttpResponse | None:
        """Answer an address of a line that is switched off: 404 without records, 403 for forms of one that has some."""
        match, snapshot = request.resolver_match, current_snapshot()
        if not (snapshot.off or snapshot.read_only) or match is None or not request.user.is_authenticated:
            return None
        of_kind = match.namespace == "records" and match.route.startswith("<slug:name>/")
        kind = snapshot.kinds.get(str(named.get("name"))) if of_kind else None
        if kind and kind.read_only and not kind.off and match.url_name in FORMS:
            return render_error_page(request, 403, switched_off_words(kind), [switched_on_by()])
        line = snapshot.line_of(kind) if kind else snapshot.lines.get(match.namespace)
        if line is None or line.name not in snapshot.off:
            return None
        why = missing_line(line, request.path)
        return render_error_page(request, 404, why.what, [why.remedy])


class Language:
    """Choose Chinese, unless the user chose otherwise or an API client asks for English (``Accept-Language``)."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        if request.path.startswith("/api/"):
            chosen = translation.get_language_from_request(request)
        known = {code for code, _ in settings.LANGUAGES}
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.answer(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class Surroundings:
    """Set ``request.actor``, the content security policy and Retry-After; refuse NUL; explain 405 in words."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        response = self.answer(request)
        if isinstance(response, HttpResponseNotAllowed) and not request.path.startswith("/api/"):
            response = not_allowed(request, response.headers["Allow"])
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if response.status_code == 503:
            response.headers.setdefault("Retry-After", str(AGAIN))
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Refuse a NUL before any view runs: PostgreSQL does not store it in text, and no keyboard types it.

        Raises:
            SuspiciousOperation: answered as an invalid request.
        """
        if request.path.startswith("/api/"):  # which reports the error itself
            return
        sent = (request.GET, request.POST) if request.method == "POST" else (request.GET,)
        for words in (word for values in sent for name, many in values.lists() for word in (name, *many)):
            if "\x00" in words:
                raise SuspiciousOperation("a NUL in what was sent")


class Paced:
    """Answer 429 if one person sends forms faster than by hand: a stuck key, or a program in a browser.

    Read-only pages are not counted, and the API counts by token.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not request.path.startswith("/api/") and request.user.is_authenticated:
            try:
                keep_pace(f"person:{request.user.person_id}", settings.POSTS_PER_MINUTE, at=timezone.now())
            except TooOften as error:
                refused = render_error_page(request, 429, error.what, [error.remedy])
                refused.headers["Retry-After"] = str(error.seconds)
                return refused
        return self.answer(request)


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    return actor_of(user.person, timezone.localdate()) if user.is_authenticated else Actor(0, "")
