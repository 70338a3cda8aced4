"""The pages for work in the field: choosing what is taken along, the page that works without a connection, sending.

The page without a connection holds nothing of anybody: what was taken along and what was entered is kept by the browser
(``field.js``), for one account, and the page's own worker (``field_worker.js``) keeps the empty page itself.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.fieldwork.part import FieldWork
from luoshi.desk.fieldwork.queries import (
    MOST,
    VisitedRecord,
    find_field_work,
    find_visited,
    list_taken_along,
    list_to_visit,
    may_read,
    newer_entry,
    sent_before,
    shown_fields,
)
from luoshi.desk.fieldwork.words import field_words
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.pages import error_status, kind_or_404, moment_of_step, request_key
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.steps.actions.steps import begin

SCRIPT, STORE, ICON = "luoshi/field.js", "luoshi/vendor/idb-keyval-6.3.0.min.js", "luoshi/icon.svg"
STYLES = (
    "luoshi/vendor/pure-base-3.1.0.min.css",
    *(f"luoshi/{name}.css" for name in ("tokens", "app", "parts", "form")),
    "records/field.css",
)
NOT_GIVEN = ("csrfmiddlewaretoken", "once", "account", "about", "newest", "anyway")


def _field_work_or_404(name: str, actor: Actor) -> tuple[CompiledKind, FieldWork, list[Step]]:
    """Return the kind with its field work and those of its steps that the actor may take."""
    kind = kind_or_404(name)
    part = find_field_work(kind)
    steps = [step for step in rights.steps_to_begin(kind, actor) if part is not None and step.name in part.steps]
    if part is None or not steps:
        raise Http404
    return kind, part, steps


@require_safe
@login_required
def field_choose(request: HttpRequest, name: str) -> HttpResponse:
    """Show what can be taken along into the field, what is due first on top."""
    actor, day = request_actor(request), timezone.localdate()
    kind, part, _steps = _field_work_or_404(name, actor)
    there, words = part.visited_kind(kind), request.GET.get("q", "").replace("\x00", "").strip()[:60]
    context = {
        "title": _("In the field"),
        "crumbs": [(str(kind.label), reverse("records:list", args=[kind.name]))],
        "what": str(there.label),
        "words": words,
        "found": list_to_visit(kind, part, actor, day, words),
        "day": day,
        "take_url": reverse("records:field_take", args=[kind.name]),
        "field_url": reverse("records:field"),
        "most": MOST,
        "script_url": static(SCRIPT),
        "store_url": static(STORE),
        "field_words": field_words(),
        "no_print": True,
    }
    return render(request, "records/field_choose.html", context)


@require_safe
@login_required
def field_take(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with the chosen records and the form, for the browser to keep until the end of the day."""
    actor, day = request_actor(request), timezone.localdate()
    kind, part, steps = _field_work_or_404(name, actor)
    asked = [int(pk) for pk in request.GET.getlist("pk") if pk.isdecimal() and len(pk) < 19]
    found = list_taken_along(kind, part, actor, day, asked)
    answer = {
        "account": str(actor.person),
        "who": actor.name,
        "day": day.isoformat(),
        "kind": kind.name,
        "label": str(kind.label),
        "forms": [_form_as_json(request, kind, part, step, actor) for step in steps],
        "records": [_as_json(visited) for visited in found],
    }
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@require_safe
def field_shell(request: HttpRequest) -> HttpResponse:
    """Show the page that works without a connection. It holds nothing of anybody and needs no sign-in."""
    context = {
        "title": _("In the field"),
        "script_url": static(SCRIPT),
        "store_url": static(STORE),
        "styles": [static(style) for style in STYLES],
        "worker_url": reverse("records:field_worker"),
        "session_url": reverse("records:field_session"),
        "field_words": field_words(),
    }
    # without the request: what is kept must not name who is signed in
    return HttpResponse(render_to_string("records/field.html", context))


@require_safe
def field_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the script that keeps the page without a connection; its address is its scope."""
    kept = [static(name) for name in (SCRIPT, STORE, ICON, *STYLES)]
    script = render_to_string("records/field_worker.js", {"page": reverse("records:field"), "kept": kept})
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
def field_session(request: HttpRequest) -> HttpResponse:
    """Answer who is signed in, and with the token that a form needs; 401 if nobody is."""
    if not request.user.is_authenticated:
        answer: dict[str, object] = {"account": "", "sign_in": f"{reverse('sign_in')}?next={reverse('records:field')}"}
        return JsonResponse(answer, status=401, headers={"Cache-Control": "no-store"})
    actor = request_actor(request)
    answer = {"account": str(actor.person), "who": actor.name, "token": get_token(request)}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@require_POST
def field_send(request: HttpRequest, name: str, step: str) -> HttpResponse:
    """Begin a record from an entry that was made in the field; the same entry sent again does nothing more.

    Answers 200 (taken), 401 (signed out), 403 (another account's entry), 404, 409 (somebody entered one meanwhile, or
    what was visited has been closed) and 422 (refused); the browser keeps an entry until it was taken.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"outcome": "signed_out"}, status=401)
    actor = request_actor(request)
    if request.POST.get("account", "") != str(actor.person):
        return JsonResponse({"outcome": "other_account"}, status=403)
    try:
        kind, part, steps = _field_work_or_404(name, actor)
        taken = next((found for found in steps if found.name == step), None)
    except Http404:
        taken = None
    if taken is None:
        why = _("You may no longer enter this, or this line of work has been switched off.")
        return JsonResponse({"outcome": "refused", "why": why, "theirs": []}, status=404)
    return _send(request, kind, part, taken, actor)


