"""What a plan has published but not sent out yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.rules import MOST
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import record_relation_condition
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.editions.models.edition import Printed


def to_send(plan: Plan, actor: Actor, day: date) -> list[Commitment]:
    """List what the actor may send out, in plan order, up to the limit of one run. One query."""
    declared = get_kind("commitments")
    theirs = record_relation_condition(declared.rights.by_name["desk"], actor, day)
    readable: Any = readable_records(declared, actor, day)
    rows = readable.filter(theirs, plan=plan.pk, state=at.LISTED, split_from=None)
    return list(rows.select_related("unit", "plan").order_by("place", "pk")[:MOST])


def ledger_progress(rows: Sequence[Commitment]) -> dict[int, str]:
    """Return what the progress column of the office's own ledger says of each commitment that has one. One query."""
    printed = Printed.objects.filter(commitment__in=[row.pk for row in rows], edition__taken_back=None)
    found = {}
    for pk, said in printed.order_by("edition__number").values_list("commitment_id", "said"):
        words = "；".join(note["words"] for note in said.get("notes", ()) if note["field"] == "progress")
        found[pk] = words
    return {pk: words for pk, words in found.items() if words}


def commitments_to_decide(rows: Sequence[Commitment], told: Mapping[int, str], day: date) -> list[Commitment]:
    """Return those past their due date, and those of an earlier year of which the office's own ledger says something.

    Args:
        told: what the ledger says, by commitment.
    """
    return [
        row
        for row in rows
        if (row.until is not None and row.until < day) or (row.pk in told and row.plan.year < day.year)
    ]
