"""Pages of an office's templates: those in use, all versions, fields, preview, upload."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, build_pager, paginate_rows
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.letters.actions.letters import proposed_words
from luoshi.evidence.received.files import looked_through
from luoshi.kernel.files.pages import POLICY
from luoshi.kernel.files.queries import kept_bytes
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.rights.pages import error_status, render_problem
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.tree.models import Unit
from luoshi.papers import queries
from luoshi.papers.actions import draft_of, fill_letter_template, send_template
from luoshi.papers.fields import PaperField
from luoshi.papers.forms import TemplateUploadForm
from luoshi.papers.models import Template
from luoshi.papers.pages.letter_pages import word_file
from luoshi.papers.paper_sorts import Sort, paper_sorts_by_key
from luoshi.reading.errors import ReadError
from luoshi.reading.load import office
from luoshi.reading.load.limits import DEFAULT

SECONDS, WAIT = 20, 5  # for LibreOffice to render a paper; for others to wait for their turn
_DRAWING = BoundedSemaphore(1)


def _looking(request: HttpRequest) -> Actor:
    actor = request_actor(request)
    if not queries.may_view_templates(actor):
        raise Http404
    return actor


@require_safe
@login_required
def paper_template_list(request: HttpRequest) -> HttpResponse:
    """List the templates in use for the actor's offices, and all versions."""
    actor, day = _looking(request), timezone.localdate()
    units = list(queries.template_offices(actor, day)[:20])
    page = paginate_rows(request, queries.ever_sent([unit.pk for unit in units]))
    context = {
        "title": _("Templates of papers"),
        "crumbs": [(_("Templates of papers"), "")],
        "actions": [
            {"label": _("Upload a template"), "url": reverse("papers:send"), "main": True},
            {"label": _("Fields of templates"), "url": reverse("papers:fields")},
        ]
        if units
        else [{"label": _("Fields of templates"), "url": reverse("papers:fields")}],
        "in_use": _in_use(units, day),
        "history": _history(page),
        "count": page.paginator.count,
        "pager": build_pager(request, page),
        "forms": _papers(),
        "pdf": office.find_libreoffice() is not None,
        "no_print": True,
    }
    return render(request, "papers/templates.html", context)


def paper_sort_label(sort: Sort) -> str:
    """Format the name of a sort of paper; that of a kind includes the kind."""
    return f"{sort.kind.label} · {sort.label}" if sort.kind else str(sort.label)


def _papers() -> list[tuple[str, str]]:
    return [(paper_sort.key, paper_sort_label(paper_sort)) for paper_sort in paper_sorts_by_key().values()]


def _named(form: str) -> str:
    found = paper_sorts_by_key().get(form)
    return paper_sort_label(found) if found else form


def _in_use(units: list[Unit], day: date) -> DataTable:
    rows, used = [], queries.templates_in_use([unit.pk for unit in units], day)
    for unit in units:
        for sort in paper_sorts_by_key().values():
            found = used.get((unit.pk, sort.key))
            url = reverse("papers:template", args=[found.pk]) if found else reverse("papers:shipped", args=[sort.key])
            what = (
                _("version %(n)d of %(unit)s") % {"n": found.version, "unit": found.unit}
                if found
                else _("built-in template")
            )
            cells = [
                DataCell(str(unit), _("Office")),
                DataCell(paper_sort_label(sort), _("Paper"), head=True),
                DataCell(what, _("Template")),
                DataCell(plain_text(found.start) if found else "—", _("Effective from"), "date"),
                DataCell(_("Download"), _("File"), url=url),
            ]
            rows.append(DataRow(f"{unit.pk}-{sort.key}", f"{unit} {paper_sort_label(sort)}", cells))
    columns = [
        DataColumn(_("Office")),
        DataColumn(_("Paper")),
        DataColumn(_("Template")),
        DataColumn(_("Effective from"), "date"),
    ]
    return DataTable(
        _("In use"),
        [*columns, DataColumn(_("File"))],
        rows,
        Empty(_("There is no office whose templates you may set.")),
    )


