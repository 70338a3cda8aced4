"""Error pages: what is wrong, what to do, and a number that is in the log."""

from __future__ import annotations

import logging
import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from luoshi.base.database.outages import Outage, Unavailable, let_go, outage_of
from luoshi.base.texts.error_numbers import generate_error_number, log_numbered_error
from luoshi.org.api import responses
from luoshi.site.assets import joined_url

LOG = logging.getLogger("luoshi.errors")


def render_error_page(
    request: HttpRequest, status: int, what: str, remedies: list[str], *, note: str = ""
) -> HttpResponse:
    """Render an error page and log its number, the URL and the account."""
    problem = {"what": what, "where": request.path, "remedies": remedies, **log_numbered_error(request, status, note)}
    context = {"title": what, "problem": problem, "failed": True, "home_url": "/"}
    return render(request, "error.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 404: it does not exist, or the user may not see it; the page does not say which."""
    what = _("This page does not exist, or you may not see it.")
    return render_error_page(
        request, 404, what, [_("Check the address, or go back to the home page and search from there.")]
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 403."""
    what = _("You may not do this here.")
    return render_error_page(request, 403, what, [_("Ask the unit or post that has the matter, or an administrator.")])


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 400: the request is invalid, or too large."""
    what = _("The request could not be understood.")
    return render_error_page(request, 400, what, [_("Nothing was saved. Go back, reload the page and send it again.")])


def not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """Return 405: a button's URL was opened directly, or something was sent to a read-only URL.

    Args:
        allowed: the methods of the URL, for the header ``Allow``.
    """
    if request.method == "POST":
        what, remedy = (
            _("Nothing can be sent to this address."),
            _("Nothing was saved. Go back and reload the page."),
        )
    else:
        what = _("This page cannot be opened directly by its address.")
        remedy = _("Go to the page that you came from, and press the button there.")
    answer = render_error_page(request, 405, what, [remedy])
    answer.headers["Allow"] = allowed
    return answer


def failed(request: HttpRequest) -> HttpResponse:
    """Return 500 for a program error, with its traceback in the log under the number; 503 or 507 for an outage."""
    if outage := outage_of(sys.exc_info()[1]):  # Django calls this while it handles the error
        return outage_response(request, outage)
    what = _("An error occurred in the program.")
    remedies = [
        _("Nothing was saved. Try once more."),
        _("If it happens again, give the number to the helpline."),
    ]
    try:
        return render_error_page(request, 500, what, remedies, note="see the trace above")
    except Exception:  # the page itself may be what fails: then send plain text
        LOG.exception("the error page failed")
        return HttpResponse(f"{what} {' '.join(remedies)}", status=500, content_type="text/plain; charset=utf-8")


def outage_response(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Return 503 or 507 without using the database: what fails, when to retry, and a number; to programs as JSON."""
    let_go()
    known = generate_error_number()
    LOG.warning("%s %s %s %s %s", known, outage.status, request.method, request.path, outage.code)
    if request.path.startswith("/api/"):
        return responses.room_error_response(request, Unavailable(outage), known)
    problem = {"what": outage.what, "where": request.path, "remedies": outage.remedies, "number": known}
    context = {"title": outage.what, "problem": problem, "failed": True, "home_url": "/", "office": settings.OFFICE}
    context |= {"styles_url": joined_url("css"), "scripts_url": joined_url("js")}
    context["large"] = request.COOKIES.get("luoshi-large") == "1"
    answer = HttpResponse(render_to_string("error.html", context), status=outage.status)
    answer.headers["Retry-After"] = str(outage.seconds)
    return answer


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from a page of this session (CSRF)."""
    what = _("This form was not sent from your own page, or the page was too old.")
    return render_error_page(
        request, 403, what, [_("Nothing was saved. Reload the page and send it again.")], note=reason
    )
