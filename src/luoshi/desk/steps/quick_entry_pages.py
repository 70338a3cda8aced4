"""Quick entry above a list: after each record an empty line follows, and errors are shown in place."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.record_errors import RecordError
from luoshi.base.texts.error_numbers import over_the_form
from luoshi.desk.lists.pages.lists import list_page, list_return_url
from luoshi.desk.lists.pages.quick_entry import FRESH, LAST, quick_form, quick_line, quick_step
from luoshi.desk.steps.pages import posted_form
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Quick
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.rights.pages import error_status, kind_or_404, moment_of_step
from luoshi.kernel.steps.actions.refusals import journal_refusal, not_here
from luoshi.kernel.steps.actions.steps import begin


def _has_line(name: str) -> bool:
    return any(kind.every(Quick) for kind in list_kinds() if kind.name == name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files(_has_line)
def quick_entry_new(request: HttpRequest, name: str) -> HttpResponse:
    """Begin a record from the line, and return to the list with its filters; GET redirects there."""
    declared, actor = kind_or_404(name), request_actor(request)
    quick = next(iter(declared.every(Quick)), None)
    if quick is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(list_return_url(request, declared))
    if (found := quick_step(declared, actor)) is None:
        first = declared.cycle.begin(quick.step) or declared.cycle.first
        journal_refusal(not_here(declared, None), first.name, actor, timezone.now())
        raise Http404
    given, once, _seen = posted_form(request)
    try:
        at = moment_of_step(request, found[1])
        done = begin(declared, actor, given, at=at, once=once, files=request.FILES, step=found[1].name)
    except RecordError as error:
        return _again(request, declared, error)
    return _next(request, declared, done.record)


def _next(request: HttpRequest, declared: CompiledKind, record: Record) -> HttpResponse:
    """Return the list with a message about the new record and an empty line."""
    messages.success(request, _("Entered: %(record)s.") % {"record": f"{record.number} {record.title}".strip()})
    request.session[LAST] = {**request.session.get(LAST, {}), declared.name: record.pk}
    request.session[FRESH] = declared.name
    to = list_return_url(request, declared)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)


def _again(request: HttpRequest, declared: CompiledKind, error: RecordError) -> HttpResponse:
    """Return the submitted line with its errors; with scripts, the line alone, so that chosen files stay chosen."""
    step = quick_step(declared, request_actor(request))
    assert step is not None
    form = quick_form(request, declared, step[1])
    if error.code != "incomplete" and not (error.code == "marked" and form.errors):
        form.add_error(None, over_the_form(request, error, error_status(error)))
    if step[1].on in error.fields and not form.has_error(step[1].on):  # only the action knows how late an entry may be
        form.add_error(step[1].on, error.fields[step[1].on])
    if request.headers.get("HX-Request"):
        line = quick_line(request, declared, form)
        return render(request, "records/_quick.html", {"quick": line}, status=error_status(error))
    return list_page(request, declared, form, error_status(error))
