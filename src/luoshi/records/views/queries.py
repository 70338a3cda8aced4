"""What is kept beside records for the people who work with lists: their views, runs that are not finished, imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.kinds.declaration import Kind
from luoshi.records.rights.queries.rights import readable_records
from luoshi.records.views.models import BulkRow, BulkRun, ImportRun, SavedView


def views_of(kind: Kind, actor: Actor) -> list[SavedView]:
    """The person's own views of a list in their order, then those shared with a unit of theirs. One query."""
    rows = SavedView.objects.filter(Q(person=actor.person) | Q(unit__in=sorted(actor.units)), kind=kind.name)
    return sorted(rows.select_related("unit"), key=lambda view: (view.person_id != actor.person, view.place, view.pk))


def runs_of(kind: Kind, actor: Actor) -> QuerySet[BulkRun]:
    """The person's own bulk runs: nobody else's page of results is shown to them."""
    return BulkRun.objects.filter(kind=kind.name, person=actor.person)


def unfinished_bulk_runs(kind: Kind, actor: Actor) -> list[BulkRun]:
    """The person's bulk runs that were left before their end, newest first. One query."""
    return list(runs_of(kind, actor).filter(finished=None).order_by("-pk")[:5])


def count_run_results(run: BulkRun) -> dict[str, int]:
    """How many rows of a run have which result. One query."""
    counted = run.rows.order_by().values_list("result").annotate(n=Count("pk"))
    return dict.fromkeys((BulkRow.WAITING, BulkRow.DONE, BulkRow.SKIPPED, BulkRow.CHANGED), 0) | dict(counted)


@dataclass(frozen=True)
class BulkRunResult:
    """A row of a run: its record where the actor may still read it, and what became of it."""

    row: BulkRow
    readable: bool


def results_of(rows: list[BulkRow], kind: Kind, actor: Actor, day: date) -> list[BulkRunResult]:
    """These rows with whether their records may still be read: a step may have moved them out of sight. One query."""
    there = set(
        readable_records(kind, actor, day).filter(pk__in=[row.record_id for row in rows]).values_list("pk", flat=True)
    )
    return [BulkRunResult(row, row.record_id in there) for row in rows]


def takes_back(run: BulkRun) -> dict[int, int]:
    """The records that a run changed, with the version it left them in. One query."""
    done = run.rows.filter(result=BulkRow.DONE).order_by("pk").values_list("record_id", "version")
    return {record: version for record, version in done if version is not None}


def brought_in_before(kind: Kind, actor: Actor, sha256: str) -> ImportRun | None:
    """When the same person brought in a file of the same content last, or is doing so. One query."""
    in_or_going = Q(entry__isnull=False) | Q(state=ImportRun.WRITING)
    same = ImportRun.objects.filter(in_or_going, kind=kind.name, person=actor.person, sha256=sha256)
    return same.select_related("entry").order_by("-pk").first()


def import_of(kind: Kind, actor: Actor, pk: int) -> ImportRun | None:
    """One of the person's own imports."""
    return ImportRun.objects.filter(kind=kind.name, person=actor.person, pk=pk).select_related("entry").first()
