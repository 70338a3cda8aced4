"""Common parts of the counting pages: the request, the scope in words, and the workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.forms import BaseForm
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, list_query_string
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.lists import write_list
from luoshi.base.texts.demo_marks import add_demo_mark, demo_mark
from luoshi.desk.figures import tables
from luoshi.desk.figures.queries.suppression import counts_all, least_shown
from luoshi.desk.figures.rules import Answered
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.conditions.queries.paths import find_link_source
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.conditions import Either, Some
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.writing.sheet_heads import WorkbookHead

KEPT = 1_000_000  # bytes of the file kept in memory


def counted_scope_text(kind: CompiledKind, actor: Actor, today: date) -> str:
    """Return a sentence that says whose records are counted."""
    if not readable_condition(kind, actor, today):
        return _("All records are counted.")
    return _("Only the records that %(who)s may see are counted.") % {"who": actor.name}


def figures_scope_text(kind: CompiledKind, actor: Actor, today: date, *, guarded: bool = False) -> str:
    """Return the same sentence for figures, which count all records for the office's own people.

    Args:
        guarded: Whether a number is hidden, or shown as of an earlier day, because it concerns few people: the sentence
            then explains the rule.
    """
    if not counts_all(actor) or not readable_condition(kind, actor, today):
        return counted_scope_text(kind, actor, today)
    said = _("All records are counted; a number leads to those that %(who)s may see.") % {"who": actor.name}
    if not guarded:
        return said
    few = least_shown(today)
    if few is None:
        return said + " " + _("Numbers of protected records are shown only to those who may see all of them.")
    rule = _(
        "A number of fewer than %(n)d protected records is not shown, nor one from which it could be derived. "
        "Numbers cover a year from 1 January on, and are updated only when %(n)d records have changed."
    )
    return said + " " + rule % {"n": few}


def is_wrong(form: BaseForm) -> bool:
    """Return whether the request is invalid."""
    return bool(form.is_bound and not form.is_valid())


def figure_filter_context(request: HttpRequest, form: BaseForm) -> dict[str, Any]:
    """Return the context of the filter form at the head of the page."""
    return {
        "action": request.path,
        "form": form,
        "line": (),
        "open": True,
        "hidden": [],
        "active": [],
        "clear_url": request.path if request.GET else "",
        "save_url": "",
    }


def export_figures_workbook(
    request: HttpRequest,
    kind: CompiledKind,
    title: str,
    columns: Sequence[tuple[str, int]],
    lines: Iterable[Sequence[Any]],
    asked: Sequence[str],
    counted: Callable[[CompiledKind, Actor, date], str] = counted_scope_text,
) -> HttpResponseBase:
    """Send these lines as a workbook, and journal the export with the request."""
    actor, at = request_actor(request), timezone.now()
    day = timezone.localdate(at)
    said = [*filter(None, [demo_mark(), _("Luoshi"), settings.OFFICE.get("name")]), *asked]
    said += [_("Exported by %(who)s") % {"who": actor.name}, counted(kind, actor, day)]
    foot = _("Not a system for secrets: storing or processing state secrets or work secrets is strictly forbidden")
    name = f"{kind.label} {title}"
    file: Any = tempfile.SpooledTemporaryFile(max_size=KEPT)  # noqa: SIM115 - the response closes it
    count = write_list(file, WorkbookHead(add_demo_mark(name), " · ".join(said), columns, foot), lines)
    with transaction.atomic():
        journal_act(kind.name, "export", actor, {"count": count, "filter": [title, *asked]}, at=at)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name} {day.isoformat()}.xlsx")


def cell_opening_form(entries: CompiledKind, condition: object, actor: Actor) -> tuple[str, str] | None:
    """Return the form that begins the record that a cell lacks, and its link to the entry; None if not permitted.

    If several kinds of record would do, it is the first.
    """
    while isinstance(condition, Either):
        condition = condition.one
    if not isinstance(condition, Some) or condition.path or "." in condition.via:
        return None
    source = find_link_source(condition.name, entries.record, condition.via)
    kind, via = source.kind, source.via
    if kind is None:
        return None
    steps = rights.steps_to_begin(kind, actor)
    if not steps or via not in form_fields(kind, steps[0]):
        return None
    usual = steps[0] is kind.cycle.first
    args = [kind.name] if usual else [kind.name, steps[0].name]
    return reverse("records:new" if usual else "records:begin", args=args), via


def answers_table(request: HttpRequest, names: Mapping[str, str], counts: Mapping[str, Answered]) -> DataTable:
    """Return a table with a line for each cell of a coverage, "" for all: how many entries have it or lack it."""
    heads = [
        DataColumn(""),
        *(DataColumn(heading, "number") for heading in (_("There"), _("Lacking"), _("Unknown"), _("Share"))),
    ]
    rows = []
    for name, label in {**names, "": _("all of it")}.items():
        told = counts[name]
        cells = [DataCell(label, head=True)]
        for which, n, head in zip(("yes", "no", "unknown"), (told.yes, told.no, told.unknown), heads[1:], strict=False):
            url = list_query_string(request, cell=name or None, which=which, page=None) if n else ""
            cells.append(DataCell(str(n), head.label, "number", url=url))
        share = tables.share_of(told.yes, told.total_count) or _("not computable")
        rows.append(DataRow(name, label, [*cells, DataCell(share, heads[4].label, "number")]))
    return DataTable(_("Coverage"), heads, rows, Empty(""))
