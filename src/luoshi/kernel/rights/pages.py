"""Helpers for pages of records: resolving addresses, and reporting errors."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import ForeignKey
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import Refusal
from luoshi.base.forms.requests import received_at, request_actor
from luoshi.base.texts.error_numbers import log_numbered_error
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import find_kind, get_kind, per_snapshot
from luoshi.kernel.rights.access_watch import report_opening
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.rights.queries.recording import seen_for_leader

STATUS = {"refused": 403, "missing": 404, "changed": 409, "repeated": 409, "busy": 503}


def kind_or_404(name: str) -> CompiledKind:
    """Return the kind of an address; raise Http404 if there is none, or its line is switched off."""
    kind = find_kind(name)
    if kind is None or kind.off:
        raise Http404
    return kind


def record_or_404(request: HttpRequest, declared: CompiledKind, pk: int) -> Record:
    """Return a record that the actor may read; otherwise raise Http404. Both are logged if the kind says so."""
    actor, day = request_actor(request), timezone.localdate()
    rows = rights.readable_records(declared, actor, day).select_related(*_shown_relations(declared.name))
    # first() would sort the one row: to look for its key among sixty columns takes longer than the database.
    found = next(iter(rows.filter(pk=pk)), None) or seen_for_leader(declared, pk, actor, day)
    if (kept := report_opening(declared, pk, found, actor, at=timezone.now())) is None:
        raise Http404
    return kept


@per_snapshot()
def _shown_relations(name: str) -> list[str]:
    """Return what a record's page shows of other tables: its holder, plain foreign keys, and what its steps load."""
    kind = get_kind(name)
    asked = {*kind.shows, *(path for step in kind.cycle.steps for path in step.loads)}
    keys = {
        field.name
        for field in kind.record._meta.concrete_fields
        if isinstance(field, ForeignKey) and not isinstance(field, Linked) and not field.remote_field.parent_link
    }
    return ["unit", "owner__unit", *sorted(keys & asked - {"unit", "owner", *kind.masked_fields})]


def request_key(request: HttpRequest) -> UUID | None:
    """Return the idempotency key of a submitted form; None if it is invalid."""
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def moment_of_step(request: HttpRequest, step: Step) -> datetime:
    """Return the moment of a step that a request takes.

    Where the step keeps its moment, by which somebody is in time or late, it is when the server had received the
    request; else now, so that the moments of the journal follow each other as far as they can.
    """
    return received_at(request) if step.keeps_moment else timezone.now()


def error_status(error: Refusal | None) -> int:
    """Return the HTTP status of an error: 422 for invalid input."""
    return 200 if error is None else STATUS.get(error.code, 422)


def render_problem(request: HttpRequest, error: Refusal, **context: object) -> HttpResponse:
    """Render the error page: what is wrong, where, and what to do, with a number that the log contains."""
    code = error_status(error)
    said = {
        "what": error.what,
        "where": error.where or request.path,
        "remedies": [error.remedy or _("Go back to the previous page, reload it and check the state of the matter.")],
        **log_numbered_error(request, code, error.code),
    }
    context = {"title": _("This did not work"), "problem": said, "failed": True, **context}
    return render(request, "error.html", context, status=code)
