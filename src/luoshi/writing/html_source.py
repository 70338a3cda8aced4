"""The text of a document as HTML, every span of the Reading marked in it. Overlapping spans are cut into pieces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.writing.markup import Tongues, text
from luoshi.writing.model import Figure, Part, Passage, Report

LINES_IN_CHUNK = 40  # a chunk outside the window costs the browser nothing


@dataclass(frozen=True, slots=True)
class _Edge:
    place: int
    opens: bool
    layer: str  # "h" heading, "s" statement, "q" figure
    index: int


def source(report: Report, tongues: Tongues) -> str:
    """The source pane's inside: chunks of lines. Each piece of a span names it as data-h, data-s or data-q."""
    lines = list(_lines(report.text))
    pieces = _Pieces(report)
    pages = _pages(report, [start for start, _ in lines])
    title = "".join((report.title or "").split())
    parts: list[str] = []
    for number, (start, end) in enumerate(lines):
        if number % LINES_IN_CHUNK == 0:
            parts.append('</div><div class="chunk">' if number else '<div class="chunk">')
        for page in pages.get(number, ()):
            parts.append(f'<p class="page-mark">{tongues.span("page.page_mark", page=page)}</p>')
        words = report.text[start:end]
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
        if line.strip():  # the page indents by itself
            yield start + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip())
        start = end + 1


def _pages(report: Report, starts: Sequence[int]) -> dict[int, list[int]]:
    """Page numbers by the line before which the page begins."""
    found: dict[int, list[int]] = {}
    for page, place in enumerate(report.pages, 1):
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

    def __init__(self, report: Report) -> None:
        self.report = report
        layers: tuple[tuple[str, Sequence[Part | Passage | Figure]], ...] = (
            ("h", report.parts),
            ("s", report.passages),
            ("q", report.figures),
        )
        edges: list[_Edge] = []
        for layer, spans in layers:
            for index, one in enumerate(spans):
                if one.start < one.end:
                    edges.append(_Edge(one.start, True, layer, index))
                    edges.append(_Edge(one.end, False, layer, index))
        self.edges = sorted(edges, key=lambda edge: (edge.place, edge.opens))
        self.next = 0
        self.open: dict[str, dict[int, None]] = {"h": {}, "s": {}, "q": {}}  # dicts keep the order of opening
        self.begun: set[tuple[str, int]] = set()
        self.heads = sorted((one.start, one.end, one.level) for one in report.parts)
        self.head_starts = [start for start, _, _ in self.heads]

    def heading_level(self, start: int, end: int) -> int:
        """The level of a heading that fills the line; 0 where there is none, or more follows on the line."""
        at = bisect_right(self.head_starts, start + 8) - 1
        if at < 0 or self.heads[at][0] < start:
            return 0
        return self.heads[at][2] if not self.report.text[self.heads[at][1] : end].strip() else 0

    def render(self, start: int, end: int) -> Iterator[str]:
        """The pieces of one line; lines must come in order."""
        place, outer = start, ""
        self._pass(start)
        while place < end:
            following = self.edges[self.next].place if self.next < len(self.edges) else end
            following = min(following, end)
            opening = self._outer()
            if opening != outer:
                if outer:
                    yield "</span>"
                yield opening
                outer = opening
            inner = self._inner()
            words = text(self.report.text[place:following])
            yield f"{inner}{words}</mark>" if inner else words
            place = following
            self._pass(place)
        if outer:
            yield "</span>"

    def _pass(self, place: int) -> None:
        """Open and close what opens and closes up to ``place``."""
        while self.next < len(self.edges) and self.edges[self.next].place <= place:
            edge = self.edges[self.next]
            if edge.opens:
                self.open[edge.layer][edge.index] = None
            else:
                self.open[edge.layer].pop(edge.index, None)
            self.next += 1

    def _outer(self) -> str:
        statements, headings = self.open["s"], self.open["h"]
        if not statements and not headings:
            return ""
        data, kinds = "", ["s"]
        if statements:
            first = self.report.passages[next(iter(statements))]
            kinds.append(first.role if first.role in ("task", "norm", "fact", "context") else "context")
            data += f' data-s="{" ".join(map(str, statements))}"'
        if headings:
            kinds.append("part")
            data += f' data-h="{" ".join(map(str, headings))}"'
        return f'<span class="{" ".join(kinds)}"{data}>'

    def _inner(self) -> str:
        figures = self.open["q"]
        if not figures:
            return ""
        first = next(iter(figures))
        one = self.report.figures[first]
        kinds = ["q", "in" if one.row is not None else "out"]
        if one.doubts and ("q", first) not in self.begun:
            kinds.append("doubt")  # the sign stands once, at the figure's first piece
        self.begun.add(("q", first))
        return f'<mark class="{" ".join(kinds)}" data-q="{" ".join(map(str, figures))}">'
