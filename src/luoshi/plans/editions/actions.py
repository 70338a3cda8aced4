"""Keeps the search index in step with a plan: the texts of its documents, and rows worded differently from them.

Until an edition is published with it, only the plan's keeper finds a document's text. Rows are found only by their
keeper: once published, they are found as commitments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luoshi.kernel.kinds.models import Record
from luoshi.kernel.search.actions import change_texts, put_text
from luoshi.kernel.search.models import Passage
from luoshi.kernel.search.rules import normalize_text
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.editions.queries.editions import edition_in_force

KEEPER = "keeper"  # the relation that finds a draft
BATCH = 500


def of_source(place: int) -> str:
    """Return the search key of the text of a plan's document."""
    return f"source:{place}"


def of_row(pk: int) -> str:
    """Return the search key of a row's words."""
    return f"row:{pk}"


def index_source(source: Source) -> None:
    """Index a document's text for the keeper of its plan. Idempotent. Erased plans are skipped."""
    if source.plan.erased is None:
        put_text(source.plan_id, of_source(source.place), source.document.text, only=KEEPER)


def index_rows(plan: Plan, rows: Iterable[PlanRow]) -> None:
    """Index rows whose words are not in their document: reworded, typed in, or from last year's plan.

    Two to five statements for every 500 rows.
    """
    some = {of_row(row.pk): _own_words(row) for row in rows}
    parts = list(some)
    for at in range(0, len(parts), BATCH):
        change_texts(plan.pk, {part: some[part] for part in parts[at : at + BATCH]}, only=KEEPER)


def _own_words(row: PlanRow) -> str:
    """Return the row's words unless a document of the plan contains them."""
    if row.state == PlanRow.GONE:
        return ""
    printed = row.span.quote if row.span and row.source_id else ""
    return "" if normalize_text(row.words) in normalize_text(printed) else row.words


def follow_edition(plan: Plan) -> None:
    """Make the documents of the edition in force, and no later ones, searchable for every reader of the plan."""
    edition = edition_in_force(plan)
    out = plan.sources.filter(at__lte=edition.entry.at).values_list("place", flat=True) if edition else []
    texts = Passage.objects.filter(record=plan.pk, part__startswith="source:")
    texts.exclude(only=KEEPER).update(only=KEEPER)
    texts.filter(part__in=[of_source(place) for place in out]).update(only="")


def texts_of(record: Record) -> Iterator[tuple[str, str, str]]:
    """Return all indexed texts of a plan, with the relation to which each is restricted, for rebuilding the index."""
    plan = Plan.objects.get(pk=record.pk)
    edition = edition_in_force(plan)
    for source in plan.sources.select_related("document").order_by("place").iterator(chunk_size=1):
        out = edition is not None and source.at <= edition.entry.at
        yield of_source(source.place), source.document.text, "" if out else KEEPER
    for row in plan.rows.exclude(state=PlanRow.GONE).select_related("span").iterator(chunk_size=BATCH):
        if words := _own_words(row):
            yield of_row(row.pk), words, KEEPER
