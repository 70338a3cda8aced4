"""A kind whose records bear a code of a list, and versions of that list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.forms import CharField

from declared_lines import declared
from linked.kinds import BODIES
from linked.models import LEVELS, Project
from luoshi.kernel.code_lists import queries
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.code_lists.models import ListVersion
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.step_forms import make_step_form
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, make_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.org.units.choosers import UnitField
from office import NOW, TODAY, Office
from sample_line import RIGHTS, one_kind

ASK = make_step_form(Project, "title", "reach", unit=UnitField(label="Unit"), note=CharField(required=False))
CYCLE = Cycle(
    {"asked": "Asked", "closed": "Closed"},
    "closed",
    (
        Step("ask", "Ask", "> asked", "unit", given=ASK, sets="title reach unit"),
        Step("grade", "Grade", "asked >", "unit", given=make_step_form(Project, "reach"), sets="reach"),
        Step("finish", "Finish", "asked > closed", "unit"),
    ),
)
KEPT = [("town", "Town"), ("city", "City"), ("nation", "Nation")]


@contextmanager
def trials() -> Iterator[CompiledKind]:
    """The kind, declared for as long as it is needed."""
    kind = make_kind(
        Kind(
            name="trials",
            label="Projects",
            one="Project",
            record=Project,
            cycle=CYCLE,
            rights=RIGHTS,
            columns=("reach",),
            shows=("reach",),
            filters=("reach",),
        )
    )
    bodies = Line("bodies", "Bodies", (BODIES.declaration,))  # what a project may link to
    with declared(bodies), one_kind(kind):
        yield get_kind(kind.name)


def put(
    office: Office,
    items: Sequence[tuple[str, str]],
    start: date = TODAY,
    unit: str = "",
    who: str = "admin",
    source: str = "云科协〔2026〕3号",
    at: datetime = NOW,
    **columns: dict[str, str],
) -> ListVersion:
    """Set a version of the list: code and word of each item, columns by code; unknown codes are new ones."""
    known, of_unit = queries.known_list_codes(LEVELS), office.units.get(unit)
    wanted = [ListItemInput(code, word, columns.get(code, {}), new=code not in known) for code, word in items]
    seen = queries.newest_version_id(LEVELS, of_unit, TODAY)
    return set_version(LEVELS, of_unit, wanted, start, source, office.actor(who), at=at, seen=seen)


def project(office: Office, kind: CompiledKind, reach: str, at: datetime = NOW, **more: Any) -> Record:
    """A project of 县科协 that bears this code."""
    given = {"title": "示范项目", "reach": reach, "unit": office.units["kexie"].pk, **more}
    return begin(kind, office.actor("clerk"), given, at=at).record


def words(unit: int | None, day: date) -> list[str]:
    """The words in force in their order."""
    return [level.word for level in queries.items_in_force(LEVELS, unit, day)]
