"""A plan as people read it: rows under their headings, their state, and the events by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, F, Max, Model, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy

from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.history import Event, event_of_entry
from luoshi.kernel.kinds.narrowing import narrow_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan, PlanHeading
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.base.queries import plan_outline, rows_with_relations
from luoshi.plans.base.states import ARCHIVED, CLOSED, DONE, STANDING
from luoshi.plans.base.years import root_number
from luoshi.plans.detail.lines import PlanLine, PlanSection
from luoshi.plans.editions.models.edition import Edition, Printed
from luoshi.plans.editions.queries.editions import format_printed_row, path_of

REACHED = 10_000  # of what is done, in hundredths of a per cent
JOINED = " / "  # between the headings above a row, as printed
OF_ROWS = "row."  # prefix of the steps on rows under correction
ROW_ACTS = {
    "row.source": gettext_lazy("documents received"),
    "row.confirm": gettext_lazy("rows confirmed"),
    "row.confirm_part": gettext_lazy("sections confirmed"),
    "row.drop": gettext_lazy("rows dropped"),
    "row.pass_over": gettext_lazy("rows marked as not a task"),
    "row.reconsider": gettext_lazy("rows reopened"),
    "row.change": gettext_lazy("rows changed"),
    "row.split": gettext_lazy("rows split"),
    "row.merge": gettext_lazy("rows merged"),
    "row.add": gettext_lazy("rows added"),
    "row.undo": gettext_lazy("changes undone"),
    "row.sheet": gettext_lazy("sheets brought in"),
}
OF_YEAR = {
    "year.decided": gettext_lazy("Decided on commitments at the year's close"),
    "year.copied": gettext_lazy("Copied rows of last year's plan"),
}


@dataclass
class OutlineHeading:
    """A heading of the outline: the number of rows directly under it, and the number of the first row below it."""

    title: str
    level: int
    first: int
    count: int = 0


@dataclass(frozen=True)
class PlanPageRows:
    """Rows in order, some of them shown on a page, with the outline of all, and without an edition their headings."""

    lines: QuerySet[Any]
    edition: Edition | None
    outline: list[OutlineHeading]
    count: int
    parts: dict[int, PlanHeading]


@dataclass(frozen=True)
class ActivityDay:
    """One person's work on a plan's rows on one day: a count for each journal step."""

    day: date
    who: str
    at: datetime
    counts: dict[str, int] = field(default_factory=dict)


def edition_rows(plan: Plan, edition: Edition | None) -> PlanPageRows:
    """Return the rows of an edition, or without one the rows in the ledger so far. Two queries.

    ``lines`` is a lazy query: a page takes the slice it shows and passes it to ``rows_by_heading``.
    """
    parts: dict[int, PlanHeading] = {}
    if edition is not None:
        printed = edition.rows.order_by("place", "pk")
        paths = [tuple(part.split(JOINED)) if part else () for part in printed.values_list("said__part", flat=True)]
        rows: QuerySet[Model] = printed.select_related("commitment__unit", "commitment__carried_from__plan")
    else:
        parts |= {part.pk: part for part in plan_outline(plan)}
        kept = plan.rows.filter(state=PlanRow.KEPT)
        found = kept.order_by("place", "pk").values_list("part", flat=True)
        paths = [tuple(path_of(parts.get(pk or 0), parts)) for pk in found]
        rows = rows_with_relations(kept).select_related("span", "plan", "carried__plan")
    return PlanPageRows(rows, edition, build_row_outline(paths), len(paths), parts)


def build_row_outline(paths: Sequence[tuple[str, ...]]) -> list[OutlineHeading]:
    """Build the outline over rows with these heading paths.

    A heading appears again wherever its rows are not adjacent.
    """
    found: list[OutlineHeading] = []
    before: tuple[str, ...] = ()
    for at, path in enumerate(paths, 1):
        same = next(
            (n for n, (a, b) in enumerate(zip(before, path, strict=False)) if a != b), min(len(before), len(path))
        )
        found += [OutlineHeading(title, level, at) for level, title in enumerate(path[same:], same + 1)]
        own = next((heading for heading in reversed(found) if heading.level == len(path)), None)
        if own is not None:
            own.count += 1
        before = path
    return found


def rows_by_heading(plan: Plan, of: PlanPageRows, rows: Iterable[Any], start: int) -> list[PlanSection]:
    """Group rows of ``of.lines`` under their headings. The first row has the number ``start``.

    No query besides those for the rows themselves.
    """
    if of.edition is not None:
        lines = [(_path(row), _printed(at, row, plan.closed)) for at, row in enumerate(rows, start)]
    else:
        lines = [
            (tuple(path_of(of.parts.get(row.part_id or 0), of.parts)), _row(at, row))
            for at, row in enumerate(rows, start)
        ]
    return [
        PlanSection(path, tuple(line for _p, line in some)) for path, some in groupby(lines, key=lambda one: one[0])
    ]


def _path(one: Printed) -> tuple[str, ...]:
    return tuple(one.said["part"].split(JOINED)) if one.said["part"] else ()


def _printed(at: int, one: Printed, closed: datetime | None) -> PlanLine:
    """Return a printed row with the state of its commitment. In a closed year, show the unit that led it then."""
    words, commitment = format_printed_row(one.said), one.commitment
    moved = commitment.unit_id != one.said["lead"][1] and closed is None
    state = state_then(commitment, closed)
    before = commitment.carried_from
    due = date.fromisoformat(one.said["due"]) if one.said["due"] else None
    return PlanLine(
        at,
        words["words"],
        tuple(code_labels.format_target(target["indicator"], target["quote"]) for target in one.said["targets"]),
        words["lead"],
        words["supports"],
        code_labels.falls_due(due, one.said["every"], one.said["times"]),
        one.said["phrase"],
        root_number(commitment.number),
        state,
        str(get_kind("commitments").cycle.states[state]),
        commitment.pk,
        str(commitment.unit) if moved else "",
        before,
        commitment.first_due.isoformat() if before and commitment.first_due else "",
        until=due,
        reached=REACHED if state in DONE else commitment.reached,
    )


def _row(at: int, row: PlanRow) -> PlanLine:
    """Return an unpublished row as a line."""
    units = list(row.units.all())

    def names(role: str) -> str:
        return "、".join(dict.fromkeys(unit.name for unit in units if unit.role == role))

    asked = [figure for figure in row.figures.all() if figure.state == RowFigure.ASKED]
    before = row.carried
    return PlanLine(
        at,
        row.words,
        tuple(code_labels.format_target(figure.indicator, figure.quote) for figure in asked),
        names(RowUnit.LEAD),
        names(RowUnit.SUPPORT),
        code_labels.falls_due(row.due, row.every, row.times),
        row.phrase,
        number=root_number(before.number) if before else "",
        carried_from=before,
        first_due=before.first_due.isoformat() if before and before.first_due else "",
        until=row.due,
    )


def readable_commitment_ids(sections: Iterable[PlanSection], actor: Actor, day: date) -> set[int]:
    """Return the ids of the commitments that the actor may open, including last year's. One query."""
    asked = set()
    for section in sections:
        for line in section.lines:
            asked |= {line.commitment, getattr(line.carried_from, "pk", None)}
    pks = sorted(pk for pk in asked if pk)
    return set(readable_records(get_kind("commitments"), actor, day).filter(pk__in=pks).values_list("pk", flat=True))


