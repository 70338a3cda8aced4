"""Pending changes of rights: those the user may confirm, and those one person made alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from luoshi.base.forms.requests import request_actor
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import ALONE, confirmable_proposals, proposals_to_confirm
from luoshi.org.proposals.pages.words import over_on


@dataclass(frozen=True)
class PendingProposals:
    """Pending changes for an administrator or auditor; empty for all others.

    Attributes:
        mine: what this person may confirm, oldest first.
        alone: how many changes one person made that nobody has confirmed; ``last``: the first day on which one ends.
    """

    mine: list[Proposal]
    alone: int = 0
    last: date | None = None


def changes_of(request: HttpRequest) -> PendingProposals:
    """Return the pending changes, queried once per request: at most four queries."""
    if not hasattr(request, "changes"):
        actor = request_actor(request)
        rows = proposals_to_confirm(actor)
        days = [over_on(row) for row in rows if row.outcome == ALONE]
        mine = confirmable_proposals(rows, actor, timezone.localdate())
        request.changes = PendingProposals(mine, len(days), min(days, default=None))  # type: ignore[attr-defined]
    found: PendingProposals = request.changes  # type: ignore[attr-defined]
    return found
