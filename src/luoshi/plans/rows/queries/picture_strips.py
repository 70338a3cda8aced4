"""The strips of a scan's pages on which rows stand, with the characters that may be wrong."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from luoshi.kernel.files.models import RecognisedText
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import PlanRow
from luoshi.reading.model import TextPlace, UnsureText

CELLS = " | "  # between the cells of a table's row, see ``luoshi.reading.model.LoadedDocument``
_SCALE = 0.01  # pixels of the screen in a hundredth of a point: body text is 16 pixels high
_MARGIN = 500  # hundredths of a point around the words
Box = tuple[int, int, int, int]  # left, top, width and height in hundredths of a point


@dataclass(frozen=True)
class TextPiece:
    """Words of a strip as they were recognised; ``unsure``: they may be wrong."""

    words: str
    unsure: bool


@dataclass(frozen=True)
class PictureStrip:
    """A part of a page's picture, and the words that were recognised in it.

    Attributes:
        page: From 1.
        size: Width and height of the page.
        box: The part.
        marks: Where the characters are that may be wrong.
        why: What is the matter with it, in words; "" for a strip with words.
    """

    source: int  # its place in the plan
    page: int
    size: tuple[int, int]
    box: Box
    marks: tuple[Box, ...] = ()
    pieces: tuple[TextPiece, ...] = ()
    why: str = ""

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height on the screen."""
        return round(self.box[2] * _SCALE), round(self.box[3] * _SCALE)

    @property
    def view(self) -> str:
        """The part as the view box of an SVG."""
        return " ".join(map(str, self.box))


def list_row_strips(plan: Plan, rows: Collection[int]) -> dict[int, list[PictureStrip]]:
    """Return the strips of these rows, by row; none for rows of other documents than scans. Two queries.

    A row of a table has a strip for each of its cells.
    """
    found = plan.rows.filter(pk__in=rows).exclude(state=PlanRow.GONE).exclude(span=None)
    scans = found.filter(source__document__recognised__isnull=False)
    by_source: dict[int, list[tuple[int, int, int]]] = {}
    documents: dict[int, int] = {}
    for pk, place, document, start, end in scans.values_list(
        "pk", "source__place", "source__document", "span__start", "span__end"
    ):
        by_source.setdefault(document, []).append((pk, start, end))
        documents[document] = place
    strips: dict[int, list[PictureStrip]] = {}
    kept = RecognisedText.objects.filter(document__in=by_source).select_related("document") if by_source else ()
    for recognised in kept:
        page = _RecognisedPages(recognised, documents[recognised.document_id])
        for pk, start, end in by_source[recognised.document_id]:
            strips[pk] = page.strips_of(start, end)
    return strips


def find_text_strips(source: Source, start: int, end: int) -> list[PictureStrip]:
    """Return the strips on which the words from ``start`` to ``end`` of a scan stand; empty for others. One query."""
    recognised = RecognisedText.objects.filter(document=source.document_id).select_related("document").first()
    return _RecognisedPages(recognised, source.place).strips_of(start, end) if recognised else []


def list_unread_strips(sources: Iterable[Source]) -> dict[int, list[PictureStrip]]:
    """Return, by source, the places of scans on which something stands that is no part of their text, page by page.

    The documents of the sources are loaded. At most one query.
    """
    scans = {source.document_id: source for source in sources if source.document.is_recognised}
    kept = RecognisedText.objects.filter(document__in=scans).select_related("document") if scans else ()
    found = {scans[text.document_id]: _RecognisedPages(text, scans[text.document_id].place) for text in kept}
    return {source.pk: pages.unread_strips() for source, pages in found.items()}


class _RecognisedPages:
    """The recognised text of one document, ready to be cut into strips."""

    def __init__(self, recognised: RecognisedText, source: int) -> None:
        self.text, self.source = recognised.document.text, source
        self.sizes = [(width, height) for width, height in recognised.sizes]
        self.places = sorted(recognised.text_places)
        self.ends = [place.end for place in self.places]
        unsure = recognised.unsure_text
        self.outside = [text for text in unsure if text.start == text.end]
        self.unsure = sorted(text for text in unsure if text.start < text.end)
        self.starts = [text.start for text in self.unsure]

    def strips_of(self, start: int, end: int) -> list[PictureStrip]:
        line = self.text.rfind("\n", 0, start) + 1
        after = self.text.find("\n", start)
        after = after if after >= 0 else len(self.text)
        if CELLS not in self.text[line:after]:
            return self._cut_strips(start, end)
        found = []
        for words in self.text[line:after].split(CELLS):
            found += self._cut_strips(line, line + len(words))
            line += len(words) + len(CELLS)
        return found

    def _cut_strips(self, start: int, end: int) -> list[PictureStrip]:
        """Return a strip for each page on which the words from ``start`` to ``end`` stand."""
        pages: dict[int, list[TextPlace]] = {}
        for place in self.places[bisect_left(self.ends, start + 1) :]:
            if place.start >= end:
                break
            pages.setdefault(place.page, []).append(place)
        found = []
        for number, places in pages.items():
            first, last = max(start, places[0].start), min(end, max(place.end for place in places))
            unsure = self._unsure_within(first, last)
            marks = tuple((text.left, text.top, text.right - text.left, text.bottom - text.top) for text in unsure)
            pieces = tuple(_pieces(self.text, first, last, [text.start for text in unsure]))
            box = self._around(number, places)
            found.append(PictureStrip(self.source, number + 1, self.sizes[number], box, marks, pieces))
        return found

    def _unsure_within(self, start: int, end: int) -> list[UnsureText]:
        return self.unsure[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _around(self, page: int, places: Sequence[TextPlace | UnsureText]) -> Box:
        width, height = self.sizes[page]
        left = max(min(place.left for place in places) - _MARGIN, 0)
        top = max(min(place.top for place in places) - _MARGIN, 0)
        right = min(max(place.right for place in places) + _MARGIN, width)
        bottom = min(max(place.bottom for place in places) + _MARGIN, height)
        return left, top, max(right - left, 1), max(bottom - top, 1)

    def unread_strips(self) -> list[PictureStrip]:
        return [
            PictureStrip(
                self.source,
                text.page + 1,
                self.sizes[text.page],
                self._around(text.page, [text]),
                why=code_labels.format_scan_doubt(text.code),
            )
            for text in sorted(self.outside, key=lambda text: (text.page, text.top))
            if text.page < len(self.sizes)
        ]


def _pieces(text: str, start: int, end: int, unsure: Sequence[int]) -> Iterable[TextPiece]:
    """Cut words where characters begin and end that may be wrong."""
    cuts = sorted({start, end, *unsure, *(min(at + 1, end) for at in unsure)})
    doubtful = set(unsure)
    for first, last in pairwise(cuts):
        yield TextPiece(text[first:last], first in doubtful)
