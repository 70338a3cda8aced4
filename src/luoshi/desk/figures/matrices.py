"""The matrices that a kind declares, as tables of a year: each number leads to its rows, each empty cell is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import ActionLink, DataTable
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures.queries.axes import axis_label
from luoshi.desk.figures.queries.figures import FigureSpan
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.desk.figures.tables import format_empty_cells, render_figure_table
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Matrix


@dataclass(frozen=True)
class MatrixCard:
    """A figure by two fields; ``note`` names the empty cells, ``more`` leads to the page of figures with the same."""

    key: str
    title: str
    table: DataTable
    note: str
    more: ActionLink


def matrix_cards(
    kind: CompiledKind, span: FigureSpan, unit: int | None, actor: Actor, today: date
) -> Iterator[MatrixCard]:
    """Yield the matrices of a kind in the order of its parts. Four scans each."""
    for matrix in kind.every(Matrix):
        down, across = matrix.by
        laid = figure_grid(kind, FigureQuery(span, unit, down, across, matrix.figure), actor, today)
        label = axis_label(kind, down)
        title = _("%(row)s × %(column)s") % {"row": label, "column": axis_label(kind, across)}
        query: dict[str, object] = {"first": span.first, "last": span.last, "by": down, "across": across}
        query |= {"figure": matrix.figure} | ({"unit": unit} if unit else {})
        url = f"{reverse('records:figures', args=[kind.name])}?{urlencode(query)}"
        table, more = (
            render_figure_table(kind, laid, label, title),
            ActionLink(label=_("Figures and workbook"), url=url),
        )
        yield MatrixCard(matrix.name, title, table, format_empty_cells(laid), more)
