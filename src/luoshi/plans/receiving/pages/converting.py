"""Files that wait for conversion or failed it: their status, the file itself, retrying, giving up."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.evidence.holding import HeldFiles
from luoshi.kernel.files.pages import kept_file
from luoshi.kernel.rights.pages import render_problem
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions.converting import discard_conversion, format_conversion_error
from luoshi.plans.receiving.actions.receiving import continue_cleared, convert_again
from luoshi.plans.receiving.actions.scanning import refuse_scan, waits_for_person
from luoshi.plans.receiving.queries import conversion_of, pending_conversions
from luoshi.plans.sheets.pages.sheet_progress import plan_to_fill, sheet_page_context


def conversion_context(one: Conversion) -> dict[str, object]:
    """Return the status of a file or scan, for ``ledger/_converting.html`` and for the plan's page."""
    values = {"file": _name(one), "at": timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M"), "who": one.person}
    words = {
        Conversion.WAITING: _("“%(file)s” is queued for conversion."),
        Conversion.CONVERTING: _("LibreOffice is converting “%(file)s”, which usually takes a few seconds."),
        Conversion.FAILED: _("“%(file)s” could not be converted, so it was not read."),
    }
    if one.is_scan:
        values |= {"page": min(one.done + 1, one.pages or 1), "pages": one.pages or 0}
        words = {
            Conversion.WAITING: _("%(file)s: waits to be read."),
            Conversion.CONVERTING: _("%(file)s: page %(page)s of %(pages)s is being read.")
            if one.pages
            else _("%(file)s: its pages are being counted."),
            Conversion.FAILED: _("%(file)s: was not read."),
        }
    unclear = waits_for_person(one)
    return {
        "words": words[one.state] % values,
        "asked": _("Received on %(at)s by %(who)s.") % values,
        "why": format_conversion_error(one),
        "going": one.state in Conversion.GOING,
        "failed": one.state == Conversion.FAILED,
        "url": reverse("ledger:converting", args=[one.plan_id]),
        "again_url": reverse("ledger:converting", args=[one.plan_id]),
        "pk": one.pk,
        "kept": one.original_id is not None,
        "retried": one.state == Conversion.FAILED
        and (one.original_id is not None or bool(one.held))
        and one.said not in (Conversion.UNCLEAR, "marked"),
        "droppable": one.state in (Conversion.WAITING, Conversion.FAILED) or one.is_scan,
        "scan": one.is_scan,
        "done": one.done,
        "pages": one.pages,
        "unclear": [
            {"number": number, "url": reverse("ledger:held_page", args=[one.plan_id, one.pk, number])}
            for number in range(1, (one.pages or 0) + 1)
        ]
        if unclear
        else [],
    }


def _name(one: Conversion) -> str:
    """Return how a file is called here: the names of a held scan are only in the holding place."""
    names = HeldFiles(one.held).names() if one.held else []
    if not names:
        return str(one)
    first = f"“{names[0]}”"
    return _("%(file)s (%(count)d files)") % {"file": first, "count": len(names)} if names[1:] else first


@require_safe
@login_required
def conversion_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the files of a plan that are not converted yet; users may leave and return."""
    plan = plan_to_fill(request, pk)
    found = [conversion_context(conversion) for conversion in pending_conversions(plan)]
    context = sheet_page_context(plan, _("Files to be read")) | {
        "files": found,
        "going": any(conversion["going"] for conversion in found),
        "scans": any(conversion["scan"] for conversion in found),
        "correct_url": reverse("ledger:correct", args=[plan.pk]),
    }
    return render(request, "ledger/converting.html", context)


@require_safe
@login_required
def conversion_file(request: HttpRequest, pk: int, number: int) -> HttpResponse | FileResponse:
    """Return the file as it was received."""
    found = _one(plan_to_fill(request, pk), number)
    if found.original is None:
        raise Http404
    return kept_file(found.original, found.name)


@require_POST
@login_required
def conversion_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Retry a file, or give it up."""
    plan = plan_to_fill(request, pk)
    found, actor, at = _one(plan, number), request_actor(request), timezone.now()
    try:
        if "drop" in request.POST:
            discard_conversion(plan, found.pk, actor, at=at)
            messages.success(request, _("“%(file)s” was discarded and is not read.") % {"file": found})
        elif "marked" in request.POST:
            refuse_scan(plan, found.pk, actor, at=at)
            messages.success(request, _("Everything of the scan was erased. Tell your office's secrecy officer."))
        elif "unmarked" in request.POST:
            continue_cleared(plan, found.pk, actor, at=at)
        else:
            convert_again(plan, found.pk, actor, at=at)
    except RecordError as error:
        return render_problem(request, error)
    return HttpResponseRedirect(reverse("ledger:converting", args=[plan.pk]))


def _one(plan: Plan, pk: int) -> Conversion:
    found = conversion_of(plan, pk)
    if found is None:
        raise Http404
    return found
