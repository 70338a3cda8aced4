"""Read what a request of the API sends, by the models of its operation."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pydantic
from django.http import HttpRequest
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.org.api.operations import Operation, model_to_serve
from luoshi.site.api_errors import UNKNOWN, validation_messages

BODY = "asked"  # by this name the body is handed on


def read_values(operation: Operation, request: HttpRequest, named: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an operation is called with besides the request.

    Args:
        named: the parts of the path.

    Raises:
        OrgError: ``unreadable``; ``incomplete``: with a sentence for each field that is wrong.
    """
    values, wrong = dict(named), list[Mapping[str, Any]]()
    if operation.body and not request.body:
        wrong.append({"type": "missing", "loc": (BODY,)})
    elif operation.body:
        sent = parse_body(request)
        try:
            values[BODY] = model_to_serve(operation.body).model_validate(sent)
        except pydantic.ValidationError as error:
            wrong += ({**found, "loc": (BODY, *found["loc"])} for found in _errors(error))
    if operation.parameters:
        model = model_to_serve(operation.parameters)
        try:
            values |= dict(model.model_validate(dict(_parameters_sent(model, request, named))))
        except pydantic.ValidationError as error:
            wrong += _errors(error)
    if not operation.checks_query:
        wrong += ({"type": UNKNOWN, "loc": (name,)} for name in _unknown(operation, request, named))
    if wrong:
        raise _incomplete(request, wrong)
    return values


def _unknown(operation: Operation, request: HttpRequest, named: Mapping[str, object]) -> list[str]:
    """List the parameters of the query that the operation does not have: a slip must never ask for more."""
    fields = model_to_serve(operation.parameters).model_fields if operation.parameters else {}
    known = {name for name, field in fields.items() if not field.alias and name not in named}
    return [name for name in request.GET if name not in known]


def _errors(error: pydantic.ValidationError) -> Iterable[Mapping[str, Any]]:
    return error.errors(include_url=False, include_input=False)


def _parameters_sent(
    model: type[pydantic.BaseModel], request: HttpRequest, named: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Yield what was sent of a model's fields: in the path, as headers if they have an alias, else in the query."""
    for name, field in model.model_fields.items():
        sent: Mapping[str, Any] = request.headers if field.alias else named if name in named else request.GET
        if (key := field.alias or name) in sent:
            yield key, sent[key]


def _incomplete(request: HttpRequest, wrong: Iterable[Mapping[str, Any]]) -> OrgError:
    fields = validation_messages(wrong)
    what = _("Something is missing or wrong: %(fields)s.") % {
        "fields": "; ".join(f"{name}: {' '.join(said)}" for name, said in fields.items())
    }
    remedy = _("Nothing was saved. Correct it and send it again.")
    return OrgError("incomplete", what, where=request.path, remedy=remedy, fields=fields)


def parse_body(request: HttpRequest) -> Any:
    """Return JSON as in RFC 8259: no NaN, no duplicate name, and no lone surrogate, which no database stores.

    Raises:
        OrgError: ``unreadable``.
    """
    what = _("The request cannot be read: it is not JSON in UTF-8.")
    try:
        found = json.loads(request.body, parse_constant=_refuse_constant, object_pairs_hook=_with_names_once)
        if b"\\ud" in request.body.lower():
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except _Twice as twice:
        what = _("The name “%(name)s” occurs twice in one object of the JSON.") % {"name": str(twice)[:60]}
    except (ValueError, RecursionError):
        pass
    raise OrgError("unreadable", what, where=request.path, remedy=_("Nothing was saved."))


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


class _Twice(ValueError):
    """A duplicate name in one object. Readers differ in which of its values they take (RFC 8259, 4)."""


def _with_names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice(Counter(name for name, _value in pairs).most_common(1)[0][0])
    return found
