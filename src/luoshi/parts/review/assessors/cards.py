"""The list of fees on a round's page, and what it shares with the assessor's own page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.kernel.base.words import words_now
from luoshi.parts.review.models import ReviewRound

_ = words_now(__name__)


def build_table(
    title: str,
    heads: Sequence[str],
    rows: Sequence[DataRow],
    empty: Empty,
    *,
    numbers: Collection[int] = (),
    steps: bool = False,
    total: Sequence[DataCell] | None = None,
) -> DataTable:
    """Return a table; ``numbers``: places of the columns of numbers, ``steps``: the last one has buttons."""
    kinds = ["number" if place in numbers else "text" for place in range(len(heads))]
    kinds[-1] = "steps" if steps else kinds[-1]
    columns = [DataColumn(head, kind) for head, kind in zip(heads, kinds, strict=True)]
    return DataTable(title, columns, rows, empty, total=total)


def money_text(amount: Decimal) -> str:
    """Return an amount in yuan with two places, exactly."""
    return f"{amount:.2f}"


def fee_state(round_: ReviewRound) -> Light:
    """Say whether the fees of a decided round were paid, and when."""
    if round_.fees_paid is None:
        return Light("yellow", _("due"))
    return Light("green", _("paid on %(day)s") % {"day": round_.fees_paid.isoformat()})
