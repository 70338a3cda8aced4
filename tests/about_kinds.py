"""Visits, each to a body or to a project: a kind whose records are about any record of several kinds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from declared_lines import declared
from linked.models import Visit
from linked_kinds import BODIES, PROJECTS, RIGHTS
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import make_kind

VISITS = make_kind(
    Kind(
        name="visits",
        label="Visits",
        one="Visit",
        record=Visit,
        cycle=Cycle(
            {"open": "Open", "ended": "Ended"},
            "ended",
            (
                Step("enter", "Enter", "> open", "unit desk", "title about day", must="about"),
                Step("end", "End", "open > ended", "unit desk", "result"),
            ),
        ),
        rights=RIGHTS,
        prefix="访",
        columns="about day",
        shows="about day result",
        corrects="desk",
    )
)


@contextmanager
def about_kinds() -> Iterator[None]:
    """Bodies, projects and visits to both, in lines of their own."""
    with (
        declared(Line("linked", "Linked", (BODIES.declaration,))),
        declared(Line("projected", "Projected", (PROJECTS.declaration,))),
        declared(Line("visited", "Visited", (VISITS.declaration,))),
    ):
        yield
