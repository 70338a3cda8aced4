"""The matrix of a plan by the tags of two lists, as a page, on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    ActionLink,
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    list_query_string,
)
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.tags.queries import COUNTED, CountedLists, heading_proposals, plan_matrix, scope_of
from luoshi.commitments.tags.rules import NOTHING
from luoshi.commitments.tags.tag_lists import TAG_LISTS
from luoshi.desk.figures.page_helpers import counted_scope_text, export_figures_workbook, figure_filter_context
from luoshi.desk.tags.part import NO_TAG, Tag, short_name, tag_parameter
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.pages import plan_crumbs, plan_or_404
from luoshi.plans.base.states import WHOLE

NAMED = 40  # pairs of tags without a commitment that are named; the table shows all


class AxesForm(forms.Form):
    """The lists whose tags are the rows and the columns."""

    rows = forms.ChoiceField(label=gettext_lazy("Rows of the matrix"), required=False)
    columns = forms.ChoiceField(label=gettext_lazy("Columns of the matrix"), required=False)

    def __init__(self, data: object, lists: Sequence[List]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        choices = [(short_name(code_list), str(code_list.label)) for code_list in lists]
        for name in ("rows", "columns"):
            field: forms.ChoiceField = self.fields[name]  # type: ignore[assignment]
            field.choices = [("", _("choose")), *choices] if name == "rows" else [("", _("none")), *choices]


@dataclass(frozen=True)
class MatrixRequest:
    """What the page shows: a plan, the two lists chosen, and all lists in force for its year, with the form."""

    plan: Plan
    rows: List | None
    columns: List | None
    lists: Sequence[List] = ()
    form: AxesForm | None = None


@require_safe
@login_required
def plan_tag_matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how many commitments bear which tags; each number leads to its list. The number of queries is bounded."""
    asked = _asked(request, pk)
    actor, day, plan = request_actor(request), timezone.localdate(), asked.plan
    keeper = "keeper" in relations_to_record(plan, actor, day) and not actor.behalf
    counted = plan_matrix(plan, asked.rows, asked.columns, actor, day) if asked.rows else None
    title = _("Commitments by tags")
    context = {
        "title": title,
        "kind": plan.title,
        "crumbs": plan_crumbs(plan, title),
        "actions": _actions(plan, actor, len(heading_proposals(plan, actor, day))) if keeper and asked.lists else [],
        "filters": figure_filter_context(request, asked.form) if asked.form and asked.lists else None,
        "whose": counted_scope_text(get_kind("commitments"), actor, day),
        "facts": tag_matrix_facts(asked, counted) if counted else [],
        "table": tag_matrix_table(asked, counted) if counted else None,
        "unset": _unset(plan, actor),
        "sheet_url": reverse("ledger:tag_matrix_book", args=[plan.pk]) + list_query_string(request) if counted else "",
        "wide": True,
    }
    return render(request, "ledger/tag_matrix.html", context)


