"""The list of a kind: paged on the screen, and complete for printing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    ORDER,
    ActionLink,
    Empty,
    LabelledFact,
    build_pager,
    list_query_string,
)
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.fieldwork.part import FieldWork
from luoshi.desk.figures.queries.suppression import open_of
from luoshi.desk.lists.pages.bulk_bar import bulk_bar
from luoshi.desk.lists.pages.columns import CHOSEN, columns_context, list_layout
from luoshi.desk.lists.pages.quick_entry import quick_line
from luoshi.desk.lists.pages.record_tables import record_table
from luoshi.desk.lists.queries.listing import RecordListFilter, active_filters, filter_records
from luoshi.desk.lists.queries.record_pages import LAST, RecordPaginator, RowCount
from luoshi.desk.lists.queries.tab_counts import count_tabs
from luoshi.desk.lists.validity.queries import validity_alarms as ending
from luoshi.desk.lists.views.models import SavedView
from luoshi.desk.lists.views.queries import kept_views, unfinished_bulk_runs
from luoshi.desk.tags.filters import SHOW
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.counts import format_record_count
from luoshi.kernel.kinds.forms.making import opens_by_sheet
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.kinds.language.figures import Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.official_tables import OfficialTable
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kinds_of_line, line_of
from luoshi.kernel.rights.pages import kind_or_404
from luoshi.kernel.rights.queries import rights
from luoshi.org.actors.view_dates import DAYS, ViewDates, parse_view_dates

LINE = ("q", "state", "unit", "light", "due")  # the filters shown in one line
PRINTED = 5000  # rows in print, some two hundred sheets; the export has no limit


@require_safe
@login_required
def record_list(request: HttpRequest, name: str) -> HttpResponse:
    """Show the list of a kind: what the actor may read, filtered and sorted. The number of queries is bounded."""
    return list_page(request, kind_or_404(name))


def list_page(
    request: HttpRequest, declared: CompiledKind, entry: StepForm | None = None, status: int = 200
) -> HttpResponse:
    """Render the page of a list; ``entry`` is a quick-entry form with errors."""
    actor, at = request_actor(request), parse_view_dates(request)
    day, face = at.today, face_or_404(request, declared)
    declared = declared.as_face(face)
    kept, columns = kept_views(declared, actor)
    layout = list_layout(request, declared, columns)
    narrowed = filter_records(layout.kind, actor, day, request.GET, units_day=at.day)
    pages = RecordPaginator(layout.kind, narrowed.qs, narrowed.rows_to_count())
    page = pages.get_page(request.GET.get("page"))
    mine, rows = rights.steps_to_begin(declared, actor), list(page)
    several = pages.num_pages > 1
    bulk = bulk_bar(request, declared, rows, actor, day, pages.counted if several else None)
    counts, lacking = figure_links(declared), coverage_links(declared)
    whole = kind_or_404(declared.name)
    tabs = count_tabs(whole, actor, day, tab_queries(whole, kept))
    context = {
        "title": str(declared.label),
        "actions": [*_actions(declared, mine, face), *counts, *(lacking if len(lacking) <= BESIDE else ())],
        "seldom": lacking if len(lacking) > BESIDE else [],
        "print_url": kind_url(declared, "print") + list_query_string(request, page=None) if several else "",
        "export_url": kind_url(declared, "export") + list_query_string(request, page=None),
        "count": pages.counted.number,
        "counted": format_record_count(declared, pages.counted.number, more=pages.counted.more),
        "table": record_table(
            request, layout, rows, at, empty_list_message(request, declared, mine), select=bulk is not None
        ),
        "chooser": columns_context(request, declared, layout),
        "filters": filter_context(request, narrowed, at),
        "views": saved_view_links(request, actor, at, kept, tabs),
        "pager": _pager(request, pages, page),
        "summary": list_summary_facts(declared, narrowed, actor, at.today, pages.counted),
        "beside": sibling_kind_links(declared),
        "faces": face_links(whole, face, at, tabs),
        "unfinished": [
            (str(declared.cycle.by_name[run.step].label), kind_url(declared, "run", run.pk))
            for run in unfinished_bulk_runs(declared, actor)
            if run.step in declared.cycle.by_name
        ],
        "bulk": bulk,
        "bulk_url": kind_url(declared, "bulk") + list_query_string(request, page=None),
        "as_of": at.bar(request.path, request.GET),
        "quick": quick_line(request, declared, entry),
        "paned": request.COOKIES.get("luoshi-panel") == "1" and bool(rows),
        "wide": True,
    }
    return render(request, "records/list.html", context, status=status)


@require_safe
@login_required
def record_list_print(request: HttpRequest, name: str) -> HttpResponse:
    """Show the whole list for A4 with its day and filters; the browser's print dialog opens by itself."""
    declared, actor, at = kind_or_404(name), request_actor(request), parse_view_dates(request)
    declared = declared.as_face(face_or_404(request, declared))
    layout = list_layout(request, declared, kept_views(declared, actor)[1])
    narrowed = filter_records(layout.kind, actor, at.today, request.GET, units_day=at.day)
    rows = list(narrowed.qs[: PRINTED + 1])
    left_out = narrowed.qs.count() - PRINTED if len(rows) > PRINTED else 0
    rows = rows[:PRINTED]
    context = {
        "title": str(declared.label),
        "crumbs": [(str(declared.label), list_return_url(request, declared))],
        "counted": format_record_count(declared, len(rows)),
        "left_out": left_out,
        "table": record_table(request, layout, rows, at, empty_list_message(request, declared, ()), plain=True),
        "active": [active_filter.label for active_filter in active_filters(narrowed)],
        "summary": list_summary_facts(declared, narrowed, actor, at.today, RowCount(len(rows) + left_out)),
        "back_url": list_return_url(request, declared),
        "as_of": at.bar(request.path, request.GET) | {"action": "", "today_url": ""},
        "wide": True,
    }
    return render(request, "records/print.html", context)