def commitment_state_counts(plan: Plan) -> dict[str, int]:
    """Count the commitments of a plan by state, in the order of the life cycle. One query.

    For a closed year, count the states at its close: see ``state_then``.
    """
    rows = plan.commitments.order_by()
    if plan.closed is not None:
        after = Q(closed=None) | Q(closed__gt=plan.closed)
        state = Case(When(state=ARCHIVED, then=Value(CLOSED)), When(after, then=Value(STANDING)), default=F("state"))
        rows = rows.annotate(then=state)
    found = dict(rows.values_list("state" if plan.closed is None else "then").annotate(n=Count("pk")))
    return {state: found[state] for state in get_kind("commitments").cycle.states if state in found}


def state_then(commitment: Commitment, closed: datetime | None) -> str:
    """Return the state of a commitment when its plan's year was closed, or its current state while the year is open.

    Afterwards only standing commitments go on, and closed ones may be archived.
    """
    if closed is None:
        return commitment.state
    if commitment.state == ARCHIVED:
        return CLOSED
    return STANDING if commitment.closed is None or commitment.closed > closed else commitment.state


def count_unplaced_carryovers(plan: Plan) -> int:
    """Count the commitments that were carried over but are in no published plan yet. One query."""
    return plan.commitments.filter(state="carried", carried_on=None).count()


def plan_events(entries: Iterable[Entry]) -> list[Event]:
    """Return entries about a plan as events, those of the year's close by their names. No query."""
    found = [event_of_entry(entry) for entry in entries]
    return [replace(event, label=str(OF_YEAR[event.step])) if event.step in OF_YEAR else event for event in found]


def plan_activity_by_day(plan: Plan) -> list[ActivityDay]:
    """Sum the work on its rows by day and person, oldest first. One query."""
    acts = Entry.objects.filter(record=plan.pk, step__startswith=OF_ROWS).annotate(day=TruncDate("at"))
    rows = acts.order_by().values_list("day", "person", "person__name", "step").annotate(n=Count("pk"), last=Max("at"))
    found: dict[tuple[date, int], ActivityDay] = {}
    for day, person, name, step, count, last in rows:
        known = found.get((day, person or 0))
        at = max(last, known.at) if known else last
        counts = {**(known.counts if known else {}), step: count}
        found[day, person or 0] = ActivityDay(day, name or "", at, counts)
    return sorted(found.values(), key=lambda one: one.at)


def upper_plan(plan: Plan, actor: Actor, day: date) -> Plan | None:
    """Return the plan of the level above if the actor may read it. At most one query."""
    found = readable_records(get_kind("plans"), actor, day).filter(pk=plan.above_id).first() if plan.above_id else None
    return narrow_record(found, Plan) if found else None
