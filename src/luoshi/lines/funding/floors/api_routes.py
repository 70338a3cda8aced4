"""API for budget floors."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import line_schema_config, words_now
from luoshi.lines.funding.floors import floor_presentation, queries
from luoshi.lines.funding.floors.terms import LACKS
from luoshi.org.api.api_authentication import TokenAuth
from luoshi.org.api.operations import Operation
from luoshi.org.api.responses import ApiModel, Ref
from luoshi.org.tokens.rules import ScopeAct

_ = words_now(__name__)


class FloorOut(ApiModel):
    """The floor of an area and a year; exact numbers come as text."""

    model_config = line_schema_config(__name__)

    area: Ref
    year: int
    population: str | None
    floor: str | None = Field(description=N_("Yuan; null: not computable, see “lacks”, never 0."))
    by: str = Field(description=N_("heads or growth: which of the two it results from."))
    heads: str | None
    grown: str | None
    grew_on: str = Field(
        description=N_("floor, budget or actual: the value of the year before that growth is applied to.")
    )
    lacks: list[str] = Field(description=N_("What is missing so that it cannot be computed, as sentences."))
    budget: str | None
    actual: str | None
    met: bool | None
    short: str | None = Field(description=N_("How much the budget falls short of it."))


class FloorsOut(ApiModel):
    """A floor, area by area and year by year."""

    id: int
    title: str
    rows: list[FloorOut]


def _text(value: Decimal | Fraction | None) -> str | None:
    return None if value is None else floor_presentation.format_yuan(value).replace(",", "")


class FloorQuery(ApiModel):
    """The floor and the years that are requested."""

    model_config = line_schema_config(__name__)

    pk: int
    year: int | None = Field(None, ge=1990, le=2101, description=N_("This year alone."))


def floor_operation(path: str, tag: str) -> Operation:
    """Build the operation below a path, with its words in the active language."""
    summary, token = _("The result of a budget floor"), TokenAuth("floors", ScopeAct.READ)
    return Operation(
        "GET",
        f"{path}/floors/{{pk}}",
        "floor_checks",
        tag,
        summary,
        token,
        get_floor_checks,
        FloorsOut,
        FloorQuery,
        problems=(404,),
    )


def get_floor_checks(request: HttpRequest, pk: int, year: int | None) -> dict[str, Any]:
    """Return what a floor comes to, area by area and year by year.

    Raises:
        RecordError: ``missing``.
    """
    actor, day = request_actor(request), timezone.localdate()
    one = queries.floor_of(pk, actor, day)
    if one is None:
        raise RecordError("missing", _("There is no such budget floor that you may see."))
    every = queries.check_area_floors(one, queries.areas_of(one, actor, day), day)
    found = [each for each in every if year in (None, each.year)]
    return {"id": one.pk, "title": one.title, "rows": [_row(each) for each in found]}


def _row(one: queries.FloorCheck) -> dict[str, object]:
    floor, budget = one.floor, one.told.budget
    missed = one.is_met is False and budget is not None
    return {
        "area": Ref(id=one.area.pk, name=one.area.name),
        "year": one.year,
        "population": _text(one.told.population),
        "floor": _text(floor.value),
        "by": floor.by,
        "heads": _text(floor.heads),
        "grown": _text(floor.grown),
        "grew_on": floor.basis,
        "lacks": [str(LACKS[name]) for name in floor.lacks],
        "budget": _text(budget),
        "actual": _text(one.told.actual),
        "met": one.is_met,
        "short": _text(floor.off(budget)) if missed and budget is not None else None,
    }
