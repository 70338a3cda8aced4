"""Adopts library indicators as an office's own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.indicators.models import Breakdown, Definition
from luoshi.facts.library.indicators import load_indicator_library
from luoshi.facts.library.queries import add_formula_inputs
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import may_open
from luoshi.org.tree.models import Unit

FIELDS = ("code", "nature", "formula", "meaning", "source", "maker", "period")


def take_in(codes: Collection[str], unit: Unit, actor: Actor, *, at: datetime) -> list[Definition]:
    """Define these library indicators for a unit, together with the inputs of their formulas.

    Codes that the office has already are left unchanged. All or nothing.

    Raises:
        RecordError: ``missing``: no such code; ``refused``: the actor may not define indicators there.
    """
    every = load_indicator_library()
    if unknown := [code for code in codes if code not in every]:
        raise RecordError("missing", _("The library has no indicator %(codes)s.") % {"codes": "、".join(unknown)})
    indicators = get_kind("indicators")
    step = indicators.cycle.first
    if not may_open(indicators, actor, unit.pk, at.date(), step):
        raise RecordError("refused", _("Indicators are defined by the unit that keeps them."), where=str(unit))
    with transaction.atomic():
        there = set(
            Definition.objects.filter(code__in=every, state__in=("active", "ended")).values_list("code", flat=True)
        )
        wanted = [every[code] for code in add_formula_inputs([*codes]) if code not in there]
        made = Indicator.objects.bulk_create(
            [Indicator(name=library_indicator.name, unit=library_indicator.unit) for library_indicator in wanted]
        )
        values = [
            {
                "title": library_indicator.name,
                "unit": unit,
                "measure": library_indicator.unit,
                "table_number": library_indicator.table,
                **{name: getattr(library_indicator, name) for name in FIELDS},
                "indicator": indicator,
            }
            for library_indicator, indicator in zip(wanted, made, strict=True)
        ]
        says = ("title", "unit", "code", "measure", "nature", "source")
        opened: list[Definition] = open_many(indicators, values, actor, at=at, says=says)  # type: ignore[assignment]
        Breakdown.objects.bulk_create(
            Breakdown(record_id=record.pk, place=place, name=part.name, within=part.within)
            for record, library_indicator in zip(opened, wanted, strict=True)
            for place, part in enumerate(library_indicator.parts)
        )
    return opened
