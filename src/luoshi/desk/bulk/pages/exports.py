"""A list as a workbook: the same rows and rights as on the page, journaled."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.base.forms.fields import mask_protected_text
from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.lists import MOST_LINES, write_list
from luoshi.base.texts.demo_marks import add_demo_mark, demo_mark
from luoshi.desk.bulk.row_sheets import row_head, row_lines
from luoshi.desk.lists.pages.lists import face_or_404, list_return_url
from luoshi.desk.lists.pages.record_fragments import LIGHTS
from luoshi.desk.lists.queries.listing import active_filters, filter_records, light_code_of_values
from luoshi.desk.lists.queries.long_lists import LongList
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.queries.seals import read_snapshot
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import stored_value_text, with_words
from luoshi.kernel.kinds.language.parts import Extra
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.access_watch import WATCH
from luoshi.kernel.rights.pages import kind_or_404, render_problem
from luoshi.org.actors.view_dates import parse_view_dates
from luoshi.writing.sheet_heads import WorkbookHead, Written

KEPT = 1_000_000  # bytes of the file kept in memory
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.DateField)  # cells as they are
WIDTHS = {
    "number": 14,
    "title": 40,
    "unit": 24,
    "state": 12,
    "due": 12,
    "light": 10,
    "why": 30,
    "opened": 17,
    "closed": 17,
}


@require_POST
@login_required
def record_list_export(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the list as requested, as an .xlsx file. It takes POST because the export is journaled."""
    declared, actor, at = kind_or_404(name), request_actor(request), timezone.now()
    day, declared = timezone.localdate(at), declared.faced(face_or_404(request, declared))
    narrowed = filter_records(declared, actor, day, request.GET, units_day=parse_view_dates(request).day)
    if narrowed.qs.count() > MOST_LINES:
        what = _("The list has more rows than a sheet holds (%(most)d).") % {"most": MOST_LINES}
        error = RecordError("refused", what, remedy=_("Set a filter first."))
        return render_problem(request, error, home_url=list_return_url(request, declared))
    set_filters = [active_filter.label for active_filter in active_filters(narrowed)]
    file = tempfile.SpooledTemporaryFile(max_size=KEPT)  # noqa: SIM115 - the response closes it
    head = _head(declared, declared.masked, set_filters, actor.name, at)
    # A snapshot: all as of one moment, and on PostgreSQL a list read outside a transaction would first be copied whole.
    with read_snapshot():
        inside = [(row_head(head, part), row_lines(part, narrowed.qs, actor, day)) for part in declared.every(Rows)]
        count = write_list(file, head, _lines(declared, narrowed.qs, actor, day), more=inside)
        taken = list(narrowed.qs) if declared.logged else []
    # After the rows, since writing them can take a minute, but before the file is sent: no file without an entry.
    with transaction.atomic():
        if taken:
            WATCH.opened(taken, actor, at)
        journal_act(declared.name, "export", actor, {"count": count, "filter": set_filters}, at=at)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{declared.label} {day.isoformat()}.xlsx")


def _shown(declared: CompiledKind) -> list[str]:
    """Return the kind's own fields: the list's columns, then the further ones of a record's page."""
    return [*declared.columns, *(name for name in declared.shows if name not in declared.columns)]


def _head(
    declared: CompiledKind, protected: tuple[str, ...], filters: list[str], who: str, at: datetime
) -> WorkbookHead:
    own = [(fields.field_label(declared, name), 40 if name in declared.words else 16) for name in _shown(declared)]
    own += [(str(extra.label), 40) for extra in declared.every(Extra)]
    hidden = [(fields.field_label(declared, name) + _(" (protected)"), 14) for name in protected]
    said = [*filter(None, [demo_mark(), _("Luoshi"), settings.OFFICE.get("name")])]
    said += [_("As of %(at)s") % {"at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M")}]
    said += [_("Exported by %(who)s") % {"who": who}]
    said += [_("Shown only: %(filters)s") % {"filters": "; ".join(filters)} if filters else _("All that you may see")]
    return WorkbookHead(
        add_demo_mark(str(declared.label)),
        " · ".join(said),
        [
            (_("Number"), WIDTHS["number"]),
            (fields.field_label(declared, "title"), WIDTHS["title"]),
            *own,
            (fields.field_label(declared, "unit"), WIDTHS["unit"]),
            (_("State"), WIDTHS["state"]),
            *_due_heads(declared),
            (_("Opened"), WIDTHS["opened"]),
            (_("Closed on"), WIDTHS["closed"]),
            *hidden,
        ],
        _("Not a system for secrets: storing or processing state secrets or work secrets is strictly forbidden"),
    )