def _history(page: Any) -> DataTable:
    columns = [
        DataColumn(_("Office")),
        DataColumn(_("Paper")),
        DataColumn(_("Version"), "number"),
        DataColumn(_("Effective from"), "date"),
    ]
    columns += [DataColumn(_("Sent by")), DataColumn(_("File"))]
    rows = [
        DataRow(
            str(template.pk),
            str(template),
            [
                DataCell(str(template.unit), _("Office")),
                DataCell(_named(template.form), _("Paper"), head=True),
                DataCell(str(template.version), _("Version"), "number"),
                DataCell(plain_text(template.start), _("Effective from"), "date"),
                DataCell(f"{template.entry.person or ''} {plain_text(template.entry.at)}", _("Sent by")),
                DataCell(template.name, _("File"), url=reverse("papers:template", args=[template.pk])),
            ],
        )
        for template in page
    ]
    empty = Empty(_("No template has been uploaded yet: papers use the built-in templates."))
    return DataTable(_("All versions"), columns, rows, empty)


@require_safe
@login_required
def template_field_list(request: HttpRequest) -> HttpResponse:
    """List the fields that a template of a sort (``?form=``) may use, with examples; open to all signed-in users."""
    chinese, every = request.LANGUAGE_CODE.startswith("zh"), paper_sorts_by_key()
    sort = every.get(request.GET.get("form", "")) or next(iter(every.values()))
    known = sort.fields
    row, of = ("项", known.items) if chinese else ("item", known.items_english)
    context = {
        "title": _("Fields of templates"),
        "crumbs": [(_("Templates of papers"), reverse("papers:templates")), (_("Fields of templates"), "")],
        "plain": _fields(paper_sort_label(sort), known.plain, "", chinese=chinese),
        "rows": _fields(_("Fields of each row"), known.row, f"{row}.", chinese=chinese),
        "begin": f"{{%tr for {row} in {of} %}}",
        "end": "{%tr endfor %}",
        "shipped": reverse("papers:shipped", args=[sort.key]),
        "sorts": [
            (paper_sort_label(paper_sort), f"?{urlencode({'form': paper_sort.key})}", paper_sort is sort)
            for paper_sort in every.values()
        ],
    }
    return render(request, "papers/fields.html", context)


def _fields(title: Any, every: tuple[PaperField, ...], before: str, *, chinese: bool) -> DataTable:
    rows = [
        DataRow(
            field.english,
            field.name,
            [
                DataCell(
                    f"{{{{ {before}{field.name if chinese else field.english} }}}}",
                    _("Name of the field"),
                    "code",
                    head=True,
                ),
                DataCell(str(field.means), _("Meaning of the field")),
                DataCell(field.example, _("Example")),
            ],
        )
        for field in every
    ]
    return DataTable(
        title,
        [DataColumn(_("Name of the field")), DataColumn(_("Meaning of the field")), DataColumn(_("Example"))],
        rows,
        Empty(""),
    )


@require_safe
@login_required
def shipped_template_download(request: HttpRequest, form: str) -> HttpResponse:
    """Download a template as shipped, to start one's own from."""
    sort = _sort(form)
    return word_file(queries.load_shipped_template(sort.like), str(sort.label))


def _sort(key: str) -> Sort:
    found = paper_sorts_by_key().get(key)
    if found is None:
        raise Http404
    return found


