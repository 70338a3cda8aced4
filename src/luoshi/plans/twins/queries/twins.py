"""Commitments that are the same task: decisions, likely pairs, and the number of distinct tasks in a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Model, Q, QuerySet

from luoshi.base.database.row_types import AnyRows
from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.base.models.target import Target
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.references.queries import Reference
from luoshi.kernel.rights.queries.rights import readable_records, rights_subjects
from luoshi.matching.twins import Likely, PlanTask, TaskFigure, find_likely_twins, mark_common_words
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.base.queries import rows_with_relations
from luoshi.plans.twins.models import Twin
from luoshi.plans.twins.rules import count_twin_surplus, group_twin_links

MOST = 3  # likely twins shown for one commitment
LOOKED = 9  # candidates examined: some were already rejected
NEVER_OUT = ("draft", "discarded")  # states of a plan that has no edition in force
SUPERVISE = ("desk", "above")  # the relations that may decide whether two are the same


@dataclass(frozen=True)
class LikelyTwin:
    """A commitment or a row of a plan, and a commitment of another plan that is likely the same task."""

    ours: Commitment | PlanRow
    other: Commitment
    likely: Likely
    may: bool  # whether the actor may decide it

    @property
    def our_words(self) -> list[tuple[str, bool]]:
        """Our words in pieces, each marked if the other has it too."""
        return mark_common_words(self.ours.words, self.other.words)

    @property
    def other_words(self) -> list[tuple[str, bool]]:
        """The other's words in pieces, each marked if ours have it too."""
        return mark_common_words(self.other.words, self.ours.words)


@dataclass(frozen=True)
class TwinDecision:
    """A decision in force on a commitment of this plan and one of another."""

    ours: Commitment
    other: Commitment
    twin: Twin
    may: bool


def statements_in_force(same: bool | None = None) -> QuerySet[Twin]:
    """Return the decisions in force; ``same``: only those that two are the same, or that they are not."""
    found = Twin.objects.filter(ended=None)
    return found if same is None else found.filter(same=same)


def twin_links(years: Collection[int]) -> list[tuple[int, int]]:
    """Return the linked commitments of these years, as pairs. At most two queries."""
    # The pairs first: joined with the year, SQLite scans all commitments of it: 120 ms for 100,000, without any link.
    pairs = list(statements_in_force(True).values_list("one", "other"))
    if not pairs:
        return []
    linked = Commitment.objects.filter(pk__in=statements_in_force(True).values("one"), plan__year__in=list(years))
    ours = set(linked.values_list("pk", flat=True))
    return [(first, other) for first, other in pairs if first in ours]


def group_of(commitment: Commitment) -> set[int]:
    """Return the ids of the commitments that are the same task, including its own. At most two queries."""
    found = group_twin_links(twin_links([commitment.plan.year]))
    own = found.get(commitment.pk)
    return {member for member, group in found.items() if group == own} | {commitment.pk}


def has_twin_link(commitment: Commitment) -> bool:
    """Check whether a commitment is linked with another. One query of a fixed shape."""
    return bool(_LINKED.rows(pk=commitment.pk))


_LINKED = SqlStatement(
    lambda: (
        statements_in_force(True)
        .filter(Q(one=ValueSlot.number("pk")) | Q(other=ValueSlot.number("pk")))
        .values_list("pk")[:1]
    )
)


def live_twin_commitments(commitment: Commitment) -> list[Commitment]:
    """List the other commitments that are the same task and not withdrawn, by number: what answers one answers them.

    Each keeps its own due date, source and verifier. Four queries at most.
    """
    others = group_of(commitment) - {commitment.pk}
    if not others:
        return []
    found = Commitment.objects.filter(pk__in=others).exclude(state="withdrawn")
    return list(found.select_related("plan", "unit").order_by("number", "pk"))


def count_distinct_tasks(commitments: AnyRows, items: int | None = None) -> tuple[int, int]:
    """Count the items of a list, and its distinct tasks. At most three queries.

    Args:
        commitments: or other rows with their ids.
        items: their number, if it is known.
    """
    items = commitments.order_by().count() if items is None else items
    return items, items - count_repeated_tasks(commitments)