def _pager(request: HttpRequest, pages: RecordPaginator, page: Page[Record]) -> dict[str, object] | None:
    """Return the context of ``luoshi/_pager.html``; the last page has no number if not all rows are counted."""
    pager: Any = build_pager(request, page)
    if pager and pages.counted.more:
        pager["count"] = pages.counted
        url = list_query_string(request, page=LAST)
        pager["pages"][-1] = {"label": _("Last page"), "url": url, "here": False, "gap": False, "named": True}
    return pager


def face_or_404(request: HttpRequest, declared: CompiledKind) -> Face | None:
    """Return the requested face of the kind; None for the whole list. Raise 404 if it does not exist."""
    name = request.GET.get("face", "")
    found = declared.face(name)
    if name and found is None:
        raise Http404
    return found


def tab_queries(declared: CompiledKind, kept: Sequence[SavedView]) -> list[str]:
    """Return the query strings of the tabs and saved views that stand above a list, "" for the whole list."""
    faces = [urlencode({"face": face.name}) for face in declared.every(Face)]
    return ["", *faces, *(view.asked for view in kept)] if faces or kept else []


def face_links(
    declared: CompiledKind, here: Face | None, at: ViewDates, counted: Mapping[str, RowCount]
) -> list[dict[str, object]]:
    """Return the links to the kind's whole list and to the lists of its faces, each with its number of records."""
    every, own = kind_url(declared, "list"), declared.every(Face)
    found: list[dict[str, object]] = [
        {
            "label": str(face.label),
            "url": at.way(every, face=face.name),
            "here": face is here,
            "count": counted.get(urlencode({"face": face.name})),
        }
        for face in own
    ]
    every_row: dict[str, object] = {
        "label": _("All"),
        "url": every + at.query,
        "here": here is None,
        "count": counted.get(""),
    }
    return [every_row, *found] if own else []


def kind_url(declared: CompiledKind, page: str, *args: object) -> str:
    """Return the URL of a page about a kind's list."""
    return reverse(f"records:{page}", args=[declared.name, *args])


def list_return_url(request: HttpRequest, declared: CompiledKind) -> str:
    """Return the URL of the list as requested, without the parameters of a bulk step."""
    others = {name: None for name in request.GET if name.startswith("bulk_")}
    return kind_url(declared, "list") + list_query_string(request, page=None, **others)


