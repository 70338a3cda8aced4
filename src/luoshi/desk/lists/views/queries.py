"""The working state of people who use lists: their views, unfinished bulk runs, imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl

from django.db.models import Count, Q, QuerySet

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.desk.lists.views.models import COLUMNS, BulkRow, BulkRun, ImportRun, SavedView
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.rights.queries.rights import readable_records

ColumnsByFace = Mapping[str, tuple[str, ...]]
"""The columns that a person chose for a list, by the name of its face; "" is the whole list."""


def kept_views(kind: CompiledKind, actor: Actor) -> tuple[list[SavedView], ColumnsByFace]:
    """Return the views of a list that are offered to a person, and the columns in which they see it. One query.

    First their own in their order, then those of the office, then those shared with one of their units.
    """
    rows = SavedView.objects.filter(offered_views(actor), kind=kind.name).select_related("unit")
    every = sorted(rows, key=lambda view: (view.person_id != actor.person, not view.office, view.place, view.pk))
    columns = next((columns_by_face(view) for view in every if view.name == COLUMNS), {})
    return [view for view in every if view.name != COLUMNS], columns


def views_of(kind: CompiledKind, actor: Actor) -> list[SavedView]:
    """Return the views of a list that are offered to a person. One query."""
    return kept_views(kind, actor)[0]


def offered_views(actor: Actor) -> Q:
    """Return the condition for the views that are offered to a person: their own, and those shared with them."""
    return Q(person=actor.person) | Q(office=True) | Q(unit__in=sorted(actor.units))


def may_publish_views(actor: Actor) -> bool:
    """Whether a person may share views with the whole office: who supervises or administers, in their own name."""
    return not actor.behalf and not actor.roles.isdisjoint({Role.SUPERVISOR, Role.ADMINISTRATOR})


def columns_by_face(view: SavedView) -> dict[str, tuple[str, ...]]:
    """Return the columns that the view named ``COLUMNS`` holds."""
    return {face: tuple(names.split(",")) for face, names in parse_qsl(view.asked, keep_blank_values=True)}


def runs_of(kind: CompiledKind, actor: Actor) -> QuerySet[BulkRun]:
    """Return the person's own bulk runs: nobody sees another person's results."""
    return BulkRun.objects.filter(kind=kind.name, person=actor.person)


def unfinished_bulk_runs(kind: CompiledKind, actor: Actor) -> list[BulkRun]:
    """List the person's unfinished bulk runs, newest first. One query."""
    return list(runs_of(kind, actor).filter(finished=None).order_by("-pk")[:5])


def count_run_results(run: BulkRun) -> dict[str, int]:
    """Count the rows of a run by result. One query."""
    counted = run.rows.order_by().values_list("result").annotate(n=Count("pk"))
    return dict.fromkeys((BulkRow.WAITING, BulkRow.DONE, BulkRow.SKIPPED, BulkRow.CHANGED), 0) | dict(counted)


@dataclass(frozen=True)
class BulkRunResult:
    """A row of a run with its result, and whether the actor may still read its record."""

    row: BulkRow
    readable: bool


def results_of(rows: list[BulkRow], kind: CompiledKind, actor: Actor, day: date) -> list[BulkRunResult]:
    """Return the rows, and whether each record is still readable: a step may have moved it away. One query."""
    there = set(
        readable_records(kind, actor, day).filter(pk__in=[row.record_id for row in rows]).values_list("pk", flat=True)
    )
    return [BulkRunResult(row, row.record_id in there) for row in rows]


def takes_back(run: BulkRun) -> dict[int, int]:
    """Return the records that a run changed, with the version it left them in. One query."""
    done = run.rows.filter(result=BulkRow.DONE).order_by("pk").values_list("record_id", "version")
    return {record: version for record, version in done if version is not None}


def brought_in_before(kind: CompiledKind, actor: Actor, sha256: str) -> ImportRun | None:
    """Return the same person's last completed or running import of a file with this content. One query."""
    in_or_going = Q(entry__isnull=False) | Q(state=ImportRun.WRITING)
    same = ImportRun.objects.filter(in_or_going, kind=kind.name, person=actor.person, sha256=sha256)
    return same.select_related("entry").order_by("-pk").first()


def import_of(kind: CompiledKind, actor: Actor, pk: int) -> ImportRun | None:
    """Return one of the person's own imports."""
    return ImportRun.objects.filter(kind=kind.name, person=actor.person, pk=pk).select_related("entry").first()
