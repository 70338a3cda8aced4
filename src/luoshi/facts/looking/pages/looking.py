"""What pages of figures begin with: of which unit and period they are, for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.dates.period_names import named
from luoshi.dates.periods import Period
from luoshi.facts.indicators.models import Definition
from luoshi.facts.looking import queries, said
from luoshi.facts.looking.forms import LookForm
from luoshi.facts.looking.queries import Line, whose
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column
from luoshi.org.rights.rules.rights import Actor
from luoshi.org.tree.models import Unit


@dataclass(frozen=True)
class Look:
    """What was asked: the form with it, the actor, and a unit with a period; None: there is no such unit."""

    form: LookForm
    actor: Actor
    day: date
    unit: Unit | None
    span: Period


def look(request: HttpRequest, definitions: Sequence[Definition]) -> Look:
    """What is asked for in the address, of these indicators. Four queries at most.

    Raises:
        Http404: no unit's figures are open to the actor, or not those of this one.
    """
    actor, day = acting(request), timezone.localdate()
    if not whose.may_look(actor):
        raise Http404
    form = LookForm(request.GET, whose.open_units(actor, day))
    try:
        unit = form.of or whose.top(actor, day)
    except ValidationError:
        if (form.said("unit_key") or form.said("unit")).isdecimal():
            raise Http404 from None
        return _wrong(form, actor, day)
    if unit is None:
        raise Http404
    told = queries.told(definitions)
    spans = queries.offered(told)
    span = form.span or queries.newest(told, spans, day)
    shown = LookForm({"unit": str(unit.pk), "period": named(span)}, whose.open_units(actor, day))
    shown.offer(spans, span)
    return Look(shown, actor, day, unit, span)


def _wrong(form: LookForm, actor: Actor, day: date) -> Look:
    del form.fields["period"]
    form.is_valid()
    return Look(form, actor, day, None, queries.newest((), (), day))


def columns() -> list[Column]:
    """The heads of what ``cells`` says."""
    heads = (_("Amount"), _("Told"), _("Approved"), _("A year before"), _("Change"))
    return [Column(one, "number") for one in heads]


def cells(line: Line) -> list[Cell]:
    """What an indicator comes to over a unit: of how many, and beside a year before."""
    texts = (
        said.value(line.of, line.now, line.names),
        said.told(line.now),
        str(line.now.approved),
        said.value(line.of, line.before) if line.before.told else "—",
        said.change(line),
    )
    notes = (" · ".join(filter(None, [said.band(line), said.note(line.now)])), "", "", "", "")
    return [
        Cell(text, str(column.label), "number", note=note)
        for text, column, note in zip(texts, columns(), notes, strict=True)
    ]


def book_columns() -> list[tuple[str, int]]:
    """The same in a workbook: heads with their widths."""
    found = [(_("Amount"), 16), (_("Unit of measure"), 12), (_("Told"), 12), (_("Approved"), 10)]
    return [*found, (_("A year before"), 16), (_("Change"), 12), (_("Note"), 24)]


def book_cells(line: Line) -> list[Any]:
    """What stands under ``book_columns``."""
    before = said.rounded(line.of, line.before.value)
    found: list[Any] = [said.exact(line), said.unit_of(line.of), said.told(line.now), line.now.approved]
    return [*found, "" if before is None else before, said.change(line), said.note(line.now)]