def begin_url(declared: CompiledKind, step: Step) -> str:
    """Return the URL of the form that begins a record with this step."""
    return kind_url(declared, "new") if step is declared.cycle.first else kind_url(declared, "begin", step.name)


def _actions(declared: CompiledKind, mine: Sequence[Step], face: Face | None = None) -> list[ActionLink]:
    if not mine:
        return []
    of_face = declared.cycle.begin(face.step) if face else None
    found: list[ActionLink] = [
        {
            "label": str(step.label),
            "url": begin_url(declared, step) + (f"?face={face.name}" if face and step is of_face else ""),
            "main": not (place or declared.begins),
        }
        for place, step in enumerate(mine)
    ]
    if declared.begins:
        found.insert(0, {"label": str(declared.begins[0]), "url": reverse(declared.begins[1]), "main": True})
    if any(step.name in part.steps for part in declared.every(FieldWork) for step in mine):
        found.append({"label": _("In the field"), "url": kind_url(declared, "field_choose")})
    if opens_by_sheet(declared):
        found.append({"label": _("Import from a sheet"), "url": kind_url(declared, "import")})
    return found


BESIDE = 2  # coverage links shown side by side; if there are more, all are behind "More"


def figure_links(declared: CompiledKind) -> list[dict[str, object]]:
    """Return the link to a kind's figures, if it has any."""
    return [{"label": _("Figures"), "url": kind_url(declared, "figures")}] if declared.every(Figure) else []


def coverage_links(declared: CompiledKind) -> list[dict[str, Any]]:
    """Return the links to the coverage lists of a kind, to its official tables, and to the lists of what is vacant."""
    found = [
        {"label": str(coverage.label), "url": kind_url(declared, "coverage", coverage.name)}
        for coverage in declared.every(Coverage)
    ]
    found += [
        {"label": str(table.label), "url": kind_url(declared, "official_table", table.name)}
        for table in declared.every(OfficialTable)
    ]
    vacant = [holding for holding in declared.every(Held) if holding.needed_by_role]
    return found + [
        {"label": _("%(label)s: vacant") % {"label": holding.label}, "url": kind_url(declared, "held", holding.name)}
        for holding in vacant
    ]


def empty_list_message(request: HttpRequest, declared: CompiledKind, mine: Sequence[Step]) -> Empty:
    """Return the message of an empty list, with the suggested next action."""
    narrowed = any(
        value for name, value in request.GET.items() if name not in ("page", ORDER, SHOW, CHOSEN, "face", *DAYS)
    )
    face = declared.face(request.GET.get("face", ""))
    if narrowed:
        every = unfiltered_url(request, kind_url(declared, "list"))
        return Empty(_("Nothing matches these filters."), _("Remove a filter."), every, _("Show all"))
    if mine:
        first = _actions(declared, mine, face)[0]
        return Empty(_("Nothing here yet."), _("Enter the first one."), first["url"], first["label"])
    return Empty(_("Nothing here yet."), _("Matters that concern you will appear here."))


def filter_context(request: HttpRequest, narrowed: RecordListFilter, at: ViewDates) -> dict[str, object]:
    """Return the filter form's context; each active filter comes with the URL that removes it."""
    shown = [
        {"label": active.label, "remove_url": url_without_filter(request, active.names, active.value)}
        for active in active_filters(narrowed)
    ]
    arranged = any(request.GET.get(name) for name in (ORDER, SHOW, CHOSEN))
    figure = ("figure",) if narrowed.kind.every(Figure) else ()
    return {
        "action": request.path,
        "form": narrowed.form,
        "line": LINE,
        "open": bool(narrowed.form.errors.keys() - LINE),
        "hidden": at.hidden_fields
        + [(name, request.GET[name]) for name in ("face", ORDER, CHOSEN, *figure) if request.GET.get(name)],
        "active": shown,
        "clear_url": unfiltered_url(request, request.path) if shown or narrowed.form.errors else "",
        "save_url": kind_url(narrowed.kind, "save_view") + list_query_string(request, page=None)
        if shown or arranged
        else "",
    }


