"""The documents of a plan in pieces: each stretch of words with the row that it belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from luoshi.plans.base import code_labels
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.base.unread_passages import UNREAD, is_unread_passage
from luoshi.plans.rows.queries.picture_strips import PictureStrip, list_unread_strips
from luoshi.plans.rows.rules.papers import Kinds, kinds_of

ROUND = 600  # characters of source shown before and after the rows
SPAN = ("span__start", "span__end", "pk", "state", "look", "reason")


@dataclass(frozen=True)
class SourcePiece:
    """A stretch of a source that belongs to one row, or to none; ``start`` in code points."""

    start: int
    words: str
    row: int | None
    state: str = ""


@dataclass(frozen=True)
class SourceExcerpt:
    """The shown part of a source, in pieces; ``before`` and ``behind`` say whether there is more."""

    source: Source
    pieces: list[SourcePiece]
    before: bool = False
    behind: bool = False
    unread_strips: Sequence[PictureStrip] = ()  # of a scan: what stands on its pages and is no part of its text

    @property
    def kinds(self) -> Kinds | None:
        """The kind of paper it was read as, and the alternatives; None for a sheet, and before it is read."""
        one = self.source
        ready = one.state == Source.READ and one.kind
        return kinds_of(one.kind, one.kind_said, guessed=one.kind_guessed) if ready else None

    @property
    def papers(self) -> list[tuple[str, str]]:
        """The alternatives: the value sent, and the label."""
        return [
            (sent, code_labels.paper_choice(sent, kind, guessed=self.source.kind_guessed, now=self.source.read_as))
            for sent, kind in (self.kinds.others if self.kinds else ())
        ]

    @property
    def warnings(self) -> list[str]:
        """Why the whole document cannot be trusted, in words."""
        return code_labels.paper_doubts(self.source.doubts, warnings=True)

    @property
    def doubts(self) -> list[str]:
        """The questions about the whole document, in words. A guessed kind is shown beside the kind instead."""
        return code_labels.paper_doubts(self.source.doubts, warnings=False)

    @property
    def task_columns(self) -> str:
        """The columns read as those of the tasks in its tables that do not name one; "" if it has no such table."""
        tables = self.source.guessed_tables if self.source.state == Source.READ else []
        named = [_("no tasks") if table["task"] is None else f"“{table['columns'][table['task']]}”" for table in tables]
        return "、".join(named)

    @property
    def column_asked(self) -> bool:
        """Whether nobody has said yet which column holds the tasks."""
        return any(not table["answered"] for table in self.source.guessed_tables)

    @property
    def paper(self) -> str:
        """The kind of paper that the document was read as, in words."""
        return code_labels.format_paper_kind(self.source.read_as)


def source_excerpts(plan: Plan, row: int = 0, rows: Sequence[int] | None = None) -> list[SourceExcerpt]:
    """Return the documents of a plan in pieces. Two queries, three for a plan with scans.

    Args:
        row: in a long plan, the row whose surroundings are shown; else those of ``rows``.
        rows: None: all words are shown.
    """
    found = []
    spans: dict[int, list[tuple[int, int, int, str]]] = {}
    places = plan.rows.exclude(state=PlanRow.GONE).exclude(span=None).order_by()
    for place, *span in places.values_list("source", *SPAN):
        spans.setdefault(place, []).append(place_of_row(*span))
    near = {row} if row else None if rows is None else set(rows)
    sources = list(plan.sources.select_related("document", "picture", "figures_checked_by").order_by("place"))
    strips = list_unread_strips(sources)
    for source in sources:
        text, mine = source.document.text, spans.get(source.pk, [])
        start, end = 0, len(text)
        if near is not None:
            here = [(span[0], span[1]) for span in mine if span[2] in near]
            if not here:
                found.append(SourceExcerpt(source, [], False, bool(text), strips.get(source.pk, ())))
                continue
            # Extend to whole lines.
            start = text.rfind("\n", 0, max(min(here)[0] - ROUND, 0)) + 1
            end = text.find("\n", max(last for _first, last in here) + ROUND)
            end = end if end >= 0 else len(text)
        within = [span for span in mine if span[1] > start and span[0] < end]
        pieces = cut_source_pieces(text, within, start, end)
        found.append(SourceExcerpt(source, pieces, start > 0, end < len(text), strips.get(source.pk, ())))
    return found


def place_of_row(start: int, end: int, row: int, state: str, look: bool, reason: str) -> tuple[int, int, int, str]:
    """Return the place of a row in its source, as ``cut_source_pieces`` takes it, from the columns of ``SPAN``."""
    return start, end, row, UNREAD if is_unread_passage(look, reason) else state


def cut_source_pieces(text: str, spans: Iterable[tuple[int, int, int, str]], start: int, end: int) -> list[SourcePiece]:
    """Cut the text from ``start`` to ``end`` where rows begin and end; an overlap belongs to the later row.

    Args:
        spans: start, end, row and its state; ``unread`` for words that nobody has looked at yet.
    """
    within = sorted((max(first, start), min(last, end), pk, state) for first, last, pk, state in spans)
    cuts = sorted({start, end, *(at for first, last, _pk, _state in within for at in (first, last))})
    owner: list[tuple[int | None, str]] = [(None, "")] * len(cuts)
    for first, last, pk, state in within:
        for at in range(bisect_right(cuts, first) - 1, len(cuts)):
            if cuts[at] >= last:
                break
            owner[at] = (pk, state)
    return [
        SourcePiece(first, text[first:last], *owner[at])
        for at, (first, last) in enumerate(pairwise(cuts))
        if first < last
    ]
