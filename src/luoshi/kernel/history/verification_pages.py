"""The button that verifies the journal now; the journal page shows the result."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.base.forms.requests import request_actor
from luoshi.kernel.history.actions import request_verification
from luoshi.kernel.history.queries.entries import may_read


@require_POST
@login_required
def verify_now(request: HttpRequest) -> HttpResponse:
    """Start a verification, or say that one is already running."""
    actor = request_actor(request)
    if not may_read(actor):
        raise Http404
    if not request_verification(actor, at=timezone.now()):
        messages.info(request, _("The journal is already being verified."))
    return HttpResponseRedirect(reverse("records:journal") + "#verified")
