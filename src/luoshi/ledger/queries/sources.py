"""The documents of a plan, as they were received."""

from __future__ import annotations

from luoshi.ledger.models import Plan, Source


def source_of(plan: Plan, place: int) -> Source | None:
    """The document at a place of the plan, with its text and its scan; None where there is none. One query."""
    rows = plan.sources.select_related("document__evidence", "picture", "plan")
    return rows.filter(place=place).first()


def received(plan: Plan) -> list[Source]:
    """The documents in their order, without their text. One query."""
    rows = plan.sources.select_related("document", "received_by").defer("document__text")
    return list(rows.order_by("place"))


def headings_of(source: Source) -> list[tuple[int, int, int]]:
    """Start, end and level of each heading of the outline that stands in the document. One query."""
    rows = source.parts.exclude(start=None).order_by("start", "pk").values_list("start", "end", "level")
    return [(start or 0, end or 0, level) for start, end, level in rows]
