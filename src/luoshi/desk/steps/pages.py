"""The forms of steps, as a page or in a dialog; submitting one takes the step."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.bound_fields import LaidField
from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.texts.error_numbers import over_the_form
from luoshi.desk.drafts.actions import discard_draft
from luoshi.desk.lists.pages.lists import face_or_404
from luoshi.desk.lists.pages.quick_entry import own_unit
from luoshi.desk.lists.pages.record_fragments import record_status_context, timeline_rows
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import Looking
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.forms.prefills import FILLERS
from luoshi.kernel.kinds.forms.step_forms import PERIOD, StepForm, has_files
from luoshi.kernel.kinds.forms.weighing import WEIGH, weigh_form
from luoshi.kernel.kinds.language.names import split_names
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.links import links_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.kernel.rights.pages import (
    error_status,
    kind_or_404,
    moment_of_step,
    record_or_404,
    render_problem,
    request_key,
)
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.search.links.queries import link_targets
from luoshi.kernel.steps.actions.refusals import journal_refusal, keep_unseen, not_here, not_theirs
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.kernel.steps.prefill import FILL, prefill_form
from luoshi.kernel.steps.step_forms import form_class
from luoshi.org.actors.queries import actor_under_mandate


def _takes_files(name: str, pk: int = 0, step: str = "") -> bool:
    """Whether the form of this step takes files: its own, or the signed sheet with a leader's decision."""
    if name not in {kind.name for kind in list_kinds()}:
        return False
    kind = get_kind(name)
    row = kind.cycle.by_name.get(step) if step else kind.cycle.first
    given = row and step_form(kind, row)
    return bool(row and row.recorded) or any(
        has_files(getattr(given, fields, {})) for fields in ("base_fields", "each")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files(_takes_files)
def record_new(request: HttpRequest, name: str, step: str = "") -> HttpResponse:
    """Show the form of an opening step, by default the usual one; begin a record from it."""
    declared = kind_or_404(name)
    opens, actor = declared.cycle.begin(step), request_actor(request)
    if opens is None:
        raise Http404
    if opens not in rights.steps_to_begin(declared, actor):
        if request.method == "POST":
            journal_refusal(not_here(declared, None), opens.name, actor, timezone.now())
        raise Http404
    face = face_or_404(request, declared)
    if face and declared.cycle.begin(face.step) is not opens:
        raise Http404
    if request.method != "POST" or FILL in request.POST or unfinished_row_parts(request, opens):
        return _ask(request, declared, opens, None, face=face)
    if WEIGH in request.POST:
        return _weigh(request, _filled_form(request, declared, opens, None, actor, face))
    try:
        given, once, _seen = posted_form(request)
        for name_set, value in (face.sets if face else {}).items():
            given[name_set] = value
        at = moment_of_step(request, opens)
        done = begin(declared, actor, given, at=at, once=once, files=request.FILES, step=opens.name)
    except RecordError as error:
        return _ask(request, declared, opens, None, error, face=face)
    return _done(request, opens, done.record)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files(_takes_files)
def record_step_edit(request: HttpRequest, name: str, pk: int, step: str) -> HttpResponse:
    """Show the form of a step on a record; take the step."""
    declared = kind_or_404(name)
    row = declared.cycle.by_name.get(step)
    if row is None or not row.before:
        raise Http404
    try:
        record = record_or_404(request, declared, pk)
    except Http404:
        if request.method == "POST":
            keep_unseen(declared, pk, row, request_actor(request), timezone.now())
        raise
    actor = _deciding(request, record, row)
    if request.method != "POST" or FILL in request.POST:
        if not rights.may_take(row, record, actor, rights.relations_to_record(record, actor, timezone.localdate())):
            return render_problem(request, not_theirs(record, row, actor), home_url=record.get_absolute_url())
        if row.page is not None and request.method != "POST":
            return HttpResponseRedirect(row.page(record))
        return _ask(request, declared, row, record, actor=actor)
    if WEIGH in request.POST:
        if not rights.may_take(row, record, actor, rights.relations_to_record(record, actor, timezone.localdate())):
            raise Http404
        return _weigh(request, _filled_form(request, declared, row, record, actor))
    if unfinished_row_parts(request, row):
        return _ask(request, declared, row, record, actor=actor)
    try:
        given, once, seen = posted_form(request)
        take(record, step, actor, given, at=moment_of_step(request, row), once=once, seen=seen, files=request.FILES)
        discard_draft(record.pk, step, request_actor(request).person)
    except RecordError as error:
        return _ask(request, declared, row, record, error, actor=actor)
    return _done(request, row, record)


def unfinished_row_parts(request: HttpRequest, row: Step) -> list[str]:
    """List the rows and fields for which one only asked for more lines or pasted text: nothing is submitted yet."""
    return [name for name in (*row.rows, *row.sets) for way in ("more", "take") if f"{name}-{way}" in request.POST]


def _deciding(request: HttpRequest, record: Record, row: Step) -> Actor:
    """Return the actor: the user, or with ?mandate=… the leader whose decision the user records."""
    actor, asked = request_actor(request), request.GET.get("mandate", "")
    if not asked:
        return actor
    day = timezone.localdate()
    mandate = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    leader = actor_under_mandate(actor, mandate, day)
    if (
        leader is None
        or not row.recorded
        or not set(rights.relations_to_record(record, actor, day)).isdisjoint(row.who)
    ):
        raise Http404  # no such mandate today, or the user's own step, which is not recorded for another
    return leader


def posted_form(request: HttpRequest) -> tuple[QueryDict, UUID | None, int | None]:
    """Return a submitted form's values, its key, and the version that its page showed.

    An invalid version counts as 0, which no record has.
    """
    given = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "seen", "once"):
        given.pop(name, None)
    seen = request.POST.get("seen", "")
    version = (int(seen) if seen.isdecimal() and len(seen) < 10 else 0) if seen else None
    return given, request_key(request), version


