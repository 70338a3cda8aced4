"""A kind's figures in the API: the numbers of the pages, each with the filter for its rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, Field, create_model

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.desk.api.reading import build_reading
from luoshi.desk.figures import tables
from luoshi.desk.figures.forms import FiguresForm
from luoshi.desk.figures.page_helpers import figures_scope_text
from luoshi.desk.figures.queries.figures import figures_of
from luoshi.desk.figures.queries.grids import FigureCell, FigureGrid, FigureQuery, figure_grid
from luoshi.figures.style import decimal_text
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.org.api.operations import LateModel, Operation
from luoshi.org.api.responses import BENEATH, ApiModel, Ref


class FigureOut(ApiModel):
    """The values of a figure; exact numbers are sent as text."""

    name: str
    label: str
    unit: str = Field(description=N_("Its unit of measure; numbers with different units are never added."))
    measure: str
    value: str | None = Field(description=N_("Rounded once from the exact value; null: not computable, never 0."))
    n: int = Field(description=N_("The number of rows with a known value."))
    of: int = Field(description=N_("The number of rows counted."))
    before: str | None = Field(
        description=N_("Of a change or a growth, the value in the span before; null: not known, or none.")
    )
    since: date | None = Field(
        description=N_("Of a figure that is cumulated within some years, the first day that it counts.")
    )
    unset: list[str] = Field(description=N_("Parameters that are not set and without which it cannot be computed."))
    target: str | None = Field(description=N_("The target it is compared with, with its sign."))
    met: bool | None
    small: bool = Field(
        description=N_("Not shown: too few protected records, or another number could be derived from it.")
    )
    until: date | None = Field(
        description=N_(
            "For protected records, the day as of which the number is given; null: the last day of the query."
        )
    )
    rows: str | None = Field(description=N_("The rows behind it: the value of the list's parameter “figure”."))


class FigureLine(ApiModel):
    """The figures of a unit or of a code."""

    key: str | None = Field(description=N_("The unit's id, or the code; null: what belongs to none of them."))
    label: str
    figures: list[FigureOut]


class FigureColumn(ApiModel):
    """A code by which the columns are divided."""

    key: str | None = Field(description=N_("The code; null: what has none."))
    label: str


class FiguresOut(ApiModel):
    """A kind's figures; behind each the person of the token finds the rows that they may see."""

    first: date
    last: date = Field(description=N_("The tree of units and stocks are as of this day."))
    unit: Ref | None
    by: str
    counted_for: str
    counted: str = Field(description=N_("The records that are counted, as a sentence."))
    total: list[FigureOut]
    lines: list[FigureLine]
    columns: list[FigureColumn] = Field(
        description=N_(
            "With “across”, the codes of the columns: each line has the one figure for each of them, in this order, "
            "and for all of them together."
        )
    )
    empty: list[list[str]] = Field(
        description=N_("With “across”, the labels of line and column of each pair without any row: never 0.")
    )


class FiguresQuery(ApiModel):
    """The days and the unit for which figures are requested."""

    first: date | None = Field(None, description=N_("The first day; 1 January if not given."))
    last: date | None = Field(None, description=N_("The last day, included; today if not given."))
    unit: int | None = BENEATH


def figure_operations(kind: CompiledKind) -> Iterator[Operation]:
    """Yield the operation of a kind that has figures."""
    if figures_of(kind):
        query = LateModel("figures", partial(_query_of, kind), kind.api_models)
        yield build_reading(kind, "figures", f"figures_{kind.name}", _("Figures"), get_figures, FiguresOut, query)


def _query_of(kind: CompiledKind) -> type[BaseModel]:
    by = Field("", description=_("Broken down by: %(names)s.") % {"names": ", ".join(_by(kind))})
    across = Field("", description=_("Of one figure, the columns are broken down by this field with codes."))
    figure = Field("", description=_("The figure that “across” breaks down; the first one if not given."))
    name = "KindFiguresQuery"
    return create_model(name, __base__=FiguresQuery, by=(str, by), across=(str, across), figure=(str, figure))


def get_figures(kind: CompiledKind, request: HttpRequest, by: str, **_of_form: Any) -> dict[str, Any]:
    """Return a kind's figures; days, unit and columns are read by the form of the pages.

    Raises:
        RecordError: ``incomplete``.
    """
    names = ("first", "last", "unit", "by", "across", "figure")
    form = FiguresForm(pick_query_params(request, *names), kind, timezone.localdate())
    of_unit = ensure_form_valid(form, kind) and form.requested_value("unit")
    actor, span, asked = request_actor(request), form.span, form.query
    whole = figure_grid(kind, FigureQuery(span, asked.unit), actor, timezone.localdate())
    laid = figure_grid(kind, asked, actor, timezone.localdate()) if by else FigureGrid([], [], None, {})
    return {
        "first": span.first,
        "last": span.last,
        "unit": Ref(id=of_unit.pk, name=str(of_unit)) if of_unit else None,
        "by": by,
        "counted_for": actor.name,
        "counted": figures_scope_text(kind, actor, timezone.localdate()),
        "total": [_told(whole, cell) for _key, _name, cells in whole.lines for cell in cells],
        "lines": [
            {
                "key": None if key == "None" else key,
                "label": name,
                "figures": [_told(laid, cell, key) for cell in cells],
            }
            for key, name, cells in laid.lines
        ],
        "columns": [
            {"key": None if key == "None" else key, "label": label}
            for key, label in zip(laid.columns, laid.heads, strict=False)
        ],
        "empty": [list(pair) for pair in laid.empty_cells],
    }


def _by(kind: CompiledKind) -> list[str]:
    return [*dict.fromkeys(name for figure in figures_of(kind).values() for name in figure.by)]


def _told(laid: FigureGrid, said: FigureCell, key: str | None = None) -> dict[str, Any]:
    """Return a figure; in a line it is compared with the target of the line's code alone."""
    figure, value = said.figure, said.value
    bound = laid.targets.get(figure.name)
    if key is not None:
        _parameter, bound = laid.code_targets.get((figure.name, key), (None, None))
    known = value is not None and value.exact is not None
    return {
        "name": figure.name,
        "label": str(figure.label),
        "unit": str(figure.unit),
        "measure": figure.way,
        "value": f"{tables.exact_figure_value(figure, value):f}" if known else None,
        "n": value.n if value else 0,
        "of": value.of if value else 0,
        "since": value.days[0] if value and value.days else None,
        "before": decimal_text(value.before, tables.EXACT) if value and value.before is not None else None,
        "unset": [str(label) for label in value.unset] if value else [],
        "target": str(bound) if bound else None,
        "met": bound.is_met(value.exact) if bound and value and value.exact is not None else None,
        "small": bool(value and value.small),
        "until": value.until if value else None,
        "rows": str(said.cut) if said.cut and value and value.of else None,
    }


def pick_query_params(request: HttpRequest, *names: str) -> dict[str, str]:
    """Return the request's parameters among these names, for a form."""
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def ensure_form_valid(form: Any, kind: CompiledKind) -> bool:
    """Return True, or raise why this cannot be counted.

    Raises:
        RecordError: ``incomplete``.
    """
    if form.is_bound and not form.is_valid():
        fields = {name: list(said) for name, said in form.errors.items()}
        raise RecordError("incomplete", _("This cannot be counted like this."), where=str(kind.label), fields=fields)
    return True
