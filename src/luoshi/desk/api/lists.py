"""Lists of codes in the API, read-only: their names, and the items in force for a unit on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Field, Query, Router, Schema

from luoshi.base.record_errors import RecordError
from luoshi.kernel.code_lists import queries
from luoshi.org.api.api_authentication import Token
from luoshi.org.api.responses import Ref, problem_responses
from luoshi.org.units.queries import standing_on

LARGEST = 2**31 - 1


class ListedItem(Schema):
    """An item of a list; what stands in its columns comes as text, what is empty not at all."""

    code: str
    word: str
    place: int = Field(description=N_("Its place in the order, from 1."))
    values: dict[str, str]


class CodeListOut(Schema):
    """A list as it holds for all, or for a unit, on the day asked about."""

    name: str
    label: str
    columns: dict[str, str] = Field(description=N_("What each column is called."))
    unit: Ref | None = Field(description=N_("The unit for which this version was set; null: for all."))
    start: date | None = Field(description=N_("Its first day; null: the program's own items."))
    source: str
    items: list[ListedItem]


class CodeListName(Schema):
    """A list that there is."""

    name: str
    label: str


class CodeListNames(Schema):
    """All lists."""

    rows: list[CodeListName]


def code_list_router() -> Router:
    """Return the operations, with their words in the active language."""
    router = Router(tags=[_("Lists of codes")])
    ident = Query(None, ge=1, le=LARGEST, description=_("A unit's id."))
    on = Query(None, description=_("The day asked about; today if not given."))

    @router.get(
        "/lists",
        auth=Token(),
        operation_id="list_code_lists",
        summary=_("Lists of codes"),
        response={200: CodeListNames, **problem_responses()},
    )
    def index(request: HttpRequest) -> Any:
        return {
            "rows": [
                {"name": name, "label": str(code_list.label)} for name, code_list in queries.declared_lists().items()
            ]
        }

    @router.get(
        "/lists/{name}",
        auth=Token(),
        operation_id="get_code_list",
        summary=_("One list with its items in force"),
        response={200: CodeListOut, **problem_responses(404)},
    )
    def detail(request: HttpRequest, name: str, unit: int | None = ident, on: date | None = on) -> Any:
        of, day = queries.declared_lists().get(name), on or timezone.localdate()
        if of is None:
            raise RecordError("missing", _("There is no such list."))
        asked = standing_on(day).filter(pk=unit).first() if unit else None
        if unit and asked is None:
            raise RecordError("missing", _("There is no such unit on that day."))
        items, row = queries.list_in_force(of, asked, day)
        return {
            "name": of.name,
            "label": str(of.label),
            "columns": {name: str(column.label) for name, column in of.columns.items()},
            "unit": Ref(id=row.unit.pk, name=str(row.unit)) if row and row.unit else None,
            "start": row.start if row else None,
            "source": row.source if row else "",
            "items": [
                {"code": listing.code, "word": listing.word, "place": listing.place, "values": dict(listing.values)}
                for listing in items
            ],
        }

    return router
