"""What is removed from the files of a record before they are kept, as the kind declares it and the office allows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import cast

from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.received.files import Strip
from luoshi.kernel.conditions.queries.values import in_force
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter


def stripped_metadata(kind: CompiledKind, units: Collection[int], day: date) -> Strip:
    """Return what is removed from the files of such records; pictures keep place and time where the office says so.

    One or two queries for each value, and none for kinds that declare no such value.

    Args:
        units: whose records they may be for; none: places and times are removed.
    """
    values = [files.unless for files in kind.every(Files) if files.bare]
    if kind.strips != "pictures" or kind.bare_pictures or not units or None in values:
        return kind.strips
    kept = all(in_force(cast(DeclaredParameter, value), unit, day) for value in values for unit in units)
    return "" if kept else "pictures"


def units_named(given: Mapping[str, object], actor: Actor) -> list[int]:
    """Return the unit that a form's values name for a new record; if they name none, those of the actor's posts."""
    named = str(given.get("unit") or "")
    if named.isascii() and named.isdecimal() and len(named) < 19:
        return [int(named)]
    return [*{seat.unit for seat in actor.seats}]
