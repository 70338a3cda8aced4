"""The address at which the browser keeps what is being typed, and asks for it when the form is opened again."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.desk.drafts import actions, queries
from luoshi.kernel.history.queries.history import record_events
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.rights.pages import error_status, kind_or_404, record_or_404
from luoshi.kernel.rights.queries.rights import may_take, relations_to_record

NOT_KEPT = ("csrfmiddlewaretoken", "once", "seen", "discard")


@require_http_methods(["GET", "POST"])
@login_required
def form_draft(request: HttpRequest, name: str, pk: int, step: str) -> HttpResponse:
    """Answer with the user's own draft of a step's form (204: none); keep what is sent, or discard it.

    Raises:
        Http404: no such step, or the user may not take it on this record.
    """
    declared, actor, at = kind_or_404(name), request_actor(request), timezone.now()
    row = declared.cycle.by_name.get(step)
    if row is None or row.begins or step_form(declared, row) is None:
        raise Http404
    record = record_or_404(request, declared, pk)
    day = timezone.localdate(at)
    if record.state not in row.before or not may_take(row, record, actor, relations_to_record(record, actor, day)):
        raise Http404
    if request.method == "POST":
        if "discard" in request.POST:
            actions.discard_draft(record.pk, step, actor.person)
            return HttpResponse(status=204)
        typed = {key: request.POST.getlist(key) for key in request.POST if key not in NOT_KEPT}
        seen = request.POST.get("seen", "")
        version = int(seen) if seen.isdecimal() and len(seen) < 10 else record.version
        try:
            actions.keep_draft(record, step, actor.person, typed, min(version, record.version), at=at)
        except RecordError as error:
            return JsonResponse({"error": error.sentence}, status=error_status(error))
        return HttpResponse(status=204)
    draft = queries.own_draft(actor.person, record.pk, step)
    if draft is None:
        return HttpResponse(status=204)
    changes = record_events(record, draft.version) if draft.version != record.version else []
    words = _("Not saved yet, from %(at)s.") % {"at": timezone.localtime(draft.at).strftime("%m-%d %H:%M")}
    if changes:
        who = {"who": changes[-1].actor, "at": timezone.localtime(changes[-1].at).strftime("%m-%d %H:%M")}
        words += " " + _("%(who)s has changed it since, at %(at)s: what changed is shown when you save.") % who
    answer = {"typed": json.loads(draft.typed), "version": draft.version, "words": words}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})
