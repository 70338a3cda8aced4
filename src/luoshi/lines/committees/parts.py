"""The part of a meeting that says who may vote on its matters; it stands before their ``Vote``."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.kernel.kinds.compiled.kind import CheckedPart
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.lines.committees.actions import WRITTEN, write_electors


@dataclass(frozen=True)
class Electors(CheckedPart):
    """Each step that changes the members or the matters writes how many may vote on each, and who is barred.

    Source: 国家自然科学基金条例 (2024) art. 20.
    """

    def written_columns(self, rows: str) -> tuple[str, ...]:
        """Return the columns of the matters that it writes."""
        return WRITTEN if rows == "items" else ()

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Write them once the rows stand."""
        return (ELECTORS,) if {"members", "items"} & {*step.touches} else ()


ELECTORS = Stage("rows", write_electors)
