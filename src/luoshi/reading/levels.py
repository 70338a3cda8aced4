"""Determine the depth of each heading in its document."""

from __future__ import annotations

from luoshi.reading.headings import Lead
from luoshi.reading.markers import Marker
from luoshi.reading.model import TextHeading

# These rank above every other marker.
_RANK = {"chapter编": 0, "chapter分": 1, "chapter章": 2, "chapter节": 3, "cn": 4}
_ORDER = ("chapter", "cn", "pcn", "num", "pnum", "hnum", "circled")  # the usual nesting in offices
_LOOK = 40  # headings looked ahead; keeps the cost linear

Part = Lead | TextHeading


def assign_heading_levels(
    leads: list[Lead], bare: list[TextHeading], text: str, resets: list[int]
) -> list[TextHeading]:
    """Return all headings in order, each with its depth in this document.

    The open parts are a stack of marker styles. An open style closes what is below it; a new one opens a deeper level,
    unless offices rank it above the open one and that does not continue. A bare line is above the series that begins
    after it, and inside the one that continues after it. ``resets`` are positions where another paper begins in the
    same file.
    """
    parts: list[Part] = [*leads, *bare, *(TextHeading(at, at, "", 0, "", "reset") for at in resets)]
    parts.sort(key=lambda part: part.start if isinstance(part, TextHeading) else part.marker.start)
    levels = _Levels(parts)
    out: list[TextHeading] = []
    for index, part in enumerate(parts):
        if isinstance(part, Lead):
            marker = part.marker
            levels.open_part(marker, index)
            title = text[part.title[0] : part.title[1]].strip()
            words = "【】" if marker.family == "square" else text[marker.start : marker.end]
            out.append(TextHeading(marker.start, part.end, words, len(levels.stack), title, part.rule, part.doubts))
        elif part.rule == "reset":
            levels.stack.clear()
        else:
            levels.open_bare(index)
            part.level = len(levels.stack)
            out.append(part)
    return out


def _rank(marker: Marker) -> int | None:
    return _RANK.get(marker.style if marker.family == "chapter" else marker.family)


class _Levels:
    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.stack: list[Marker | None] = []  # None: a bare line
        self.nested: set[tuple[str, str]] = set()  # styles that were nested before: outer, inner

    def open_part(self, marker: Marker, index: int) -> None:
        """Open the part of a marker and close what it ends."""
        place = self._place(marker)
        if place is not None:
            del self.stack[place:]
        else:
            while self.stack and self._ends(self.stack[-1], marker, index):
                self.stack.pop()
        outer = self.stack[-1] if self.stack else None
        if outer is not None:
            self.nested.add((outer.style, marker.style))
        self.stack.append(marker)

    def _place(self, marker: Marker) -> int | None:
        for place, other in enumerate(self.stack):
            if other is None:
                continue
            if other.style == marker.style:
                return place
            # 2、 after 1. is a slip; 1、 below 1. is a level of its own.
            if other.family == marker.family == "num" and marker.number == other.number + 1:
                return place
        return None

    def _ends(self, top: Marker | None, marker: Marker, index: int) -> bool:
        """Check whether a marker of a style that is not open ends the innermost open part."""
        if top is None or (top.style, marker.style) in self.nested:
            return False
        rank = _rank(marker)
        if rank is not None:
            above = _rank(top)
            return above is None or above >= rank
        if top.family == marker.family == "run":
            return not self._goes_on(top, index)
        if top.family in _ORDER and marker.family in _ORDER and _ORDER.index(top.family) > _ORDER.index(marker.family):
            return not self._goes_on(top, index)
        return False

    def _goes_on(self, top: Marker, index: int) -> bool:
        """Check whether the open series continues with its next number."""
        for part in self.parts[index + 1 : index + _LOOK]:
            if isinstance(part, Lead) and part.marker.style == top.style:
                return part.marker.number == top.number + 1
        return False

    def open_bare(self, index: int) -> None:
        """Open the part of a line without a marker."""
        after = next((p.marker for p in self.parts[index + 1 : index + 12] if isinstance(p, Lead)), None)
        styles = [marker.style if marker else "" for marker in self.stack]
        if after is not None and after.number > 1 and after.style in styles:
            del self.stack[styles.index(after.style) + 1 :]
        elif after is not None and after.style not in styles and _rank(after) is None and self.stack:
            del self.stack[styles.index("") if "" in styles else len(styles) :]
        elif "" in styles:
            del self.stack[styles.index("") :]
        else:
            self.stack.clear()
        self.stack.append(None)