@require_POST
@login_required
def export_tag_matrix(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Export the matrix as a workbook; the export is journaled."""
    asked = _asked(request, pk)
    if asked.rows is None:
        raise Http404
    counted = plan_matrix(asked.plan, asked.rows, asked.columns, request_actor(request), timezone.localdate())
    corner = _corner(asked)
    heads = [(corner, 28), *((label, 14) for _code, label in _column_labels(asked, counted)), (_("Total"), 10)]
    lines = [
        [label, *(counted.matrix.cells[row, column] for column, _label in _column_labels(asked, counted)),
         counted.matrix.rows[row]]
        for row, label in _row_labels(asked, counted)
    ]  # fmt: skip
    totals = [counted.matrix.columns[column] for column, _label in _column_labels(asked, counted)]
    lines.append([_("Total (each commitment once)"), *totals, counted.matrix.total])
    title = _("Commitments by tags")
    return export_figures_workbook(request, get_kind("commitments"), title, heads, lines, [asked.plan.title, corner])


def _asked(request: HttpRequest, pk: int) -> MatrixRequest:
    """Return the plan, which must be published, and the two lists; by default the first two that have tags."""
    plan = plan_or_404(request, pk)
    if not plan.edition:
        raise Http404
    scope = scope_of(plan)
    lists = [code_list for code_list in TAG_LISTS if scope.items(code_list)]
    by_name = {short_name(code_list): code_list for code_list in lists}
    rows = by_name.get(request.GET.get("rows", ""), lists[0] if lists else None)
    others = [code_list for code_list in lists if code_list is not rows]
    usual = others[0] if others else None
    columns = by_name.get(request.GET["columns"]) if "columns" in request.GET else usual
    columns = None if columns is rows else columns
    chosen = {"rows": short_name(rows) if rows else "", "columns": short_name(columns) if columns else ""}
    return MatrixRequest(plan, rows, columns, lists, AxesForm(chosen, lists))


def _actions(plan: Plan, actor: Actor, proposals: int) -> list[ActionLink]:
    """Link to the proposals by heading, and to the sheet that brings tags in."""
    found: list[ActionLink] = []
    if proposals:
        url = reverse("ledger:tag_proposals", args=[plan.pk])
        found.append({"label": _("Proposals by heading (%(n)d)") % {"n": proposals}, "url": url, "main": True})
    sheet = reverse("records:import", args=["commitments"]) + "?step=tag"
    return [*found, {"label": _("Tags from a sheet"), "url": sheet}]


def _unset(plan: Plan, actor: Actor) -> Empty:
    """Say that no list has tags for the plan's year, and where an administrator sets them."""
    words = _("No list of tags is set for %(year)s.") % {"year": plan.year}
    if Role.ADMINISTRATOR in actor.roles:
        url = reverse("records:code_list", args=[TAG_LISTS[0].name])
        return Empty(words, _("Set one from a day of that year on, with its source."), url, str(TAG_LISTS[0].label))
    return Empty(words, _("An administrator sets them from a day of that year on, with their source."))


def _corner(asked: MatrixRequest) -> str:
    rows = str(asked.rows.label) if asked.rows else ""
    return rows if asked.columns is None else f"{rows} × {asked.columns.label}"


def _row_labels(asked: MatrixRequest, counted: CountedLists) -> list[tuple[str, str]]:
    return [*_labels(counted.rows), (NOTHING, _("No tag: %(list)s") % {"list": asked.rows.label if asked.rows else ""})]


def _column_labels(asked: MatrixRequest, counted: CountedLists) -> list[tuple[str, str]]:
    if asked.columns is None:
        return []
    return [*_labels(counted.columns), (NOTHING, _("No tag: %(list)s") % {"list": asked.columns.label})]


def _labels(tags: Sequence[Tag]) -> Iterator[tuple[str, str]]:
    return ((tag.code, tag.word) for tag in tags)


def _list_url(asked: MatrixRequest, row: str = "", column: str = "") -> str:
    """Return the URL of the list of the commitments counted in a cell; "" for a total over all rows or columns."""
    found: dict[str, object] = {"face": WHOLE, "plan": asked.plan.pk, "state": COUNTED}
    for code_list, code in ((asked.rows, row), (asked.columns, column)):
        if code_list is not None and code:
            found[tag_parameter(code_list)] = NO_TAG if code == NOTHING else code
    return reverse("records:list", args=["commitments"]) + "?" + urlencode(found, doseq=True)


def tag_matrix_table(asked: MatrixRequest, counted: CountedLists) -> DataTable:
    """Return the matrix; empty cells say so in words, and rows and columns without a tag come last."""
    columns, total, corner = _column_labels(asked, counted), _("Total"), _corner(asked)
    heads = [
        DataColumn(corner),
        *(DataColumn(label, "number") for _code, label in columns),
        DataColumn(total, "number"),
    ]
    matrix = counted.matrix

    def number(n: int, label: str, row: str = "", column: str = "") -> DataCell:
        url = _list_url(asked, row, column) if n else ""
        return DataCell(str(n) if n else _("none"), label, "number", url=url)

    rows = [
        DataRow(
            row,
            word,
            [
                DataCell(word, corner, head=True),
                *(number(matrix.cells[row, column], label, row, column) for column, label in columns),
                number(matrix.rows[row], total, row),
            ],
        )
        for row, word in _row_labels(asked, counted)
    ]
    totals = [
        DataCell(_("Total (each commitment once)"), corner, head=True),
        *(number(matrix.columns[column], label, "", column) for column, label in columns),
        number(matrix.total, total),
    ]
    rows.append(DataRow("total", total, totals))  # not a table's total, whose numbers lead nowhere
    return DataTable(corner, heads, rows, Empty(_("None.")))


def tag_matrix_facts(asked: MatrixRequest, counted: CountedLists) -> list[LabelledFact]:
    """Name what has no counterpart: commitments without a tag, tags without a commitment, pairs without one."""
    matrix, none = counted.matrix, _("none")
    found: list[LabelledFact] = []
    for code_list, tags, totals, is_row in (
        (asked.rows, counted.rows, matrix.rows, True),
        (asked.columns, counted.columns, matrix.columns, False),
    ):
        if code_list is None:
            continue
        lacking = totals[NOTHING]
        url = (_list_url(asked, NOTHING) if is_row else _list_url(asked, "", NOTHING)) if lacking else ""
        found.append(LabelledFact(_("Commitments without a tag: %(list)s") % {"list": code_list.label},
                                  str(lacking), url))  # fmt: skip
        bare = "、".join(tag.word for tag in tags if not totals[tag.code])
        found.append(LabelledFact(_("Tags without a commitment: %(list)s") % {"list": code_list.label}, bare or none))
    if asked.columns is not None:
        words, columns = dict(_labels(counted.rows)), dict(_labels(counted.columns))
        pairs = [f"{words[row]} × {columns[column]}" for row, column in matrix.empty_cells]
        said = "、".join(pairs[:NAMED]) + ("…" if len(pairs) > NAMED else "")
        found.append(LabelledFact(_("Pairs without a commitment"), said or none, long=len(pairs) > 1))
    return found
