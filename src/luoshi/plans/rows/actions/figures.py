"""Corrections of a row's figures by a clerk: correct one, and add one that the reader missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.forms.fields import fits_fixed_field
from luoshi.base.record_errors import RecordError
from luoshi.kernel.files.actions.documents import create_span
from luoshi.plans.base.models.plan import Source
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.rows.rules.input_parsers import figure_typed, place_of, upper_refused


def put_right(figure: RowFigure, given: Mapping[str, Any]) -> None:
    """Correct a figure. A bound that is no range removes the upper end.

    Args:
        given: any of state, value, upper, unit, bound, indicator, period.

    Raises:
        RecordError: ``incomplete``: the value is missing, or the upper end is impossible.
    """
    given = dict(given)
    if "bound" in given and given["bound"] != "range":
        given.setdefault("upper", None)
    measured = {name: given.get(name, getattr(figure, name)) for name in ("bound", "value", "upper")}
    if any(value != getattr(figure, name) for name, value in measured.items()):  # only changed values are checked
        _check(figure.quote, **measured)
    set_figure(figure, given)


def _check(quote: str, bound: str, value: Decimal | None, upper: Decimal | None) -> None:
    said: dict[str, object] = {"quote": quote, "value": value, "upper": upper}
    if value is None:
        raise RecordError("incomplete", _("Enter the value of “%(quote)s” as a number.") % said)
    why = upper_refused(bound, value, upper)
    if why == "none":
        raise RecordError(
            "incomplete",
            _("“%(quote)s” is a range: also enter its upper end.") % said,
            remedy=_("Or choose another bound."),
        )
    if why == "stray":
        raise RecordError(
            "incomplete",
            _("“%(quote)s” is not a range, but has the upper end %(upper)s.") % said,
            remedy=_("Choose the bound of a range, or empty the upper end."),
        )
    if why == "below":
        raise RecordError(
            "incomplete",
            _("The upper end of “%(quote)s”, %(upper)s, is below its value, %(value)s.") % said,
            remedy=_("Correct the value, the upper end or the bound."),
        )


def set_figure(figure: RowFigure, given: Mapping[str, object]) -> None:
    """Save the given fields of a figure; once a person changed more than its state, it has no doubts."""
    names = [n for n in ("state", "value", "upper", "unit", "bound", "indicator", "period") if n in given]
    for name in names:
        setattr(figure, name, given[name])
    if set(names) - {"state"}:
        figure.doubts = []  # a person looked
    figure.save(update_fields=[*names, "doubts"])


def set_states(figures: Iterable[RowFigure], state: str) -> None:
    """Set the state of figures: target or background. One statement, however many, and none if all have it."""
    others = [figure for figure in figures if figure.state != state]
    for figure in others:
        figure.state = state
    if others:
        RowFigure.objects.filter(pk__in=[figure.pk for figure in others]).update(state=state)


def add_overlooked_figure(row: PlanRow, given: Mapping[str, Any]) -> None:
    """Add a figure from the row's words that the reader missed, as a target of the row.

    Raises:
        RecordError: ``incomplete``: it is not in the words, or is not understood.
    """
    quote, known = given["quote"], list(row.figures.all())
    printed, first = (row.span.quote, row.span.start) if row.span else ("", 0)
    place = place_of(
        quote, printed, [(figure.span.start - first, figure.span.end - first) for figure in known if figure.span]
    )
    if place is None and (quote not in row.words or quote in [figure.quote for figure in known]):
        raise RecordError(
            "incomplete",
            _("“%(quote)s” is not an overlooked figure of this row.") % {"quote": quote},
            remedy=_("Enter the figure as in the text, for example 不少于3个."),
        )
    read = figure_typed(quote)
    typed, unit = given.get("value"), given.get("unit") or ""
    value = read.value if typed is None else typed
    differs = typed not in (None, read.value) or unit not in ("", read.unit)
    if read.value is not None and differs and (typed is None or not unit):  # 5万元 is 50,000元, not 50,000万元 nor 5元
        raise RecordError(
            "incomplete",
            _("Enter both the value and the unit of measure of “%(quote)s”, or neither.") % {"quote": quote},
        )
    if read.upper is not None and differs:
        raise RecordError(
            "incomplete",
            _("“%(quote)s” is a range: leave value and unit of measure empty.") % {"quote": quote},
            remedy=_("Both ends can be corrected once it is saved."),
        )
    if value is None or not fits_fixed_field(value):
        raise RecordError("incomplete", _("Enter the value of “%(quote)s” as a number.") % {"quote": quote})
    source = source_of_row(row) if place else None
    marked = create_span(source.document, first + place[0], first + place[1]) if source and place else None
    last = max((figure.place for figure in known), default=row.place)
    RowFigure.objects.create(row=row, span=marked, place=marked.start + row.place - first if marked else last + 1,
                          quote=quote, value=value, upper=read.upper,
                          unit=unit or read.unit[:30], bound=read.bound, role="target",
                          aspect=read.aspect, indicator=given.get("indicator", ""), state=RowFigure.ASKED)  # fmt: skip


def source_of_row(row: PlanRow) -> Source | None:
    """Return the document that a row was read from; None for one typed in. One query."""
    return Source.objects.select_related("document").get(pk=row.source_id) if row.source_id else None
