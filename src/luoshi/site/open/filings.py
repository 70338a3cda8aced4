"""The page on which anybody files an appeal without an account, and its receipt."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from luoshi.base.errors import OrgError
from luoshi.base.forms.requests import takes_files
from luoshi.base.record_errors import RecordError
from luoshi.base.texts.qr_codes import qr_code_data_url
from luoshi.kernel.kinds.registry import find_kind
from luoshi.org.address.queries import printable_url
from luoshi.org.tree.models import Unit
from luoshi.parts.filings.actions import file_appeal, scan_filing
from luoshi.parts.filings.line import OPEN
from luoshi.parts.filings.queries import units_open_for_filing
from luoshi.site.errors import render_error_page
from luoshi.site.open.forms import FilingForm
from luoshi.site.open.pages import limit_request_rate
from luoshi.site.signin.source import counted

MOST_BYTES = 25_000_000  # of three photographs of a telephone, in one request


def _open_units_or_404() -> list[Unit]:
    kind = find_kind("filings")  # the line may be switched off
    units = units_open_for_filing(OPEN, timezone.localdate()) if kind and not kind.read_only else []
    if not units:
        raise Http404
    return units


@takes_files(public=MOST_BYTES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limit_request_rate("file", "ASKS_PER_MINUTE")
def public_filing(request: HttpRequest) -> HttpResponse:
    """Take one sentence, a place and photographs of somebody who is not signed in; show number and query code."""
    units, at = _open_units_or_404(), timezone.now()
    if request.method != "POST":
        return _ask(request, FilingForm(units=units, key=uuid4().hex))
    form = FilingForm(request.POST, request.FILES, units=units, key=uuid4().hex)
    try:
        scan_filing(request.POST, request.FILES.getlist("photos"), at=at)
        if form.is_valid():
            filing = file_appeal(form.filing_values(), source=counted(request) or "", at=at)
            asks = reverse("open_ask", args=["filings"])
            context = {
                "title": _("We have what you filed"),
                "filing": filing,
                "asks": asks,
                "again": reverse("file_appeal"),
            }
            return render(request, "open/filed.html", context)
    except RecordError as error:
        form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    return _ask(request, form)


def _ask(request: HttpRequest, form: FilingForm) -> HttpResponse:
    context = {
        "title": _("File an appeal"),
        "form": form,
        "action": reverse("file_appeal"),
        "notice": reverse("file_appeal_notice"),
    }
    return render(request, "open/file.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD"])
@limit_request_rate("open", "OPEN_PER_MINUTE")
def public_filing_notice(request: HttpRequest) -> HttpResponse:
    """Show a notice to print, with the QR code of the page on which anybody files."""
    _open_units_or_404()
    try:
        address = printable_url(request, reverse("file_appeal"))
    except OrgError as error:
        return render_error_page(request, 409, error.what, [error.remedy])
    context = {"title": _("File an appeal"), "address": address, "square": qr_code_data_url(address)}
    return render(request, "open/notice.html", context)
