"""Where the words of a commitment come from, its predecessor, and the commitments about another record."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.files.models import Span
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.references.queries import Reference
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Source


@dataclass(frozen=True)
class Origin:
    """The source document of a commitment's words, by its number in the plan, and last year's commitment."""

    place: int | None
    name: str
    before: Commitment | None
    scan: ScannedOrigin | None = None


@dataclass(frozen=True)
class ScannedOrigin:
    """Where the words stand in a scan: page (from 1) and offsets in its text.

    ``unchecked``: nobody has compared its figures with the pictures.
    """

    page: int
    start: int
    end: int
    unchecked: bool


def commitment_origin(commitment: Commitment) -> Origin:
    """Return the origin of a commitment. One query if its words come from a document, one if it was carried over.

    One more if the document is a scan.
    """
    source = before = scan = None
    if commitment.span_id:
        rows = Source.objects.filter(plan=commitment.plan_id, document__spans=commitment.span_id)
        source = rows.select_related("document").first()
    if source and commitment.span_id and source.document.is_recognised:
        span = Span.objects.get(pk=commitment.span_id)
        page = bisect_right(source.document.pages, span.start)
        scan = ScannedOrigin(page, span.start, span.end, source.is_unchecked_scan)
    if commitment.carried_from_id:
        before = Commitment._base_manager.select_related("plan").get(pk=commitment.carried_from_id)
    return Origin(source.place if source else None, str(source) if source else "", before, scan)


PARTS = Reference(Commitment, "split_from")


def list_parts(commitment: Commitment) -> list[Commitment]:
    """List the parts of a commitment that were given to other units, with these. At most one query."""
    return list(commitment.parts.select_related("unit").order_by("pk")) if PARTS.may_exist(commitment) else []


def commitments_about(record: Record, actor: Actor, day: date) -> QuerySet[Commitment]:
    """Return the commitments about a record that the actor may read, with their units: the next to be done first."""
    rows = Commitment.objects.filter(readable_condition(get_kind("commitments"), actor, day), about=record.pk)
    return rows.select_related("unit", "plan").order_by(
        F("closed").asc(nulls_first=True), F("until").asc(nulls_last=True), "pk"
    )
