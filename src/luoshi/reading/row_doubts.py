"""Estimate how likely each row of the ledger must be corrected: so a whole paper is known of which much is wrong.

A linear model for each field of a row: its signs have weights, the sum gives a risk between 0 and 1. The weights are
learned from the labelled documents by ``tools/learn_doubts.py``. Of a single row the risk says too little to be shown:
at a fifth of the right rows it finds half of the wrong ones, and plain rows of short papers are among those.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, NamedTuple

from luoshi.reading.model import Reading
from luoshi.reading.row_signs import row_signs

if TYPE_CHECKING:
    from luoshi.reading.ledger import TextLedgerRow

# The fields that may be wrong, in the order of the weights.
FIELDS = ("check_task", "check_unit", "check_due", "check_every", "check_target")


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
