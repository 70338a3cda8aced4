"""Every error as a page: what is wrong, what to do, and a number that stands in the log."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

LOG = logging.getLogger("luoshi.errors")
# Letters and digits that cannot be mistaken for each other when read out on the telephone.
READABLE = "2345679ACDEFGHJKMNPQRTUVWXY"


def number() -> str:
    """A number that a clerk can read out: the day and five letters, for instance 1120-K7QFM."""
    day = timezone.localdate().strftime("%m%d")
    return day + "-" + "".join(secrets.choice(READABLE) for _ in range(5))


def page(request: HttpRequest, status: int, what: str, remedies: list[str], *, note: str = "") -> HttpResponse:
    """The error's page, logged with its number, the address asked for, and the account."""
    known = number()
    user = getattr(request, "user", None)
    who = user.pk if user is not None and user.is_authenticated else "-"
    LOG.log(
        logging.ERROR if status >= 500 else logging.WARNING,
        "%s %s %s %s account=%s %s",
        known, status, request.method, request.path, who, note,
    )  # fmt: skip
    problem = {"what": what, "where": request.path, "remedies": remedies, "number": known, "at": timezone.now()}
    context = {"title": what, "problem": problem, "failed": True, "home_url": "/"}
    return render(request, "error.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not to be seen; which of the two is not said."""
    what = _("This page is not there, or it is not yours to see.")
    return page(request, 404, what, [_("Check the address, or go back to the home page and look from there.")])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    what = _("This is not yours to do.")
    return page(request, 403, what, [_("Ask the unit or post that has the matter, or an administrator.")])


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be understood, or is too large."""
    what = _("What was sent could not be understood.")
    return page(request, 400, what, [_("Nothing was saved. Go back, load the page again and send it anew.")])


def failed(request: HttpRequest) -> HttpResponse:
    """500: a mistake of the program; its trace is in the log under the number."""
    what = _("The program made a mistake.")
    remedies = [
        _("Nothing half-done was saved. Try once more."),
        _("If it happens again, read the number to the helpline."),
    ]
    try:
        return page(request, 500, what, remedies, note="see the trace above")
    except Exception:  # the page itself may be what fails: then plain words
        LOG.exception("the error page failed")
        return HttpResponse(f"{what} {' '.join(remedies)}", status=500, content_type="text/plain; charset=utf-8")


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page of this session."""
    what = _("This form did not come from a page of yours, or the page was too old.")
    return page(request, 403, what, [_("Nothing was saved. Load the page again and send it anew.")], note=reason)
