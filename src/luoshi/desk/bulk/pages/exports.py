"""A list as a workbook: the same rows and rights as on the page, journaled."""

from __future__ import annotations

import tempfile
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.lists import MOST_LINES, write_list
from luoshi.base.texts.demo_marks import add_demo_mark, demo_mark
from luoshi.desk.bulk.list_sheets import list_columns, list_lines
from luoshi.desk.bulk.row_sheets import row_head, row_lines
from luoshi.desk.lists.pages.lists import face_or_404, list_return_url
from luoshi.desk.lists.pages.record_fragments import LIGHTS
from luoshi.desk.lists.queries.listing import active_filters, filter_records
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.queries.seals import read_snapshot
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.rights.access_watch import WATCH
from luoshi.kernel.rights.pages import kind_or_404, render_problem
from luoshi.org.actors.view_dates import parse_view_dates
from luoshi.writing.sheet_heads import WorkbookHead

KEPT = 1_000_000  # bytes of the file kept in memory


@require_POST
@login_required
def record_list_export(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the list as requested, as an .xlsx file. It takes POST because the export is journaled."""
    declared, actor, at = kind_or_404(name), request_actor(request), timezone.now()
    day, declared = timezone.localdate(at), declared.as_face(face_or_404(request, declared))
    narrowed = filter_records(declared, actor, day, request.GET, units_day=parse_view_dates(request).day)
    if narrowed.qs.count() > MOST_LINES:
        what = _("The list has more rows than a sheet holds (%(most)d).") % {"most": MOST_LINES}
        error = RecordError("refused", what, remedy=_("Set a filter first."))
        return render_problem(request, error, home_url=list_return_url(request, declared))
    set_filters = [active_filter.label for active_filter in active_filters(narrowed)]
    file = tempfile.SpooledTemporaryFile(max_size=KEPT)  # noqa: SIM115 - the response closes it
    head, words = _head(declared, set_filters, actor.name, at), {code: str(said) for code, (_t, said) in LIGHTS.items()}
    # A snapshot: all as of one moment, and on PostgreSQL a list read outside a transaction would first be copied whole.
    with read_snapshot():
        inside = [(row_head(head, part), row_lines(part, narrowed.qs, actor, day)) for part in declared.every(Rows)]
        lines = list_lines(declared, narrowed.qs, actor, day, words)
        count = write_list(file, head, lines, prepare=partial(_hide_last, len(head.columns)), more=inside)
        taken = list(narrowed.qs) if declared.is_access_logged else []
    # After the rows, since writing them can take a minute, but before the file is sent: no file without an entry.
    with transaction.atomic():
        if taken:
            WATCH.opened(taken, actor, at)
        journal_act(declared.name, "export", actor, {"count": count, "filter": set_filters}, at=at)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{declared.label} {day.isoformat()}.xlsx")


def _head(declared: CompiledKind, filters: list[str], who: str, at: datetime) -> WorkbookHead:
    said = [*filter(None, [demo_mark(), _("Luoshi"), settings.OFFICE.get("name")])]
    said += [_("As of %(at)s") % {"at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M")}]
    said += [_("Exported by %(who)s") % {"who": who}]
    said += [_("Shown only: %(filters)s") % {"filters": "; ".join(filters)} if filters else _("All that you may see")]
    return WorkbookHead(
        add_demo_mark(str(declared.label)),
        " · ".join(said),
        [(column.label, column.width) for column in list_columns(declared)],
        _("Not a system for secrets: storing or processing state secrets or work secrets is strictly forbidden"),
    )


def _hide_last(count: int, _book: object, sheet: Any) -> None:
    """Hide the column that says of which version of its record each line is: for the program, not for people."""
    from openpyxl.utils import get_column_letter

    sheet.column_dimensions[get_column_letter(count)].hidden = True
