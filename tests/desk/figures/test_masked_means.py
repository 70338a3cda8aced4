"""Of masked values only means are counted, and what is computed from two of them."""

from __future__ import annotations

from typing import Any

import pytest

from counted_kinds import FIGURES, counted_kinds, events
from luoshi.desk.figures.queries.faults import figure_faults
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.parts import Protected, stars

OPEN = [figure for figure in FIGURES if "cost" not in figure.columns]
MEAN: dict[str, Any] = {"of": "cost", "measure": "mean", "on": "held", "unit": "元"}
TALKS, FAIRS = (Figure(f"of_{sort}s", sort, where=Is(sort=sort), **MEAN) for sort in ("talk", "fair"))


@pytest.mark.parametrize(
    ("figures", "fault"),
    [
        ((TALKS, FAIRS, Figure("more_than", "More", less="of_talks of_fairs", unit="元")), ""),
        ((TALKS, FAIRS, Figure("times", "Times", over="of_talks of_fairs", unit="倍")), ""),
        ((Figure("all", "All", **{**MEAN, "measure": "sum"}),), "figure all: cost is protected"),
        (
            (TALKS, Figure("grown", "Grown", growth="of_talks", unit="%")),
            "growth: it is computed from counts of protected",
        ),
        (
            (TALKS, Figure("grown", "Grown", more="of_talks", unit="元")),
            "more: it is computed from counts of protected",
        ),
        (
            (
                TALKS,
                FAIRS,
                Figure("a", "A", less="of_talks of_fairs", unit="元"),
                Figure("b", "B", less="a of_fairs", unit="元"),
            ),
            "figure b: less: it is computed from counts of protected",
        ),
    ],
)
def test_what_would_tell_a_masked_value_is_refused(figures: tuple[Figure, ...], fault: str) -> None:
    with counted_kinds(*OPEN):
        said = [*figure_faults(events(*OPEN, *figures, Protected({"cost": stars}, "desk")))]
    assert ([fault in words for words in said] == [True]) if fault else said == []
