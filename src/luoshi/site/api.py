"""The assembled API: units and people, every kind of record, one format of errors, and its OpenAPI description."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from luoshi.base.database.outages import outage_of
from luoshi.base.errors import OrgError, Refusal
from luoshi.base.texts.error_numbers import generate_error_number
from luoshi.desk.api.lists import code_list_operations
from luoshi.desk.api.routes import ROUTES, Route, operations_of
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import (
    current_snapshot,
    declared_lines,
    find_kind,
    list_kinds,
    list_lines,
    per_snapshot,
)
from luoshi.kernel.switches.words import missing_line
from luoshi.org.api import responses
from luoshi.org.api.api_authentication import TokenAuth
from luoshi.org.api.operations import Operation, StatusReply, model_to_serve
from luoshi.org.api.routes import build_org_operations
from luoshi.site.api_docs import Chapter, group_by_chapter
from luoshi.site.api_requests import read_values
from luoshi.site.errors import outage_response
from luoshi.site.openapi import write_openapi

log = logging.getLogger("luoshi.api")
View = Callable[..., HttpResponse]


def _own_operations() -> Iterator[Operation]:
    """Yield the operations that are of no kind, with their words in the active language."""
    yield from _program_operations()
    for line in list_lines():
        yield from _of_line(line)


def _program_operations() -> Iterator[Operation]:
    """Yield the operations that are of no line."""
    yield from build_org_operations()
    yield from code_list_operations()


def _of_line(line: Line) -> Iterator[Operation]:
    """Yield the operations that a line has besides those of its kinds."""
    if line.answers:
        yield from import_module(line.answers).build_operations(line.name)


@per_snapshot(4)
def openapi_description(language: str) -> dict[str, Any]:
    """Return the OpenAPI description in a language."""
    with override(language):
        kinds = (operation for kind in list_kinds() for operation in operations_of(kind))
        return write_openapi([*_own_operations(), *kinds])


def handle_room_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Return the response to a room's error, with a number that is in the log."""
    return responses.room_error_response(request, error, generate_error_number(), getattr(error, "changes", ()))


def _nothing_here(request: HttpRequest, error: Any = None) -> HttpResponse:
    remedy = _("The available addresses: /api/docs.")
    return handle_room_error(
        request, OrgError("missing", _("There is nothing here."), where=request.path, remedy=remedy)
    )


def _fault(request: HttpRequest, error: Any) -> HttpResponse:
    if outage := outage_of(error):
        return outage_response(request, outage)
    log.error("a fault in the program", exc_info=error)
    what = _("An error occurred in Luoshi; nothing was saved.")
    remedy = _("Try again. If it happens again, tell your administrator the number.")
    return handle_room_error(request, OrgError("fault", what, where=request.path, remedy=remedy))


