"""Keeps the search in step with what a plan is made from: the texts of its documents, and rows in words of their own.

Until an edition is published with it, only who keeps the plan finds a document's text. Rows are found by their keeper
alone: what is published of them are commitments, which are found by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luoshi.ledger.base.models.plan import Plan, Source
from luoshi.ledger.base.models.row import Row
from luoshi.ledger.editions.queries.editions import edition_in_force
from luoshi.records.kinds.models import Record
from luoshi.records.search.actions import change_texts, put_text
from luoshi.records.search.models import Passage
from luoshi.records.search.rules import normalize_text

KEEPER = "keeper"  # the relation in which a draft is found
BATCH = 500


def of_source(place: int) -> str:
    """What the search calls the text of a plan's document."""
    return f"source:{place}"


def of_row(pk: int) -> str:
    """What the search calls a row's words."""
    return f"row:{pk}"


def index_source(source: Source) -> None:
    """Make a document's text found, by who keeps its plan. Twice does no more; what was erased stays so."""
    if source.plan.erased is None:
        put_text(source.plan_id, of_source(source.place), source.document.text, only=KEEPER)


def index_rows(plan: Plan, rows: Iterable[Row]) -> None:
    """Make rows found by words that do not stand in their document: reworded, typed in, or from last year's plan.

    Two to five statements for every five hundred rows.
    """
    some = {of_row(row.pk): _own_words(row) for row in rows}
    parts = list(some)
    for at in range(0, len(parts), BATCH):
        change_texts(plan.pk, {part: some[part] for part in parts[at : at + BATCH]}, only=KEEPER)


def _own_words(row: Row) -> str:
    """What no document of the plan says in these words."""
    if row.state == Row.GONE:
        return ""
    printed = row.span.quote if row.span and row.source_id else ""
    return "" if normalize_text(row.words) in normalize_text(printed) else row.words


def follow_edition(plan: Plan) -> None:
    """Let whoever reads the plan find the documents that the edition in force was made from, and no later one."""
    edition = edition_in_force(plan)
    out = plan.sources.filter(at__lte=edition.entry.at).values_list("place", flat=True) if edition else []
    texts = Passage.objects.filter(record=plan.pk, part__startswith="source:")
    texts.exclude(only=KEEPER).update(only=KEEPER)
    texts.filter(part__in=[of_source(place) for place in out]).update(only="")


def texts_of(record: Record) -> Iterator[tuple[str, str, str]]:
    """All texts by which a plan is found, with the relation in which alone they are: to make the index anew."""
    plan = Plan.objects.get(pk=record.pk)
    edition = edition_in_force(plan)
    for source in plan.sources.select_related("document").order_by("place").iterator(chunk_size=1):
        out = edition is not None and source.at <= edition.entry.at
        yield of_source(source.place), source.document.text, "" if out else KEEPER
    for row in plan.rows.exclude(state=Row.GONE).select_related("span").iterator(chunk_size=BATCH):
        if words := _own_words(row):
            yield of_row(row.pk), words, KEEPER
