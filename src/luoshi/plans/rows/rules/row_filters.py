"""Filters for selecting rows together on the correction page: what each row lacks, from plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.plans.base.unread_passages import is_unread_passage
from luoshi.plans.rows.rules.slogans import is_slogan

# In the order in which they are offered.
FILTERS = ("waiting", "clear", "doubt", "lead", "names", "due", "slogan", "look", "unread", "refused")


@dataclass(frozen=True, slots=True)
class RowFacts:
    """The facts of a row.

    Attributes:
        state: waiting, kept, dropped or outside.
        doubtful: it has a doubt that requires a second look.
        leads: units that lead it, as named; ``known``: each name of its units means a unit.
        units: names of any role.
        refused: left out because the office refused the same sentence before.
        figures: it has figures other than background.
        reason: why it is outside or dropped, as a code.
    """

    state: str
    look: bool
    doubtful: bool
    due: date | None
    every: str
    leads: int
    units: int
    known: bool
    figures: bool
    words: str
    doubts: Sequence[str]
    refused: bool = False
    reason: str = ""


def row_gap_filters(one: RowFacts) -> tuple[str, ...]:
    """Return the filters that find a row, in the order of ``FILTERS``."""
    waits, undated = one.state == "waiting", one.due is None and not one.every
    named = one.units and not (one.units == one.leads and "lead_default" in one.doubts)
    bare = undated and not named and not one.figures
    if one.refused:
        return ("refused",)
    if is_unread_passage(one.look, one.reason):
        return ("look", "unread")
    if one.look:
        return ("slogan", "look") if is_slogan(one.words, one.doubts, bare=bare) else ("look",)
    if one.state not in ("waiting", "kept"):
        return ()
    found = {
        "waiting": waits,
        "clear": waits and not one.doubtful,
        "doubt": waits and one.doubtful,
        "lead": not one.leads,
        "names": not one.known,
        "due": undated,
        "slogan": waits and is_slogan(one.words, one.doubts, bare=bare),
    }
    return tuple(code for code in FILTERS if found.get(code))
