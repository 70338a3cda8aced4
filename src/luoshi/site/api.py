"""The assembled API: units and people, every kind of record, one format of errors, and its OpenAPI description."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache, lru_cache, partial, wraps
from importlib import import_module
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, re_path, reverse
from django.urls.resolvers import RegexPattern
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from luoshi import __version__
from luoshi.base.database.outages import outage_of
from luoshi.base.errors import OrgError, Refusal
from luoshi.base.texts.error_numbers import generate_error_number
from luoshi.desk.api import lists
from luoshi.desk.api import routes as records
from luoshi.kernel.base.words import LINE, translate_in_context
from luoshi.kernel.kinds.registry import list_kinds, list_lines
from luoshi.org.api import responses
from luoshi.org.api import routes as org
from luoshi.org.api.api_authentication import Token
from luoshi.site.api_docs import Chapter, group_by_chapter
from luoshi.site.api_errors import validation_messages
from luoshi.site.errors import outage_response

log = logging.getLogger("luoshi.api")
View = Callable[..., Any]


class Body(Parser):
    """JSON as in RFC 8259: no NaN, no duplicate name, and no lone surrogate, which no database stores."""

    def parse_body(self, request: HttpRequest) -> Any:
        found = json.loads(request.body, parse_constant=_refuse_constant, object_pairs_hook=_with_names_once)
        if b"\\ud" in request.body.lower():
            json.dumps(found, ensure_ascii=False).encode()
        return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


class _Twice(ValueError):
    """A duplicate name in one object. Readers differ in which of its values they take (RFC 8259, 4)."""


def _with_names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice(Counter(name for name, _value in pairs).most_common(1)[0][0])
    return found


class _Answer(Schema):
    """A model of answers, which is described once in each language, not once for each operation and status."""

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        found: dict[str, Any] = deepcopy(_described(cls, get_language(), args, tuple(sorted(options.items()))))
        return found


@cache
def _described(model: type[_Answer], language: str, args: tuple[Any, ...], options: tuple[tuple[str, Any], ...]) -> Any:
    return super(_Answer, model).model_json_schema(*args, **dict(options))


@cache
def _answering(shape: Any) -> type[Schema]:
    """Return the response model for a schema.

    django-ninja makes one for each operation and status. With this cache 30 of 1,500 models remain, which saves 27 MB
    and half of the start-up time.
    """
    return type("NinjaResponseSchema", (_Answer,), {"__annotations__": {"response": shape}})


def _answered(self: Operation, response_param: Any) -> type[Schema] | None:
    return None if response_param is None else _answering(response_param)


Operation._create_response_model = _answered  # type: ignore[method-assign]


def build_api(prefix: str | None = None) -> NinjaAPI:
    """Build the API with its words in the language that is active now.

    Args:
        prefix: of the routers only those with this first part of their addresses; None: all.
    """
    words = _("Programs read and enter here what the person of the token could on the pages, and nothing more.")
    api = NinjaAPI(
        title=_("Luoshi"), version=__version__, description=words, openapi_url=None, docs_url=None, parser=Body()
    )
    for name, build_router in _router_builders():
        if prefix in (None, name):
            api.add_router(f"/{name}" if name else "", build_router())
    for error, answer in ANSWERS.items():
        api.add_exception_handler(error, answer)
    return api


def _router_builders() -> Iterator[tuple[str, Callable[[], Router]]]:
    """The first part of its addresses, and what builds it, of each router in the order of the description."""
    yield "", org.build_org_router
    yield "", lists.code_list_router
    for line in list_lines():
        if line.answers:
            yield line.name, import_module(line.answers).routes
    for kind in list_kinds():
        yield kind.name, partial(records.kind_router, kind)


@lru_cache(maxsize=4)
def openapi_description(language: str) -> dict[str, Any]:
    """Return the OpenAPI description in a language."""
    with override(language):
        api = build_api()
        found: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/")
        for bound in api._get_bound_routers():
            for part, view in bound.path_operations.items():
                for operation in view.operations:
                    asks = next(
                        (callback for callback in operation.auth_callbacks if isinstance(callback, Token)), None
                    )
                    _name_scope(found, bound.prefix + part, operation.methods, asks.scope if asks else "")
        return _told(found)


def _told(part: Any, line: str = "") -> Any:
    """Translate the descriptions of models, which are written before a language is chosen, into the active one.

    Models of a line are translated in the line's context: see ``kernel.base.words.described``.
    """
    if isinstance(part, dict):
        line = part.get(LINE, line)
        told = {name: _told(value, line) for name, value in part.items() if name != LINE}
        if isinstance(words := part.get("description"), str) and words:
            told["description"] = translate_in_context(line, words) if line else _(words)
        return told
    return [_told(value, line) for value in part] if isinstance(part, list) else part


def _name_scope(found: dict[str, Any], address: str, methods: list[str], scope: str) -> None:
    place = found["paths"]["/api/" + address.replace("{int:", "{").strip("/")]
    for method in methods:
        place[method.lower()]["x-scope"] = scope


def handle_room_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Return the response to a room's error, with a number that is in the log."""
    return responses.room_error_response(request, error, generate_error_number(), getattr(error, "changes", ()))


