"""Errors in the conditions of a kind's parts, checked once all lines are declared."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.kernel.conditions.queries.faults import condition_faults
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.parts import Face, Part
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.unique import Unique

OF_OTHERS = (Figure, Coverage, Held)  # their conditions may be on other rows: their own checks know on which
SEEN_BY_ALL = (Face, Public)  # anyone who opens the list sees which records meet the condition


def part_condition_faults(kind: CompiledKind) -> Iterator[str]:
    """Yield the errors of every condition on the kind's records in one of its parts.

    Each is a sentence that begins with the part, as ``duty inspection: sort is never 'frm'``.
    """
    for part in kind.parts:
        if isinstance(part, OF_OTHERS):
            continue
        for where in [value for value in vars(part).values() if isinstance(value, When)]:
            found = condition_faults(where, kind, open_to_all=isinstance(part, SEEN_BY_ALL))
            yield from (f"{part_words(part)}: {fault}" for fault in found)


def part_words(part: Part) -> str:
    """Return what errors call a part: its type and its name, or its fields if it has no name."""
    sort = "duty" if isinstance(part, Owed) else type(part).__name__.lower()
    called = " ".join(part.fields) if isinstance(part, Unique) else str(getattr(part, "name", ""))
    return f"{sort} {called}".strip()
