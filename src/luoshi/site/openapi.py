"""Write the OpenAPI description of operations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from http.client import responses
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from luoshi import __version__
from luoshi.kernel.base.words import LINE, translate_in_context
from luoshi.org.api.operations import Model, Operation, model_to_describe
from luoshi.org.api.responses import Problem

REFERENCE = "#/components/schemas/{model}"
PROBLEMS = (401, 403, 422, 429)  # of every operation
PARTS = {"id": {"title": "Id", "type": "integer"}, "name": {"title": "Name", "type": "string"}}
TOKEN = {"type": "http", "scheme": "bearer"}


def write_openapi(operations: Iterable[Operation]) -> dict[str, Any]:
    """Return the description of operations, with its words in the active language."""
    writer, paths = _Writer(), dict[str, dict[str, Any]]()
    for operation in operations:
        paths.setdefault(f"/api/{operation.path}", {})[operation.method.lower()] = writer.describe(operation)
    words = _("Programs can read and enter here what the token's owner could on the pages, and nothing more.")
    found: dict[str, Any] = _translated(
        {
            "openapi": "3.1.0",
            "info": {"title": _("Luoshi"), "version": __version__, "description": words},
            "paths": paths,
            "components": {"schemas": writer.schemas, "securitySchemes": {"Token": TOKEN}},
            "servers": [],
        }
    )
    return found


class _Schema(GenerateJsonSchema):
    """A schema without defaults of null, which only repeat that null is possible."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        found = super().default_schema(schema)
        return {name: value for name, value in found.items() if name != "default" or value is not None}


class _Writer:
    """Describes operations, and gathers the schemas to which these refer."""

    def __init__(self) -> None:
        self.schemas: dict[str, Any] = {}
        self.known: set[type[BaseModel]] = set()

    def describe(self, operation: Operation) -> dict[str, Any]:
        answer, problem = self._content(operation.answer, "serialization"), self._content(Problem, "serialization")
        statuses = dict.fromkeys(operation.statuses, answer)
        statuses |= dict.fromkeys((*PROBLEMS, *operation.problems), problem)
        found: dict[str, Any] = {
            "operationId": operation.name,
            "summary": operation.summary,
            "parameters": [*self._parameters(operation), *operation.filters()],
            "responses": {
                status: {"description": responses[status], **content} for status, content in statuses.items()
            },
            "tags": [operation.tag],
            "security": [{"Token": []}],
            "x-scope": operation.token.scope,
        }
        if operation.description:
            found["description"] = operation.description
        if operation.body:
            found["requestBody"] = {**self._content(operation.body, "validation"), "required": True}
        return found

    def _content(self, model: Model, mode: JsonSchemaMode) -> dict[str, Any]:
        shape = model_to_describe(model)
        if shape not in self.known:
            self.known.add(shape)
            schema, name = self._schema(shape, mode), shape.__name__
            if self.schemas.setdefault(name, schema) != schema:
                raise ValueError(f"two models of the API are called {name}: whoever reads its description sees one")
        return {"content": {"application/json": {"schema": {"$ref": REFERENCE.format(model=shape.__name__)}}}}

    def _schema(self, model: type[BaseModel], mode: JsonSchemaMode) -> dict[str, Any]:
        found = model.model_json_schema(ref_template=REFERENCE, schema_generator=_Schema, mode=mode)
        self.schemas |= found.pop("$defs", {})
        return found

    def _parameters(self, operation: Operation) -> Iterator[dict[str, Any]]:
        """Yield the parts of the path, then those of the query, then the headers."""
        model = model_to_describe(operation.parameters) if operation.parameters else None
        shape = self._schema(model, "validation") if model else {}
        fields = shape.get("properties", {})
        line = {LINE: shape[LINE]} if LINE in shape else {}  # whose words the descriptions are
        parts = re.findall(r"{(\w+)}", operation.path)
        for name in parts:
            yield {"in": "path", "name": name, "required": True, "schema": fields.get(name) or PARTS[name]}
        headers = {field.alias for field in model.model_fields.values()} if model else set()
        for name, schema in fields.items():
            if name not in parts:
                place = "header" if name in headers else "query"
                words = {"description": schema["description"]}
                yield {"in": place, "name": name, "required": False, **line, **words, "schema": schema}


def _translated(part: Any, line: str = "") -> Any:
    """Translate the descriptions of models, which are written before a language is chosen, into the active one.

    Models of a line are translated in the line's context: see ``line_schema_config``.
    """
    if isinstance(part, dict):
        line = part.get(LINE, line)
        found = {name: _translated(value, line) for name, value in part.items() if name != LINE}
        if isinstance(words := part.get("description"), str) and words:
            found["description"] = translate_in_context(line, words) if line else _(words)
        return found
    return [_translated(value, line) for value in part] if isinstance(part, list) else part