@require_safe
@login_required
def template_version_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a template version as uploaded."""
    found = _version(request, pk)
    data = kept_bytes(found.evidence)
    if data is None:
        raise Http404
    return word_file(data, f"{_named(found.form)} {found.version}")


def _version(request: HttpRequest, pk: int) -> Template:
    actor, day = _looking(request), timezone.localdate()
    found = queries.template_version_by_pk(pk)
    if found is None or not queries.may_set(actor, found.unit, day):
        raise Http404
    return found


@require_safe
@login_required
def template_preview(request: HttpRequest) -> HttpResponse:
    """Fill the template in use with a record the actor may read, by ``number``: as .docx, with ``as=pdf`` as PDF."""
    actor, day = _looking(request), timezone.localdate()
    sort, number = _sort(request.GET.get("form", "")), request.GET.get("number", "").strip()
    home = reverse("papers:templates")
    try:
        made = _draft(sort, number, actor, day)
        return _pdf(made) if request.GET.get("as") == "pdf" else word_file(made, _("Draft, not sent"))
    except RecordError as error:
        return render_problem(request, error, home_url=home)


def _draft(sort: Sort, number: str, actor: Actor, day: date) -> bytes:
    """Write a paper as it would be today.

    Raises:
        RecordError: ``missing``: there is no item of this number that the actor may read.
    """
    if sort.kind is None:
        item = queries.example_commitment(number, actor, day)
        if item is not None:
            said = queries.LetterContent(sort.key, "", day, proposed_words(sort.key), day, actor.name)
            return fill_letter_template(queries.form_of(sort, item.desk_id, day), said, [item], [])
    elif (record := queries.example_of(sort.kind, number, actor, day)) is not None:
        return draft_of(sort, record, actor, day)
    raise RecordError("missing", _("There is no item with this number that you may read."), where=number)


def _pdf(made: bytes) -> HttpResponse:
    """Render a paper as PDF with LibreOffice, one at a time.

    Raises:
        RecordError: ``busy``, ``unreadable``.
    """
    if not _DRAWING.acquire(timeout=WAIT):
        raise RecordError(
            "busy", _("Another preview is being generated right now."), remedy=_("Try again in a few seconds.")
        )
    try:
        drawn = office.convert_with_libreoffice("docx", made, "pdf", replace(DEFAULT, seconds=SECONDS))
    except ReadError:
        said = _("The preview could not be generated here.")
        raise RecordError("unreadable", said, remedy=_("Download it and open it with Word or WPS.")) from None
    finally:
        _DRAWING.release()
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="draft.pdf"'
    answer["Content-Security-Policy"], answer["X-Content-Type-Options"] = POLICY, "nosniff"
    return answer


@takes_files()
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def template_version_new(request: HttpRequest) -> HttpResponse:
    """Upload a new version of a template; faults are reported with their places."""
    actor, at = _looking(request), timezone.now()
    day, code = timezone.localdate(at), 200
    units = queries.template_offices(actor, day)
    form = TemplateUploadForm(request.POST or None, request.FILES or None, units=units, papers=_papers(), day=day)
    if request.method == "POST":
        code = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = send_template(
                    given["form"], given["unit"], given["start"], _received(given["file"]), actor, at=at
                )
            except RecordError as error:
                code = error_status(error)
                form.marked = error.code == "marked"
                for name, said in (error.fields or {"file": [error.sentence]}).items():
                    form.add_error(name if name in form.fields else None, said)
            else:
                said_of = {"form": _named(made.form), "n": made.version, "day": made.start}
                messages.success(request, _("“%(form)s”, version %(n)d, is in use from %(day)s.") % said_of)
                return HttpResponseRedirect(reverse("papers:templates"))
        journal_if_marked(form, request.POST, actor, at=at)
    context = {
        "title": _("Upload a template"),
        "crumbs": [(_("Templates of papers"), reverse("papers:templates")), (_("Upload a template"), "")],
        "form": form,
        "to": {
            "url": request.path,
            "label": _("Check and use it"),
            "back_url": reverse("papers:templates"),
            "files": True,
            "draft": "papers:template",
        },
        "no_print": True,
    }
    return render(request, "luoshi/step.html", context, status=code)


def _received(sent: object) -> Any:
    found = looked_through(sent, part="file")
    if isinstance(found, RecordError):
        raise found
    if not found.name.lower().endswith(".docx"):
        raise RecordError("template", _("A template is a .docx file."), where=found.name)
    return found
