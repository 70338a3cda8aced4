"""The page of the indicator library."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.facts.library.actions import take_in
from luoshi.facts.library.queries import defines_for, library_by_source, may_define
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import error_status


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def library_indicator_list(request: HttpRequest) -> HttpResponse:
    """List the library by source, and adopt the chosen indicators.

    Raises:
        Http404: the actor may not define indicators.
    """
    actor, at = request_actor(request), timezone.now()
    if not may_define(actor):
        raise Http404
    error = None
    if request.method == "POST":
        try:
            unit = defines_for(actor, timezone.localdate(at))
            made = take_in(request.POST.getlist("code"), unit, actor, at=at)
        except RecordError as refused:
            error = refused
        else:
            said = ngettext("%(n)d indicator added.", "%(n)d indicators taken in.", len(made)) % {"n": len(made)}
            messages.success(request, said)
            return HttpResponseRedirect(reverse("records:list", args=["indicators"]))
    title = _("Library of indicators")
    context = {
        "title": title,
        "crumbs": [(str(get_kind("indicators").label), reverse("records:list", args=["indicators"])), (title, "")],
        "groups": library_by_source(),
        "error": error,
    }
    return render(request, "facts/library.html", context, status=error_status(error) if error else 200)