def count_repeated_tasks(commitments: AnyRows) -> int:
    """Count the items of a list that are the same task as another one of it, without the first. At most two queries.

    Two items are one task even if they are linked only through a third that is not in the list.
    """
    said = statements_in_force(True)
    # The linked ones are looked up in the list: the other way round, all of a long list would be read.
    if not (found := group_twin_links(list(said.values_list("one", "other")))):
        return 0
    linked = said.order_by().values("one").union(said.order_by().values("other"))
    inside = commitments.order_by().filter(pk__in=linked).values_list("pk", flat=True)
    return count_twin_surplus([pk for pk in inside if pk in found], found)


def likely_twins(plan: Plan, actor: Actor, day: date) -> list[LikelyTwin]:
    """List likely twins of the plan's tasks in other plans of its year, in plan order.

    Ours are its commitments, or before the first publication its rows in the ledger; the others are running commitments
    of plans visible to the actor. Decided pairs are left out. About fifteen queries.
    """
    ours = _ours(plan, actor, day)
    others = list(
        _visible(actor, day).filter(plan__year=plan.year).exclude(plan=plan).select_related("unit", "plan__unit")
    )
    if ours and isinstance(ours[0], PlanRow):
        asked, theirs = tasks_of(ours, plan.year), tasks_of(others, plan.year)
    else:
        both = tasks_of([*ours, *others], plan.year)
        asked, theirs = both[: len(ours)], both[len(ours) :]
    found = find_likely_twins(asked, theirs, most=LOOKED)
    shown = undecided_twin_pairs(
        plan, [task.pk for task in ours], [(ours[pair.one].pk, others[pair.other].pk) for pair in found]
    )
    return [LikelyTwin(ours[found[at].one], others[found[at].other], found[at], False) for at in shown]


