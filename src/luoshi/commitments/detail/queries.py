"""Where the words of a commitment come from, and its predecessor."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Source


@dataclass(frozen=True)
class Origin:
    """The source document of a commitment's words, by its number in the plan, and last year's commitment."""

    place: int | None
    name: str
    before: Commitment | None


def commitment_origin(commitment: Commitment) -> Origin:
    """Return the origin of a commitment. Two queries."""
    whole = Commitment.objects.select_related("span", "carried_from__plan").get(pk=commitment.pk)
    source = None
    if whole.span:
        rows = Source.objects.filter(plan=whole.plan_id, document=whole.span.document_id)
        source = rows.select_related("document").first()
    return Origin(source.place if source else None, str(source) if source else "", whole.carried_from)
