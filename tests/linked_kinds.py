"""Three kinds that link to each other, for tests: bodies, the trials that they apply for, and reviews of those.

A clerk sees and enters what is of their own unit, the supervision office all. A project takes its unit from its body.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from declared_lines import declared
from linked.models import Body, Check, Project
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.step_forms import make_step_form
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import make_kind
from luoshi.kernel.search.actions import index_new
from luoshi.org.units.choosers import UnitField
from office import NOW

RIGHTS = Rights(
    relations=(
        Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),
        Relation("desk", "Desk", reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
    ),
    sees=("unit", "desk"),
)


def _cycle(begins: Any, *sets: str, steps: tuple[Step, ...] = ()) -> Cycle:
    states = {"open": "Open", "ended": "Ended"}
    opens = Step("enter", "Enter", "> open", "unit desk", given=begins, sets=sets)
    return Cycle(states, "ended", (opens, *steps, Step("end", "End", "open > ended", "unit desk")))


class Why(make_step_form(Project, "body")):  # type: ignore[misc]
    """Another body, and why."""

    why = forms.CharField(label="Why", required=False)


BODY = make_step_form(Body, "title", "sort", "card", "part_of", unit=UnitField(label="Unit"))
REVIEW = make_step_form(Check, "title", "project", unit=UnitField(label="Unit"))
BODIES = make_kind(
    Kind(
        name="bodies",
        label="Bodies",
        one="Body",
        record=Body,
        cycle=_cycle(BODY, "title", "sort", "card", "part_of", "unit"),
        rights=RIGHTS,
        prefix="体",
        columns=("sort",),
        shows=("sort", "card", "part_of"),
        words=("title", "card"),
        codes=("card",),
    )
)
PROJECTS = make_kind(
    Kind(
        name="trials",
        label="Projects",
        one="Project",
        record=Project,
        cycle=_cycle(
            make_step_form(Project, "title", body=Project._meta.get_field("body").formfield(required=True)),
            *("title", "body", "unit"),
            steps=(Step("pass", "Pass on", "open >", "unit desk", given=Why, sets="body unit"),),
        ),
        rights=RIGHTS,
        prefix="项",
        columns=("body", "level"),
        shows=("body", "level"),
        filters=("level",),
    )
)
REVIEWS = make_kind(
    Kind(
        name="reviews",
        label="Reviews",
        one="Review",
        record=Check,
        cycle=_cycle(REVIEW, "title", "project", "unit"),
        rights=RIGHTS,
        prefix="审",
        columns=("project", "result"),
        shows=("project", "result"),
    )
)


@contextmanager
def linked_kinds() -> Iterator[None]:
    """The three, declared in one line."""
    with declared(Line("linked", "Linked", (BODIES.declaration, PROJECTS.declaration, REVIEWS.declaration))):
        yield


def made(kind: CompiledKind, number: int, unit: Any, title: str = "", **values: Any) -> Any:
    """A record of one of the kinds, past its steps, in the search."""
    record = kind.record.objects.create(
        kind=kind.name,
        number=f"{kind.prefix}2026-{number:04d}",
        state="open",
        opened=NOW,
        unit=unit,
        title=title or f"{kind.one} {number}",
        **values,
    )
    index_new([record])
    return record
