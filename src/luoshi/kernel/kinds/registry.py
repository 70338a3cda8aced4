"""The registry of lines and kinds: ``records.declaring`` fills it at start-up, all other code reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luoshi.kernel.kinds.declaration import Kind
    from luoshi.kernel.kinds.lines import Line

LINES: dict[str, Line] = {}
KINDS: dict[str, Kind] = {}


def list_lines() -> list[Line]:
    """List all lines in the order of their declaration."""
    return list(LINES.values())


def line_of(kind: Kind) -> Line | None:
    """Return the line that a kind belongs to, or None."""
    return next((line for line in LINES.values() if kind in line.kinds), None)


def list_kinds() -> list[Kind]:
    """List all kinds of record."""
    return list(KINDS.values())


def get_kind(name: str) -> Kind:
    """Return the kind of this name; raise KeyError if there is none."""
    return KINDS[name]


def confidential_links(model: Any) -> list[str]:
    """List the names of a model's fields that link to kinds whose every reading is logged."""
    secret = {kind.record for kind in list_kinds() if any(part.logged for part in kind.protections)}
    return [field.name for field in model._meta.concrete_fields if field.is_relation and field.related_model in secret]