def _refuse(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the response to whatever was raised."""
    if isinstance(error, Refusal):
        return handle_room_error(request, error)
    return _nothing_here(request) if isinstance(error, Http404) else _fault(request, error)


def _refuse_method(request: HttpRequest, methods: str) -> HttpResponse:
    what = _("%(method)s is not possible here, only %(methods)s.")
    words = what % {"method": request.method, "methods": methods}
    answer = handle_room_error(request, OrgError("method", words, where=request.path))
    answer.headers["Allow"] = methods
    return answer


def _answer(operation: Operation, request: HttpRequest, named: Mapping[str, Any]) -> HttpResponse:
    """Carry out an operation if the caller may use it, and return its answer, or the reason for the refusal."""
    try:
        operation.token(request)
        parts = {name: value for name, value in named.items() if f"{{{name}}}" in operation.path}
        result = operation.call(request, **read_values(operation, request, parts))
        reply = result if isinstance(result, StatusReply) else StatusReply(200, result)
        answer = model_to_serve(operation.answer).model_validate(reply.value).model_dump()
        content = json.dumps(answer, cls=DjangoJSONEncoder)
        return HttpResponse(content, status=reply.status, content_type="application/json; charset=utf-8")
    except Exception as error:
        return _refuse(request, error)


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI description for programs, to a session or any token."""
    try:
        TokenAuth()(request)
    except OrgError as error:
        return handle_room_error(request, error)
    return JsonResponse(openapi_description(get_language() or "zh-hans"), json_dumps_params={"ensure_ascii": False})


@require_safe
@login_required
def api_docs_index(request: HttpRequest) -> HttpResponse:
    """Show the API documentation for people: its chapters, one for each kind."""
    found, told = _told_to_people(get_language() or "zh-hans")
    context = {"title": _("API description"), "words": found["info"]["description"], "chapters": told}
    return render(request, "api_docs.html", context)


@require_safe
@login_required
def api_chapter_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show the operations on one kind."""
    _found, told = _told_to_people(get_language() or "zh-hans")
    one = next((chapter for chapter in told if chapter.name == name), None)
    if one is None:
        raise Http404
    crumbs = [(_("API description"), reverse("api_docs"))]
    return render(request, "api_chapter.html", {"title": one.title, "crumbs": crumbs, "chapter": one})


@per_snapshot(4)
def _told_to_people(language: str) -> tuple[dict[str, Any], list[Chapter]]:
    found = openapi_description(language)
    return found, group_by_chapter(found)


@csrf_exempt
def api_not_found(request: HttpRequest) -> HttpResponse:
    """Answer every other URL."""
    return _nothing_here(request)


def _serve(find: Callable[..., dict[str, Operation]]) -> View:
    """Return the view of an address; ``find`` returns its operations by method, from the parts of the address."""

    @csrf_exempt
    def serve(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            operations = find(**named)
        except OrgError as error:  # its line is switched off
            return handle_room_error(request, error)
        if not operations:
            return _nothing_here(request)
        if operation := operations.get(request.method or ""):
            answer = _answer(operation, request, named)
        else:
            answer = _refuse_method(request, ", ".join(sorted(operations)))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def most_bytes(method: str, named: Mapping[str, Any]) -> int:
        try:
            operation = find(**named).get(method)
        except OrgError:
            return 0
        return operation.token.most if operation else 0

    setattr(serve, "most_bytes", most_bytes)  # noqa: B010
    return serve


def _own(operations: dict[str, Operation], **_parts: Any) -> dict[str, Operation]:
    return operations


def _own_of_line(name: str, operations: dict[str, Operation], **_parts: Any) -> dict[str, Operation]:
    """Return what a line offers at an address of its own, by method.

    Raises:
        OrgError: ``missing``: the line is switched off.
    """
    snapshot = current_snapshot()
    if name in snapshot.off:
        raise missing_line(snapshot.lines[name], f"/api/{name}")
    return operations


def _of_kind(route: Route, kind: str, id: int = 0, **named: str) -> dict[str, Operation]:
    """Return what a kind offers at an address, by method.

    Raises:
        OrgError: ``missing``: its line is switched off and has no records. With records, its steps refuse themselves.
    """
    declared = find_kind(kind)
    if declared is not None and declared.off:
        raise missing_line(current_snapshot().line_of(declared), f"/api/{kind}")
    found = route.operations(declared, **named) if declared is not None else ()
    return {operation.method: operation for operation in found}


def _by_address(operations: Iterator[Operation]) -> dict[str, dict[str, Operation]]:
    """Group operations by address, then by method."""
    found: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        found.setdefault(operation.path, {})[operation.method] = operation
    return found


def _patterns() -> Iterator[URLPattern]:
    """Yield the addresses of operations that are of no kind, then those of all kinds."""
    views = {address: _serve(partial(_own, found)) for address, found in _by_address(_program_operations()).items()}
    for line in declared_lines():
        found = _by_address(_of_line(line))
        views |= {address: _serve(partial(_own_of_line, line.name, there)) for address, there in found.items()}
    views |= {"/".join(filter(None, ("{kind}", route.path))): _serve(partial(_of_kind, route)) for route in ROUTES}
    for address, view in views.items():
        for number in ("id", "pk"):
            address = address.replace(f"{{{number}}}", f"<int:{number}>")
        yield path(address.replace("{", "<").replace("}", ">"), view)


urlpatterns = [
    path("docs", api_docs_index, name="api_docs"),
    path("docs/<slug:name>/", api_chapter_detail, name="api_chapter"),
    path("openapi.json", openapi_json, name="api_openapi"),
    *_patterns(),
    re_path("", api_not_found),
]
