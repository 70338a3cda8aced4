"""The lines and kinds that there are: ``records.declaring`` fills it when the program starts, all others look in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luoshi.records.kinds.declaration import Kind
    from luoshi.records.kinds.lines import Line

LINES: dict[str, Line] = {}
KINDS: dict[str, Kind] = {}


def list_lines() -> list[Line]:
    """All lines, in the order in which they were declared."""
    return list(LINES.values())


def line_of(kind: Kind) -> Line | None:
    """The line that a kind belongs to; None where it is declared by none."""
    return next((line for line in LINES.values() if kind in line.kinds), None)


def list_kinds() -> list[Kind]:
    """All kinds of record."""
    return list(KINDS.values())


def get_kind(name: str) -> Kind:
    """The kind of this name; KeyError if there is none."""
    return KINDS[name]


def confidential_links(model: Any) -> list[str]:
    """The fields by which records or rows of a model lead to such as nobody looks at without an entry, by name."""
    secret = {kind.record for kind in list_kinds() if any(part.logged for part in kind.protections)}
    return [field.name for field in model._meta.concrete_fields if field.is_relation and field.related_model in secret]
