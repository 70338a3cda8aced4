"""Read-only API operations on units, people and the caller."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from luoshi.base.errors import OrgError
from luoshi.base.forms.requests import request_actor
from luoshi.org.actors.models import Person, Tenure
from luoshi.org.api import directory
from luoshi.org.api.api_authentication import TokenAuth
from luoshi.org.api.operations import Operation
from luoshi.org.api.responses import LARGEST, LIMIT, OFFSET, ON, ApiModel, Ref
from luoshi.org.people.queries.people import View, in_view
from luoshi.org.tokens.rules import ScopeAct
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import readable_unit_ids

WORDS: str = Field("", max_length=60, description=N_("Part of the name, abbreviation or code, or pinyin initials."))
UNIT: int | None = Field(None, ge=1, le=LARGEST, description=N_("A unit's id."))


class UnitOut(ApiModel):
    """A unit as it is on the requested day."""

    id: int
    name: str
    short: str
    code: str
    division: str
    credit: str
    parent: int | None = Field(description=N_("The unit directly above it on that day; null for a root."))


class Units(ApiModel):
    """A stretch of the units asked for."""

    total: int
    limit: int
    offset: int
    rows: list[UnitOut]


class PostOut(ApiModel):
    """A post that a person holds today."""

    id: int
    title: str
    role: str
    unit: Ref
    deputy: bool


class PersonOut(ApiModel):
    """A person with the posts they hold today; telephone and e-mail are not given to programs."""

    id: int
    name: str
    posts: list[PostOut]


class People(ApiModel):
    """A stretch of the people asked for."""

    total: int
    limit: int
    offset: int
    rows: list[PersonOut]


class Me(ApiModel):
    """Whom the token, or the session, acts for."""

    person: Ref
    posts: list[PostOut]
    scopes: list[str] | None = Field(description=N_("The permissions of the token; null for a signed-in browser."))


class UnitQuery(ApiModel):
    """The day for which a unit is requested."""

    on: date | None = ON


class UnitsQuery(ApiModel):
    """The units that are requested."""

    q: str = WORDS
    beneath: int | None = UNIT
    on: date | None = ON
    limit: int = LIMIT
    offset: int = OFFSET


class PeopleQuery(ApiModel):
    """The people who are requested."""

    q: str = WORDS
    unit: int | None = UNIT
    limit: int = LIMIT
    offset: int = OFFSET


def build_org_operations() -> list[Operation]:
    """Build the operations, with their texts in the active language."""
    tag, units, people = (
        _("Units and people"),
        TokenAuth("units", ScopeAct.READ),
        TokenAuth("people", ScopeAct.READ),
    )
    return [
        Operation("GET", "me", "me", tag, _("Acting for"), TokenAuth(), get_me, Me),
        Operation("GET", "units", "list_units", tag, _("Units"), units, list_units, Units, UnitsQuery),
        Operation(
            "GET", "units/{id}", "get_units", tag, _("One unit"), units, get_unit, UnitOut, UnitQuery, problems=(404,)
        ),
        Operation(
            "GET", "people", "list_people", tag, _("People who hold a post today"), people, list_people, People,
            PeopleQuery,
        ),
        Operation(
            "GET", "people/{id}", "get_people", tag, _("One person"), people, get_person, PersonOut, problems=(404,)
        ),
    ]  # fmt: skip


def get_me(request: HttpRequest) -> dict[str, Any]:
    """Return whom the request acts for."""
    actor, day = request_actor(request), timezone.localdate()
    posts = directory.tenures_by_person([actor.person], day)[actor.person]
    scopes = None if actor.scopes is None else sorted(actor.scopes)
    return {"person": Ref(id=actor.person, name=actor.name), "posts": list(map(_post, posts)), "scopes": scopes}


def list_units(
    request: HttpRequest, q: str, beneath: int | None, on: date | None, limit: int, offset: int
) -> dict[str, Any]:
    """Return a stretch of the units of a day that the actor may read."""
    day = on or timezone.localdate()
    rows = _of_those_open(request, directory.directory_units(day, words=q.strip(), beneath=beneath))
    return {
        "total": rows.count(),
        "limit": limit,
        "offset": offset,
        "rows": _units(rows[offset : offset + limit], day),
    }


def get_unit(request: HttpRequest, id: int, on: date | None) -> dict[str, Any]:
    """Return a unit as it is on a day.

    Raises:
        OrgError: ``missing``.
    """
    day = on or timezone.localdate()
    if not (found := _units(_of_those_open(request, directory.directory_units(day).filter(pk=id)), day)):
        raise OrgError("missing", _("There is no such unit on %(day)s.") % {"day": day})
    return found[0]


def list_people(request: HttpRequest, q: str, unit: int | None, limit: int, offset: int) -> dict[str, Any]:
    """Return a stretch of the people with a post today whom the actor may see."""
    day = timezone.localdate()
    view = in_view(request_actor(request), day)
    rows = directory.directory_people(day, words=q.strip(), unit=unit, view=view)
    shown = _people(rows[offset : offset + limit], day, view)
    return {"total": rows.count(), "limit": limit, "offset": offset, "rows": shown}


def get_person(request: HttpRequest, id: int) -> dict[str, Any]:
    """Return a person with the posts that they hold today.

    Raises:
        OrgError: ``missing``.
    """
    day = timezone.localdate()
    view = in_view(request_actor(request), day)
    if not (found := _people(directory.directory_people(day, view=view).filter(pk=id), day, view)):
        raise OrgError("missing", _("There is no such person, or they hold no post today."))
    return found[0]


def _of_those_open(request: HttpRequest, units: QuerySet[Unit]) -> Any:
    """Limit these units to those that the actor may read, as on the pages."""
    only = readable_unit_ids(request_actor(request), timezone.localdate())
    return units if only is None else units.filter(pk__in=only)


def _units(rows: Any, day: date) -> list[dict[str, object]]:
    found: list[Unit] = list(rows)
    above = directory.parent_unit_ids([unit.pk for unit in found], day)
    names = ("name", "short", "code", "division", "credit")
    return [
        {"id": unit.pk, "parent": above.get(unit.pk), **{name: getattr(unit, name) for name in names}} for unit in found
    ]


def _people(rows: Any, day: date, view: View | None) -> list[dict[str, object]]:
    found: list[Person] = list(rows)
    held = directory.tenures_by_person([person.pk for person in found], day, view)
    return [{"id": person.pk, "name": person.name, "posts": list(map(_post, held[person.pk]))} for person in found]


def _post(tenure: Tenure) -> dict[str, object]:
    post = tenure.post
    return {
        "id": post.pk,
        "title": post.title,
        "role": post.role,
        "unit": {"id": post.unit_id, "name": post.unit.name},
        "deputy": tenure.deputy,
    }
