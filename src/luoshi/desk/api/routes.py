"""The operations of one kind: list, record, history, open steps, opening, steps, unmasking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.forms import Field as FormField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Body, Header, Query, Router, Schema, Status
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, create_model

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.desk.api import child_rows, figures, holders, rows
from luoshi.desk.api.form_schemas import field_schema, model_of, parse_form_payload, schema_of
from luoshi.desk.lists.queries.listing import filter_records, filters_of
from luoshi.desk.privacy.unmasking.actions import unmask_fields
from luoshi.kernel.conditions.queries.steps import open_steps
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.history.queries.history import entries_of
from luoshi.kernel.holders.queries import with_holders
from luoshi.kernel.kinds.choosers import LinkField
from luoshi.kernel.kinds.declaration import Kind
from luoshi.kernel.kinds.forms import has_files
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.rows import Rows
from luoshi.kernel.kinds.rules import Step
from luoshi.kernel.rights.access_watch import report_opening
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.rows.queries import rows_of_record
from luoshi.kernel.search.links.queries import entry_events
from luoshi.kernel.steps.actions.idempotency import StepResult
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.kernel.steps.step_forms import form_class
from luoshi.org.api.api_authentication import MOST_BYTES, Token
from luoshi.org.api.responses import MOST_ROWS, event_as_schema, problem_responses
from luoshi.org.tokens.rules import ScopeAct, is_scope_allowed

LARGEST = 2**31 - 1
LONGEST = 200  # characters of one filter: each word of a search makes the query longer
PAGING = ("limit", "offset")


class Look(Schema):
    """Why one looks."""

    model_config = ConfigDict(extra="forbid")

    reason: StrictStr = Field(min_length=1, max_length=200)


class Seen(Schema):
    """The protected fields in plain words."""

    protected: dict[str, str]


def kind_router(kind: Kind) -> Router:
    """Return the operations of a kind, with their words in the active language."""
    router = Router(tags=[str(kind.label)])
    figures.add_figure_routes(router, kind)
    holders.add_holder_routes(router, kind, _record)
    _reading(router, kind)
    for part in kind.every(Rows):
        _rows(router, kind, part)
    for step in kind.cycle.opens:
        _opening(router, kind, step)
    for step in kind.cycle.steps:
        _stepping(router, kind, step)
    if kind.masks:
        _looking(router, kind)
    return router


def _reading(router: Router, kind: Kind) -> None:
    most = Query(50, ge=1, le=MOST_ROWS, description=_("At most so many rows."))
    first = Query(0, ge=0, le=LARGEST, description=_("Rows to pass over."))
    auth = Token(kind.name, ScopeAct.READ)

    @router.get(
        "",
        auth=auth,
        operation_id=f"list_{kind.name}",
        summary=_("List"),
        description=_(
            "What you may read, newest first unless sorted otherwise. A parameter that is not known is refused."
        ),
        response={200: rows.list_of(kind), **problem_responses()},
        openapi_extra={"parameters": _filters(kind)},
    )
    def index(request: HttpRequest, limit: int = most, offset: int = first) -> Any:
        day = timezone.localdate()
        found = _narrowed(kind, request, day).select_related("unit", *rows.foreign_key_names(kind, kind.columns))
        shown = rows.serialize_records(list(found[offset : offset + limit]), kind.columns, request_actor(request), day)
        return {"total": found.count(), "limit": limit, "offset": offset, "rows": shown}

    @router.get(
        "/{int:id}",
        auth=auth,
        operation_id=f"get_{kind.name}",
        summary=_("One record"),
        response={200: rows.detail_of(kind), **problem_responses(404)},
    )
    def detail(request: HttpRequest, id: int) -> Any:
        record, day = _record(kind, request, id), timezone.localdate()
        steps = [step.name for step in _open(record, request)]
        return rows.serialize_record_detail(
            record,
            steps,
            with_holders(record, duties_of_record(record, day), request_actor(request), day),
            request_actor(request),
            day,
        )

    @router.get(
        "/{int:id}/timeline",
        auth=auth,
        operation_id=f"timeline_{kind.name}",
        summary=_("What happened to it"),
        response={200: rows.Timeline, **problem_responses(404)},
    )
    def timeline(request: HttpRequest, id: int, limit: int = most, offset: int = first) -> Any:
        found = entries_of(_record(kind, request, id))
        events = [
            event_as_schema(event)
            for event in entry_events(found[offset : offset + limit], request_actor(request), timezone.localdate())
        ]
        return {"total": found.count(), "limit": limit, "offset": offset, "rows": events}

    @router.get(
        "/{int:id}/steps",
        auth=auth,
        operation_id=f"steps_{kind.name}",
        summary=_("Steps open to you now, with what each asks for"),
        response={200: rows.Steps, **problem_responses(404)},
    )
    def steps(request: HttpRequest, id: int) -> Any:
        record = _record(kind, request, id)
        return {"version": record.version, "rows": [_asks(step, record, request) for step in _open(record, request)]}


def _rows(router: Router, kind: Kind, part: Rows) -> None:
    most = Query(50, ge=1, le=MOST_ROWS, description=_("At most so many rows."))
    first = Query(0, ge=0, le=LARGEST, description=_("Rows to pass over."))

    @router.get(
        f"/{{int:id}}/rows/{part.name}",
        auth=Token(kind.name, ScopeAct.READ),
        operation_id=f"rows_{kind.name}_{part.name}",
        summary=_("Rows inside it: %(label)s") % {"label": part.label},
        response={200: child_rows.list_of(kind, part), **problem_responses(404)},
    )
    def index(request: HttpRequest, id: int, limit: int = most, offset: int = first) -> Any:
        record = _record(kind, request, id)
        found = rows_of_record(part, record)
        shown = child_rows.serialize_child_rows(part, record, found[offset : offset + limit])
        return {"total": found.count(), "limit": limit, "offset": offset, "rows": shown}


def _opening(router: Router, kind: Kind, step: Step) -> None:
    usual = step is kind.cycle.first
    name = f"{kind.name.capitalize()}New" + ("" if usual else step.name.capitalize())
    body = create_model(name, __config__=ConfigDict(extra="forbid"), **_given(kind, step))

    def opening(request: HttpRequest, asked: Any, once: UUID | None) -> Any:
        given, files = parse_form_payload(asked.given)
        done = begin(kind, request_actor(request), given, at=timezone.now(), once=once, files=files, step=step.name)
        return Status(200 if done.repeated else 201, _done(done))

    _typed(opening, body)
    router.post(
        "" if usual else f"/begin/{step.name}",
        auth=_writing(kind, step),
        operation_id=f"{kind.name}_{step.name}",
        summary=str(step.label),
        description=_("Opens a record. Repeated with the same Idempotency-Key it answers 200 with what the first did."),
        response={frozenset({200, 201}): rows.Done, **problem_responses(400, 409, 413, 503)},
    )(opening)


def _stepping(router: Router, kind: Kind, step: Step) -> None:
    body = create_model(
        f"{kind.name.capitalize()}{step.name.capitalize()}",
        __config__=ConfigDict(extra="forbid"),
        seen=(StrictInt, Field(ge=1, le=LARGEST, description=_("The version you decided on: another is refused."))),
        **_given(kind, step),
    )

    def stepping(request: HttpRequest, id: int, asked: Any, once: UUID | None) -> Any:
        given, files = parse_form_payload(asked.given)
        at, record = timezone.now(), kind.record(pk=_known(kind, id), kind=kind.name)
        actor = request_actor(request)
        try:
            return _done(take(record, step.name, actor, given, at=at, once=once, seen=asked.seen, files=files))
        except RecordError as error:
            if not is_scope_allowed(actor.scopes, kind.name, ScopeAct.READ):
                error.changes = ()  # what others did takes the scope to read
            raise

    _typed(stepping, body)
    states = ", ".join(f"{name} ({kind.cycle.states[name]})" for name in step.before)
    router.post(
        "/{int:id}/steps/" + step.name,
        auth=_writing(kind, step),
        operation_id=f"{kind.name}_{step.name}",
        summary=str(step.label),
        description=_("From: %(states)s.") % {"states": states},
        response={200: rows.Done, **problem_responses(400, 404, 409, 413, 503)},
    )(stepping)


def _looking(router: Router, kind: Kind) -> None:
    @router.post(
        "/{int:id}/look",
        auth=Token(kind.name, ScopeAct.LOOK),
        operation_id=f"look_{kind.name}",
        summary=_("See the protected fields"),
        description=_(
            "A right of its own. Each look is kept in the journal with your name and reason, refused ones too."
        ),
        response={200: Seen, **problem_responses(400, 404, 413)},
    )
    def looking(request: HttpRequest, id: int, asked: Look) -> Any:
        record = _record(kind, request, id)
        shown = unmask_fields(record, request_actor(request), asked.reason, at=timezone.now())
        return {"protected": {field.name: field.value for field in shown}}


def _typed(operation: Any, body: type[BaseModel]) -> None:
    """Declare where ``asked`` and ``once`` come from; the model of the body is made for this kind and step."""
    operation.__annotations__["asked"] = body
    words = _("A UUID of your own for this request: sent again, it does nothing more and answers the same.")
    operation.__defaults__ = Body(...), Header(None, alias="Idempotency-Key", description=words)


def _given(kind: Kind, step: Step) -> dict[str, Any]:
    fields = base_fields(step)
    name = f"{kind.name.capitalize()}{step.name.capitalize()}Given"
    model = model_of(name, fields, _each(step))
    words = _("What the step asks for. What may stay empty and is left out stays as it is; null empties it.")
    if any(field.required for field in fields.values()):
        return {"given": (model, Field(description=words))}
    return {"given": (model | None, Field(None, description=words))}


def base_fields(step: Step) -> Mapping[str, FormField]:
    """Return the declared fields of a step's form.

    A form may narrow them for a record, but adds only those of ``_each``.
    """
    return getattr(step.given, "base_fields", {})


def _each(step: Step) -> Mapping[str, FormField]:
    """Return the fields that occur once per row, such as a commitment's targets, by the prefix of their names."""
    return getattr(step.given, "each", {})


def _writing(kind: Kind, step: Step) -> Token:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if has_files(base_fields(step)) else MOST_BYTES
    return Token(kind.name, ScopeAct.WRITE, most or MOST_BYTES)


def _filters(kind: Kind) -> list[dict[str, Any]]:
    found = []
    for name, field in _parameters(filters_of(kind.name, get_language())().form.fields).items():
        shape = field_schema(field)
        bounds = {"maxLength": LONGEST} if shape.get("type") == "string" and "enum" not in shape else {}
        more = {"required": False, "description": shape["description"]}
        found.append({"in": "query", "name": name, **more, "schema": shape | bounds})
    return found


def _parameters(fields: Mapping[str, FormField]) -> dict[str, FormField]:
    """Return each query parameter: a field with two ends, from and to, has two."""
    found: dict[str, FormField] = {}
    for name, field in fields.items():
        ends = [f"{name}_{end}" for end in getattr(field.widget, "suffixes", ())]
        found |= dict(zip(ends, getattr(field, "fields", ()), strict=True)) if ends else {name: field}
    for name in found.keys() - fields.keys():
        found[name].label = found[name].label or fields[name.rpartition("_")[0]].label
    return found


def _narrowed(kind: Kind, request: HttpRequest, day: date) -> Any:
    asked = request.GET.copy()
    for name in PAGING:
        asked.pop(name, None)
    found = filter_records(kind, request_actor(request), day, asked)
    for field in found.form.fields.values():
        if isinstance(field, LinkField):
            field.exact = True  # part of a title may match another record tomorrow
    known = _parameters(found.form.fields)
    wrong = {name: [_("There is no such parameter here.")] for name in asked if name not in known}
    longest = _("At most %(most)d characters.") % {"most": LONGEST}
    wrong |= {name: [longest] for name, values in asked.lists() if any(len(value) > LONGEST for value in values)}
    if not wrong and found.is_bound and not found.is_valid():
        wrong = {name: list(sentences) for name, sentences in found.form.errors.items()}
    if wrong:
        raise RecordError("incomplete", _("The list cannot be narrowed so."), where=str(kind.label), fields=wrong)
    return found.qs


def _missing() -> RecordError:
    return RecordError("missing", _("There is no such matter, or it is not yours to see."))


def _record(kind: Kind, request: HttpRequest, pk: int) -> Record:
    seen = rights.readable_records(kind, request_actor(request), timezone.localdate())
    asked = seen.select_related("unit", *rows.foreign_key_names(kind, kind.shows)).filter(pk=_sound(pk))
    found = report_opening(kind, pk, asked.first(), request_actor(request), at=timezone.now())
    if found is None:
        raise _missing()
    return found


def _known(kind: Kind, pk: int) -> int:
    """Return the id if such a record exists at all; ``take`` checks under its lock whether it may be seen."""
    if not kind.record._default_manager.filter(pk=_sound(pk)).exists():
        raise _missing()
    return pk


def _sound(pk: int) -> int:
    """Return an id that a database accepts; SQLite fails on a larger number."""
    if pk >= 2**63:
        raise _missing()
    return pk


def _open(record: Record, request: HttpRequest) -> list[Step]:
    return open_steps([record], request_actor(request), timezone.localdate())[record.pk]


def _asks(step: Step, record: Record, request: HttpRequest) -> dict[str, Any]:
    asks: Mapping[str, FormField] = {}
    if form := form_class(step, request_actor(request)):
        asks = form(None, None, record=record, actor=request_actor(request), at=timezone.now()).fields
    return {
        "name": step.name,
        "label": str(step.label),
        "after": step.leads_from(record.state),
        "asks": schema_of(asks),
    }


def _done(done: StepResult) -> dict[str, Any]:
    record = done.record
    names = ("number", "state", "version")
    found = {name: getattr(record, name) for name in names}
    return {"id": record.pk, "entry": done.entry.pk, "repeated": done.repeated, **found}
