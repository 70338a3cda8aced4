"""A long search for likely twins: its input, its progress, and the results a person may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Sum

from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.base.models.target import Target
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.matching.model import AnswerReason
from luoshi.matching.twins import Likely
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import Edit, PlanRow
from luoshi.plans.base.queries import rows_with_relations
from luoshi.plans.twins.models import TwinProposal, TwinSearch
from luoshi.plans.twins.queries.twins import NEVER_OUT, LikelyTwin, undecided_twin_pairs

AT_ONCE = 2000  # tasks of the year searched within the request: half a second at most


def is_long(plan: Plan) -> bool:
    """Check whether the year has too many tasks to search within a request. At most two queries."""
    count: int = _running(plan).count()
    return count + (plan.rows.filter(state=PlanRow.KEPT).count() if plan.state in NEVER_OUT else 0) > AT_ONCE


def search_of(plan: Plan) -> TwinSearch | None:
    """Return the last search of a plan, finished or not. One query."""
    return TwinSearch.objects.filter(plan=plan).first()


def mark_of(plan: Plan) -> str:
    """Return a fingerprint of the year's plans: if it differs, a search is out of date.

    Three queries.
    """
    running = _running(plan).aggregate(count=Count("pk"), last=Max("pk"), version=Sum("version"))
    targets = Target.objects.filter(record__as_commitment__plan__year=plan.year, ended=None)
    asked = targets.aggregate(count=Count("pk"), last=Max("pk"))
    parts = [*running.values(), *asked.values()]
    if plan.state in NEVER_OUT:
        parts.append(Edit.objects.filter(plan=plan).aggregate(last=Max("pk"))["last"])
    return f"{plan.state in NEVER_OUT:d} " + " ".join(str(part or 0) for part in parts)


def twin_search_sides(plan: Plan) -> tuple[Sequence[object], Sequence[object]]:
    """Return the plan's tasks in order, and those of all other plans of its year, whatever their visibility.

    Four queries at most. What a person may not see is left out when results are shown.
    """
    fields = ("pk", "words", "unit_id")
    others = _running(plan).exclude(plan=plan).order_by("pk").values_list(*fields, named=True)
    if plan.state in NEVER_OUT:
        return list(rows_with_relations(plan.rows.filter(state=PlanRow.KEPT))), list(others)
    return list(_running(plan).filter(plan=plan).order_by("place", "pk").values_list(*fields, named=True)), list(others)


def _running(plan: Plan) -> Any:
    return Commitment.objects.filter(plan__year=plan.year).exclude(state="withdrawn")


def proposed_twin_ids(search: TwinSearch, plan: Plan, actor: Actor, day: date) -> list[int]:
    """Return the ids of undecided results that are visible to the actor. Four queries."""
    visible = readable_records(get_kind("commitments"), actor, day).exclude(state="withdrawn")
    rows = search.proposals.filter(other__in=visible.values("pk"))
    if plan.state in NEVER_OUT:
        rows = rows.filter(one=None, row__state=PlanRow.KEPT)
    else:
        rows = rows.filter(row=None, one__in=visible.values("pk"))
    found = list(rows.order_by("place", "-share", "other").values_list("pk", "one", "row", "other"))
    ours = list(plan.commitments.values_list("pk", flat=True)) if plan.state not in NEVER_OUT else []
    return [
        found[at][0]
        for at in undecided_twin_pairs(
            plan, ours, [(commitment or row or 0, other) for _pk, commitment, row, other in found]
        )
    ]


def pairs_of(search: TwinSearch, pks: Sequence[int]) -> list[LikelyTwin]:
    """Return these proposals with both sides, in the order given. Seven queries."""
    rows: dict[int, TwinProposal] = {proposal.pk: proposal for proposal in search.proposals.filter(pk__in=list(pks))}
    asked = {pk for row in rows.values() for pk in (row.one_id, row.other_id) if pk}
    commitments = Commitment.objects.select_related("unit", "plan__unit").in_bulk(asked)
    own = {
        row.pk: row
        for row in rows_with_relations(
            PlanRow.objects.filter(pk__in=[row.row_id for row in rows.values() if row.row_id])
        )
    }
    found = []
    for proposal in (rows[pk] for pk in pks if pk in rows):
        ours = commitments[proposal.one_id] if proposal.one_id else own[proposal.row_id or 0]
        reasons = tuple(AnswerReason(code, values) for code, values in proposal.reasons)
        found.append(
            LikelyTwin(ours, commitments[proposal.other_id], Likely(proposal.place, 0, proposal.share, reasons), False)
        )
    return found
