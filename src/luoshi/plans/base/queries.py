"""Rows of a plan: one by one for changes, in order for pages, counted for the head."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Prefetch, QuerySet

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.plans.base.models.plan import Plan, PlanHeading, Source
from luoshi.plans.base.models.row import UNREAD_PASSAGES, Edit, PlanRow, RowFigure, RowUnit


def plan_by_key(pk: int) -> Plan | None:
    """Return a plan with its unit, without checking permissions; None if it does not exist. One query."""
    return next(iter(_PLAN.rows(pk=pk)), None)


_PLAN = SqlStatement(lambda: Plan.objects.filter(pk=ValueSlot.number("pk")), related=("unit",))


def row_by_row(plan: Plan, pks: Collection[int]) -> dict[int, PlanRow]:
    """Return these rows of a plan with units and figures, by id, in the order asked. Three queries."""
    found = {row.pk: row for row in rows_with_relations(plan.rows.filter(pk__in=list(pks)))}
    return {pk: found[pk] for pk in pks if pk in found}


def row_versions(plan: Plan, pks: Collection[int]) -> dict[int, int]:
    """Return the versions of these rows of a plan, by id, in the order asked. One query."""
    found = dict(plan.rows.filter(pk__in=list(pks)).order_by().values_list("pk", "version"))
    return {pk: found[pk] for pk in pks if pk in found}


def rows_with_relations(rows: QuerySet[PlanRow]) -> QuerySet[PlanRow]:
    """Prefetch the units and figures of rows, and sort the rows in plan order. Two more queries."""
    # Not "units__unit": Django would join a thousand span lookups with OR, which SQLite refuses.
    units = Prefetch("units", RowUnit.objects.select_related("unit").order_by("place", "pk"))
    figures = Prefetch("figures", RowFigure.objects.select_related("span").order_by("place", "pk"))
    return rows.select_related("span", "plan").prefetch_related(units, figures).order_by("place", "pk")


def live_plan_rows(plan: Plan) -> list[PlanRow]:
    """List all rows of a plan except those that are gone. Three queries."""
    return list(rows_with_relations(plan.rows.exclude(state=PlanRow.GONE)))


def next_source(plan: Plan) -> int:
    """Return the place for the plan's next document, counting those that a sheet is still writing. One query."""
    return (Source._base_manager.filter(plan=plan).aggregate(last=Max("place"))["last"] or 0) + 1


def plan_outline(plan: Plan) -> list[PlanHeading]:
    """List the headings of a plan in order. One query."""
    return list(plan.parts.order_by("place", "pk"))


@dataclass(frozen=True)
class PlanRowCounts:
    """How much of a plan is decided: rows by state, and every figure in exactly one of three groups.

    ``unread``: the ids of passages that were not read and that nobody has looked at yet, in plan order; they count in
    ``look`` too.
    """

    rows: int
    waiting: int
    kept: int
    dropped: int
    outside: int
    look: int
    figures: int
    asked: int
    background: int
    undecided: int
    unread: tuple[int, ...] = ()

    @property
    def open_count(self) -> int:
        """Rows that still wait for a person; if 0, the plan may be published."""
        return self.waiting + self.look


def plan_row_counts(plan: Plan) -> PlanRowCounts:
    """Count the rows and figures shown in the plan's head. Three queries."""
    by_state: dict[str, int] = {PlanRow.WAITING: 0, PlanRow.KEPT: 0, PlanRow.DROPPED: 0, PlanRow.OUTSIDE: 0}
    looked = 0
    for state, look, count in _BY_STATE.rows(plan=plan.pk):
        if state != PlanRow.GONE:
            by_state[state] += count
            looked += count if look else 0
    asked = undecided = background = 0
    for state, look, figure, count in _FIGURES.rows(plan=plan.pk):
        if state == PlanRow.GONE:
            continue
        if state == PlanRow.WAITING or look:
            undecided += count
        elif state == PlanRow.KEPT and figure == RowFigure.ASKED:
            asked += count
        else:
            background += count
    figures = asked + undecided + background
    unread = tuple(pk for (pk,) in _UNREAD.rows(plan=plan.pk)) if looked else ()
    return PlanRowCounts(sum(by_state.values()), **by_state, look=looked, figures=figures, asked=asked,
                         background=background, undecided=undecided, unread=unread)  # fmt: skip


# Grouped by indexed columns and compiled once, because every change of a row runs them.
_BY_STATE = SqlStatement(
    lambda: (
        PlanRow.objects.filter(plan=ValueSlot.number("plan"))
        .order_by()
        .values_list("state", "look")
        .annotate(count=Count("pk"))
    )
)
_UNREAD = SqlStatement(
    lambda: (
        PlanRow.objects.filter(UNREAD_PASSAGES, plan=ValueSlot.number("plan")).order_by("place", "pk").values_list("pk")
    )
)
_FIGURES = SqlStatement(
    lambda: (
        RowFigure.objects.filter(row__plan=ValueSlot.number("plan"), row__batch=None)
        .order_by()
        .values_list("row__state", "row__look", "state")
        .annotate(count=Count("pk"))
    )
)


def edit_of(plan: Plan, person: int, once: UUID | None) -> Edit | None:
    """Return the edit that a request with this idempotency key already made, or None. At most one query."""
    return plan.edits.filter(person=person, once=once).first() if once else None


def changed_by_people(plan: Plan) -> frozenset[int]:
    """Return the rows with a person's change that was not undone. One query."""
    found: set[int] = set()
    edits = plan.edits.filter(undone=False).exclude(name__in=Edit.REREAD).values_list("before", "after")
    for before, after in edits.iterator(chunk_size=100):
        found |= {int(pk) for pk, now in after.items() if _differs(before.get(pk), now)}
    return frozenset(found)


def _differs(before: dict[str, object] | None, after: Mapping[str, object]) -> bool:
    """Check whether an edit changed a row; a row that lends a figure to its neighbour counts as changed."""
    return before is None or any(before.get(name) != now for name, now in after.items() if name != "version")


def part_of(plan: Plan, pk: int) -> PlanHeading | None:
    """Return a heading of the plan; None if it belongs to another plan. One query."""
    return plan.parts.filter(pk=pk).first()
