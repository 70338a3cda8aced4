"""Named reasons to check a whole document before trusting its ledger: signs that much of it may be wrong."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from luoshi.reading.model import Reading
from luoshi.reading.row_doubts import DoubtWeights, RowRisk, load_doubt_weights
from luoshi.reading.words import lazy_pattern

if TYPE_CHECKING:
    from luoshi.reading.ledger import TextLedgerRow

KIND = "kind_guessed"  # neither the title nor a person gives the kind of paper
YEAR = "year_guessed"  # only its sentences give the year, not a title, number, date or person
MUCH = "much_wrong"  # by the learned estimate, more than a quarter is left to be typed
ROLES = "roles_unsure"  # why: many sentences may as well be something else
ROWS = "rows_doubted"  # why: most rows carry a doubt
TABLE = "table_loose"  # figures in tables outside any row
REBUILT = "table_rebuilt"  # a table was rebuilt from lines of one cell each
LINES = "table_unread"  # rows, cells or numbered lines are in nothing read
EMPTY = "nothing_owed"  # figures or units, but no row
FIGURES = "figures_unread"  # the text has more figures than were read
CODES = (MUCH, EMPTY, FIGURES, KIND, YEAR, ROLES, ROWS, TABLE, REBUILT, LINES)
# Warnings say that the ledger cannot be trusted; the others ask one question, or say what was made of one place.
WARNINGS = frozenset({MUCH, EMPTY, FIGURES})

_FEW = 5  # sentences; of fewer, a share means nothing
_FEWER = 3  # rows, likewise, and passages that are in nothing read
_UNSURE, _DOUBTED, _LOOSE = 30, 60, 20  # per cent
_PRINTED = lazy_pattern(
    r"\d(?:[\d.,，]{0,20}\d)?\s?[万亿]?(?:[%％]|[元家个项名人亩件次篇场户倍吨座处所期]|公里|公顷|平方米)"
)


def paper_doubts(
    reading: Reading, text: str, rows: Sequence[TextLedgerRow], risks: Sequence[RowRisk]
) -> tuple[str, ...]:
    """Return the doubts about a document of ``text``, as codes, warnings first.

    Args:
        rows: of its ledger, each with the codes of all its records.
        risks: of each matter.
    """
    by = load_doubt_weights()
    found = []
    much = bool(rows) and weigh_paper(paper_signs(reading, rows, risks), by) >= by.paper_enough
    if much:
        found.append(MUCH)
    if not rows and (any(quantity.role == "target" for quantity in reading.quantities) or reading.assignments):
        found.append(EMPTY)
    if sum(1 for _ in _PRINTED.finditer(text)) >= 2 * len(reading.quantities) + 3:
        found.append(FIGURES)
    if rows and reading.kind_guessed:
        found.append(KIND)
    if reading.year_guessed and any(row.due for row in rows):
        found.append(YEAR)
    said = [statement for statement in reading.statements if statement.rule != "page_furniture"]
    weak = sum("role_weak" in statement.doubts for statement in said)
    if much and len(said) >= _FEW and _share(weak, len(said)) >= _UNSURE:
        found.append(ROLES)
    doubted = sum(risk.whole * 1000 >= by.enough for risk in risks)
    if much and len(risks) >= _FEWER and _share(doubted, len(risks)) >= _DOUBTED:
        found.append(ROWS)
    loose = _loose(reading)
    if loose and _share(loose, len(reading.quantities)) >= _LOOSE:
        found.append(TABLE)
    if any(statement.row and "\n" in text[slice(*statement.row)] for statement in reading.statements):
        found.append(REBUILT)
    if len(reading.unread) >= _FEWER:
        found.append(LINES)
    return tuple(found)


def weigh_paper(signs: dict[str, float], by: DoubtWeights) -> int:
    """Return the log-odds that more than a quarter of a document is left to be typed, in thousandths."""
    return by.paper_base + round(sum(by.paper[sign] * value for sign, value in signs.items() if sign in by.paper))


def paper_signs(reading: Reading, rows: Sequence[TextLedgerRow], risks: Sequence[RowRisk]) -> dict[str, float]:
    """Return the signs that much of a document is left to be typed, each from 0 to 1."""
    matters = max(len(risks), 1)
    unsure = [
        1 / (1 + math.exp(statement.margin / 1000)) for statement in reading.statements if statement.margin is not None
    ]
    return {
        "risk": sum(risk.whole for risk in risks) / matters,
        "doubted": len({row.matter for row in rows if row.doubts}) / matters,
        "unsure": sum(unsure) / max(len(unsure), 1),
        "untitled": float(not reading.title),
        "unread": min(len(reading.unread) / max(len(reading.statements), 1), 1.0),
        "asked": float(any(not guess.answered for guess in reading.guesses)),
    }


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
