"""The question about columns: what those of a workbook's sheet mean, or which one of a document's holds the tasks."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.kernel.rights.pages import render_problem
from luoshi.plans.base.models.plan import Source
from luoshi.plans.editions.queries.sources import load_source
from luoshi.plans.receiving.actions.sheet_columns import answer_columns
from luoshi.plans.receiving.pages.task_columns import ask_task_columns
from luoshi.plans.receiving.queries import book_of
from luoshi.plans.receiving.rules.tables import WORDS
from luoshi.plans.sheets.pages.sheet_progress import plan_to_fill, sheet_page_context
from luoshi.plans.sheets.pages.sheets import Meanings, build_sheet_preview, column_samples

WHY = {
    "task": gettext_lazy("It is unclear which column contains the task."),
    "rows": gettext_lazy("Many rows are empty in the column for the task."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def source_columns_edit(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Ask about the first doubtful sheet; after an answer, read the document or ask about the next sheet.

    Of a document that was read, ask which column of its tables holds the tasks.
    """
    plan = plan_to_fill(request, pk)
    source = load_source(plan, place)
    if source is None:
        raise Http404
    if source.state == Source.READ:
        return ask_task_columns(request, plan, source)
    there = reverse("ledger:correct", args=[plan.pk])
    book = book_of(source) if source.state == Source.ASKED else None
    table = book.unexplained_table if book else None
    if book is None or table is None:
        return HttpResponseRedirect(there)
    named = book.sheets[table.sheet]
    sent = request.method == "POST"
    words = sent and WORDS in request.POST
    form = Meanings(
        request.POST if sent and not words else None, table.head, table.columns, column_samples(named.sheet, table.head)
    )
    if words or (sent and form.is_valid()):
        try:
            source = answer_columns(
                plan, place, table, None if words else form.columns, request_actor(request), at=timezone.now()
            )
        except RecordError as error:
            return render_problem(request, error)
        if source.state == Source.ASKED:
            return HttpResponseRedirect(request.path)
        messages.success(request, _("“%(name)s” was read as you specified.") % {"name": source.document.name})
        return HttpResponseRedirect(there)
    context = sheet_page_context(plan, _("What do these columns mean?")) | {
        "file": source.document.name,
        "sheet": named.name if len(book.sheets) > 1 else "",
        "why": WHY[table.doubt],
        "preview": build_sheet_preview(named.sheet, table.head),
        "form": form,
        "words": WORDS,
    }
    return render(request, "ledger/received_columns.html", context, status=422 if form.errors else 200)
