"""Holders and vacancies of records in the API: the same as on the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from luoshi.base.forms.requests import request_actor
from luoshi.desk.api.figures import ensure_form_valid, pick_query_params
from luoshi.desk.api.reading import build_reading, get_readable_record, select_named
from luoshi.desk.holders.forms import LATE, VacantForm
from luoshi.kernel.holders.queries import Open, held_of, holder_names, open_of, open_ones, roles_of
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.org.api.operations import Operation
from luoshi.org.api.responses import BENEATH, LIMIT, OFFSET, ON, ApiModel


class VacancyOut(ApiModel):
    """Days on end on which fewer hold something than must."""

    role: str = Field(description=N_("The code of what is held; empty if there is only one thing."))
    label: str
    since: date = Field(description=N_("The first day without a holder."))
    until: date | None = Field(description=N_("The last day without a holder; null: nobody is to come."))
    days: int = Field(description=N_("Days without a holder up to and including the last day of the query."))
    missing: int = Field(description=N_("The number of holders still missing."))
    overdue: bool | None = Field(description=N_("null: the parameter that decides when it is overdue is not set."))


class OpenOut(VacancyOut):
    """A vacancy, with its record."""

    id: int
    number: str
    title: str
    unit: int = Field(description=N_("The unit's id."))


class VacantOut(ApiModel):
    """Vacancies of records that the person of the token may see."""

    first: date
    last: date
    counted_for: str = Field(description=N_("Only the records that this person may see are counted."))
    unset: list[str] = Field(description=N_("Parameters that are not set and without which it cannot be computed."))
    total: int
    limit: int
    offset: int
    rows: list[OpenOut]


class HolderOut(ApiModel):
    """Who holds something, held it or will."""

    role: str = Field(description=N_("The code of what is held; empty if there is only one thing."))
    label: str
    who: str | None = Field(description=N_("Number and name; null: you may not see who it is."))
    first: date
    last: date | None = Field(description=N_("The last day, on which it is still held; null: no end is known."))
    stands: Literal["now", "later", "former"]


class HeldOut(ApiModel):
    """The holders of a record and its vacancies on the day."""

    day: date
    holders: list[HolderOut]
    vacant: list[VacancyOut]


class VacantQuery(ApiModel):
    """The days and the unit for which vacancies are requested."""

    first: date | None = Field(None, description=N_("The first day; without it, vacancies on the day of the query."))
    day: date | None = ON
    unit: int | None = BENEATH
    which: Literal["", "late"] = Field("", description=N_("“late”: only what is overdue."))
    limit: int = LIMIT
    offset: int = OFFSET


class HeldQuery(ApiModel):
    """The day for which the holders are requested."""

    day: date | None = ON


def vacancy_operations(kind: CompiledKind, name: str = "") -> Iterator[Operation]:
    """Yield an operation for each holding of a kind that must not be vacant, or for the one of a name."""
    for part in select_named(kind.every(Held), name):
        if part.needed_by_role:
            title, summary = f"vacant_{kind.name}_{part.name}", _("%(label)s: vacant") % {"label": part.label}
            call = partial(list_vacancies, part)
            yield build_reading(kind, f"held/{part.name}", title, summary, call, VacantOut, VacantQuery)


def list_vacancies(
    part: Held, kind: CompiledKind, request: HttpRequest, which: str, limit: int, offset: int, **_of_form: Any
) -> dict[str, Any]:
    """Return a stretch of what nobody holds; days and unit are read by the form of the pages.

    Raises:
        RecordError: ``incomplete``.
    """
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


def holder_operations(kind: CompiledKind, name: str = "") -> Iterator[Operation]:
    """Yield an operation for each holding of a kind, or for the one of a name."""
    for part in select_named(kind.every(Held), name):
        path, title = f"{{id}}/held/{part.name}", f"held_{kind.name}_{part.name}"
        yield build_reading(kind, path, title, part.label, partial(list_holders, part), HeldOut, HeldQuery)


def list_holders(part: Held, kind: CompiledKind, request: HttpRequest, id: int, day: date | None) -> dict[str, Any]:
    """Return who holds something of a record, held it or will, and what is vacant on a day.

    Raises:
        RecordError: ``missing``.
    """
    record, today = get_readable_record(kind, request, id), timezone.localdate()
    on = day or today
    every = [] if record.erased else held_of(record, part)
    roles = roles_of(kind, part, on)
    names = holder_names(kind, part, every, request_actor(request), today)
    vacant = open_of(record, part, on, every) if part.needed_by_role else []
    return {
        "day": on,
        "holders": [
            {
                "role": holding.role,
                "label": roles.get(holding.role, holding.role),
                "who": who[0] if (who := names[holding.id, holding.who]) else None,
                "first": holding.first,
                "last": holding.last,
                "stands": holding.state_on(on),
            }
            for holding in every
        ],
        "vacant": [_told(vacancy, roles) for vacancy in vacant],
    }