def _done(request: HttpRequest, row: Step, record: Record) -> HttpResponse:
    messages.success(request, _("Done: %(step)s.") % {"step": row.label})
    to = (row.next_page(record) if row.next_page else "") or record.get_absolute_url()
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)


def _draft_address(declared: CompiledKind, row: Step, record: Record | None, actor: Actor) -> str:
    """Return where the browser keeps what is typed; "" for new records and for decisions recorded for another.

    A step that asks for nothing has nothing to keep.
    """
    if record is None or actor.behalf or step_form(declared, row) is None:
        return ""
    return reverse("records:form_draft", args=[declared.name, record.pk, row.name])


def _seen(request: HttpRequest, record: Record | None, form: StepForm) -> str | int | None:
    """Return the version that the form was made from; for an unfinished form, that of its first page."""
    if form.unfinished and (sent := request.POST.get("seen", "")).isdecimal():
        return sent
    return record.version if record else None


def _looked_through(request: HttpRequest) -> MultiValueDict[str, UploadedFile]:
    """Return the uploaded files that were opened; if the request was refused before, none is opened now."""
    found = MultiValueDict[str, UploadedFile]()
    for name, files in request.FILES.lists():
        found.setlist(name, [file for file in files if hasattr(file, "received")])
    return found


def _as_asked(form: StepForm, face: Face) -> None:
    """Reduce a form to the fields that a face asks for, without those that it sets."""
    asks = split_names(face.asks) or tuple(form.fields)
    kept = [name for name in (*asks, "unit", PERIOD) if name in form.fields and name not in face.sets]
    form.fields = {name: form.fields[name] for name in dict.fromkeys(kept)}


def _begun_with(request: HttpRequest, declared: CompiledKind) -> Record:
    """Return a new record, linked as the address says: ?body=体2026-0001, if the actor may see that record."""
    made = declared.record()
    for name, link in links_of(declared.record).items() if request.method != "POST" else ():
        if number := request.GET.get(name, "").replace("\x00", ""):
            looking = Looking(link, request_actor(request), timezone.localdate(), narrowed=False)
            setattr(made, name, link_targets(looking).filter(number=number).first())
    return made


