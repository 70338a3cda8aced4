"""The rows of a plan as pages and papers show them, under their headings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PlanLine:
    """A row of a plan as a page or a paper shows it. ``at`` counts from 1 through the whole plan."""

    at: int
    words: str
    targets: tuple[str, ...]
    lead: str
    support: str
    due: str
    phrase: str
    number: str = ""
    state: str = ""
    label: str = ""  # of the state
    commitment: int | None = None
    now_with: str = ""  # the unit that leads it today, if not the printed one
    carried_from: object | None = None  # last year's commitment, which it continues
    first_due: str = ""  # if it was carried over
    only_printed: bool = False  # for readers who may not open the commitment
    until: date | None = None
    reached: int | None = None  # hundredths of a per cent


@dataclass(frozen=True)
class PlanSection:
    """Consecutive rows under one heading. ``path`` starts at the outermost heading."""

    path: tuple[str, ...]
    lines: tuple[PlanLine, ...]

    @property
    def anchor(self) -> str:
        return f"row-{self.lines[0].at}"
