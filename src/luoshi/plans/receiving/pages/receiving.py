"""Pages for receiving a document, a transcript, or a matter without a readable file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.base.forms.form_types import FormData, FormFiles
from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.received.files import READABLE
from luoshi.kernel.kinds.forms.step_forms import CameraInput
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import error_status, request_key
from luoshi.kernel.rights.queries.rights import may_open_somewhere
from luoshi.org.units.queries import standing_on
from luoshi.plans.base.code_labels import format_paper_kind
from luoshi.plans.base.models.plan import ORIGINS, Plan, Source
from luoshi.plans.base.pages import plan_or_404
from luoshi.plans.editions.queries.sources import plan_sources
from luoshi.plans.receiving.actions.duplicate_files import ReceivedBefore
from luoshi.plans.receiving.actions.receiving import Arrived, add_documents, read_again, receive_plan
from luoshi.plans.receiving.actions.rereading import RereadResult, read_as
from luoshi.plans.receiving.forms import RECEIVE
from luoshi.plans.receiving.queries import first_asked, pending_conversions
from luoshi.plans.rows.actions.editing import By

PAGES = (
    ("by_name", gettext_lazy("pages of one document, ordered by their names")),
    ("as_sent", gettext_lazy("pages of one document, in the order of the list above")),
    ("apart", gettext_lazy("documents of their own")),
)
WORDS = 1_000_000  # characters that can be pasted at once: a document of some thousand pages


class SourceFilesField(forms.FileField):
    """One or several files, unchecked: the receiving code checks them. Pages may be photographed and put in order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=CameraInput(attrs={"data-sorted": ""}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[object]:
        return [file for file in data or [] if file]


class MoreForm(forms.Form):
    """A further document of a plan, as a file or as words."""

    documents = SourceFilesField(label=gettext_lazy("Documents"), required=False, help_text=READABLE)
    pages = forms.ChoiceField(
        label=gettext_lazy("Several pictures are"),
        required=False,
        choices=PAGES,
        initial=PAGES[0][0],
        help_text=gettext_lazy("Each PDF is a document of its own."),
    )
    words = forms.CharField(
        label=gettext_lazy("or paste or type the text"),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "For a written remark, a telephone call, a meeting, or a scan that cannot be recognised"
        ),
    )
    picture = forms.FileField(
        label=gettext_lazy("Scan or photograph that the words were typed from"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf"}),
        help_text=gettext_lazy("A picture (jpg, png) or a PDF; it stands beside the words"),
    )
    # Asked only for a document received before, see ``_ask``.
    again = forms.BooleanField(label=gettext_lazy("Receive it again"), required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, object]:
        """Require a file or words."""
        found = super().clean() or self.cleaned_data
        if not found.get("documents") and not (found.get("words") or "").strip():
            raise ValidationError(_("Choose a file, or paste or type the words."))
        return found


class ReceivePlanForm(MoreForm, RECEIVE):  # type: ignore[misc,valid-type]
    """The form of the step that opens a plan, with its documents. What those say themselves need not be typed."""

    looked_through = ("words",)

    def __init__(self, data: FormData = None, files: FormFiles = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        day, fields = timezone.localdate(self.at), self.fields
        fields["origin"].choices = ORIGINS[:-1]  # type: ignore[attr-defined]
        for name in ("title", "year"):
            fields[name].required = False
            fields[name].help_text = _("Empty: taken from the document")
        self.initial.update({"received": day, "unit": standing_on(day).filter(pk__in=_own(self.actor)).first()})
        self.order_fields(["documents", "pages", "words", "picture", "origin", "title", "year", "unit", "received"])

    def left_out(self) -> list[str]:
        """Leave out what the document says itself or the plan's own page asks."""
        return ["issuer", "mark", "rhythm", "supervision", "designated"]

    def clean(self) -> dict[str, object]:
        """Drop an empty title, so that the document's own is used."""
        given = super().clean()
        return given if given.get("title") else {name: value for name, value in given.items() if name != "title"}


def _own(actor: Actor) -> list[int]:
    return sorted(seat.unit for seat in actor.seats)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def plan_receive(request: HttpRequest) -> HttpResponse:
    """Receive files or words, then redirect to the page that corrects the plan."""
    actor, at = request_actor(request), timezone.now()
    if not may_open_somewhere([get_kind("plans")], actor):
        raise Http404
    if request.method != "POST":
        return _ask(request, ReceivePlanForm(record=Plan(), actor=actor, at=at))
    form = ReceivePlanForm(request.POST, request.FILES, record=Plan(), actor=actor, at=at)
    if form.is_valid():
        given = form.cleaned_data
        values = {name: given.get(name) for name in ("title", "origin", "year", "received")}
        values |= {"unit": given["unit"].pk, "rhythm": "quarters"}
        try:
            done = receive_plan(
                given["documents"],
                given["words"],
                values,
                actor,
                at=at,
                once=request_key(request),
                picture=given["picture"],
                again=given["again"],
                pages=given["pages"] or "by_name",
            )
        except RecordError as error:
            return _again(request, form, error)
        _say(request, done.refused)
        return _on(done)
    return _ask(request, form, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def plan_receive_more(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a document to a plan under correction."""
    plan = plan_or_404(request, pk)
    form = MoreForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = add_documents(
                plan,
                given["documents"],
                given["words"],
                request_actor(request),
                at=timezone.now(),
                once=request_key(request),
                picture=given["picture"],
                again=given["again"],
                pages=given["pages"] or "by_name",
            )
        except RecordError as error:
            return _again(request, form, error, plan)
        if done.unread:  # typed words must not be lost; the files beside them are already in
            _say(request, [refusal for refusal in done.refused if refusal is not done.unread])
            return _again(request, form, done.unread, plan)
        _say(request, done.refused)
        return _on(done)
    return _ask(request, form, 422 if request.method == "POST" else 200, plan)


def _on(done: Arrived) -> HttpResponse:
    """Redirect to the next page: pending conversions, the question about a workbook, or the rows to correct."""
    if pending_conversions(done.plan):
        return HttpResponseRedirect(reverse("ledger:converting", args=[done.plan.pk]))
    if (place := first_asked(done.plan)) is not None:
        return HttpResponseRedirect(reverse("ledger:columns", args=[done.plan.pk, place]))
    return HttpResponseRedirect(reverse("ledger:correct", args=[done.plan.pk]))


def _again(request: HttpRequest, form: Any, error: RecordError, plan: Plan | None = None) -> HttpResponse:
    """Show the form again with its input and the refusal; with a marking in it, the browser keeps no input."""
    form.add_error(None, error.sentence)
    form.marked = error.code == "marked"
    if isinstance(error, ReceivedBefore):
        form.fields["again"].widget = forms.CheckboxInput()
        found = [{"label": f"{plan.number} {plan.title}", "url": plan.get_absolute_url()} for plan in error.plans]
        return _ask(request, form, error_status(error), plan, found)
    return _ask(request, form, error_status(error), plan)


def _say(request: HttpRequest, refused: list[RecordError]) -> None:
    for error in refused:
        messages.error(request, error.sentence)


def _ask(
    request: HttpRequest,
    form: forms.Form,
    code: int = 200,
    plan: Plan | None = None,
    before: Sequence[dict[str, str]] = (),
) -> HttpResponse:
    """Show the form. ``before``: the plans that have the same document."""
    crumbs = [(_("Plans"), reverse("records:list", args=["plans"]))]
    if plan:
        crumbs.append((plan.title, plan.get_absolute_url()))
    context = {
        "title": _("Add a document") if plan else _("Receive a document"),
        "crumbs": [*crumbs, (_("Receive"), "")],
        "form": form,
        "before": before,
        "to": {
            "url": request.path,
            "label": _("Receive and read"),
            "draft": request.path,
            "files": True,
            "once": str(uuid4()),
            "back_url": plan.get_absolute_url() if plan else reverse("records:list", args=["plans"]),
        },
        "no_print": True,
    }
    return render(request, "ledger/receive.html", context, status=code)


@require_POST
@login_required
def source_reread(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Read a document again whose reading failed."""
    plan = plan_or_404(request, pk)
    try:
        read_again(plan, place, request_actor(request), at=timezone.now())
    except RecordError as error:
        messages.error(request, error.sentence)
    return HttpResponseRedirect(reverse("ledger:correct", args=[plan.pk]))


@require_POST
@login_required
def kind_said(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Read a document again as another kind of paper."""
    plan, given = plan_or_404(request, pk), request.POST
    try:
        by = By(request_actor(request), timezone.now())
        told = read_as(plan, place, given.get("kind", ""), given.get("was", ""), by)
    except RecordError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _said_of(told))
    return HttpResponseRedirect(reverse("ledger:correct", args=[plan.pk]))


def _said_of(told: RereadResult) -> str:
    name, kind = told.source.document.name, format_paper_kind(told.source.read_as)
    changed = ngettext("%(count)d row changed", "%(count)d rows are different now", told.changed)
    stayed = ngettext(
        "%(count)d row changed by hand was kept", "%(count)d that people changed were left alone", told.stayed
    )
    return _("“%(name)s” was read again as “%(kind)s”: %(changed)s, %(stayed)s.") % {
        "name": name,
        "kind": kind,
        "changed": changed % {"count": told.changed},
        "stayed": stayed % {"count": told.stayed},
    }


@require_safe
@login_required
def source_reading_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the progress of reading a plan's documents, for the page that waits for it."""
    plan = plan_or_404(request, pk)
    rows = plan_sources(plan)
    states = [{"name": str(row.place), "state": row.get_state_display(), "done": row.done} for row in rows]
    return JsonResponse(
        {"sources": states, "ready": all(row.state in (Source.READ, Source.FAILED, Source.ASKED) for row in rows)}
    )
