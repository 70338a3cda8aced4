"""What an edit of rows moved on the page: rows added and removed, and new pieces of the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.kernel.files.models import Span
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import Edit, PlanRow
from luoshi.plans.rows.queries.source_pieces import SPAN, SourcePiece, cut_source_pieces, place_of_row


@dataclass(frozen=True)
class Repainted:
    """A stretch of a source whose rows changed: all pieces from ``start`` to ``end``, in code points."""

    place: int  # of the source in the plan
    start: int
    end: int
    pieces: list[SourcePiece]


def hidden_row_ids(rows: Mapping[int, PlanRow]) -> list[int]:
    """Return those of these rows that the page no longer shows."""
    return [pk for pk, row in rows.items() if row.state == PlanRow.GONE]


def changed_source_parts(plan: Plan, edit: Edit, rows: Mapping[int, PlanRow]) -> list[Repainted]:
    """Return the parts of sources where an edit moved, added or removed rows.

    At most two queries, plus one per source.
    """
    spans: dict[int, set[int]] = {}
    for pk, now in edit.after.items():
        was, of = edit.before.get(pk), rows[int(pk)].source_id if int(pk) in rows else None
        ends = {
            version["span_id"]
            for version in (was, now)
            if version and version["state"] != PlanRow.GONE and version["span_id"]
        }
        there = [bool(version) and version["state"] != PlanRow.GONE for version in (was, now)]
        if of and ends and (len(ends) > 1 or there[0] != there[1]):
            spans.setdefault(of, set()).update(ends)
    if not spans:
        return []
    marked = {span.pk: (span.start, span.end) for span in Span.objects.filter(pk__in=set().union(*spans.values()))}
    found = []
    for source in plan.sources.select_related("document").filter(pk__in=spans).order_by("place"):
        touched = [marked[pk] for pk in spans[source.pk]]
        start, end = min(first for first, _last in touched), max(last for _first, last in touched)
        within = plan.rows.filter(source=source, span__start__lt=end, span__end__gt=start).exclude(state=PlanRow.GONE)
        its = [place_of_row(*span) for span in within.order_by().values_list(*SPAN)]
        found.append(Repainted(source.place, start, end, cut_source_pieces(source.document.text, its, start, end)))
    return found