def _wrongly_sent(request: HttpRequest, error: Any) -> HttpResponse:
    fields = validation_messages(error.errors)
    what = _("Something is missing or wrong: %(fields)s.") % {
        "fields": "; ".join(f"{name}: {' '.join(said)}" for name, said in fields.items())
    }
    remedy = _("Nothing was saved. Put it right and send again.")
    return handle_room_error(request, OrgError("incomplete", what, where=request.path, remedy=remedy, fields=fields))


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    what = _("What was sent cannot be read: it is not JSON in UTF-8.")
    if isinstance(twice := error.__cause__, _Twice):
        what = _("The name “%(name)s” stands twice in one object of the JSON.") % {"name": str(twice)[:60]}
    return handle_room_error(request, OrgError("unreadable", what, where=request.path, remedy=_("Nothing was saved.")))


def _nothing_here(request: HttpRequest, error: Any = None) -> HttpResponse:
    remedy = _("The addresses there are: /api/docs.")
    return handle_room_error(
        request, OrgError("missing", _("There is nothing here."), where=request.path, remedy=remedy)
    )


def _fault(request: HttpRequest, error: Any) -> HttpResponse:
    if outage := outage_of(error):
        return outage_response(request, outage)
    log.error("a fault in the program", exc_info=error)
    what = _("Luoshi made a mistake; nothing was saved.")
    remedy = _("Try again. If it happens again, tell your administrator the number.")
    return handle_room_error(request, OrgError("fault", what, where=request.path, remedy=remedy))


ANSWERS: dict[type[Exception], View] = {
    Refusal: handle_room_error,
    ValidationError: _wrongly_sent,
    HttpError: _unreadable,
    Http404: _nothing_here,
    Exception: _fault,
}


def _shaped(view: View) -> View:
    """Wrap a view: answer a wrong method in the API's error format, and forbid caching."""

    @wraps(view)
    def shaped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 405:
            what = _("%(method)s is not possible here, only %(methods)s.")
            words = what % {"method": request.method, "methods": answer.headers.get("Allow", "")}
            answer = _keep_allow(handle_room_error(request, OrgError("method", words, where=request.path)), answer)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return shaped


