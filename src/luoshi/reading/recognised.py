"""Doubts on what was read of a text that was recognised from pictures."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from luoshi.reading.model import Assignment, Quantity, Reading, TextHeading, TextStatement, UnsureText

FIGURE, WORDS = "recognised_figure", "recognised_words"
_Span = Quantity | TextStatement | TextHeading | Assignment


def mark_unsure_text(reading: Reading, unsure: Iterable[UnsureText]) -> None:
    """Give a doubt to each figure, statement, assignment and heading in which a recognised character is not sure.

    A figure has a doubt of its own, and so has the statement that holds it: a wrong figure is a wrong promise.
    """
    places = sorted({text.start for text in unsure if text.start < text.end})
    if not places:
        return
    _mark(reading.quantities, places, FIGURE)
    for spans in (reading.statements, reading.assignments, reading.headings):
        _mark(spans, places, WORDS)


def cover_unsure_text(text: str, unsure: Iterable[UnsureText]) -> str:
    """Return the text, position for position, with □ for each character that may be another one."""
    doubtful = {at for place in unsure for at in range(place.start, place.end)}
    return "".join("□" if at in doubtful else char for at, char in enumerate(text)) if doubtful else text


def _mark(spans: Sequence[_Span], places: list[int], code: str) -> None:
    for span in spans:
        at = bisect_left(places, span.start)
        if at < len(places) and places[at] < span.end and code not in span.doubts:
            span.doubts.append(code)
