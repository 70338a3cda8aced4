"""Show somebody's telephone number on demand: the look is journaled, with what it is about as its reason."""

from __future__ import annotations

import re
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Tenure
from luoshi.org.people.actions.people import reveal_contact


def render_call(
    request: HttpRequest, record: Record, held: Tenure, actor: Actor, *, at: datetime, back: dict[str, str]
) -> HttpResponse:
    """Return the number of who holds a post as a link: a part for htmx, else a page. It is kept by no cache.

    Args:
        back: ``back_url`` and, if it is not the matter's own, ``back_label`` of the page's way back.

    Raises:
        Refusal: the actor may not look.
    """
    reason = _("To telephone about %(number)s") % {"number": record.number or record.title}
    phone = reveal_contact(held.person, actor, reason, at=at)["phone"]
    dialled = re.sub(r"[^\d+]", "", phone)
    context = {
        "title": _("Telephone: %(name)s") % {"name": held.person.name},
        "of": f"{record.number} {record.title}".strip(),
        "phone": phone,
        "dial": f"tel:{dialled}" if dialled else "",
        "who": {"name": held.person.name, "post": str(held.post)},
        "no_print": True,
        **back,
    }
    answer = render(request, "_called.html" if request.headers.get("HX-Request") else "leader_call.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
