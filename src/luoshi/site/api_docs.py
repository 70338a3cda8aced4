"""The OpenAPI description as values for a page that needs no script and no network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty

DEPTH = 4  # levels of nested objects


@dataclass(frozen=True)
class DescribedOperation:
    """One operation: what is sent and what is returned."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    sends: DataTable | None
    gets: DataTable | None
    errors: str
    example: str


@dataclass(frozen=True)
class Chapter:
    """The operations on one kind of record, shown on one page; ``name`` is the kind's part of the URL."""

    name: str
    title: str
    index: DataTable
    operations: list[DescribedOperation]


def group_by_chapter(described: Mapping[str, Any]) -> list[Chapter]:
    """Group the operations by kind, in the order of the description."""
    found: dict[str, list[DescribedOperation]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_operation(described, path, method, operation))
    named = ((rows[0].path.split("/")[2], title, rows) for title, rows in found.items())
    return [Chapter(name, title, _index(name, title, rows), rows) for name, title, rows in named]


def _index(name: str, title: str, operations: list[DescribedOperation]) -> DataTable:
    columns = [DataColumn(_("Request")), DataColumn(_("Address")), DataColumn(_("Scope"))]
    page = reverse("api_chapter", args=[name])
    rows = [
        DataRow(
            operation.id,
            operation.summary,
            [
                DataCell(operation.summary, _("Request"), head=True, url=f"{page}#{operation.id}"),
                DataCell(f"{operation.method} {operation.path}", _("Address"), "code"),
                DataCell(operation.scope or "—", _("Scope"), "code"),
            ],
        )
        for operation in operations
    ]
    return DataTable(title, columns, rows, Empty(""), shown=True)


def _operation(described: Mapping[str, Any], path: str, method: str, one: Mapping[str, Any]) -> DescribedOperation:
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answers = one["responses"]
    well: Mapping[str, Any] = next((answers[status] for status in (200, 201) if status in answers), {})
    schema = well.get("content", {}).get("application/json", {}).get("schema")
    sends = [_row(p["name"], p["schema"] | {"description": p.get("description", "")}, p["required"], described, p["in"])
             for p in one["parameters"]]  # fmt: skip
    sends += list(_rows(body, described)) if body else []
    return DescribedOperation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one["summary"],
        words=one.get("description", ""),
        scope=one.get("x-scope", ""),
        sends=_table(_("Request body"), sends, asked=True),
        gets=_table(_("Response"), list(_rows(schema, described)) if schema else [], asked=False),
        errors=", ".join(str(status) for status in sorted(answers) if status >= 400),
        example=_example(path, method, body, described),
    )


def _table(caption: str, rows: list[DataRow], *, asked: bool) -> DataTable | None:
    must = [DataColumn(_("Required"))] if asked else []
    columns = [DataColumn(_("Name")), DataColumn(_("Type")), *must, DataColumn(_("Meaning"))]
    if not asked:
        rows = [DataRow(row.key, row.name, [row.cells[0], row.cells[1], row.cells[3]]) for row in rows]
    return DataTable(caption, columns, rows, Empty(""), shown=True) if rows else None


def _rows(
    schema: Mapping[str, Any], described: Mapping[str, Any], prefix: str = "", depth: int = 0
) -> Iterator[DataRow]:
    """Yield each property; nested objects follow with dotted names, lists with []."""
    schema = _plain(schema, described)
    required = set(schema.get("required", ()))
    for name, found in schema.get("properties", {}).items():
        one = _plain(found, described)
        yield _row(prefix + name, one, name in required, described)
        items = _plain(one.get("items", {}), described)
        inner, mark = (items, "[].") if items.get("properties") else (one, ".")
        if inner.get("properties") and depth < DEPTH:
            yield from _rows(inner, described, prefix + name + mark, depth + 1)


def _row(
    name: str, schema: Mapping[str, Any], required: bool, described: Mapping[str, Any], place: str = ""
) -> DataRow:
    note = {"query": _("in the address"), "path": _("in the address"), "header": _("a header")}.get(place, "")
    cells = [
        DataCell(name, _("Name"), "code", head=True, note=note),
        DataCell(_type(schema, described), _("Type")),
        DataCell(_("yes") if required else _("no"), _("Required")),
        DataCell(schema.get("description", ""), _("Meaning")),
    ]
    return DataRow(name, name, cells)


def _plain(schema: Mapping[str, Any], described: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema with its reference resolved and "or null" removed."""
    found = dict(schema)
    kinds = [choice for choice in found.get("anyOf", ()) if choice.get("type") != "null"]
    if len(kinds) == 1:
        found = {**{name: value for name, value in found.items() if name != "anyOf"}, **kinds[0]}
    if "$ref" in found:
        words = found.get("description")
        found = dict(described["components"]["schemas"][found["$ref"].rsplit("/", 1)[-1]])
        found |= {"description": words or ""}  # the model's own description says nothing about its use here
    return found


def _type(schema: Mapping[str, Any], described: Mapping[str, Any]) -> str:
    schema = _plain(schema, described)
    if "anyOf" in schema:
        return " / ".join(_type(choice, described) for choice in schema["anyOf"])
    names = {
        "string": _("text"),
        "integer": _("whole number"),
        "boolean": _("true or false"),
        "array": _("list"),
        "object": _("object"),
        "null": _("nothing"),
    }
    formats = {"date": _("day"), "date-time": _("moment"), "uuid": "UUID"}
    words = formats.get(schema.get("format", ""), names.get(schema.get("type", ""), ""))
    if "enum" in schema:
        words = _("one of %(keys)s") % {"keys": ", ".join(map(str, schema["enum"]))}
    if "maxLength" in schema:
        words = _("%(type)s, at most %(most)d characters") % {"type": words, "most": schema["maxLength"]}
    if "maximum" in schema and schema["maximum"] < 10**6:
        words = _("%(type)s, at most %(most)d") % {"type": words, "most": schema["maximum"]}
    return words


def _example(path: str, method: str, body: Mapping[str, Any] | None, described: Mapping[str, Any]) -> str:
    """Return a command to paste, with sample values."""
    lines = [f"curl -H 'Authorization: Bearer luoshi_…' 'https://luoshi.example{path.replace('{id}', '7')}'"]
    if method == "post" and body is not None:
        lines[0] = lines[0].replace("curl ", "curl -X POST ")
        lines += ["-H 'Content-Type: application/json' -H \"Idempotency-Key: $(uuidgen)\""]
        lines += [f"-d '{json.dumps(build_sample(body, described), ensure_ascii=False)}'"]
    return " \\\n  ".join(lines)


def build_sample(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Any:
    """Return a value that a schema allows, with only the required fields."""
    schema = _plain(schema, described)
    if "properties" in schema:
        names = [name for name in schema["properties"] if name in schema.get("required", ())]
        return {name: build_sample(schema["properties"][name], described) for name in names}
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return build_sample(schema["anyOf"][-1], described)
    formats = {"date": "2026-03-20", "date-time": "2026-03-20T10:00:00+08:00"}
    kinds: dict[str, Any] = {"integer": 1, "boolean": True, "array": [], "object": {}}
    return formats.get(schema.get("format", ""), kinds.get(schema.get("type", ""), "…"))
