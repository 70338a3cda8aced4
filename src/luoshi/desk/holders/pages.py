"""The page of vacancies: each with its days, by unit, and which are overdue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures.page_helpers import (
    cell_opening_form,
    counted_scope_text,
    export_figures_workbook,
    figure_filter_context,
    is_wrong,
)
from luoshi.desk.figures.queries.grids import units_shown
from luoshi.desk.holders.cards import refill_day, vacancy_light
from luoshi.desk.holders.forms import LATE, VacantForm
from luoshi.kernel.holders.queries import Open, VacancySpan, holder_field_label, open_ones, roles_of
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Some
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.rights.pages import kind_or_404
from luoshi.org.actors.queries import ancestor_unit_ids
from luoshi.org.tree.queries import unit_names_on_day as units_called


def vacant_parts(kind: CompiledKind) -> dict[str, Held]:
    """Return the ``Held`` parts of a kind that need holders, by name."""
    return {part.name: part for part in kind.every(Held) if part.needed_by_role}


def _asked(request: HttpRequest, name: str, which: str) -> tuple[CompiledKind, Held, VacantForm]:
    kind = kind_or_404(name)
    part = vacant_parts(kind).get(which)
    if part is None:
        raise Http404
    return kind, part, VacantForm(request.GET, timezone.localdate())


def _found(kind: CompiledKind, part: Held, form: VacantForm, actor: Actor) -> list[Open]:
    """Return all vacancies for the filters; none if the filters are invalid."""
    return [] if is_wrong(form) else open_ones(kind, part, actor, form.today, form.span)


def _listed(every: Sequence[Open], form: VacantForm) -> list[Open]:
    return [vacancy for vacancy in every if vacancy.late] if form.requested_value("which") == LATE else [*every]


@require_safe
@login_required
def vacancy_list(request: HttpRequest, name: str, which: str) -> HttpResponse:
    """Show what is vacant on a day, or was within a span of days; for users who may see the record."""
    kind, part, form = _asked(request, name, which)
    actor = request_actor(request)
    every = _found(kind, part, form, actor)
    listed = _listed(every, form)
    page = paginate_rows(request, listed)
    title = _("%(label)s: vacant") % {"label": part.label}
    context = {
        "title": title,
        "of": str(kind.label),
        "crumbs": [(str(kind.label), reverse("records:list", args=[kind.name])), (title, "")],
        "actions": [],
        "filters": figure_filter_context(request, form),
        "facts": _facts(request, part, every, form.span),
        "whose": counted_scope_text(kind, actor, form.today),
        "by_unit": _by_unit(kind, every, form.span) if every else None,
        "sheet_url": reverse("records:held_sheet", args=[kind.name, part.name]) + list_query_string(request, page=None),
        "count": len(listed),
        "table": _table(kind, part, list(page), form.span, actor),
        "pager": build_pager(request, page),
        "wide": True,
    }
    return render(request, "records/vacant.html", context)


@require_POST
@login_required
def vacant_sheet(request: HttpRequest, name: str, which: str) -> HttpResponseBase:
    """Export the same vacancies as a workbook; journaled."""
    kind, part, form = _asked(request, name, which)
    listed = _listed(_found(kind, part, form, request_actor(request)), form)
    roles, span = roles_of(kind, part, form.span.last), form.span
    units = _units(listed, span.last)
    columns = [(_("Number"), 14), (fields.field_label(kind, "title"), 40), (fields.field_label(kind, "unit"), 24)]
    columns += [(holder_field_label(kind, part, part.role), 18)] if part.role else []
    columns += [(_("Vacant since"), 14), (_("Filled again from"), 14)]
    columns += [(_("Number of days"), 10), (_("Still missing"), 10), (_("Status"), 14)]
    lines: list[list[object]] = []
    for open_vacancy in listed:
        what = [roles.get(open_vacancy.role, open_vacancy.role)] if part.role else []
        days: list[object] = [
            open_vacancy.vacancy.since.isoformat(),
            refill_day(open_vacancy),
            open_vacancy.days,
            open_vacancy.vacancy.lacking,
        ]
        stands = (
            "" if open_vacancy.late is None else vacancy_light(open_vacancy).label
        )  # it is unknown whether it is overdue
        lines.append([open_vacancy.number, open_vacancy.title, units.get(open_vacancy.unit, ""), *what, *days, stands])
    said = [
        f"{span.first.isoformat()} – {span.last.isoformat()}",
        *([str(u)] if (u := form.requested_value("unit")) else []),
    ]
    title = _("%(label)s: vacant") % {"label": part.label}
    return export_figures_workbook(request, kind, title, columns, lines, said)


def _facts(request: HttpRequest, part: Held, every: Sequence[Open], span: VacancySpan) -> list[LabelledFact]:
    days = span.last.isoformat() if span.first == span.last else f"{span.first.isoformat()} – {span.last.isoformat()}"
    found = [LabelledFact(_("Vacant (%(days)s)") % {"days": days}, str(len(every)))]
    if part.fill is not None:
        late = sum(bool(vacancy.late) for vacancy in every)
        url = list_query_string(request, which=LATE, page=None) if late else ""
        known = any(vacancy.late is not None for vacancy in every) or not every
        found.append(LabelledFact(_("Overdue on the last day"), str(late) if known else "—", url=url))
    if any(vacancy.late is None for vacancy in every):
        found.append(LabelledFact(_("Not computable"), _("not set: %(names)s") % {"names": part.fill.label}))
    return found


def _by_unit(kind: CompiledKind, every: Sequence[Open], span: VacancySpan) -> DataTable:
    """Count vacant and overdue ones under each unit directly below the chosen one. Five queries."""
    alone, among = units_shown(span.unit, span.last)
    over = ancestor_unit_ids({vacancy.unit for vacancy in every}, span.last)
    counts: dict[int | None, Counter[str]] = {}
    for vacancy in every:
        shown = [unit for unit in among if (unit == vacancy.unit if unit == alone else unit in over[vacancy.unit])]
        stands = {True: "late", False: "in time", None: "unset"}[vacancy.late]
        counts.setdefault(next(iter(shown), None), Counter()).update(["all", stands])
    heads = [
        DataColumn(fields.field_label(kind, "unit")),
        DataColumn(_("Vacant"), "number"),
        DataColumn(_("Overdue"), "number"),
    ]
    rows = []
    for unit, name in [*among.items(), (None, _("elsewhere"))]:
        if unit in counts:
            many = counts[unit]
            said = [str(many["all"]), str(many["late"]) if many["unset"] < many["all"] else "—"]
            cells = [DataCell(text, head.label, "number") for text, head in zip(said, heads[1:], strict=True)]
            rows.append(DataRow(str(unit), name, [DataCell(name, head=True), *cells]))
    return DataTable(_("By unit"), heads, rows, Empty(""), wide=True, shown=True)


def _table(kind: CompiledKind, part: Held, some: Sequence[Open], span: VacancySpan, actor: Actor) -> DataTable:
    """Return the table of vacancies, with a link to enter a holder for users who may."""
    roles, units = roles_of(kind, part, span.last), _units(some, span.last)
    way = cell_opening_form(kind, Some(part.of, via=part.via), actor) if part.of else None
    heads = [
        DataColumn(_("Number"), "code"),
        DataColumn(fields.field_label(kind, "title")),
        DataColumn(fields.field_label(kind, "unit")),
    ]
    heads += [DataColumn(holder_field_label(kind, part, part.role))] if part.role else []
    heads += [DataColumn(_("Vacant since"), "date"), DataColumn(_("Filled again from"), "date")]
    heads += [DataColumn(_("Number of days"), "number"), DataColumn(_("Status"), "light")]
    rows = []
    for open_vacancy in some:
        texts = [open_vacancy.number, open_vacancy.title or open_vacancy.number, units.get(open_vacancy.unit, "")]
        texts += [roles.get(open_vacancy.role, open_vacancy.role)] if part.role else []
        texts += [open_vacancy.vacancy.since.isoformat(), refill_day(open_vacancy), str(open_vacancy.days)]
        cells = [DataCell(text, head.label, head.kind) for text, head in zip(texts, heads, strict=False)]
        cells[1] = DataCell(texts[1], head=True, url=reverse("records:detail", args=[kind.name, open_vacancy.record]))
        steps = (
            [{"label": _("Enter who holds it"), "url": _form(way, part, open_vacancy)}]
            if way and open_vacancy.number
            else []
        )
        cells.append(DataCell("", heads[-1].label, "light", light=vacancy_light(open_vacancy), steps=steps))
        rows.append(DataRow(f"{open_vacancy.record}-{open_vacancy.role}", open_vacancy.title, cells))
    empty = Empty(_("There are no vacancies."), _("Choose other days, or another unit."))
    return DataTable(_("Vacancies"), heads, rows, empty)


def _form(way: tuple[str, str], part: Held, one: Open) -> str:
    asked = {way[1]: one.number, **({part.role: one.role} if part.role else {})}
    return way[0] + "?" + urlencode(asked)


def _units(some: Sequence[Open], day: date) -> dict[int, str]:
    """Return the names of these units on a day. One query."""
    return {unit: name for unit, (name, *_more) in units_called({vacancy.unit for vacancy in some}, day).items()}
