"""What is known of indicators: by code, by name, and what is worked out from what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from luoshi.facts.base.models.target import Target
from luoshi.facts.indicators.models import Definition
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.kinds.formulas import Formula, formula
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import kinds
from luoshi.records.rights.queries.rights import readable_kinds

THERE = ("active", "ended")  # what is merged is the other one


def units_of(codes: Collection[str]) -> dict[str, str]:
    """The unit of measure of the indicators in use that have these codes, by code. One query."""
    rows = Definition.objects.filter(code__in=codes, state="active", erased=None)
    return dict(rows.values_list("code", "measure"))


def formulas_of() -> dict[str, Formula]:
    """Every formula of an indicator that there is, by the indicator's code. One query."""
    rows = Definition.objects.filter(state__in=THERE, erased=None).exclude(formula="").exclude(code="")
    return {code: formula(text) for code, text in rows.values_list("code", "formula")}


def promised(one: Definition, actor: Actor, day: date) -> list[Target]:
    """The targets of an indicator in records that the actor may read, the newest record first. One query."""
    may = Record.objects.filter(readable_kinds(kinds(), actor, day), erased=None)
    rows = Target.objects.filter(indicator=one.indicator_id, ended=None, record__in=may.values("pk"))
    return list(rows.select_related("record__unit").order_by("-record", "place"))


def defined_among(indicators: Collection[int]) -> list[int]:
    """Those of these indicators that an office's record defines. One query."""
    rows = Definition.objects.filter(indicator__in=indicators, state__in=THERE)
    return [pk for pk in rows.values_list("indicator", flat=True) if pk is not None]
