"""Named reasons to check a whole document before trusting its ledger: signs that much of it may be wrong."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from luoshi.reading.model import Reading
from luoshi.reading.words import lazy_pattern

if TYPE_CHECKING:
    from luoshi.reading.ledger import TextLedgerRow

KIND = "kind_guessed"  # neither the title nor a person gives the kind of paper
YEAR = "year_guessed"  # only its sentences give the year, not a title, number, date or person
ROLES = "roles_unsure"  # many sentences may as well be something else
ROWS = "rows_doubted"  # most rows carry a doubt
TABLE = "table_loose"  # figures in tables outside any row
REBUILT = "table_rebuilt"  # a table was rebuilt from lines of one cell each
LINES = "table_unread"  # rows, cells or numbered lines are in nothing read
EMPTY = "nothing_owed"  # figures or units, but no row
FIGURES = "figures_unread"  # the text has more figures than were read
CODES = (KIND, YEAR, ROLES, ROWS, TABLE, REBUILT, LINES, EMPTY, FIGURES)

_FEW = 5  # sentences; of fewer, a share means nothing
_FEWER = 3  # rows, likewise, and passages that are in nothing read
_UNSURE, _DOUBTED, _LOOSE = 30, 60, 20  # per cent
_PRINTED = lazy_pattern(
    r"\d(?:[\d.,，]{0,20}\d)?\s?[万亿]?(?:[%％]|[元家个项名人亩件次篇场户倍吨座处所期]|公里|公顷|平方米)"
)


def paper_doubts(reading: Reading, text: str, rows: Sequence[TextLedgerRow]) -> tuple[str, ...]:
    """Return the doubts about a document of ``text``, as codes; ``rows`` are those of its ledger.

    Measured on labelled papers by authors unknown to the learned weights: of those where a clerk would have to correct
    more than a quarter, nine in ten have a doubt.
    """
    found = []
    if rows and reading.kind_guessed:
        found.append(KIND)
    if reading.year_guessed and any(row.due for row in rows):
        found.append(YEAR)
    said = [statement for statement in reading.statements if statement.rule != "page_furniture"]
    if len(said) >= _FEW and _share(sum("role_weak" in statement.doubts for statement in said), len(said)) >= _UNSURE:
        found.append(ROLES)
    matters = {row.matter for row in rows}
    doubted = {row.matter for row in rows if row.doubts}
    if len(matters) >= _FEWER and _share(len(doubted), len(matters)) >= _DOUBTED:
        found.append(ROWS)
    loose = _loose(reading)
    if loose and _share(loose, len(reading.quantities)) >= _LOOSE:
        found.append(TABLE)
    if any(statement.row and "\n" in text[slice(*statement.row)] for statement in reading.statements):
        found.append(REBUILT)
    if len(reading.unread) >= _FEWER:
        found.append(LINES)
    printed = sum(1 for _ in _PRINTED.finditer(text))
    if not rows and (any(quantity.role == "target" for quantity in reading.quantities) or reading.assignments):
        found.append(EMPTY)
    if printed >= 2 * len(reading.quantities) + 3:
        found.append(FIGURES)
    return tuple(found)


def _share(part: int, whole: int) -> int:
    """Per cent."""
    return 100 * part // max(whole, 1)


def _loose(reading: Reading) -> int:
    """Count the figures outside every sentence and heading."""
    spans = sorted((heading.start, heading.end) for heading in reading.headings)
    starts = [start for start, _end in spans]
    found = 0
    for quantity in reading.quantities:
        at = bisect_right(starts, quantity.start) - 1
        found += quantity.statement is None and not (at >= 0 and quantity.start < spans[at][1])
    return found
