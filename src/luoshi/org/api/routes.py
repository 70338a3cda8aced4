"""Read-only API operations on units, people and the caller."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Field, Query, Router, Schema

from luoshi.base.errors import OrgError
from luoshi.base.forms.requests import request_actor
from luoshi.org.actors.models import Person, Tenure
from luoshi.org.api import directory
from luoshi.org.api.api_authentication import Token
from luoshi.org.api.responses import MOST_ROWS, Ref, problem_responses
from luoshi.org.people.queries.people import View, in_view
from luoshi.org.tokens.rules import ScopeAct
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import readable_unit_ids

LARGEST = 2**31 - 1


class UnitOut(Schema):
    """A unit as it stands on the day asked about."""

    id: int
    name: str
    short: str
    code: str
    division: str
    credit: str
    parent: int | None = Field(description=N_("The unit directly above it on that day; null for a root."))


class Units(Schema):
    """A stretch of the units asked for."""

    total: int
    limit: int
    offset: int
    rows: list[UnitOut]


class PostOut(Schema):
    """A post that a person holds today."""

    id: int
    title: str
    role: str
    unit: Ref
    deputy: bool


class PersonOut(Schema):
    """A person with the posts they hold today; telephone and e-mail are not given to programs."""

    id: int
    name: str
    posts: list[PostOut]


class People(Schema):
    """A stretch of the people asked for."""

    total: int
    limit: int
    offset: int
    rows: list[PersonOut]


class Me(Schema):
    """Whom the token, or the session, acts for."""

    person: Ref
    posts: list[PostOut]
    scopes: list[str] | None = Field(description=N_("What the token may do; null for a session."))


def build_org_router() -> Router:
    """Build the operations, with their texts in the active language."""
    router = Router(tags=[_("Units and people")])
    limit = Query(50, ge=1, le=MOST_ROWS, description=_("At most so many rows."))
    offset = Query(0, ge=0, le=LARGEST, description=_("Rows to pass over."))
    words = Query("", max_length=60, description=_("Words of the name, abbreviation, code, or pinyin initials."))
    ident = Query(None, ge=1, le=LARGEST, description=_("A unit's id."))
    on = Query(None, description=_("The day asked about; today if not given."))

    @router.get(
        "/me", auth=Token(), operation_id="me", summary=_("Whom I act for"), response={200: Me, **problem_responses()}
    )
    def me(request: HttpRequest) -> Any:
        actor, day = request_actor(request), timezone.localdate()
        posts = directory.tenures_by_person([actor.person], day)[actor.person]
        scopes = None if actor.scopes is None else sorted(actor.scopes)
        return {"person": Ref(id=actor.person, name=actor.name), "posts": list(map(_post, posts)), "scopes": scopes}

    @router.get(
        "/units",
        auth=Token("units", ScopeAct.READ),
        operation_id="list_units",
        summary=_("Units"),
        response={200: Units, **problem_responses()},
    )
    def units(
        request: HttpRequest,
        q: str = words,
        beneath: int | None = ident,
        on: date | None = on,
        limit: int = limit,
        offset: int = offset,
    ) -> Any:
        day = on or timezone.localdate()
        rows = _of_those_open(request, directory.directory_units(day, words=q.strip(), beneath=beneath))
        return {
            "total": rows.count(),
            "limit": limit,
            "offset": offset,
            "rows": _units(rows[offset : offset + limit], day),
        }

    @router.get(
        "/units/{int:id}",
        auth=Token("units", ScopeAct.READ),
        operation_id="get_units",
        summary=_("One unit"),
        response={200: UnitOut, **problem_responses(404)},
    )
    def unit(request: HttpRequest, id: int, on: date | None = on) -> Any:
        day = on or timezone.localdate()
        if not (found := _units(_of_those_open(request, directory.directory_units(day).filter(pk=id)), day)):
            raise OrgError("missing", _("There is no such unit on %(day)s.") % {"day": day})
        return found[0]

    @router.get(
        "/people",
        auth=Token("people", ScopeAct.READ),
        operation_id="list_people",
        summary=_("People who hold a post today"),
        response={200: People, **problem_responses()},
    )
    def people(
        request: HttpRequest, q: str = words, unit: int | None = ident, limit: int = limit, offset: int = offset
    ) -> Any:
        day = timezone.localdate()
        view = in_view(request_actor(request), day)
        rows = directory.directory_people(day, words=q.strip(), unit=unit, view=view)
        shown = _people(rows[offset : offset + limit], day, view)
        return {"total": rows.count(), "limit": limit, "offset": offset, "rows": shown}

    @router.get(
        "/people/{int:id}",
        auth=Token("people", ScopeAct.READ),
        operation_id="get_people",
        summary=_("One person"),
        response={200: PersonOut, **problem_responses(404)},
    )
    def person(request: HttpRequest, id: int) -> Any:
        day = timezone.localdate()
        view = in_view(request_actor(request), day)
        if not (found := _people(directory.directory_people(day, view=view).filter(pk=id), day, view)):
            raise OrgError("missing", _("There is no such person, or they hold no post today."))
        return found[0]

    return router


def _of_those_open(request: HttpRequest, units: Any) -> Any:
    """Limit these units to those that the actor may read, as on the pages."""
    only = readable_unit_ids(request_actor(request), timezone.localdate())
    return units if only is None else units.filter(pk__in=only)


def _units(rows: Any, day: date) -> list[dict[str, Any]]:
    found: list[Unit] = list(rows)
    above = directory.parent_unit_ids([unit.pk for unit in found], day)
    names = ("name", "short", "code", "division", "credit")
    return [
        {"id": unit.pk, "parent": above.get(unit.pk), **{name: getattr(unit, name) for name in names}} for unit in found
    ]


def _people(rows: Any, day: date, view: View | None) -> list[dict[str, Any]]:
    found: list[Person] = list(rows)
    held = directory.tenures_by_person([person.pk for person in found], day, view)
    return [{"id": person.pk, "name": person.name, "posts": list(map(_post, held[person.pk]))} for person in found]


def _post(tenure: Tenure) -> dict[str, Any]:
    post = tenure.post
    return {
        "id": post.pk,
        "title": post.title,
        "role": post.role,
        "unit": {"id": post.unit_id, "name": post.unit.name},
        "deputy": tenure.deputy,
    }
