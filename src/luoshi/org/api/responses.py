"""The one format of API errors, and schemas shared by all rooms."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, ConfigDict, Field

log = logging.getLogger("luoshi.api")

MOST_ROWS = 200
LARGEST = 2**31 - 1
LIMIT: int = Field(50, ge=1, le=MOST_ROWS, description=N_("The greatest number of rows."))
OFFSET: int = Field(0, ge=0, le=LARGEST, description=N_("The number of rows to skip."))
ON: date | None = Field(None, description=N_("The day of the query; today if not given."))
BENEATH: int | None = Field(None, ge=1, le=LARGEST, description=N_("A unit's id; its subordinate units are included."))
STATUS = {
    "unreadable": 400,
    "token.missing": 401,
    "token.unknown": 401,
    "token.expired": 401,
    "token.ended": 401,
    "token.disabled": 401,
    "scope": 403,
    "refused": 403,
    "missing": 404,
    "method": 405,
    "changed": 409,
    "repeated": 409,
    "too_large": 413,
    "too_many": 429,
    "fault": 500,
    "unwritable": 503,
    "away": 503,
    "busy": 503,
    "full": 507,
}


class ApiModel(BaseModel):
    """A model of the API. What validates it is made when it is first used: for all of them it takes 50 ms."""

    model_config = ConfigDict(defer_build=True)


class Given(ApiModel):
    """A value as a reader of the timeline sees it."""

    label: str
    value: str


class Happened(ApiModel):
    """A journal entry of a record."""

    entry: int
    at: datetime
    actor: str = Field(description=N_("The person's name; empty for the program itself."))
    via: str = Field(description=N_("Why they acted in a post that is not their own: deputy, mandate, or empty."))
    step: str
    label: str
    version: int | None = Field(description=N_("The record's version after the step."))
    given: list[Given]
    erased: date | None = Field(description=N_("The day on which the content was erased by law."))


class Problem(ApiModel):
    """What is wrong, where, and what to do: the same sentences as on the pages, in the language asked for."""

    code: str = Field(description=N_("A code for programs; it does not depend on the language."))
    what: str
    where: str
    remedy: str
    fields: dict[str, list[str]] = Field(description=N_("Sentences by the name of the field."))
    changes: list[Happened] = Field(
        description=N_("With the code “changed”: what others have done since the version you saw.")
    )
    number: str = Field(description=N_("The number is in the server's log; give it when asking for help."))


class StretchQuery(ApiModel):
    """The part of the rows that is requested."""

    limit: int = LIMIT
    offset: int = OFFSET


class Ref(ApiModel):
    """Something else, by id and name."""

    id: int
    name: str


def status_of(code: str) -> int:
    """Return the HTTP status of an error code; 422 for invalid input."""
    return STATUS.get(code, 422)


def event_as_schema(event: Any) -> dict[str, Any]:
    """Convert a ``records`` event to its schema."""
    given = [{"label": str(label), "value": str(value)} for label, value in event.given]
    plain = {name: getattr(event, name) for name in Happened.model_fields if name != "given"}
    return {**plain, "given": given}


def room_error_response(request: HttpRequest, error: Any, number: str, changes: Sequence[object] = ()) -> JsonResponse:
    """Return the response for a room's error and log it: number, code, path, never what was sent."""
    status = status_of(error.code)
    log.log(
        logging.ERROR if status == 500 else logging.INFO,
        "%s %s %s %s %s",
        number,
        status,
        error.code,
        request.method,
        request.path,
    )
    said = Problem(
        code=error.code,
        what=str(error.what),
        where=str(error.where),
        remedy=str(error.remedy),
        fields={name: [str(sentence) for sentence in sentences] for name, sentences in error.fields.items()},
        changes=[Happened(**event_as_schema(change)) for change in changes],
        number=number,
    )
    answer = JsonResponse(said.model_dump(mode="json"), status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="luoshi"'
    if status in (429, 503, 507):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer
