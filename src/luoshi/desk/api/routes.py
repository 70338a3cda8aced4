"""The operations of a kind, at addresses that are the same for all: list, record, history, opening, steps and so on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.forms import Field as FormField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, create_model

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.desk.api import child_rows, coverages, figures, holders, rows
from luoshi.desk.api.form_schemas import field_schema, model_of, parse_form_payload, schema_of
from luoshi.desk.api.reading import build_reading, ensure_record_exists, get_readable_record, select_named
from luoshi.desk.lists.queries.listing import filter_records, filters_of
from luoshi.desk.privacy.unmasking.actions import unmask_fields
from luoshi.desk.tags.filters import SHOW
from luoshi.kernel.conditions.queries.steps import open_steps
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.history.queries.history import entries_of
from luoshi.kernel.holders.queries import with_holders
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import LinkField
from luoshi.kernel.kinds.forms.making import form_fields, step_form
from luoshi.kernel.kinds.forms.step_forms import has_files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.pages import moment_of_step
from luoshi.kernel.rows.queries import rows_of_record
from luoshi.kernel.search.links.queries import entry_events
from luoshi.kernel.steps.actions.idempotency import StepResult
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.kernel.steps.step_forms import form_class
from luoshi.org.api.api_authentication import MOST_BYTES, TokenAuth
from luoshi.org.api.operations import LateModel, Operation, StatusReply
from luoshi.org.api.responses import LARGEST, ApiModel, StretchQuery, event_as_schema
from luoshi.org.tokens.rules import ScopeAct, is_scope_allowed

LONGEST = 200  # characters of one filter: each word of a search makes the query longer
PAGING = ("limit", "offset")


class Look(ApiModel):
    """The reason for seeing protected fields."""

    model_config = ConfigDict(extra="forbid")

    reason: StrictStr = Field(min_length=1, max_length=200)


class Seen(ApiModel):
    """The protected fields in plain words."""

    protected: dict[str, str]


class StepHeaders(ApiModel):
    """The headers of a step's request."""

    once: UUID | None = Field(
        None,
        alias="Idempotency-Key",
        description=N_(
            "Your own UUID for this request: if it is sent again, nothing more is done and the answer is the same."
        ),
    )


@dataclass(frozen=True)
class Route:
    """An address that every kind may have below its name, and the operations that a kind has there.

    ``{id}`` in the path is a record, ``{name}`` a step or a part of the kind: then ``operations`` may be called with a
    name besides the kind, if the operation is for that name only.
    """

    path: str
    operations: Callable[..., Iterable[Operation]]


def operations_of(kind: CompiledKind) -> Iterator[Operation]:
    """Yield all operations of a kind, with their words in the active language; no steps if its line is switched off."""
    for route in ROUTES:
        found = route.operations(kind)
        reading = (operation for operation in found if operation.token.act is not ScopeAct.WRITE)
        yield from reading if kind.read_only else found


def _list(kind: CompiledKind) -> Iterator[Operation]:
    words = _("What you may read, newest first unless sorted otherwise. A parameter that is not known is refused.")
    answer = LateModel("list", partial(rows.list_of, kind), kind.api_models)
    yield build_reading(
        kind, "", f"list_{kind.name}", _("List"), list_records, answer, StretchQuery,
        description=words, filters=partial(_filters, kind),
    )  # fmt: skip
    for step in kind.cycle.opens:
        if step is kind.cycle.first:
            yield _opening(kind, kind.name, step)


def list_records(kind: CompiledKind, request: HttpRequest, limit: int, offset: int) -> dict[str, Any]:
    """Return a stretch of the list that the other parameters of the query narrow.

    Raises:
        RecordError: ``incomplete``.
    """
    day = timezone.localdate()
    found = _narrowed(kind, request, day).select_related("unit", *rows.foreign_key_names(kind, kind.columns))
    shown = rows.serialize_records(list(found[offset : offset + limit]), kind.columns, request_actor(request), day)
    return {"total": found.count(), "limit": limit, "offset": offset, "rows": shown}


def _record(kind: CompiledKind) -> Iterator[Operation]:
    answer = LateModel("record", partial(rows.detail_of, kind), kind.api_models)
    yield build_reading(kind, "{id}", f"get_{kind.name}", _("One record"), get_record, answer)


def get_record(kind: CompiledKind, request: HttpRequest, id: int) -> dict[str, Any]:
    """Return one record with everything that its page shows.

    Raises:
        RecordError: ``missing``.
    """
    record, day = get_readable_record(kind, request, id), timezone.localdate()
    steps, actor = [step.name for step in _open(record, request)], request_actor(request)
    duties = with_holders(record, duties_of_record(record, day), actor, day)
    return rows.serialize_record_detail(record, steps, duties, actor, day)


def _timeline(kind: CompiledKind) -> Iterator[Operation]:
    name, summary = f"timeline_{kind.name}", _("History")
    yield build_reading(kind, "{id}/timeline", name, summary, get_timeline, rows.Timeline, StretchQuery)


def get_timeline(kind: CompiledKind, request: HttpRequest, id: int, limit: int, offset: int) -> dict[str, Any]:
    """Return a part of a record's history.

    Raises:
        RecordError: ``missing``.
    """
    found = entries_of(get_readable_record(kind, request, id))
    events = entry_events(found[offset : offset + limit], request_actor(request), timezone.localdate())
    return {"total": found.count(), "limit": limit, "offset": offset, "rows": [*map(event_as_schema, events)]}


def _open_steps(kind: CompiledKind) -> Iterator[Operation]:
    name, summary = f"steps_{kind.name}", _("Steps open to you now, with what each asks for")
    yield build_reading(kind, "{id}/steps", name, summary, list_open_steps, rows.Steps)


def list_open_steps(kind: CompiledKind, request: HttpRequest, id: int) -> dict[str, Any]:
    """Return the steps that the requester may take now, with what each asks for.

    Raises:
        RecordError: ``missing``.
    """
    record = get_readable_record(kind, request, id)
    return {"version": record.version, "rows": [_asks(step, record, request) for step in _open(record, request)]}


def _rows(kind: CompiledKind, name: str = "") -> Iterator[Operation]:
    for part in select_named(kind.every(Rows), name):
        path, title = f"rows/{part.name}", f"rows_{kind.name}_{part.name}"
        summary = _("Rows inside it: %(label)s") % {"label": part.label}
        answer = LateModel(path, partial(child_rows.list_of, kind, part), kind.api_models)
        yield build_reading(kind, f"{{id}}/{path}", title, summary, partial(list_rows, part), answer, StretchQuery)


def list_rows(part: Rows, kind: CompiledKind, request: HttpRequest, id: int, limit: int, offset: int) -> dict[str, Any]:
    """Return a part of the rows inside a record.

    Raises:
        RecordError: ``missing``.
    """
    record = get_readable_record(kind, request, id)
    found = rows_of_record(part, record)
    shown = child_rows.serialize_child_rows(part, record, found[offset : offset + limit])
    return {"total": found.count(), "limit": limit, "offset": offset, "rows": shown}


def _openings(kind: CompiledKind, name: str = "") -> Iterator[Operation]:
    for step in select_named(kind.cycle.opens, name):
        if step is not kind.cycle.first:  # which opens a record at the address of the list
            yield _opening(kind, f"{kind.name}/begin/{step.name}", step)


def _opening(kind: CompiledKind, path: str, step: Step) -> Operation:
    words = _("Opens a record. If repeated with the same Idempotency-Key, it answers 200 with the first result.")
    body = LateModel(f"begin/{step.name}", partial(_opening_body, kind, step), kind.api_models)
    return Operation(
        "POST", path, f"{kind.name}_{step.name}", str(kind.label), str(step.label), _writing(kind, step),
        partial(open_record, kind, step), rows.Done, StepHeaders, body,
        description=words, statuses=(200, 201), problems=(400, 409, 413, 503),
    )  # fmt: skip


def _opening_body(kind: CompiledKind, step: Step) -> type[BaseModel]:
    name = f"{kind.name.capitalize()}New" + ("" if step is kind.cycle.first else step.name.capitalize())
    return create_model(name, __config__=ConfigDict(extra="forbid"), **_given(kind, step))


def open_record(kind: CompiledKind, step: Step, request: HttpRequest, asked: Any, once: UUID | None) -> StatusReply:
    """Open a record by a step.

    Raises:
        RecordError: it is refused, or something is missing or wrong.
    """
    given, files = parse_form_payload(asked.given)
    at = moment_of_step(request, step)
    done = begin(kind, request_actor(request), given, at=at, once=once, files=files, step=step.name)
    return StatusReply(200 if done.repeated else 201, _done(done))


def _steps(kind: CompiledKind, name: str = "") -> Iterator[Operation]:
    for step in select_named([step for step in kind.cycle.resolved_steps if not step.begins], name):
        states = ", ".join(f"{name} ({kind.cycle.states[name]})" for name in step.before)
        yield Operation(
            "POST", f"{kind.name}/{{id}}/steps/{step.name}", f"{kind.name}_{step.name}", str(kind.label),
            str(step.label), _writing(kind, step), partial(take_step, kind, step), rows.Done, StepHeaders,
            LateModel(f"steps/{step.name}", partial(_step_body, kind, step), kind.api_models),
            description=_("From: %(states)s.") % {"states": states}, problems=(400, 404, 409, 413, 503),
        )  # fmt: skip


def _step_body(kind: CompiledKind, step: Step) -> type[BaseModel]:
    words = N_("The version you decided on: another is refused.")
    return create_model(
        f"{kind.name.capitalize()}{step.name.capitalize()}",
        __config__=ConfigDict(extra="forbid"),
        seen=(StrictInt, Field(ge=1, le=LARGEST, description=words)),
        **_given(kind, step),
    )


def take_step(
    kind: CompiledKind, step: Step, request: HttpRequest, id: int, asked: Any, once: UUID | None
) -> dict[str, Any]:
    """Take a step of a record.

    Raises:
        RecordError: it is refused, or something is missing or wrong.
    """
    given, files = parse_form_payload(asked.given)
    at, record = moment_of_step(request, step), kind.record(pk=ensure_record_exists(kind, id), kind=kind.name)
    actor = request_actor(request)
    try:
        return _done(take(record, step.name, actor, given, at=at, once=once, seen=asked.seen, files=files))
    except RecordError as error:
        if not is_scope_allowed(actor.scopes, kind.name, ScopeAct.READ):
            error.changes = ()  # what others did takes the scope to read
        raise


def _look(kind: CompiledKind) -> Iterator[Operation]:
    if kind.masks:
        yield Operation(
            "POST", f"{kind.name}/{{id}}/look", f"look_{kind.name}", str(kind.label), _("See the protected fields"),
            TokenAuth(kind.name, ScopeAct.LOOK), partial(look_at_protected, kind), Seen, body=Look,
            description=_(
                "This needs a right of its own. Each look is recorded in the journal with your name and reason, and "
                "so are refused ones."
            ),
            problems=(400, 404, 413),
        )  # fmt: skip


def look_at_protected(kind: CompiledKind, request: HttpRequest, id: int, asked: Look) -> dict[str, Any]:
    """Return the protected fields of a record in plain words, and journal the look.

    Raises:
        RecordError: ``missing``, or it is refused.
    """
    record = get_readable_record(kind, request, id)
    shown = unmask_fields(record, request_actor(request), asked.reason, at=timezone.now())
    return {"protected": {field.name: field.value for field in shown}}


def _given(kind: CompiledKind, step: Step) -> dict[str, Any]:
    fields = form_fields(kind, step)
    name = f"{kind.name.capitalize()}{step.name.capitalize()}Given"
    model = model_of(name, fields, _each(kind, step))
    words = N_("What the step asks for. An optional field that is left out stays as it is; null empties it.")
    if any(field.required for field in fields.values()):
        return {"given": (model, Field(description=words))}
    return {"given": (model | None, Field(None, description=words))}


def _each(kind: CompiledKind, step: Step) -> Mapping[str, FormField]:
    """Return the fields that occur once per row, such as a commitment's targets, by the prefix of their names."""
    form = step_form(kind, step)
    return form.each if form is not None else {}


def _writing(kind: CompiledKind, step: Step) -> TokenAuth:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if has_files(form_fields(kind, step)) else MOST_BYTES
    return TokenAuth(kind.name, ScopeAct.WRITE, most or MOST_BYTES)


def _filters(kind: CompiledKind) -> list[dict[str, Any]]:
    found = []
    fields = filters_of(kind.name, get_language())().form.fields
    for name, field in _parameters({key: fields[key] for key in fields if key != SHOW}).items():
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


def _narrowed(kind: CompiledKind, request: HttpRequest, day: date) -> Any:
    asked = request.GET.copy()
    for name in PAGING:
        asked.pop(name, None)
    found = filter_records(kind, request_actor(request), day, asked)
    for field in found.form.fields.values():
        if isinstance(field, LinkField):
            field.exact = True  # part of a title may match another record tomorrow
    found.form.fields.pop(SHOW, None)
    known = _parameters(found.form.fields)
    wrong = {name: [_("There is no such parameter here.")] for name in asked if name not in known}
    longest = _("At most %(most)d characters.") % {"most": LONGEST}
    wrong |= {name: [longest] for name, values in asked.lists() if any(len(value) > LONGEST for value in values)}
    if not wrong and found.is_bound and not found.is_valid():
        wrong = {name: list(sentences) for name, sentences in found.form.errors.items()}
    if wrong:
        raise RecordError(
            "incomplete", _("The list cannot be filtered like this."), where=str(kind.label), fields=wrong
        )
    return found.qs


def _open(record: Record, request: HttpRequest) -> list[Step]:
    return open_steps([record], request_actor(request), timezone.localdate())[record.pk]


def _asks(step: Step, record: Record, request: HttpRequest) -> dict[str, Any]:
    asks: Mapping[str, FormField] = {}
    if form := form_class(kind_of(record), step, request_actor(request)):
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


ROUTES = (
    Route("figures", figures.figure_operations),
    Route("coverage/{name}", coverages.coverage_operations),
    Route("held/{name}", holders.vacancy_operations),
    Route("{id}/held/{name}", holders.holder_operations),
    Route("", _list),
    Route("{id}", _record),
    Route("{id}/timeline", _timeline),
    Route("{id}/steps", _open_steps),
    Route("{id}/rows/{name}", _rows),
    Route("begin/{name}", _openings),
    Route("{id}/steps/{name}", _steps),
    Route("{id}/look", _look),
)
