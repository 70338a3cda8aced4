"""The documents of a plan, as they were received."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, QuerySet

from luoshi.kernel.search.rules import normalize_text, parse_question
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import UNREAD_PASSAGES, PlanRow
from luoshi.plans.editions.queries.editions import edition_in_force as in_force

KEEPER = frozenset({"keeper"})


def _open_to(plan: Plan, standing: Collection[str]) -> QuerySet[Source]:
    """Return the documents of a plan that are visible to someone with these relations to it.

    A unit that is only named in the plan sees what was published: a document of an amendment appears once the amendment
    is published. The search follows the same rule, see ``editions.actions``. One more query for such units only.
    """
    rows = plan.sources.all()
    if set(standing) - {"named"}:
        return rows
    edition = in_force(plan)
    return rows.filter(at__lte=edition.entry.at) if edition else rows.none()


def load_source(plan: Plan, place: int, standing: Collection[str] = KEEPER) -> Source | None:
    """Return the document at a place of the plan, with its text and its scan, or None. One or two queries.

    Args:
        standing: the reader's relations to the plan.
    """
    rows = _open_to(plan, standing).select_related("document__evidence", "document__converted", "picture", "plan")
    return rows.filter(place=place).first()


def plan_sources(plan: Plan, standing: Collection[str] = KEEPER) -> list[Source]:
    """List the documents in order, without their text; ``standing`` as in ``load_source``. One or two queries."""
    rows = _open_to(plan, standing).select_related("document", "received_by").defer("document__text")
    return list(rows.order_by("place"))


def made_public(plan: Plan) -> list[Source]:
    """List the documents of the edition in force, or all if there is none, without their texts. Two queries."""
    edition = in_force(plan)
    rows = plan.sources.filter(at__lte=edition.entry.at) if edition else plan.sources.all()
    return list(rows.select_related("document").defer("document__text").order_by("place"))


def headings_of(source: Source) -> list[tuple[int, int, int]]:
    """Return start, end and level of each outline heading in the document. One query."""
    rows = source.parts.exclude(start=None).order_by("start", "pk").values_list("start", "end", "level")
    return [(start or 0, end or 0, level) for start, end, level in rows]


def unread_places(source: Source) -> list[tuple[int, int, int]]:
    """Return start, end and row of each passage that was not read and that nobody has looked at. One query."""
    rows = source.rows.filter(UNREAD_PASSAGES).exclude(span=None)
    return list(rows.order_by("span__start", "pk").values_list("span__start", "span__end", "pk"))


def unread_counts(plan: Plan) -> dict[int, int]:
    """Count by document the passages that were not read and that nobody has looked at; none: it is left out.

    One query.
    """
    rows = plan.rows.filter(UNREAD_PASSAGES).exclude(source=None).order_by().values_list("source")
    return dict(rows.annotate(count=Count("pk")))


def row_on_line(source: Source, line: int, question: str) -> int | None:
    """Return the row on a line of the document, counted from 1; one with a word of the question is preferred.

    One query; None if there is no row on the line.
    """
    lines = source.document.text.split("\n")
    if not 1 <= line <= len(lines):
        return None
    start = sum(len(text_line) + 1 for text_line in lines[: line - 1])
    here = source.rows.exclude(state=PlanRow.GONE).filter(span__start__lt=start + len(lines[line - 1]) + 1)
    found = list(here.filter(span__end__gt=start).order_by("span__start", "pk").values_list("pk", "span__quote"))
    words, _needed = parse_question(question)
    holds = [pk for pk, quote in found if any(word in normalize_text(quote) for word in words)]
    return next(iter(holds or [pk for pk, _quote in found]), None)
