"""End expired sessions, enforce what users must do first, and redirect to the sign-in page and back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.rights.rules.rights import Actor
from luoshi.org.accounts.rules.passwords import is_password_expired
from luoshi.org.actors.models import User
from luoshi.site.signin import factors, sessions, trusted_browsers

# Open to users who must first change their password or show a second factor.
OPEN = frozenset(
    {
        "sign_in",
        "account_login",
        "sign_out",
        "set_language",
        "help",
        "help_start",
        "account_password",
        "account_factor",
        "account_reauthenticate",
        "mfa_reauthenticate",
    }
)


class Sessions:
    """End expired sessions, and redirect users who are not signed in to the sign-in page and back again.

    It is innermost, so that it sees the views' redirects and others add their headers to its responses.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ended = _end_if_over(request)
        response = self.answer(request)
        trusted_browsers.set_known_browser_cookie(request, response)
        if not request.user.is_authenticated and _asks_to_sign_in(response):
            return _lead(request, reverse("sign_in"), 401, kept=ended or _is_sent_from_own_page(request))
        return response

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """Before the view runs, redirect to what must be done first."""
        match = request.resolver_match
        if not isinstance(request.user, User) or settings.DEMO or match is None or match.view_name in OPEN:
            return None
        first = _must_first(request, request.user)
        return _lead(request, first, 403) if first else None


def _end_if_over(request: HttpRequest) -> bool:
    """Return True if there was a session and it has ended."""
    session = request.session
    if isinstance(request.user, User):
        request.session_over = sessions.session_end_reason(session, request_actor(request), timezone.now())  # type: ignore[attr-defined]
        if not request.session_over:  # type: ignore[attr-defined]
            return False
        logout(request)
        request.actor = Actor(0, "")  # type: ignore[attr-defined]
        return True
    if SESSION_KEY in session:  # the account was disabled: Django keeps the session and shows nobody
        session.flush()
        return True
    return bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME)) and session.session_key is None


def _must_first(request: HttpRequest, user: User) -> str:
    """Return the URL of what this person must do before anything else, or ""."""
    ours = sessions.by_password(request.session) and user.has_usable_password()
    if ours and is_password_expired(user.password_since, timezone.now(), settings.PASSWORD_DAYS):
        return reverse("account_password")
    if factors.is_second_factor_required(request) and not sessions.is_factor_proved(request.session, user):
        return reverse("mfa_reauthenticate" if factors.has_second_factor(user) else "account_factor")
    return ""


def _asks_to_sign_in(response: HttpResponse) -> bool:
    if not isinstance(response, HttpResponseRedirect):
        return False
    parts = urlsplit(response.url)
    return parts.path == resolve_url(settings.LOGIN_URL) and "next=" in parts.query


def _lead(request: HttpRequest, to: str, status: int, *, kept: bool = False) -> HttpResponse:
    """Redirect the browser there, and from there back to its present page.

    htmx gets HX-Redirect with an error status: the whole page goes there, not a dialog, and drafts.js knows that the
    submission was not accepted. A program that accepts JSON gets a sentence.
    """
    url = f"{to}?{urlencode({'next': page_of(request)} | ({'kept': '1'} if kept else {}))}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=status, headers={"HX-Redirect": url})
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"what": _("Sign in first.")}, status=status)
    return HttpResponseRedirect(url)


def page_of(request: HttpRequest) -> str:
    """Return the path of the page that the user is on, or requested: never another site's.

    A form in a dialog has a page of its own at the same URL, where its draft is found again. A form sent to another URL
    leads back to its own page; a page that was itself the response to a form says with ``come_back`` where it is found.
    """
    asked = request.get_full_path()
    if request.headers.get("HX-Request"):
        on = request.headers.get("HX-Current-URL", "")
        return asked if request.headers.get("HX-Target") == "dialog" else _own(request, on) or asked
    if request.method in ("GET", "HEAD"):
        return asked
    told = request.POST.get("come_back", "")
    return _own(request, told) or _own(request, request.headers.get("Referer", "")) or asked


def _is_sent_from_own_page(request: HttpRequest) -> bool:
    """Return True if a form of one of these pages was sent: its words are still there, whatever ended the session.

    The page itself may have asked for something before, as where it keeps a draft: that request ended the session, and
    this one comes without its cookie.
    """
    page = "HX-Current-URL" if request.headers.get("HX-Request") else "Referer"
    return request.method == "POST" and bool(_own(request, request.headers.get(page, "")))


def _own(request: HttpRequest, url: str) -> str:
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return ""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