def undecided_twin_pairs(plan: Plan, ours: Collection[int], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Return the indexes of undecided (ours, other) pairs, at most ``MOST`` for each of ours.

    Two queries.

    Args:
        ours: all of the plan's, whether they are among the pairs or not.
        pairs: ordered by ours, the likeliest first.
    """
    published = plan.state not in NEVER_OUT
    said = (
        set(statements_in_force().filter(one__plan__year=plan.year).values_list("one", "other")) if published else set()
    )
    group = group_twin_links(twin_links([plan.year])) if published else {}
    taken = {group[pk] for pk in ours if pk in group}
    count: dict[int, int] = defaultdict(int)
    found = []
    for at, (mine, theirs) in enumerate(pairs):
        decided = tuple(sorted((mine, theirs))) in said or group.get(theirs) in taken
        if count[mine] < MOST and not (published and decided):
            count[mine] += 1
            found.append(at)
    return found


def _ours(plan: Plan, actor: Actor, day: date) -> Sequence[Commitment | PlanRow]:
    if plan.state not in NEVER_OUT:
        rows = _visible(actor, day).filter(plan=plan).select_related("unit", "plan__unit")
        return list(rows.order_by("place", "pk"))
    return list(rows_with_relations(plan.rows.filter(state=PlanRow.KEPT)))


def tasks_of(ours: Sequence[Any], year: int) -> list[PlanTask]:
    """Return commitments or rows as tasks for comparison. Two queries at most."""
    return [_of_row(row, year) for row in ours] if ours and isinstance(ours[0], PlanRow) else _tasks(ours, year)


def _visible(actor: Actor, day: date) -> QuerySet[Any]:
    return readable_records(get_kind("commitments"), actor, day).exclude(state="withdrawn")


def _tasks(commitments: Sequence[Any], year: int) -> list[PlanTask]:
    """Return commitments of a year as tasks for comparison. Two queries."""
    figures: dict[int, list[TaskFigure]] = defaultdict(list)
    rows = Target.objects.filter(record__as_commitment__plan__year=year, ended=None).order_by("place", "pk")
    for pk, value, unit, quote in rows.values_list("record", "value", "unit", "quote"):
        figures[pk].append(TaskFigure(Fraction(value), unit, quote))
    supports: dict[int, set[str]] = defaultdict(set)
    named = Party.objects.filter(name="support", record__kind="commitments", record__as_commitment__plan__year=year)
    for pk, supporting in named.values_list("record", "unit"):
        supports[pk].add(str(supporting))
    return [
        PlanTask(
            commitment.words,
            year,
            frozenset({str(commitment.unit_id)}),
            frozenset(supports.get(commitment.pk, ())),
            tuple(figures.get(commitment.pk, ())),
        )
        for commitment in commitments
    ]


def _of_row(row: PlanRow, year: int) -> PlanTask:
    named = {role: frozenset(str(unit.unit_id) for unit in row.units.all() if unit.role == role and unit.unit_id)
             for role in (RowUnit.LEAD, RowUnit.SUPPORT)}  # fmt: skip
    figures = [
        TaskFigure(Fraction(figure.value), figure.unit, figure.quote)
        for figure in row.figures.all()
        if figure.state == RowFigure.ASKED and figure.value is not None
    ]
    return PlanTask(row.words, year, named[RowUnit.LEAD], named[RowUnit.SUPPORT], tuple(figures))


def decidable_twin_pairs(pairs: Sequence[LikelyTwin], actor: Actor, day: date) -> list[LikelyTwin]:
    """Return the same pairs, each with whether the actor may decide it. Three queries."""
    records = {side.pk: side for pair in pairs for side in (pair.ours, pair.other) if isinstance(side, Commitment)}
    may = supervised_commitment_ids(list(records.values()), actor, day)
    return [
        LikelyTwin(
            pair.ours,
            pair.other,
            pair.likely,
            isinstance(pair.ours, Commitment) and bool({pair.ours.pk, pair.other.pk} & may),
        )
        for pair in pairs
    ]


def supervised_commitment_ids(commitments: Sequence[Commitment], actor: Actor, day: date) -> set[int]:
    """Return the ids of those that the actor supervises, directly or from above. Two queries."""
    if actor.behalf or not commitments:
        return set()
    rights = get_kind("commitments").rights
    subject = rights_subjects(commitments, day)
    return {
        commitment.pk
        for commitment in commitments
        if set(rights.seats_by_relation(actor, subject[commitment.pk])) & set(SUPERVISE)
    }


def plan_twin_decisions(plan: Plan, actor: Actor, day: date, *, same: bool) -> list[TwinDecision]:
    """List the decisions on this plan's commitments and others visible to the actor, in plan order.

    Five queries.
    """
    rows = list(statements_in_force(same).filter(Q(one__plan=plan) | Q(other__plan=plan)).select_related("person"))
    return _said(rows, plan.commitments.filter(pk__in=_ends(rows)).values_list("pk", flat=True), actor, day)


TWINS = (Reference(Twin, "one"), Reference(Twin, "other"))


def commitment_twin_decisions(commitment: Commitment, actor: Actor, day: date) -> list[TwinDecision]:
    """List the visible twins of one commitment, with who decided it. Five queries; none without twins."""
    if not any(reference.may_exist(commitment) for reference in TWINS):
        return []
    rows = list(statements_in_force(True).filter(Q(one=commitment) | Q(other=commitment)).select_related("person"))
    return _said(rows, [commitment.pk], actor, day)


def _ends(rows: Iterable[Twin]) -> set[int]:
    return {pk for row in rows for pk in (row.one_id, row.other_id)}


def _said(rows: Sequence[Twin], ours: Iterable[int], actor: Actor, day: date) -> list[TwinDecision]:
    if not rows:
        return []
    readable: QuerySet[Model] = readable_records(get_kind("commitments"), actor, day).filter(pk__in=_ends(rows))
    by_pk: dict[int, Any] = {commitment.pk: commitment for commitment in readable.select_related("unit", "plan__unit")}
    own = set(ours)
    may = supervised_commitment_ids(list(by_pk.values()), actor, day)
    found = []
    for row in rows:
        mine, theirs = (row.one_id, row.other_id) if row.one_id in own else (row.other_id, row.one_id)
        if mine in by_pk and theirs in by_pk:
            found.append(TwinDecision(by_pk[mine], by_pk[theirs], row, bool({mine, theirs} & may)))
    return sorted(found, key=lambda one: (one.ours.place, one.ours.pk, one.other.pk))
