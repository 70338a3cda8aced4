"""Estimate how likely each row of the ledger must be corrected, and say what of it to check and why.

A linear model for each field of a row: its signs have weights, the sum gives a risk between 0 and 1. The weights are
learned from the labelled documents by ``tools/learn_doubts.py``. A row is doubted if the risk that any of its fields is
wrong passes a threshold; then it says which fields to check, with the strongest signs that have words.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pkgutil import get_data
from typing import TYPE_CHECKING, NamedTuple

from luoshi.reading.model import Reading
from luoshi.reading.row_signs import row_signs

if TYPE_CHECKING:
    from luoshi.reading.ledger import TextLedgerRow

# The fields that may be wrong, in the order of the weights. Each is a code: "check the units".
FIELDS = ("check_task", "check_unit", "check_due", "check_every", "check_target")
# Signs that have words, beside the codes of the records themselves.
REASONS = frozenset(
    {"date_unread", "unit_unread", "note_unread", "cell_unread", "figure_unread", "unit_odd", "unit_far", "peers_led"}
)
# Codes that contradict the row whatever its risk: a task of a year that is over was asked for or is none.
_CERTAIN = frozenset({"year_over"})
_NEAR = 0.5  # a field is named if its risk is at least this share of the largest
_SHOWN = 3  # number of reasons


@dataclass(frozen=True, slots=True)
class DoubtWeights:
    """For each sign its weights in the order of ``FIELDS``; ``base`` is the start value. All in thousandths.

    ``enough`` is the risk of a row from which it is doubted, in thousandths. ``paper`` are the weights of the signs of
    a whole document, with ``paper_base`` and ``paper_enough``: the sum from which it is warned of.
    """

    base: tuple[int, ...]
    of: dict[str, tuple[int, ...]]
    enough: int
    paper: dict[str, int]
    paper_base: int
    paper_enough: int

    @classmethod
    def from_json(cls, said: dict[str, object]) -> DoubtWeights:
        """Return the weights from the JSON that ``tools/learn_doubts.py`` writes."""
        return cls(
            tuple(said["base"]),  # type: ignore[arg-type]
            {sign: tuple(weights) for sign, weights in said["of"].items()},  # type: ignore[attr-defined]
            int(said["enough"]),  # type: ignore[call-overload]
            dict(said["paper"]),  # type: ignore[call-overload]
            int(said["paper_base"]),  # type: ignore[call-overload]
            int(said["paper_enough"]),  # type: ignore[call-overload]
        )


@cache
def load_doubt_weights() -> DoubtWeights:
    """Return the weights shipped with the package."""
    return DoubtWeights.from_json(json.loads(get_data("luoshi.reading", "lexicon/doubts.json") or b"{}"))


class RowRisk(NamedTuple):
    """The risk of each field of a row, that of the whole row, and the signs it comes from."""

    fields: tuple[float, ...]
    whole: float
    signs: Sequence[str]


def weigh_signs(signs: Sequence[str], by: DoubtWeights) -> RowRisk:
    """Return the risks that a row with these signs is wrong."""
    sums = list(by.base)
    for weights in filter(None, map(by.of.get, signs)):
        for at, weight in enumerate(weights):
            sums[at] += weight
    fields = tuple(1 / (1 + math.exp(-value / 1000)) for value in sums)
    return RowRisk(fields, 1 - math.prod(1 - risk for risk in fields), signs)


def weigh_rows(reading: Reading, text: str, rows: Sequence[TextLedgerRow]) -> list[RowRisk]:
    """Return the risk of each matter of a ledger, in order; ``rows`` carry the codes of all their records."""
    by = load_doubt_weights()
    return [weigh_signs(signs, by) for signs in row_signs(reading, text, rows)]


def show_doubts(rows: Sequence[TextLedgerRow], risks: Sequence[RowRisk]) -> tuple[TextLedgerRow, ...]:
    """Return the rows with the doubts that a person is shown; ``risks``: of each matter."""
    by = load_doubt_weights()
    matters = groupby(rows, key=lambda row: row.matter)
    return tuple(
        replace(row, doubts=explain_risk(risk, row.doubts, by))
        for (_, some), risk in zip(matters, risks, strict=True)
        for row in some
    )


def explain_risk(risk: RowRisk, codes: Iterable[str], by: DoubtWeights) -> tuple[str, ...]:
    """Return the doubts shown at a row: which fields to check, then the strongest reasons; none if its risk is small.

    A code that no labelled document taught to weigh is always shown, for nothing is known against it; likewise one
    that contradicts the row.

    Args:
        codes: of the row's own records.
    """
    known = list(dict.fromkeys(codes))
    always = [code for code in known if code in _CERTAIN or code not in by.of]
    if risk.whole * 1000 < by.enough:
        return tuple(always)
    largest = max(risk.fields)
    named = [at for at, value in enumerate(risk.fields) if value >= _NEAR * largest]
    allowed = REASONS.union(known)
    strength: dict[str, int] = {}
    for sign in risk.signs:
        code = sign.partition(":")[0]
        if code in allowed and sign in by.of:
            strength[code] = strength.get(code, 0) + max(by.of[sign][at] for at in named)
    reasons = sorted((code for code, weight in strength.items() if weight > 0), key=lambda code: -strength[code])
    return tuple(dict.fromkeys((*(FIELDS[at] for at in named), *reasons[:_SHOWN], *always)))
