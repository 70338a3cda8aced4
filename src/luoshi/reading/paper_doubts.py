"""Named reasons to check a whole document before trusting its ledger: signs that much of it may be wrong.

How much of a document is left to be typed is estimated by a linear model: its signs have weights, which
``tools/learn_doubts.py`` learns from the labelled documents. Single rows have no such estimate: learned from the same
documents, it told wrong rows from right ones hardly better than the codes of their records do.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING

from luoshi.reading.model import Reading, TextStatement
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
_DENSE = 3  # figures a sentence; more are as many
_PRINTED = lazy_pattern(
    r"\d(?:[\d.,，]{0,20}\d)?\s?[万亿]?(?:[%％]|[元家个项名人亩件次篇场户倍吨座处所期]|公里|公顷|平方米)"
)


@dataclass(frozen=True, slots=True)
class PaperWeights:
    """The weight of each sign of a document, the start value, and the sum from which it is warned of; thousandths."""

    of: dict[str, int]
    base: int
    enough: int


@cache
def load_paper_weights() -> PaperWeights:
    """Return the weights shipped with the package."""
    return PaperWeights(**json.loads(get_data("luoshi.reading", "lexicon/doubts.json") or b"{}"))


def paper_doubts(reading: Reading, text: str, rows: Sequence[TextLedgerRow]) -> tuple[str, ...]:
    """Return the doubts about a document of ``text``, as codes, warnings first; ``rows`` are those of its ledger."""
    by = load_paper_weights()
    found = []
    said = _statements(reading)
    much = bool(rows) and len(said) >= _FEW and weigh_paper(paper_signs(reading, rows), by) >= by.enough
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
    weak = sum("role_weak" in statement.doubts for statement in said)
    if much and _share(weak, len(said)) >= _UNSURE:
        found.append(ROLES)
    matters, doubted = _doubted(rows)
    if much and matters >= _FEWER and _share(doubted, matters) >= _DOUBTED:
        found.append(ROWS)
    loose = _loose(reading)
    if loose and _share(loose, len(reading.quantities)) >= _LOOSE:
        found.append(TABLE)
    if any(statement.row and "\n" in text[slice(*statement.row)] for statement in reading.statements):
        found.append(REBUILT)
    if len(reading.unread) >= _FEWER:
        found.append(LINES)
    return tuple(found)


def weigh_paper(signs: dict[str, float], by: PaperWeights) -> int:
    """Return how much of a document is likely left to be typed: the logarithm of its per cent, in thousandths."""
    return by.base + round(sum(by.of[sign] * value for sign, value in signs.items() if sign in by.of))


def paper_signs(reading: Reading, rows: Sequence[TextLedgerRow]) -> dict[str, float]:
    """Return the signs that much of a document is left to be typed, each from 0 to 1.

    Tried and left out, because on unseen authors' documents they said nothing more: figures and numbered lines in
    nothing read, figures outside all rows, the shares of rows with a unit or a date, guessed columns.
    """
    said = _statements(reading)
    margins = [statement.margin for statement in reading.statements if statement.margin is not None]
    matters, doubted = _doubted(rows)
    return {
        "rows": _part(doubted, matters),
        "figures": _part(sum(bool(quantity.doubts) for quantity in reading.quantities), len(reading.quantities)),
        "duties": _part(sum(bool(duty.doubts) for duty in reading.assignments), len(reading.assignments)),
        "unsure": _part(sum(1 / (1 + math.exp(margin / 1000)) for margin in margins), len(margins)),
        "norms": _part(sum(statement.role == "norm" for statement in said), len(said)),
        "unread": min(_part(len(reading.unread), len(said)), 1.0),
        "measured": min(_part(len(reading.quantities), len(said)) / _DENSE, 1.0),
        "kind": float(reading.kind_guessed),
        "untitled": float(not reading.title),
        "unsigned": float(not reading.issuer),
    }


def _statements(reading: Reading) -> list[TextStatement]:
    return [statement for statement in reading.statements if statement.rule != "page_furniture"]


def _doubted(rows: Sequence[TextLedgerRow]) -> tuple[int, int]:
    """Return the number of matters in a ledger, and of those with a doubt."""
    return len({row.matter for row in rows}), len({row.matter for row in rows if row.doubts})


def _part(part: float, whole: int) -> float:
    return part / max(whole, 1)


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
