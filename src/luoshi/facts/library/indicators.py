"""Reads the indicator library. What a source does not say stays empty."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pkgutil import get_data
from typing import Any

WIDTH = 6  # columns of a line: code, name, unit of measure, nature, formula, definition
WITHIN, BESIDE = "+", "="
OF_GROUP = ("source", "table", "maker", "period")


@dataclass(frozen=True)
class LibraryBreakdown:
    """A part of an indicator; ``within``: it may overlap others (其中)."""

    name: str
    within: bool


@dataclass(frozen=True)
class LibraryIndicator:
    """An indicator as its source defines it."""

    code: str
    name: str
    unit: str
    nature: str
    formula: str
    meaning: str
    source: str
    table: str
    maker: str
    period: str
    parts: list[LibraryBreakdown] = field(default_factory=list)


@cache
def load_indicator_library() -> dict[str, LibraryIndicator]:
    """Load all indicators of the library by code, in the order of the sources.

    Raises:
        ValueError: a malformed line, or a duplicate code.
    """
    table = tomllib.loads((get_data(__package__, "indicators.toml") or b"").decode())
    found: dict[str, LibraryIndicator] = {}
    for group in table["group"]:
        last: LibraryIndicator | None = None
        for line in filter(None, map(str.strip, group["items"].splitlines())):
            if line[0] in (WITHIN, BESIDE):
                if last is None:
                    raise ValueError(f"{line}: a part of nothing")
                last.parts.append(LibraryBreakdown(line[1:].strip(), line[0] == WITHIN))
                continue
            last = _known(line, group)
            if last.code in found:
                raise ValueError(f"{last.code} is there twice")
            found[last.code] = last
    return found


def _known(line: str, group: dict[str, Any]) -> LibraryIndicator:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != WIDTH:
        raise ValueError(f"{line}: {len(cells)} columns, not {WIDTH}")
    code, name, unit, nature, made, meaning = cells
    return LibraryIndicator(code, name, unit, nature, made, meaning, **{of: group[of] for of in OF_GROUP})
