"""The views of a plan's ledger: by heading, what is late, by unit, by month; and its lights counted. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from itertools import groupby

from luoshi.plans.detail.lines import PlanLine, PlanSection

LEDGER, UNITS, MONTHS = "", "units", "months"
VIEWS = (LEDGER, UNITS, MONTHS)
LATE_LIGHTS = ("late",)
SOON_LIGHTS = ("soon",)
LIGHT_ORDER = (*LATE_LIGHTS, *SOON_LIGHTS, "steady", "done", "off", "none")


@dataclass
class LightCount:
    """A light of a plan's commitments and how many have it."""

    code: str
    label: str
    count: int = 0


@dataclass(frozen=True)
class LedgerView:
    """Which rows of a plan's ledger are shown, and in which order.

    Attributes:
        order: one of ``VIEWS``.
        lights: only rows with one of these lights; none: all rows.
    """

    order: str = LEDGER
    lights: Set[str] = frozenset()


def count_lights(lights: Iterable[tuple[str, str]]) -> list[LightCount]:
    """Count lights, each by code and label, from most to least urgent; those of no known code last."""
    found: dict[str, LightCount] = {}
    for code, label in lights:
        found.setdefault(code, LightCount(code, label)).count += 1
    ranks = {code: at for at, code in enumerate(LIGHT_ORDER)}
    return sorted(found.values(), key=lambda light: (ranks.get(light.code, len(ranks)), light.code))


def arrange_lines(
    sections: Iterable[PlanSection], view: LedgerView, lights: Mapping[int, str]
) -> list[tuple[tuple[str, ...], PlanLine]]:
    """Return the rows of a view in its order, each with the headings above it.

    Args:
        lights: the codes of the lights that the reader may see, by commitment.
    """
    rows = [(section.path, line) for section in sections for line in section.lines]
    if view.lights:
        rows = [(path, line) for path, line in rows if lights.get(line.commitment or 0) in view.lights]
    if view.order == LEDGER:
        return rows
    heading: Callable[[PlanLine], str] = (lambda line: line.lead) if view.order == UNITS else _month_of
    headed = [((heading(line),) if heading(line) else (), line) for _path, line in rows]
    if view.order == MONTHS:
        return sorted(headed, key=lambda row: (not row[0], row[0]))
    first: dict[tuple[str, ...], int] = {}
    for path, line in headed:
        first.setdefault(path, line.at)
    return sorted(headed, key=lambda row: first[row[0]])


def _month_of(line: PlanLine) -> str:
    return f"{line.until:%Y-%m}" if line.until else ""


def group_lines(rows: Iterable[tuple[tuple[str, ...], PlanLine]]) -> list[PlanSection]:
    """Group consecutive rows with the same headings."""
    return [
        PlanSection(path, tuple(line for _path, line in some)) for path, some in groupby(rows, key=lambda row: row[0])
    ]


def as_printed(line: PlanLine) -> PlanLine:
    """Return a printed row without what only its commitment knows: state, current unit, origin, share reached."""
    return replace(
        line, state="", label="—", now_with="", carried_from=None, first_due="", only_printed=True, reached=None
    )
