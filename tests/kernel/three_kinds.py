"""The kinds of tests/linked, declared: bodies that owe an inspection, their trials, checks of those, and visits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.forms import BooleanField, CharField, DateField, IntegerField

from declared_lines import declared
from linked.models import Body, Check, Project, Visit
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.figures.bounds import parse_bound
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.step_forms import make_step_form
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import make_kind
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.org.units.choosers import UnitField
from office import NOW

RIGHTS = Rights(relations=(Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),), sees=("unit",))
SIZE = DeclaredParameter("bodies.size", "Size from which a body counts", int)
HOURS = DeclaredParameter("bodies.hours", "Hours of training", int)
SIGNED = DeclaredParameter("bodies.signed", "Size with its sign", parse_bound)
END = make_step_form(
    None,
    why=CharField(label="Why", required=False),
    sure=BooleanField(required=False),
    by=DateField(),
    times=IntegerField(),
)


def _cycle(model: Any, *fields: str, end: Any = None) -> Cycle:
    opens = Step(
        "enter", "Enter", "> open", "unit", given=make_step_form(model, "title", *fields, unit=UnitField(label="Unit"))
    )
    return Cycle(
        {"open": "Open", "running": "Running", "ended": "Ended"},
        "ended",
        (
            opens,
            Step("run", "Run", "open > running", "unit"),
            Step("end", "End", "open running > ended", "unit", given=end),
        ),
    )


def _yearly(record: Record, on: Any) -> dict[str, Any]:
    return {"kind": "within", "count": 10, "unit": "day"}


BODIES = make_kind(
    Kind(
        "bodies",
        "Bodies",
        "Body",
        Body,
        _cycle(Body, "sort", end=END),
        RIGHTS,
        parts=(Owed("inspection", "Yearly inspection", _yearly), Protected({"card": stars}, ("unit",)), Validity()),
        parameters=(SIZE, HOURS, SIGNED),
        prefix="体",
    )
)
PROJECTS = make_kind(Kind("trials", "Projects", "Project", Project, _cycle(Project, "level"), RIGHTS, prefix="项"))
CHECKS = make_kind(Kind("looks", "Checks", "Check", Check, _cycle(Check, "result"), RIGHTS, prefix="看"))
VISITS = make_kind(Kind("visits", "Visits", "Visit", Visit, _cycle(Visit, "result"), RIGHTS, prefix="访"))


@contextmanager
def three_kinds() -> Iterator[tuple[CompiledKind, Kind, Kind]]:
    """Bodies, trials and checks in one line, for as long as they are needed; visits to the former two are there."""
    kinds = (BODIES, PROJECTS, CHECKS, VISITS)
    with declared(Line("linked", "Linked", tuple(kind.declaration for kind in kinds))):
        yield BODIES, PROJECTS, CHECKS


def written(model: Any, unit: Any, **values: Any) -> Any:
    """A record written past the steps: how it stands is all that is asked."""
    kind = {Body: "bodies", Project: "trials", Check: "looks", Visit: "visits"}[model]
    said = {"title": kind, "state": "open", "opened": NOW, **values}
    return model.objects.create(kind=kind, unit=unit, **said)