def _due_heads(declared: CompiledKind) -> list[tuple[str, int]]:
    """Return the columns for due date and light with their widths; none if nothing of the kind falls due."""
    if not declared.falls_due:
        return []
    why = [(_("Why this light"), WIDTHS["why"])] if declared.lights else []
    return [(fields.field_label(declared, "due"), WIDTHS["due"]), (_("Light"), WIDTHS["light"]), *why]


def _lines(declared: CompiledKind, records: QuerySet[Record], actor: Actor, day: date) -> Iterator[list[Written]]:
    """Yield the list's rows as lines of the sheet; values that repeat are put into words once."""
    protected = declared.masked
    extras = [extra.name for extra in declared.every(Extra)]
    records = records.annotate(**{extra.name: extra.found() for extra in declared.every(Extra)})
    front = ["number", "title", *_shown(declared), *extras, "unit", "state"]
    front += ["due"] if declared.falls_due else []  # the light comes between
    back = ["opened", "closed", *protected]
    found = LongList(declared, records, [*front, *back, "due", "due_in_period"], actor, day)
    lit_by = len(_due_heads(declared)[1:])  # the light and its reason
    made = [None if name in extras else _writer(declared, found, name) for name in front] + [None] * lit_by
    made += [_writer(declared, found, name) for name in ("opened", "closed")] + [
        _masked(declared, name) for name in protected
    ]
    said = [(at, written) for at, written in enumerate(made) if written]
    listed = [(at, name, field) for at, name in enumerate(front) if (field := with_words(declared.record, name))]
    unit_at, opened_at = found.places["unit"], found.places["opened"]
    before, behind = (itemgetter(*(found.places[name] for name in some)) for some in (front, back))
    closed_at, due_at, period_at = (found.places[name] for name in ("closed", "due", "due_in_period"))
    by_due = {code: str(words) for code, (_tone, words) in LIGHTS.items()}
    for row, lit in found.rows():
        if lit:
            light: tuple[str, ...] = (lit.label, lit.why)
        elif lit_by:
            light = (by_due[light_code_of_values(row[closed_at], row[due_at], row[period_at], day)],)
        else:
            light = ()
        line = [*before(row), *light, *behind(row)]
        for at, written in said:
            line[at] = written(line[at])
        for at, name, field in listed:
            line[at] = field.said(row[found.places[name]], row[unit_at], timezone.localdate(row[opened_at]))
        yield line


def _masked(declared: CompiledKind, name: str) -> Callable[[object], Written]:
    """Return a function that masks a protected field for its cell."""
    model, mask = declared.record, declared.masks[name]
    return lambda value: mask_protected_text(stored_value_text(model, name, value), mask)


def _writer(declared: CompiledKind, found: LongList, name: str) -> Callable[[Any], Written] | None:
    """Return a function from a column's value to its cell; None for words, numbers, dates and times, used as is."""
    model = declared.record
    if name == "state":
        return {state: str(words) for state, words in declared.cycle.states.items()}.__getitem__
    if called := found.called(name):
        return called
    if with_words(model, name):
        return None  # worded by the row's unit and day
    field = model._meta.get_field(name)
    if getattr(field, "choices", None):
        return cache(lambda value: stored_value_text(model, name, value))  # few values: each label lookup costs
    return None if isinstance(field, PLAIN) else lambda value: stored_value_text(model, name, value)
