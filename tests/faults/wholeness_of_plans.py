"""What must hold of plans after a kill: rows, editions and commitments say the same, and every change is journaled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Party
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import Edit, PlanRow, RowFigure
from luoshi.plans.editions.models.sheet_work import SheetWork
from luoshi.plans.editions.queries.editions import edition_in_force, edition_printed_rows
from whereabouts import Whereabouts

RUNNING = ("listed", "standing", "lapsed", "carried")  # the last two: the year ended them, they stand as printed
NO_EDIT = ("row.source", "row.sheet", "row.again", "row.held")  # rows came by these, no row was changed


def of_plans() -> Iterator[str]:
    """What is not whole, in words."""
    for plan in Plan.objects.order_by("pk"):
        yield from _of_rows(plan)
        yield from _of_editions(plan)


def _of_rows(plan: Plan) -> Iterator[str]:
    for source in plan.sources.all():
        if (source.state == Source.READ) != source.rows.exists():
            yield f"{plan.number}: document {source.place} is {source.state} with {source.rows.count()} rows"
    brought = plan.sheet_works.filter(back=False)
    if not plan.edits.exists() and not plan.follows_id and not brought:
        try:
            Whereabouts(plan, of=plan.sources.filter(state=Source.READ)).check()
        except AssertionError as error:
            yield f"{plan.number}: {error}"
    if plan.follows_id and not plan.rows.exists():
        yield f"{plan.number} took nothing of last year's"
    for work in brought:
        count = plan.rows.filter(source__document=work.document_id).count() if work.document_id else 0
        valid = work.state in (SheetWork.FINDING, SheetWork.DONE)  # before that nobody sees one of its rows
        if count != (work.count if valid else 0) or valid != bool(count):
            yield f"{plan.number}: {work} is {work.state} with {count} rows of {work.count}"
    entries = Entry.objects.filter(record=plan.pk, step__startswith="row.").exclude(step__in=NO_EDIT).count()
    if entries != (edits := Edit.objects.filter(plan=plan).count()):
        yield f"{plan.number}: {edits} changes of rows, {entries} entries"
    if lost := RowFigure.objects.filter(row__plan=plan, row__state=PlanRow.GONE).count():
        yield f"{plan.number}: {lost} figures went with rows that are gone"


def _of_editions(plan: Plan) -> Iterator[str]:
    edition = edition_in_force(plan)
    running = list(plan.commitments.filter(state__in=RUNNING).order_by("place", "pk"))
    if plan.edition != (edition.number if edition else 0):
        yield f"{plan.number} says edition {plan.edition}, in force is {edition}"
    if (plan.state in ("published", "amending", "closed")) != bool(edition):
        yield f"{plan.number} is {plan.state} with edition {edition}"
    rows = edition_printed_rows(edition) if edition else []
    if [(row.commitment_id, row.said["words"]) for row in rows] != [
        (commitment.pk, commitment.words) for commitment in running
    ]:
        yield f"{plan.number}: {len(rows)} rows printed, {len(running)} commitments run, or their words differ"
    for commitment in running:
        versions = list(Entry.objects.filter(record=commitment.pk).order_by("pk").values_list("version", flat=True))
        if versions != list(range(1, commitment.version + 1)):
            yield f"{commitment.number} has version {commitment.version} and entries for {versions}"
        if not Party.objects.filter(record=commitment.pk, name="desk", unit=plan.unit_id).exists():
            yield f"{commitment.number} has nobody who supervises it"
        targets = list(commitment.targets.filter(ended=None).order_by("place").values_list("quote", flat=True))
        if targets != [
            two["quote"] for row in rows if row.commitment_id == commitment.pk for two in row.said["targets"]
        ]:
            yield f"{commitment.number} has the targets {targets}"


def plans() -> list[Any]:
    """All plans as one can compare them, without ids."""
    return [_plan(plan) for plan in Plan.objects.order_by("number")]


def _plan(plan: Plan) -> Any:
    rows = [
        (
            row.place,
            row.words,
            row.state,
            row.version,
            str(row.due),
            sorted(row.units.values_list("role", "name", "unit")),
            sorted(row.figures.values_list("quote", "state")),
        )
        for row in plan.rows.order_by("place")
    ]
    editions = [
        (edition.number, [row.said["words"] for row in edition_printed_rows(edition)])
        for edition in plan.editions.order_by("number")
    ]
    commitments = Commitment.objects.filter(plan=plan).order_by("number").values_list("number", "state", "version")
    documents = plan.sources.order_by("place").values_list("document__sha256", "state")
    works = plan.sheet_works.order_by("pk").values_list("name", "back", "state", "count")
    follows = plan.follows.number if plan.follows else ""
    said = [plan.number, plan.title, plan.state, plan.version, follows]
    return [*said, rows, editions, list(commitments), list(documents), list(works)]