def _known(request: HttpRequest, asks: type[StepForm], declared: CompiledKind, row: Step) -> dict[str, str]:
    """Return the initial values of a new record's form: the actor's unit, if no other is possible.

    Others are given by the address: ?about=事2026-0001.
    """
    links = links_of(declared.record)
    named_so = [name for name in request.GET if name in asks.base_fields and name not in links]
    unit = own_unit(declared, row, request_actor(request)) if "unit" in asks.base_fields else None
    own = {"unit": str(unit)} if unit else {}
    return own | {name: request.GET[name].replace("\x00", "") for name in named_so}


def _filled_form(
    request: HttpRequest,
    declared: CompiledKind,
    row: Step,
    record: Record | None,
    actor: Actor,
    face: Face | None = None,
) -> StepForm:
    """Return the form of a step as it was sent, or with what is known when it is first shown."""
    sent = (request.POST, _looked_through(request)) if request.method == "POST" and FILL not in request.POST else None
    asks: type[StepForm] = form_class(declared, row, actor) or StepForm
    first: dict[str, Any] = {"initial": _known(request, asks, declared, row)} if record is None and not sent else {}
    form = asks(
        *(sent or (None, None)),
        record=record or _begun_with(request, declared),
        actor=actor,
        at=timezone.now(),
        **first,
    )
    if face:
        _as_asked(form, face)
    return form


def _weigh(request: HttpRequest, form: StepForm) -> HttpResponse:
    """Answer a form that is still being typed with the doubts of its fields. Nothing is taken and nothing written."""
    try:
        weighed = weigh_form(form)
    except RecordError as error:  # a form that refuses as a whole is refused when it is sent
        return render_problem(request, error)
    return render(request, "luoshi/_doubts.html", {"weighed": weighed})


def _ask(
    request: HttpRequest,
    declared: CompiledKind,
    row: Step,
    record: Record | None,
    error: RecordError | None = None,
    *,
    actor: Actor | None = None,
    face: Face | None = None,
) -> HttpResponse:
    if error and error.code == "missing":
        return render_problem(request, error)
    dialog, filling = bool(request.headers.get("HX-Request")), FILL in request.POST
    actor, at = actor or request_actor(request), timezone.now()
    form = _filled_form(request, declared, row, record, actor, face)
    form.unfinished = bool(request.method == "POST" and unfinished_row_parts(request, row))
    form.typing = [name for name in row.rows if f"{name}-take" in request.POST]
    for name in row.ends:
        asked: Any = form.fields[name]
        asked.chosen = request.GET.get("row", "")
    filled = prefill_form(form, request.POST, timezone.localdate(at)) if filling else ""
    if error and error.code != "incomplete" and not (error.code == "marked" and getattr(form, "errors", None)):
        form.add_error(None, over_the_form(request, error, error_status(error)))
    on = row.on.partition(".")[0]
    if error and on in error.fields and not form.has_error(on):  # only the action knows how late an entry may be
        form.add_error(on, error.fields[on])
    whole = reverse("records:list", args=[declared.name])
    back = record.get_absolute_url() if record else whole
    back += f"?face={face.name}" if face else ""
    path = request.get_full_path() if actor.behalf or face else request.path
    context = {
        "title": _("Record “%(step)s” from a signed sheet") % {"step": row.label} if actor.behalf else str(row.label),
        "of": f"{record.number} {record.title}".strip() if record else str(face.label if face else declared.one),
        "crumbs": [(str(face.label), back) if face else (str(declared.label), whole), (str(row.label), "")],
        "now": record_status_context(record, timezone.localdate()) if record else None,
        "form": form,
        "side": None if dialog or error else form.side(),
        "changes": timeline_rows(error.changes) if error else [],
        "to": {
            "url": path,
            "label": str(row.label),
            "danger": row.tone == "careful",
            "dialog": dialog,
            "back_url": back,
            "draft": path if face else request.path,
            "keeps": _draft_address(declared, row, record, actor),
            "files": form.is_multipart(),
            "once": str(uuid4()),  # a refused request did nothing under its key
            "seen": _seen(request, record, form),
            "fill": FILL if FILLERS.could(form) else "",
            "filled": filled,
            "weighs": any(field.is_weighed for field in form.visible_fields() if isinstance(field, LaidField)),
        },
        "no_print": True,
    }
    return render(
        request, "luoshi/_dialog.html" if dialog else "records/step.html", context, status=error_status(error)
    )
