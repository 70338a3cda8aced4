"""Render the text of a document as HTML with spans marked. Overlapping spans are cut into pieces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.writing.markup import Tongues, escape_html
from luoshi.writing.model import LedgerHeading

LINES_IN_CHUNK = 40  # a chunk outside the window costs the browser nothing


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """Words to mark. Each piece of them names the span as ``data-LAYER="INDEX"``.

    Attributes:
        inner: a ``mark`` within the words around it; otherwise a ``span`` that may contain marks.
        kinds: classes of every piece.
        begins: classes of the first piece only, so that a sign appears once.
    """

    start: int
    end: int
    layer: str
    index: int
    inner: bool
    kinds: str
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A document's text with what the page needs to lay it out: its title, page starts and headings."""

    words: str
    title: str | None
    pages: Sequence[int]
    parts: Sequence[LedgerHeading]


def render_marked_text(document: Text, spans: Sequence[MarkedSpan], tongues: Tongues) -> str:
    """Return chunks of lines with all spans marked. Of spans with the same start the first given sets the classes."""
    lines = list(_lines(document.words))
    pieces = _Pieces(document, spans)
    pages = _pages(document.pages, [start for start, _ in lines])
    title = "".join((document.title or "").split())
    parts: list[str] = []
    for number, (start, end) in enumerate(lines):
        if number % LINES_IN_CHUNK == 0:
            parts.append('</div><div class="chunk">' if number else '<div class="chunk">')
        for page in pages.get(number, ()):
            parts.append(f'<p class="page-mark">{tongues.span("page.page_mark", page=page)}</p>')
        words = document.words[start:end]
        kind = _kind(words, title, pieces.heading_level(start, end))
        parts.append(f'<p class="{kind}">' if kind else "<p>")
        parts.extend(pieces.render(start, end))
        parts.append("</p>")
    parts.append("</div>" if lines else "")
    return "".join(parts)


def _lines(words: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start <= len(words):
        end = words.find("\n", start)
        end = len(words) if end < 0 else end
        line = words[start:end]
        if line.strip():  # the page has its own indentation
            yield start + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip())
        start = end + 1


def _pages(begins: Sequence[int], starts: Sequence[int]) -> dict[int, list[int]]:
    """Return page numbers by the line before which the page begins."""
    found: dict[int, list[int]] = {}
    for page, place in enumerate(begins, 1):
        line = bisect_right(starts, place - 1) if place else 0
        found.setdefault(min(line, max(len(starts) - 1, 0)), []).append(page)
    return found


def _kind(words: str, title: str, level: int) -> str:
    if title and len(words) <= len(title) + 40 and "".join(words.split()) == title:
        return "doc-title"
    if level:
        return f"h h{min(level, 4)}"
    return "cells" if " | " in words else ""


class _Pieces:
    """Cuts lines at every edge of every span, in one pass over the text."""

    def __init__(self, document: Text, spans: Sequence[MarkedSpan]) -> None:
        self.words, self.spans = document.words, spans
        edges = [(span.start, True, at) for at, span in enumerate(spans) if span.start < span.end]
        edges += [(span.end, False, at) for at, span in enumerate(spans) if span.start < span.end]
        self.edges = sorted(edges, key=lambda edge: edge[:2])
        self.next = 0
        layers = dict.fromkeys((span.layer, span.inner) for span in spans)
        self.open: dict[tuple[str, bool], dict[int, None]] = {layer: {} for layer in layers}  # in order of opening
        self.begun: set[int] = set()
        self.tags: dict[bool, str] = {}  # built once for each state, because thousands of spans may be open together
        self.heads = sorted((part.start, part.end, part.level) for part in document.parts)
        self.head_starts = [start for start, _, _ in self.heads]

    def heading_level(self, start: int, end: int) -> int:
        """Return the level of a heading that fills the line; 0 if there is none, or more text follows on the line."""
        at = bisect_right(self.head_starts, start + 8) - 1
        if at < 0 or self.heads[at][0] < start:
            return 0
        return self.heads[at][2] if not self.words[self.heads[at][1] : end].strip() else 0

    def render(self, start: int, end: int) -> Iterator[str]:
        """Yield the pieces of one line; lines must come in order."""
        place, outer = start, ""
        self.tags.clear()
        self._pass(start)
        while place < end:
            following = self.edges[self.next][0] if self.next < len(self.edges) else end
            following = min(following, end)
            opening = self._opening_tag(False)
            if opening != outer:
                if outer:
                    yield "</span>"
                yield opening
                outer = opening
            inner = self._opening_tag(True)
            words = escape_html(self.words[place:following])
            yield f"{inner}{words}</mark>" if inner else words
            place = following
            self._pass(place)
        if outer:
            yield "</span>"

    def _pass(self, place: int) -> None:
        """Open and close all spans that begin or end up to ``place``."""
        while self.next < len(self.edges) and self.edges[self.next][0] <= place:
            _, opens, at = self.edges[self.next]
            one = self.spans[at]
            if opens:
                self.open[one.layer, one.inner][at] = None
            else:
                self.open[one.layer, one.inner].pop(at, None)
            self.tags.pop(one.inner, None)
            self.next += 1

    def _opening_tag(self, inner: bool) -> str:
        """Return the tag for the piece that begins here; "" if no span is open."""
        if inner not in self.tags:
            self.tags[inner] = self._tag(inner)
        return self.tags[inner]

    def _tag(self, inner: bool) -> str:
        kinds, data = ["q" if inner else "s"], ""
        for (layer, within), spans in self.open.items():
            if within != inner or not spans:
                continue
            first = next(iter(spans))
            kinds.append(self.spans[first].kinds)
            if first not in self.begun and self.spans[first].begins:
                kinds.append(self.spans[first].begins)
            self.begun.add(first)
            data += f' data-{layer}="{" ".join(str(self.spans[at].index) for at in spans)}"'
        if not data:
            return ""
        return f'<{"mark" if inner else "span"} class="{" ".join(filter(None, kinds))}"{data}>'
