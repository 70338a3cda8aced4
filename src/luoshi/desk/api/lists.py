"""Lists of codes in the API, read-only: their names, and the items in force for a unit on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from luoshi.base.record_errors import RecordError
from luoshi.kernel.code_lists import queries
from luoshi.org.api.api_authentication import TokenAuth
from luoshi.org.api.operations import Operation
from luoshi.org.api.responses import LARGEST, ON, ApiModel, Ref
from luoshi.org.units.queries import standing_on


class ListedItem(ApiModel):
    """An item of a list; the values of its columns are sent as text, empty ones are left out."""

    code: str
    word: str
    place: int = Field(description=N_("Its place in the order, from 1."))
    values: dict[str, str]


class CodeListOut(ApiModel):
    """A list as it holds for all, or for a unit, on the day asked about."""

    name: str
    label: str
    columns: dict[str, str] = Field(description=N_("What each column is called."))
    unit: Ref | None = Field(description=N_("The unit for which this version was set; null: for all."))
    start: date | None = Field(description=N_("Its first day; null: the program's own items."))
    source: str
    items: list[ListedItem]


class CodeListName(ApiModel):
    """A list that there is."""

    name: str
    label: str


class CodeListNames(ApiModel):
    """The names of all code lists."""

    rows: list[CodeListName]


class CodeListQuery(ApiModel):
    """The unit and the day for which a list is requested."""

    unit: int | None = Field(None, ge=1, le=LARGEST, description=N_("A unit's id."))
    on: date | None = ON


def code_list_operations() -> list[Operation]:
    """Build the operations, with their words in the active language."""
    tag = _("Lists of codes")
    return [
        Operation("GET", "lists", "list_code_lists", tag, tag, TokenAuth(), list_code_lists, CodeListNames),
        Operation(
            "GET", "lists/{name}", "get_code_list", tag, _("One list with its items in force"), TokenAuth(),
            get_code_list, CodeListOut, CodeListQuery, problems=(404,),
        ),
    ]  # fmt: skip


def list_code_lists(request: HttpRequest) -> dict[str, Any]:
    """Return the names of all lists."""
    lists = queries.declared_lists()
    return {"rows": [{"name": name, "label": str(code_list.label)} for name, code_list in lists.items()]}


def get_code_list(request: HttpRequest, name: str, unit: int | None, on: date | None) -> dict[str, Any]:
    """Return a list with the items that are in force for a unit on a day.

    Raises:
        RecordError: ``missing``.
    """
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
