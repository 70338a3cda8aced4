"""The yearly table of the commitments about records of a kind: on a page, as a workbook, and as a document."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import ActionLink, DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.forms.shapes import list_query_string as query_string
from luoshi.base.texts.demo_marks import add_demo_mark, demo_mark
from luoshi.commitments.about_tables.queries import AboutLine, lines_of_year
from luoshi.commitments.detail.pages.targets import format_target_shortfall
from luoshi.commitments.lights.pages import lights_of
from luoshi.desk.figures.fields import FIRST, LAST
from luoshi.desk.figures.page_helpers import counted_scope_text, export_figures_workbook, figure_filter_context
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.received.rules.uploads import MEDIA
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import find_kind, get_kind
from luoshi.kernel.rights.queries.rights import may_see_any

SHOWN = 300  # lines on the page; files have all
NAMED = 20  # records without a commitment that are named
FORMS = ("xlsx", "docx")
WIDTHS = (26, 14, 34, 20, 22, 22, 10, 12, 12, 30)
SHARES = (13, 9, 18, 10, 11, 11, 6, 7, 7, 8)  # per cent of the page


class AboutTableForm(forms.Form):
    """The year, and one record by its number."""

    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=FIRST.year, max_value=LAST.year)
    about = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=40)


@require_safe
@login_required
def about_table(request: HttpRequest, name: str) -> HttpResponse:
    """Show the commitments of a year by what they are about, with targets, what was reached, and their sources.

    Raises:
        Http404: there is no such kind, or nobody of the actor's roles may read it.
    """
    found, form, year, number = _asked(request, name)
    actor, today = request_actor(request), timezone.localdate()
    wrong = form.is_bound and not form.is_valid()
    lines, without = ([], []) if wrong else lines_of_year(found, year, actor, today, number)
    title = _title(found, year)
    crumbs = [(str(found.label), reverse("records:list", args=[found.name])), (title, "")]
    actions: list[ActionLink] = [
        {"label": _("Year before"), "url": query_string(request, year=year - 1)},
        {"label": _("Next year"), "url": query_string(request, year=year + 1)},
    ]
    context = {
        "title": title,
        "crumbs": crumbs,
        "actions": actions,
        "filters": figure_filter_context(request, form),
        "table": _table(found, title, lines[:SHOWN], today),
        "files": [
            (form_, reverse("ledger:about_table_file", args=[found.name, form_]) + query_string(request))
            for form_ in FORMS
        ],
        "more": len(lines) - SHOWN if len(lines) > SHOWN else 0,
        "whose": counted_scope_text(get_kind("commitments"), actor, today),
        "without": _names(without),
        "wide": True,
    }
    return render(request, "ledger/about_table.html", context)


@require_POST
@login_required
def export_about_table(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """Send the same table as ``xlsx`` or ``docx``. It takes POST because the export is journaled."""
    found, asked, year, number = _asked(request, name)
    if form not in FORMS or (asked.is_bound and not asked.is_valid()):
        raise Http404
    actor, at = request_actor(request), timezone.now()
    day = timezone.localdate(at)
    lines, without = lines_of_year(found, year, actor, day, number)
    heads, rows = _heads(found), _texts(lines, day)
    told = [_("Commitments of plans of %(year)d, as of %(day)s") % {"year": year, "day": day}, number]
    told = [*filter(None, told)]
    if without:
        told.append(_("Without a commitment: %(names)s") % {"names": _names(without)})
    if form == "xlsx":
        columns = list(zip(heads, WIDTHS, strict=True))
        return export_figures_workbook(request, get_kind("commitments"), _title(found, year), columns, rows, told)
    from luoshi.writing.table_paper import TablePaper, render_table_paper  # python-docx takes 20 MB

    scope = counted_scope_text(get_kind("commitments"), actor, day)
    foot = _("Not a system for secrets: storing or processing state secrets or work secrets is strictly forbidden")
    head = " · ".join(filter(None, [demo_mark(), settings.OFFICE.get("name"), *told[:2]]))
    title = add_demo_mark(_title(found, year))
    made = render_table_paper(
        TablePaper(title, head, list(zip(heads, SHARES, strict=True)), rows, [*told[1:], scope, foot])
    )
    with transaction.atomic():
        given = {"count": len(rows), "filter": [_title(found, year), *told]}
        journal_act("commitments", "export", actor, given, at=at)
    filename = f"{_title(found, year)} {day.isoformat()}.docx"
    return FileResponse(io.BytesIO(made), as_attachment=True, filename=filename, content_type=MEDIA["docx"])


def _asked(request: HttpRequest, name: str) -> tuple[CompiledKind, AboutTableForm, int, str]:
    kind, actor = find_kind(name), request_actor(request)
    if kind is None or kind.number is None or not may_see_any(kind, actor):
        raise Http404
    if not may_see_any(get_kind("commitments"), actor):
        raise Http404
    form = AboutTableForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return kind, form, asked.get("year") or timezone.localdate().year, asked.get("about") or ""


def _title(kind: CompiledKind, year: int) -> str:
    return _("%(kind)s: commitments of %(year)d") % {"kind": kind.label, "year": year}


def _names(records: Sequence[Record]) -> str:
    names = "、".join(record.title for record in records[:NAMED])
    rest = len(records) - NAMED
    return names if rest <= 0 else _("%(names)s and %(n)d more") % {"names": names, "n": rest}


def _heads(kind: CompiledKind) -> list[str]:
    return [
        str(kind.one), _("Number"), _("Task"), _("Lead unit"), _("Target"), _("Reached"), _("Light"), _("State"),
        _("To be done by"), _("Source"),
    ]  # fmt: skip


def _words(line: AboutLine, light: str) -> list[str]:
    """Return the cells of a line after the record, in the order of the heads."""
    row, target = line.commitment, line.target
    reached = ""
    if target is not None:
        reached = format_target_shortfall(target, line.told) if line.told else _("not reported yet")
    told = [_("reported on %(day)s") % {"day": line.told.day}] if line.told else []
    return [
        row.number or "", row.title, str(row.unit), f"{target.words} {target.quote}".strip() if target else row.proof,
        reached, light, fields.field_text(row, "state"), plain_text(row.until), "；".join([row.plan.title, *told]),
    ]  # fmt: skip


def _texts(lines: Sequence[AboutLine], day: date) -> list[list[str]]:
    lights = lights_of([line.commitment for line in lines], day) if lines else {}
    return [[line.subject.title, *_words(line, str(lights[line.commitment.pk].label))] for line in lines]


def _table(kind: CompiledKind, title: str, lines: Sequence[AboutLine], day: date) -> DataTable:
    heads = _heads(kind)
    lights = lights_of([line.commitment for line in lines], day) if lines else {}
    kinds = {6: "light", 8: "date"}
    columns = [DataColumn(head, kinds.get(at, "text")) for at, head in enumerate(heads)]
    rows = []
    for at, line in enumerate(lines):
        light = lights[line.commitment.pk]
        cells = [DataCell(line.subject.title, heads[0], head=True, url=line.subject.get_absolute_url())]
        for place, text in enumerate(_words(line, ""), 1):
            if place == 6:
                cells.append(DataCell("", heads[place], "light", light=Light(light.code, light.label)))
            else:
                url = line.commitment.get_absolute_url() if place == 2 else ""
                cells.append(DataCell(text, heads[place], kinds.get(place, "text"), url=url))
        rows.append(DataRow(f"{line.commitment.pk}-{at}", line.commitment.title, cells))
    empty = Empty(_("No commitment of this year is about one of these."))
    return DataTable(title, columns, rows, empty)
