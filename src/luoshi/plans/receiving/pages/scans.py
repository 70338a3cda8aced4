"""Scans: the look at a page with a doubtful marking, and that a person has compared the figures."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.evidence.holding import HeldFiles
from luoshi.kernel.files.pages import add_security_headers
from luoshi.kernel.rights.pages import render_problem
from luoshi.plans.receiving.actions.checking import confirm_scan_figures
from luoshi.plans.receiving.actions.scanning import page_key, waits_for_person
from luoshi.plans.receiving.queries import conversion_of
from luoshi.plans.sheets.pages.sheet_progress import plan_to_fill


@require_safe
@login_required
def held_page(request: HttpRequest, pk: int, number: int, page: int) -> HttpResponse:
    """Return the picture of a held page, only while a person has to look at it; nothing may keep a copy."""
    found = conversion_of(plan_to_fill(request, pk), number)
    if found is None or not waits_for_person(found) or page < 1:
        raise Http404
    picture = HeldFiles(found.held).load_picture(page_key(page - 1))
    if not picture:
        raise Http404
    response = HttpResponse(picture, content_type="image/jpeg")
    response["Cache-Control"] = "no-store"
    return add_security_headers(response)


@require_POST
@login_required
def scan_figures_check(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Record that the figures of a scan were compared with its pictures."""
    plan = plan_to_fill(request, pk)
    try:
        source = confirm_scan_figures(plan, place, request_actor(request), at=timezone.now())
    except RecordError as error:
        return render_problem(request, error, home_url=reverse("ledger:correct", args=[plan.pk]))
    messages.success(request, _("The figures of “%(file)s” are marked as compared.") % {"file": source.document.name})
    return HttpResponseRedirect(reverse("ledger:correct", args=[plan.pk]))