def _keep_allow(answer: HttpResponse, before: HttpResponse) -> HttpResponse:
    answer.headers["Allow"] = before.headers.get("Allow", "")
    return answer


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI description for programs, to a session or any token."""
    try:
        Token()(request)
    except OrgError as error:
        return handle_room_error(request, error)
    return JsonResponse(openapi_description(get_language() or "zh-hans"), json_dumps_params={"ensure_ascii": False})


@require_safe
@login_required
def api_docs_index(request: HttpRequest) -> HttpResponse:
    """Show the API documentation for people: its chapters, one for each kind."""
    found, told = _told_to_people(get_language() or "zh-hans")
    context = {"title": _("What programs can ask"), "words": found["info"]["description"], "chapters": told}
    return render(request, "api_docs.html", context)


@require_safe
@login_required
def api_chapter_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show the operations on one kind."""
    _found, told = _told_to_people(get_language() or "zh-hans")
    one = next((chapter for chapter in told if chapter.name == name), None)
    if one is None:
        raise Http404
    crumbs = [(_("What programs can ask"), reverse("api_docs"))]
    return render(request, "api_chapter.html", {"title": one.title, "crumbs": crumbs, "chapter": one})


@lru_cache(maxsize=4)
def _told_to_people(language: str) -> tuple[dict[str, Any], list[Chapter]]:
    found = openapi_description(language)
    return found, group_by_chapter(found)


@csrf_exempt
def api_not_found(request: HttpRequest) -> HttpResponse:
    """Answer every other URL."""
    return _nothing_here(request)


def _patterns(prefix: str) -> list[URLPattern]:
    """The addresses with this first part, each with its view."""
    api = build_api(prefix)
    found = [url for url in api._get_urls() if isinstance(url, URLPattern) and url.name != "api-root"]
    views = [view for bound in api._get_bound_routers() for view in bound.path_operations.values()]
    of = [view for view in views for _ in view.operations]  # ninja makes a pattern for each, in this order
    for pattern, view in zip(found, of, strict=True):
        pattern.callback = _shaped(pattern.callback)
        setattr(pattern.callback, "most_bytes", partial(_most_bytes, view.operations))  # noqa: B010
    return found


def _most_bytes(operations: Iterable[Operation], method: str, named: Mapping[str, Any]) -> int:
    """Return how many bytes a URL accepts, as declared by its operations."""
    asked = (auth for operation in operations if method in operation.methods for auth in operation.auth_callbacks)
    return max((auth.most for auth in asked if isinstance(auth, Token)), default=0)


class _FirstPart(RegexPattern):
    """Matches addresses by their first part and takes nothing of them: what follows is matched whole."""

    def __init__(self, prefix: str) -> None:
        super().__init__(rf"^(?={prefix}(?:/|$))")

    def __str__(self) -> str:
        return ""  # what it adds to an address, for whoever walks through all of them


class LazyPatterns(URLResolver):
    """The addresses with one first part, whose operations are built when the first request asks for one of them.

    Building all 750 operations with their 3,300 models takes 2 CPU seconds and 60 MB of each process, most of which
    serve pages alone.
    """

    def __init__(self, prefix: str) -> None:
        name = f"api-{prefix}"
        super().__init__(_FirstPart(prefix), [], app_name=name, namespace=name)
        self.prefix = prefix

    @cached_property
    def url_patterns(self) -> list[URLPattern | URLResolver]:
        """The addresses, built on first use; two threads may both build them, and either result serves."""
        return [*_patterns(self.prefix)]

    def _populate(self) -> None:
        """Give ``reverse`` nothing: no code reverses these addresses, and it would walk through all of them."""
        language = get_language()
        for found in (self._reverse_dict, self._namespace_dict, self._app_dict):  # type: ignore[attr-defined]
            found[language] = MultiValueDict()

    def check(self) -> list[Any]:
        """Nothing to check: Django would build every operation to look at it."""
        return []


urlpatterns: list[URLPattern | URLResolver] = [
    path("docs", api_docs_index, name="api_docs"),
    path("docs/<slug:name>/", api_chapter_detail, name="api_chapter"),
    path("openapi.json", openapi_json, name="api_openapi"),
    *_patterns(""),
    *(LazyPatterns(prefix) for prefix in dict.fromkeys(name for name, _build in _router_builders() if name)),
    re_path("", api_not_found),
]
