"""The papers on a record's page, and the papers of chosen list rows in one file."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.pages.bulk import chosen_versions
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.rights.pages import render_problem
from luoshi.papers import queries
from luoshi.papers.models import Issued
from luoshi.papers.pages.letter_pages import zip_file
from luoshi.papers.paper_declaration import Declared
from luoshi.papers.rules import as_written

MOST = 300  # most records at once


def issued_paper_light(one: Issued, record: Record, day: date) -> Light:
    """Return a paper's status as a light with a label."""
    return {
        queries.HOLDS: Light("green", _("Valid")),
        queries.REPLACED: Light("none", _("Replaced by a later one")),
        queries.PAST: Light("none", _("Expired")),
        queries.ENDED: Light("red", _("No longer valid")),
    }[queries.issued_paper_status(one, record, day)]


def issued_paper_label(one: Issued, record: Record) -> str:
    """Return the label of a paper."""
    part = queries.part_of(one, record)
    return str(part.label) if part else one.name


def issued_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List the papers about a record. No query if its kind declares none."""
    if not kind_of(record).every(Declared):
        return []
    found = queries.issued_of([record.pk])
    if not found:
        return []
    columns = [DataColumn(_("Paper")), DataColumn(_("Number"), "code"), DataColumn(_("Date of issue"), "date")]
    columns += [DataColumn(_("Status")), DataColumn(_("File"))]
    rows = []
    for paper in found:
        there = paper.attachment_id is not None
        file = reverse("records:file", args=[record.kind, record.pk, paper.attachment_id]) if there else ""
        cells = [
            DataCell(issued_paper_label(paper, record), _("Paper"), head=True),
            DataCell(as_written(paper.number)[0], _("Number"), "code"),
            DataCell(paper.on.isoformat(), _("Date of issue"), "date"),
            DataCell("", _("Status"), light=issued_paper_light(paper, record, day)),
            DataCell(_("Download") if there else "—", _("File"), url=file),
        ]
        rows.append(DataRow(str(paper.pk), paper.number, cells))
    title = _("Papers issued")
    return [{"id": "issued", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}]


@require_POST
@login_required
def issued_paper_export(request: HttpRequest, name: str) -> HttpResponse:
    """Download the valid papers of the chosen rows in one ZIP, with unchanged bytes."""
    declared = next((kind for kind in list_kinds() if kind.name == name and kind.every(Declared)), None)
    if declared is None:
        raise Http404
    actor, day, back = request_actor(request), timezone.localdate(), reverse("records:list", args=[name])
    try:
        keys = list(chosen_versions(request, declared))
    except ValueError:
        keys = list(range(MOST + 1))
    if len(keys) > MOST:
        error = RecordError("incomplete", _("At most %(most)d rows can be chosen at once.") % {"most": MOST})
        return render_problem(request, error, home_url=back)
    found = queries.valid_paper_files(declared, keys, actor, day)
    if not found:
        said = _("No paper has been issued for the chosen rows yet.")
        return render_problem(request, RecordError("missing", said), home_url=back)
    return zip_file(found, f"{declared.label} {day}")