def _send(request: HttpRequest, kind: CompiledKind, part: FieldWork, step: Step, actor: Actor) -> HttpResponse:
    day, about, once = timezone.localdate(), request.POST.get("about", ""), request_key(request)
    newest = request.POST.get("newest", "")
    if once is None or not (about.isdecimal() and newest.isdecimal() and len(about) < 19 and len(newest) < 19):
        return JsonResponse({"outcome": "refused", "why": _("The entry is incomplete."), "theirs": []}, status=422)
    if (first := sent_before(actor, once)) is not None:
        return _taken(first)
    there = part.visited_kind(kind)
    visited = find_visited(there, int(about), actor, day)
    if visited is None:
        why = _("What you visited can no longer be read by you.")
        return JsonResponse({"outcome": "conflict", "why": why, "theirs": [], "may_send": False}, status=409)
    given = request.POST.copy()
    for field in NOT_GIVEN:
        given.pop(field, None)
    given[part.about] = visited.number
    if (form := step_form(kind, step)) is not None and "unit" in form.base_fields:
        given["unit"] = str(visited.unit_id)
    later = newer_entry(kind, part, visited.pk, int(newest))
    if later is not None and "anyway" not in request.POST:
        return _conflict(kind, part, step, visited, later, actor, _("Somebody entered one meanwhile."), may_send=True)
    try:
        done = begin(kind, actor, given, at=moment_of_step(request, step), once=once, step=step.name)
    except RecordError as error:
        if visited.closed is not None:
            return _conflict(kind, part, step, visited, later, actor, error.sentence, may_send=False)
        fields = {field: [*words] for field, words in error.fields.items()}
        answer: dict[str, object] = {"outcome": "refused", "why": error.sentence, "fields": fields, "theirs": []}
        return JsonResponse(answer, status=error_status(error))
    return _taken(done.record)


def _taken(record: Record) -> HttpResponse:
    return JsonResponse({"outcome": "taken", "number": record.number, "url": record.get_absolute_url()})


def _conflict(
    kind: CompiledKind,
    part: FieldWork,
    step: Step,
    visited: Record,
    later: Record | None,
    actor: Actor,
    why: str,
    *,
    may_send: bool,
) -> HttpResponse:
    """Answer with what stands on the server: the state of what was visited, and the entry that came meanwhile."""
    there, day = part.visited_kind(kind), timezone.localdate()
    state = plain_text(there.cycle.states[visited.state])
    theirs = [(f"{visited.number} {visited.title}".strip(), state)]
    if later is not None:
        theirs.append((_("Entered meanwhile"), later.number))
        theirs += (
            shown_fields(later, [name for name in part.asks(step.name) if name in kind.fields])
            if may_read(kind, later, actor, day)
            else ()
        )
    answer = {
        "outcome": "conflict",
        "why": why,
        "theirs": theirs,
        "may_send": may_send,
        "newest": later.pk if later else 0,
    }
    return JsonResponse(answer, status=409)


def _form_as_json(
    request: HttpRequest, kind: CompiledKind, part: FieldWork, step: Step, actor: Actor
) -> dict[str, str]:
    """Return the step's form, reduced to what is asked in the field, with the address to which it is sent."""
    form = (step_form(kind, step) or StepForm)(record=kind.record(), actor=actor, at=timezone.now())
    form.fields = {name: form.fields[name] for name in part.asks(step.name)}
    form.auto_id = "field_%s"
    return {
        "step": step.name,
        "label": str(step.label),
        "send": reverse("records:field_send", args=[kind.name, step.name]),
        "form": render_to_string("luoshi/_fields.html", {"form": form}, request),
    }


def _as_json(visited: VisitedRecord) -> dict[str, object]:
    record = visited.record
    return {
        "id": record.pk,
        "number": record.number,
        "title": record.title,
        "facts": [*visited.facts],
        "due": visited.due.isoformat() if visited.due else "",
        "newest": visited.newest,
    }
