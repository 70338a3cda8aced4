"""What pages of figures begin with: of which unit and period they are, for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone

from luoshi.dates.period_names import named
from luoshi.dates.periods import Period
from luoshi.facts.indicators.models import Definition
from luoshi.facts.looking import queries
from luoshi.facts.looking.forms import LookForm
from luoshi.facts.looking.queries import whose
from luoshi.org.base.requests import acting
from luoshi.org.rights.rules.rights import Actor
from luoshi.org.tree.models import Unit
from luoshi.records.counting.asking import filters


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


def head(request: HttpRequest, asked: Look) -> dict[str, Any]:
    """The conditions as the head of the page shows them."""
    return filters(request, asked.form)
