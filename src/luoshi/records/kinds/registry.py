"""The lines and kinds that there are: ``records.declaring`` fills it when the program starts, all others look in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luoshi.records.kinds.declaration import Kind
    from luoshi.records.kinds.lines import Line

LINES: dict[str, Line] = {}
KINDS: dict[str, Kind] = {}


def lines() -> list[Line]:
    """All lines, in the order in which they were declared."""
    return list(LINES.values())


def line_of(kind: Kind) -> Line | None:
    """The line that a kind belongs to; None where it is declared by none."""
    return next((one for one in LINES.values() if kind in one.kinds), None)


def kinds() -> list[Kind]:
    """All kinds of record."""
    return list(KINDS.values())


def kind(name: str) -> Kind:
    """The kind of this name; KeyError if there is none."""
    return KINDS[name]
