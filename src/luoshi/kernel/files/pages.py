"""Serve files, only through a record that the actor may see; and list a record's files on its page."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import IO, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.record_errors import RecordError
from luoshi.evidence.received.rules.uploads import MEDIA, SHOWN_AS_PICTURE, SHOWN_IN_PLACE
from luoshi.kernel.files.actions.files import handed_out
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.kernel.files.queries import (
    content_of,
    is_borrowed_blindly,
    lacking_attachments,
    list_shown_attachments,
    replaced_attachments,
)
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.pages import kind_or_404, record_or_404, render_problem

# A file from strangers may do nothing here: no script, no form, no other URL.
POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
SHOWN_WITH_TEXT = SHOWN_AS_PICTURE | {MEDIA["pdf"]}
log = logging.getLogger("luoshi.kernel")


def attachment_or_404(request: HttpRequest, name: str, pk: int, attachment: int) -> tuple[Record, Attachment]:
    """Return a record that the actor may read and one of its files; raise 404 for anything else."""
    record = record_or_404(request, kind_or_404(name), pk)
    for found in list_shown_attachments(record):
        if found.pk == attachment:
            return record, found
    raise Http404


@require_safe
@login_required
def attachment_download(request: HttpRequest, name: str, pk: int, attachment: int) -> HttpResponse | FileResponse:
    """Send a file of a record, complete and unchanged, for saving; ``?show=1`` displays a picture or film."""
    record, found = attachment_or_404(request, name, pk, attachment)
    content = content_of(found.evidence)
    if content is None:
        log.error("evidence %s is missing or changed on the disk", found.evidence.sha256)
        error = RecordError(
            "missing",
            _("The file is not where it was stored, or it was changed there."),
            where=found.name,
            remedy=_("Call the helpline: it can be restored from the backup."),
        )
        return render_problem(request, error, home_url=record.get_absolute_url())
    if request.method == "GET":
        handed_out(found, request_actor(request), at=timezone.now())
    shown = bool(request.GET.get("show")) and found.evidence.media in SHOWN_IN_PLACE
    response = _answer(found.evidence, found.name, content, shown=shown)
    if kind_of(record).masks:
        response["Cache-Control"] = "private, no-store"
    return response


def kept_file(evidence: Evidence, name: str) -> HttpResponse | FileResponse:
    """Send a stored file, a picture for display. The caller must check the right."""
    content = content_of(evidence)
    if content is None:
        raise Http404
    return _answer(evidence, name, content, shown=evidence.media in SHOWN_AS_PICTURE)


def _answer(evidence: Evidence, name: str, content: IO[bytes], *, shown: bool) -> FileResponse:
    response = FileResponse(content, as_attachment=not shown, filename=name, content_type=evidence.media)
    response["Content-Length"] = str(evidence.size)
    return add_security_headers(response)


R = TypeVar("R", bound=HttpResponseBase)


def add_security_headers(response: R) -> R:
    """Add the headers for content that strangers sent, or that was drawn from it."""
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def files_card(record: Record, there: Sequence[Attachment] | None = None) -> list[dict[str, object]]:
    """Return the card with a record's files, as a list; empty if there are none. One query without ``there``.

    Args:
        there: the files, as ``list_shown_attachments`` returns them.
    """
    if there is None:
        there = list_shown_attachments(record)
    called = {part.name: str(part.label) for part in kind_of(record).every(Files)}
    if called:  # a file that the program wrote is named after the part that wrote it
        parts = kind_of(record).parts
        called = {part.name: str(part.label) for part in parts if hasattr(part, "name") and hasattr(part, "label")}
    old, lacking = replaced_attachments(record, there), [str(part.label) for part in lacking_attachments(record, there)]
    rows = [_row(record, attachment, called, attachment.pk in old) for attachment in there]
    if not rows and not lacking:
        return []
    columns = [
        DataColumn(_("File")),
        *([DataColumn(_("Sort of file"))] if called else []),
        DataColumn(_("Size"), "number"),
    ]
    columns += [DataColumn(_("Given by")), DataColumn(_("When"), "date"), DataColumn(_("Open"), "steps")]
    table = DataTable(_("Files"), columns, rows, Empty(_("No files.")))
    note = _("Missing: %(files)s.") % {"files": "、".join(lacking)} if lacking else ""
    return [{"id": "files", "title": _("Files"), "count": len(rows), "table": table, "note": note}]


def _row(record: Record, one: Attachment, called: Mapping[str, str], old: bool) -> DataRow:
    url = reverse("records:file", args=[record.kind, record.pk, one.pk])
    who = one.entry.person.name if one.entry.person else _("the program")
    if is_borrowed_blindly(record, one):
        who = "—"
    look, shown = one.evidence.media in SHOWN_AS_PICTURE, f"{url}?show=1"
    if not kind_of(record).masks:  # with its text, and a scan's pages; of a protected record each view is a download
        look, shown = one.evidence.media in SHOWN_WITH_TEXT, f"{url}shown/"
    cells = [
        DataCell(one.name, _("File"), head=True, url=url),
        *([DataCell(called.get(one.part, ""), _("Sort of file"), note=_("replaced") if old else "")] if called else []),
        DataCell(filesizeformat(one.evidence.size), _("Size"), "number"),
        DataCell(who, _("Given by")),
        DataCell(plain_text(one.entry.at), _("When"), "date"),
        DataCell(_("Look at it") if look else _("Download"), _("Open"), "steps", url=shown if look else url),
    ]
    return DataRow(str(one.pk), one.name, cells)
