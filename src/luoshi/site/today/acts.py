"""The telephone number of who has a late commitment, for the supervising office: on demand, and journaled."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.base.errors import Refusal
from luoshi.base.forms.requests import request_actor
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.lists.queries.holders import responsible_tenures
from luoshi.kernel.rights.pages import render_problem
from luoshi.site.calls import render_call
from luoshi.site.today.queries import late_commitments


@require_POST
@login_required
def late_matter_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the telephone of the person who has a late commitment; the look is journaled with it as reason."""
    at, actor = timezone.now(), request_actor(request)
    day = timezone.localdate(at)
    if Role.SUPERVISOR not in actor.roles:
        raise Http404
    record = late_commitments(actor, day).filter(pk=pk).first()
    held = responsible_tenures([record], day).get(pk) if record else None
    if record is None or held is None:
        raise Http404
    back = {"back_url": reverse("home"), "back_label": _("Home")}
    try:
        return render_call(request, record, held, actor, at=at, back=back)
    except Refusal as error:
        return render_problem(request, error)