def unfiltered_url(request: HttpRequest, path: str) -> str:
    """Return the URL of a list without its filters; day and face are kept."""
    kept = QueryDict(mutable=True)
    for name in ("face", SHOW, CHOSEN, *DAYS):
        kept.setlist(name, request.GET.getlist(name))
    return path + (f"?{kept.urlencode()}" if kept.urlencode() else "")


def url_without_filter(request: HttpRequest, names: Iterable[str], value: str | None) -> str:
    """Return the URL of this list without a filter, or without one of its values."""
    asked = request.GET.copy()
    asked.pop("page", None)
    for name in names:
        kept = [choice for choice in asked.getlist(name) if value is not None and choice != value]
        asked.setlist(name, kept)
    return "?" + asked.urlencode()


def asked_of(query_string: str) -> str:
    """Return a list's query string in normal form for comparing and saving: without page, day and empty values."""
    asked = QueryDict(query_string)
    kept = QueryDict(mutable=True)
    for name in sorted(asked):
        if name not in ("page", *DAYS) and (values := [choice for choice in asked.getlist(name) if choice]):
            kept.setlist(name, sorted(values))
    return kept.urlencode()


def saved_view_links(
    request: HttpRequest, actor: Actor, at: ViewDates, kept: Sequence[SavedView], counted: Mapping[str, RowCount]
) -> list[dict[str, object]]:
    """Return the links to the saved views, after one to the whole list; empty if there are no views.

    Args:
        counted: the number of records of each, by its query string; a view with another filter has none.
    """
    here = asked_of(request.GET.urlencode())
    if not kept:
        return []
    all_of: dict[str, object] = {
        "label": _("All"),
        "url": request.path + at.query,
        "here": not here,
        "count": counted.get(""),
    }
    day = at.query.replace("?", "&")
    own: list[dict[str, object]] = [
        {
            "label": view.name if view.office or view.person_id == actor.person else f"{view.name} ({view.unit})",
            "url": f"{request.path}?{view.asked}{day}",
            "here": view.asked == here,
            "count": counted.get(view.asked),
        }
        for view in kept
    ]
    return [all_of, *own, {"label": _("Manage views"), "url": kind_url(get_kind(kept[0].kind), "views"), "here": False}]


def list_summary_facts(
    declared: CompiledKind, narrowed: RecordListFilter, actor: Actor, day: date, counted: RowCount
) -> list[LabelledFact]:
    """Return the alarms, then the kind's figures over the listed records (``counted``), each with its base."""
    alarms = declared.alarms(actor, day) if declared.alarms else []
    figures = declared.summary(narrowed.qs, None if counted.more else counted.number) if declared.summary else []
    ends = [
        LabelledFact(label, count, kind_url(declared, "list") + "?" + urlencode({"validity": which}))
        for label, count, which in ending(declared, narrowed.qs, day)
    ]
    return [
        *_behind(declared, narrowed, actor, day),
        *ends,
        *(LabelledFact(label, words) for label, words in (*alarms, *figures)),
    ]


def _behind(declared: CompiledKind, narrowed: RecordListFilter, actor: Actor, day: date) -> list[LabelledFact]:
    """Return how many of the records behind a number the actor may see, if the list shows the records of a figure."""
    chosen = narrowed.form.cleaned_data.get("figure") if narrowed.form.is_valid() else None
    if not chosen:
        return []
    may, every = open_of(declared, chosen.cut, actor, day)
    if every is None:
        words = _("you may see %(n)d; the total is not shown") % {"n": may}
    else:
        words = _("you may see %(n)d of %(of)d") % {"n": may, "of": every}
    return [LabelledFact(_("Behind the number"), words)]


def sibling_kind_links(declared: CompiledKind) -> list[dict[str, object]]:
    """Return the links to the line's other kinds, if the line has a single menu entry."""
    line = line_of(declared)
    if line is None or not line.together:
        return []
    return [
        {"label": str(kind.label), "url": kind_url(kind, "list"), "here": kind.name == declared.name}
        for kind in kinds_of_line(line)
    ]
