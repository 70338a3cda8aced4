"""The page that asks what the columns of a sheet with heads of its own are; the answer counts for the next one too."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.fields import decrypt_bytes
from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.receiving import ChosenColumns, SentSheet, keep_table
from luoshi.desk.bulk.attachments.queries import find_files
from luoshi.desk.bulk.columns.actions import remember_columns
from luoshi.desk.bulk.columns.proposals import ImportField, list_import_fields, propose_columns
from luoshi.desk.bulk.columns.queries import (
    FoundTables,
    KnownColumns,
    ReadLayout,
    known_columns,
    likeliest_table,
    list_tables,
    load_layout,
    remembered_heads,
)
from luoshi.desk.bulk.import_sheets import asked_columns
from luoshi.desk.bulk.nested_lines import plain_column
from luoshi.desk.bulk.pages.column_forms import REASONS, ColumnsForm, SameForm, list_lacking
from luoshi.desk.bulk.pages.import_frame import import_frame, list_openings
from luoshi.desk.lists.pages.lists import kind_url
from luoshi.desk.lists.views.models import ImportRun
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.rights.pages import kind_or_404
from luoshi.org.base.sheet_trials import open_trial
from luoshi.org.units.queries import own_units


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_columns_edit(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """Show each column of a kept sheet with its first values, and ask what it is; then try its rows."""
    declared, actor, at = kind_or_404(name), request_actor(request), timezone.now()
    openings = list_openings(declared, actor)
    if not openings:
        raise Http404
    found = open_trial(request, token, kind_url(declared, "import"), decrypt_bytes, kind=declared.name)
    if isinstance(found, HttpResponse):
        return found
    trial, data = found
    step = declared.cycle.by_name.get(trial.report["step"])
    if step is None or step not in openings:
        raise Http404
    files = find_files(trial.report.get("files", ""))
    sent = SentSheet(trial.report["name"], data, bool(trial.report.get("earlier")), files)
    fields = list_import_fields(asked_columns(declared, step))
    remembered = remembered_heads(declared, step)
    book = list_tables(data, fields, remembered)
    if not book.tables:
        raise Http404
    known = known_columns(declared, step, book.tables, fields)
    likeliest = likeliest_table(book.tables, fields, remembered, known)
    place = _table_asked(request, len(book.tables), likeliest)
    table = book.tables[place]
    before = known.get(table.digest)
    proposed = before.fields if before else propose_columns(table, fields, remembered)
    sending = request.POST if request.method == "POST" else None
    form = ColumnsForm(table, fields, proposed, sending)
    units = own_units(actor)
    same = SameForm(list_lacking(fields, form.chosen_fields), str(units[0]) if len(units) == 1 else "", sending)
    if sending is not None and form.is_valid() and same.is_valid():
        values = same.values({field.name: field.column for field in fields})
        chosen = ChosenColumns(form.chosen_fields, values, form.counted_positions)
        layout = ReadLayout(token, place, (), (), unvalued=book.unvalued)
        try:
            kept = keep_table(declared, step, actor, sent, table, chosen, layout, at=at)
        except RecordError as error:
            form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
        else:
            remember_columns(declared, step, actor, table, form.chosen_fields, at=at)
            return HttpResponseRedirect(kind_url(declared, "import_run", kept.pk))
    context = _shown(request, declared, step, book, place, form, same, fields, before) | {"file": sent.name}
    return render(request, "records/import_columns.html", context, status=422 if sending is not None else 200)


def _table_asked(request: HttpRequest, count: int, otherwise: int) -> int:
    asked = request.GET.get("table", "")
    place = int(asked) if len(asked) < 4 and asked.isascii() and asked.isdigit() else -1
    return place if 0 <= place < count else otherwise


def _shown(
    request: HttpRequest,
    declared: CompiledKind,
    step: Step,
    book: FoundTables,
    place: int,
    form: ColumnsForm,
    same: SameForm,
    fields: list[ImportField],
    before: KnownColumns | None,
) -> dict[str, object]:
    table = book.tables[place]
    masked = frozenset(field.name for field in fields if plain_column(field.name) in declared.masked_fields)
    return import_frame(declared, step) | {
        "title": _("What are the columns?"),
        "crumbs": [
            (str(declared.label), kind_url(declared, "list")),
            (_("Import from a sheet"), kind_url(declared, "import")),
            (_("What are the columns?"), ""),
        ],
        "tables": [_named_table(book, at, place) for at in range(len(book.tables))],
        "head": table.first,
        "count": sum(not row.why for row in table.rows),
        "unit": table.unit,
        "unvalued": book.unvalued,
        "before": before,
        "before_said": plain_text(before.since) if before else "",
        "form": form,
        "lines": list(form.lines(masked)),
        "left": sum(bool(row.why) for row in table.rows),
        "same": same if same.fields else None,
        "to": {
            "url": f"{request.path}?table={place}",
            "label": _("Confirm and check the rows"),
            "draft": f"{request.path}?table={place}",
        },
    }


def _named_table(book: FoundTables, at: int, here: int) -> dict[str, object]:
    table = book.tables[at]
    words = {"sheet": table.sheet, "row": table.first, "title": table.title or table.columns[0].label}
    return {
        "url": f"?table={at}",
        "name": _("%(title)s (%(sheet)s, row %(row)d)") % words,
        "count": sum(not row.why for row in table.rows),
        "here": at == here,
    }


def describe_layout(declared: CompiledKind, step: Step, run: ImportRun) -> dict[str, object] | None:
    """Return how a sheet with heads of its own was read, for the page of its import; None for the template's heads."""
    layout = load_layout(run.layout)
    if layout is None:
        return None
    labels = {field.name: field.label for field in list_import_fields(asked_columns(declared, step))}
    return {
        "columns": [(head, labels.get(field, "")) for head, field in layout.columns],
        "left": _(", ").join(
            _("row %(number)s (%(why)s)") % {"number": number, "why": REASONS.get(why, why)}
            for number, why in layout.left
        ),
        "unit": layout.unit,
        "unvalued": layout.unvalued,
        "by": layout.by,
        "since": layout.since,
        "change_url": f"{kind_url(declared, 'import_columns', layout.token)}?table={layout.table}",
    }
