"""The telephone number of who has a late commitment, for the supervising office: on demand, and journaled."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.base.errors import Refusal
from luoshi.base.forms.requests import request_actor
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.lists.queries.holders import responsible_tenures
from luoshi.kernel.rights.pages import render_problem
from luoshi.org.people.actions.people import reveal_contact
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
    reason = _("To telephone about %(number)s") % {"number": record.number or record.title}
    try:
        phone = reveal_contact(held.person, actor, reason, at=at)["phone"]
    except Refusal as error:
        return render_problem(request, error)
    dialled = re.sub(r"[^\d+]", "", phone)
    context = {
        "title": _("Telephone: %(name)s") % {"name": held.person.name},
        "of": f"{record.number} {record.title}".strip(),
        "phone": phone,
        "dial": f"tel:{dialled}" if dialled else "",
        "who": {"name": held.person.name, "post": str(held.post)},
        "back_url": reverse("home"),
        "back_label": _("Home"),
        "no_print": True,
    }
    answer = render(request, "_called.html" if request.headers.get("HX-Request") else "leader_call.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
