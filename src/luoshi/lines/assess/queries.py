"""Queries for schemes: commitments to add, outcomes of items, and scores by unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.queries.light_status import NEEDED, filter_by_light
from luoshi.commitments.statistics.rates.queries import in_tree_order
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.lines.assess import rules
from luoshi.lines.assess.models import Scheme, Score
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment
from luoshi.scoring.sheets import MarkItem, SheetTotal, total_sheet


def commitments_without_item(scheme: Scheme) -> QuerySet[Commitment]:
    """Select the active commitments of the scheme's plan that are not items yet, in the plan's order."""
    known = Score.objects.filter(scheme=scheme.pk, commitment=OuterRef("pk"))
    rows = Commitment.objects.filter(~Exists(known), plan=scheme.plan_id).exclude(state__in=rules.LEFT)
    return rows.select_related("unit").order_by("place", "pk")


def open_plan_headings(scheme: Scheme) -> list[str]:
    """List the headings with commitments that can still be added, in the plan's order. One query."""
    return list(dict.fromkeys(commitments_without_item(scheme).exclude(part="").values_list("part", flat=True)))


def scheme_items(scheme: int, unit: int | None = None) -> list[Score]:
    """List the items of a scheme, optionally of one unit, in the plan's order, without removed ones. One query."""
    rows = Score.objects.filter(scheme=scheme).exclude(state="out").select_related("unit")
    return list((rows.filter(unit=unit) if unit else rows).order_by("commitment__place", "pk"))


def commitment_outcome(one: Score, day: date) -> str:
    """Return the outcome of the item's commitment on a day. No query."""
    of = one.commitment
    return rules.outcome_on(of.state, of.binds, of.done, bool(of.every), day)


def proposed_score(one: Score, day: date) -> Decimal | None:
    """Return the score that follows from the scheme and the outcome. No query."""
    return rules.compute_proposed_score(one.line, one.marks, commitment_outcome(one, day), one.scheme.late)


@dataclass(frozen=True)
class UnitScores:
    """A unit's items in a scheme, with their totals."""

    unit: Unit
    items: list[Score]
    totals: SheetTotal


def scores_by_unit(some: Iterable[Score], day: date) -> list[UnitScores]:
    """Group items by assessed unit, in the tree order of a day, never by score. One query."""
    of: dict[int, list[Score]] = {}
    for score in some:
        of.setdefault(score.unit_id, []).append(score)
    places = in_tree_order(list(of), day)
    units = sorted(of, key=lambda unit: (places.get(unit, ()), unit))
    return [UnitScores(of[unit][0].unit, of[unit], sum_item_scores(of[unit])) for unit in units]


LIT_BY = ("pk", *(f"commitment__{name}" for name in NEEDED))  # columns that determine the lights of list rows


def commitments_by_item(records: Collection[Record]) -> dict[int, Commitment]:
    """Return the commitment of each item, by item. At most two queries."""
    of = {record.pk: record.commitment_id for record in records if isinstance(record, Score)}
    if others := [
        record.pk for record in records if record.pk not in of
    ]:  # read as plain records, for a list over kinds
        of |= dict(Score.objects.filter(pk__in=others).values_list("pk", "commitment"))
    asked = frozenset(of.values())  # the page of an item asks for its own light, and for those of its unit
    found = keep_answer((commitments_by_item, asked), lambda: Commitment.objects.in_bulk(asked))
    return {pk: found[commitment] for pk, commitment in of.items()}


def filter_items_by_light(rows: QuerySet[Model], code: str, day: date) -> Any:
    """Filter items by the light of their commitments on a day."""
    return rows.filter(commitment__in=filter_by_light(Commitment.objects.all(), code, day).order_by().values("pk"))


def mark_item(one: Score) -> MarkItem:
    """Return the item as a sheet of marks has it: its marks count as they are given. No query."""
    return MarkItem(one.number, one.marks, one.marks, special=one.line == rules.SPECIAL)


def sum_item_scores(some: Iterable[Score]) -> SheetTotal:
    """Return the two sums of these items and their total. No query."""
    scores = list(some)
    marks = {score.number: score.score for score in scores}
    return total_sheet([mark_item(score) for score in scores], marks, needs_special=True)


def has_reported_progress(commitment: int, person: int | None) -> bool:
    """Whether a person reported on a commitment. One query."""
    return Commitment.objects.filter(pk=commitment, progress__entry__person=person).exists()


def may_read_scheme(scheme: int, actor: Actor, day: date) -> bool:
    """Whether the actor may read the scheme itself; units read only their own items. One query."""
    return readable_records(get_kind("schemes"), actor, day).filter(pk=scheme).exists()
