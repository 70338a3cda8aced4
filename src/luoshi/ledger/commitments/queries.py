"""Where the words of a commitment stand, and what it was before."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.base.models.plan import Source


@dataclass(frozen=True)
class Origin:
    """The document that a commitment's words stand in, as the plan numbers it, and last year's commitment."""

    place: int | None
    name: str
    before: Commitment | None


def commitment_origin(commitment: Commitment) -> Origin:
    """Where it comes from. Two queries."""
    whole = Commitment.objects.select_related("span", "carried_from__plan").get(pk=commitment.pk)
    source = None
    if whole.span:
        rows = Source.objects.filter(plan=whole.plan_id, document=whole.span.document_id)
        source = rows.select_related("document").first()
    return Origin(source.place if source else None, str(source) if source else "", whole.carried_from)
