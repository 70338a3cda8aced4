"""The requests of a chooser while the user types."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import Looking, chooser_label
from luoshi.kernel.kinds.links import Linked, links_into
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.pages import kind_or_404
from luoshi.kernel.search.links.queries import search_link_targets


@require_safe
@login_required
def link_choices(request: HttpRequest, name: str) -> JsonResponse:
    """Return the records of a kind that match ?q=…: by number, code, title or initials; only those the actor may see.

    With ?to=… the records of all kinds to which that link may lead, and only those that meet its condition, unless
    ?all=… asks for the others too, as a filter does.
    """
    link = _link(kind_or_404(name), request.GET.get("to", ""))
    narrowed = "to" in request.GET and "all" not in request.GET
    looking = Looking(link, request_actor(request), timezone.localdate(), narrowed)
    found = search_link_targets(looking, request.GET.get("q", ""))
    options = [
        {"key": record.number, "label": chooser_label(record), "note": _note(record, link)} for record in found.records
    ]
    return JsonResponse({"options": options, "more": found.more})


def _note(record: Record, link: Linked) -> str:
    """Return what distinguishes an offered record: its unit, and its kind where several are offered."""
    return f"{kind_of(record).one} · {record.unit}" if link.several else str(record.unit)


def _link(kind: CompiledKind, asked: str) -> Linked:
    """Return the requested link, by default any link to the kind's records alone."""
    there = links_into(kind.record)
    if not asked and (alone := [link for link in there if not link.several]):
        return alone[0]
    model, _dot, name = asked.rpartition(".")
    try:
        found = apps.get_model(model)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        raise Http404 from None
    if found not in there or not isinstance(found, Linked):
        raise Http404
    return found
