"""The pages on which anybody signs up for an activity by its QR code, and cancels at their own address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.errors import OrgError
from luoshi.base.record_errors import RecordError
from luoshi.base.texts.qr_codes import qr_code_data_url
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.registrations import queries
from luoshi.lines.registrations.actions import cancel_own, sign_up
from luoshi.lines.registrations.models import ActivityRegistration
from luoshi.org.address.queries import own_address, printable_url
from luoshi.site.errors import render_error_page
from luoshi.site.open.forms import RegistrationForm
from luoshi.site.open.pages import limit_request_rate
from luoshi.site.signin.source import counted

if TYPE_CHECKING:
    from luoshi.lines.activities.models import Activity


def _offered_or_404(code: str) -> tuple[Activity, str]:
    found = queries.offered_activity(code, timezone.localdate())
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limit_request_rate("sign_up", "ASKS_PER_MINUTE")
def activity_sign_up(request: HttpRequest, code: str) -> HttpResponse:
    """Take name and telephone of somebody who comes; show how many seats are left, and afterwards their own page."""
    activity, notice = _offered_or_404(code)
    at = timezone.now()
    form = RegistrationForm(request.POST if request.method == "POST" else None, key=uuid4().hex)
    if form.is_valid():
        try:
            found = sign_up(activity, notice, form.sign_up_values(), source=counted(request) or "", at=at)
            return _shown(request, found, is_new=True)
        except RecordError as error:
            form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    offer = queries.seat_offer(activity)
    context = {
        "title": activity.title,
        "activity": activity,
        "offer": offer,
        "stands": offer.state_on(timezone.localdate(at)),
        "form": form,
        "notice": notice,
    }
    return render(request, "open/sign_up.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limit_request_rate("sign_up", "ASKS_PER_MINUTE")
def own_sign_up(request: HttpRequest, code: str) -> HttpResponse:
    """Show somebody their own registration, by the address that only they were given; they may cancel it there."""
    found = queries.own_registration(code)
    if found is None:
        raise Http404
    if request.method == "POST":
        found = cancel_own(found, at=timezone.now())
    return _shown(request, found)


def _shown(request: HttpRequest, found: ActivityRegistration, *, is_new: bool = False) -> HttpResponse:
    activity = found.activity
    path = reverse("open_own_sign_up", args=[queries.own_code(found)])
    context = {
        "title": activity.title,
        "registration": found,
        "activity": activity,
        "state": get_kind("registrations").cycle.states[found.state],
        "is_cancelled_activity": activity.state == "cancelled",
        "may_cancel": found.state == "registered",
        "path": path,
        "address": own_address(request) + path if is_new else "",
    }
    return render(request, "open/signed_up.html", context)


@require_safe
@limit_request_rate("open", "OPEN_PER_MINUTE")
def activity_sign_up_notice(request: HttpRequest, code: str) -> HttpResponse:
    """Show a notice to print, with the QR code of the page on which people sign up for an activity."""
    activity, _notice = _offered_or_404(code)
    if activity.state != "planned":
        raise Http404
    try:
        address = printable_url(request, reverse("open_sign_up", args=[code]))
    except OrgError as error:
        return render_error_page(request, 409, error.what, [error.remedy])
    title = _("Sign up: %(activity)s") % {"activity": activity.title}
    return render(
        request, "open/notice.html", {"title": title, "address": address, "square": qr_code_data_url(address)}
    )
