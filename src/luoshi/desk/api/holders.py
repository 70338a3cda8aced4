"""Holders and vacancies of records in the API: the same as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Field, Query, Router, Schema

from luoshi.base.forms.requests import request_actor
from luoshi.desk.api.figures import ensure_form_valid, pick_query_params
from luoshi.desk.holders.forms import LATE, VacantForm
from luoshi.kernel.holders.queries import Open, held_of, holder_names, open_of, open_ones, roles_of
from luoshi.kernel.kinds.declaration import Kind
from luoshi.kernel.kinds.holdings import Held
from luoshi.org.api.api_authentication import Token
from luoshi.org.api.responses import MOST_ROWS, problem_responses
from luoshi.org.tokens.rules import ScopeAct

LARGEST = 2**31 - 1


class VacancyOut(Schema):
    """Days on end on which fewer hold something than must."""

    role: str = Field(description=N_("What is held, by its code; empty where it is one thing alone."))
    label: str
    since: date = Field(description=N_("The first day without a holder."))
    until: date | None = Field(description=N_("The last day without a holder; null: nobody is to come."))
    days: int = Field(description=N_("Days without a holder up to the last day that was asked for, it included."))
    missing: int = Field(description=N_("So many are still to be found."))
    overdue: bool | None = Field(description=N_("null: the value that says when it is overdue is not set."))


class OpenOut(VacancyOut):
    """A vacancy, with the record of which it is one."""

    id: int
    number: str
    title: str
    unit: int = Field(description=N_("The unit's id."))


class VacantOut(Schema):
    """What nobody holds, of records that the person of the token may see."""

    first: date
    last: date
    counted_for: str = Field(description=N_("Counted are the records that this person may see, and no others."))
    unset: list[str] = Field(description=N_("Values that nobody has set and without which it cannot be computed."))
    total: int
    limit: int
    offset: int
    rows: list[OpenOut]


class HolderOut(Schema):
    """Who holds something, held it or will."""

    role: str = Field(description=N_("What is held, by its code; empty where it is one thing alone."))
    label: str
    who: str | None = Field(description=N_("Number and name; null: you may not see who it is."))
    first: date
    last: date | None = Field(description=N_("The last day, on which it is still held; null: no end is known."))
    stands: Literal["now", "later", "former"]


class HeldOut(Schema):
    """Who holds something of a record, and what is vacant on the day."""

    day: date
    holders: list[HolderOut]
    vacant: list[VacancyOut]


def add_holder_routes(router: Router, kind: Kind, record_of: Callable[[Kind, HttpRequest, int], Any]) -> None:
    """Add the operations of a kind that has holders.

    Args:
        record_of: Returns the record with an id, if the requester may see it.
    """
    for part in kind.every(Held):
        if part.needed:
            _vacant(router, kind, part)
        _held(router, kind, part, record_of)


def _vacant(router: Router, kind: Kind, part: Held) -> None:
    first = Query(None, description=_("The first day; without it what is vacant on the day."))
    day = Query(None, description=_("The day asked about; today if not given."))
    unit = Query(None, ge=1, le=LARGEST, description=_("A unit's id: with all that stands beneath it."))
    which = Query("", description=_("“late”: only what is overdue."))
    most = Query(50, ge=1, le=MOST_ROWS, description=_("At most so many rows."))
    passed = Query(0, ge=0, le=LARGEST, description=_("Rows to pass over."))

    @router.get(
        f"/held/{part.name}",
        auth=Token(kind.name, ScopeAct.READ),
        operation_id=f"vacant_{kind.name}_{part.name}",
        summary=_("%(label)s: vacant") % {"label": part.label},
        response={200: VacantOut, **problem_responses()},
    )
    def vacant(
        request: HttpRequest,
        first: date | None = first,
        day: date | None = day,
        unit: int | None = unit,
        which: Literal["", "late"] = which,
        limit: int = most,
        offset: int = passed,
    ) -> Any:
        actor, today = request_actor(request), timezone.localdate()
        form = VacantForm(pick_query_params(request, "first", "day", "unit"), today)
        ensure_form_valid(form, kind)
        every = open_ones(kind, part, actor, today, form.span)
        found = [vacancy for vacancy in every if vacancy.late] if which == LATE else every
        roles = roles_of(kind, part, form.span.last)
        return {
            "first": form.span.first,
            "last": form.span.last,
            "counted_for": actor.name,
            "unset": [str(part.fill.label)] if any(vacancy.late is None for vacancy in every) else [],
            "total": len(found),
            "limit": limit,
            "offset": offset,
            "rows": [
                {
                    "id": vacancy.record,
                    "number": vacancy.number,
                    "title": vacancy.title,
                    "unit": vacancy.unit,
                    **_told(vacancy, roles),
                }
                for vacancy in found[offset : offset + limit]
            ],
        }


def _told(one: Open, roles: dict[str, str]) -> dict[str, Any]:
    return {
        "role": one.role,
        "label": roles.get(one.role, one.role),
        "since": one.vacancy.since,
        "until": one.vacancy.until,
        "days": one.days,
        "missing": one.vacancy.lacking,
        "overdue": one.late,
    }


def _held(router: Router, kind: Kind, part: Held, record_of: Callable[[Kind, HttpRequest, int], Any]) -> None:
    day = Query(None, description=_("The day asked about; today if not given."))

    @router.get(
        f"/{{int:id}}/held/{part.name}",
        auth=Token(kind.name, ScopeAct.READ),
        operation_id=f"held_{kind.name}_{part.name}",
        summary=str(part.label),
        response={200: HeldOut, **problem_responses(404)},
    )
    def held(request: HttpRequest, id: int, day: date | None = day) -> Any:
        record, today = record_of(kind, request, id), timezone.localdate()
        on = day or today
        every = [] if record.erased else held_of(record, part)
        roles = roles_of(kind, part, on)
        names = holder_names(kind, part, every, request_actor(request), today)
        vacant = open_of(record, part, on, every) if part.needed else []
        return {
            "day": on,
            "holders": [
                {
                    "role": holding.role,
                    "label": roles.get(holding.role, holding.role),
                    "who": who[0] if (who := names[holding.id, holding.who]) else None,
                    "first": holding.first,
                    "last": holding.last,
                    "stands": holding.stands(on),
                }
                for holding in every
            ],
            "vacant": [_told(vacancy, roles) for vacancy in vacant],
        }
