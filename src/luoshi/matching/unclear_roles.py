"""Settle figures of which only the kind of paper says whether they are targets or results, by the list they stand in.

Source: the reader's doubt ``role_unclear``; what it leaves open makes an answer uncertain (``answers``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from luoshi.matching.model import MatchingPaper
from luoshi.matching.structured_figures import Thing
from luoshi.reading.markers import marker_at

_ENOUGH = 3  # other items of a list with a clear figure
_MARK = 16  # code points in which a line's marker ends

_List = tuple[int | None, str]  # the heading above the items, and the style of their numbers


def settle_roles_by_list(paper: MatchingPaper, rows: Sequence[Thing]) -> list[Thing]:
    """Return the figures of a paper; one whose role is unclear is clear if all other items of its numbered list agree.

    （4）为3万名妇女免费检查 among seven items that are clearly owed is owed, whatever kind of paper lists it.
    """
    if not any(thing.unclear for thing in rows):
        return list(rows)
    items = [_item_of(paper, thing) for thing in rows]
    clear: dict[_List, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for thing, item in zip(rows, items, strict=True):
        if item is not None and not thing.unclear and thing.role in ("target", "actual"):
            clear[item[0]][thing.role].add(item[1])
    out = []
    for thing, item in zip(rows, items, strict=True):
        if thing.unclear and item is not None:
            others = {role: lines - {item[1]} for role, lines in clear[item[0]].items()}
            agree = {role for role, lines in others.items() if lines} == {thing.role}
            thing = replace(thing, unclear=not (agree and len(others[thing.role]) >= _ENOUGH))
        out.append(thing)
    return out


def _item_of(paper: MatchingPaper, thing: Thing) -> tuple[_List, int] | None:
    """Return the list of a figure's line and where the line starts; None if it has no number or is no statement."""
    if thing.statement < 0:
        return None
    line = paper.text.rfind("\n", 0, thing.figure.place.start) + 1
    marker = marker_at(paper.text, line, min(line + _MARK, len(paper.text)))
    heading = paper.reading.statements[thing.statement].heading
    return None if marker is None else ((heading, marker.style), line)
