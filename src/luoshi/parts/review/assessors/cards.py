"""The list of fees on a round's page, and what it shares with the assessor's own page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.kernel.base.words import words_now
from luoshi.parts.review.assessors import queries
from luoshi.parts.review.assessors.rules import fee_of_sheets
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
    """Say whether the fees of a decided round were paid."""
    if round_.fees_paid is None:
        return Light("yellow", _("due"))
    return Light("green", _("paid on %(day)s") % {"day": round_.fees_paid.isoformat()})


def list_fees(round_: ReviewRound) -> list[dict[str, object]]:
    """List for the office what each assessor of a decided round is paid, with the sum. Two queries."""
    if round_.state != "decided" or round_.fee is None:
        return []
    title, total, sheets, rows = _("Fees of the assessors"), Decimal(0), 0, []
    heads = [_("Assessor"), _("Scored sheets"), _("Amount (yuan)")]
    for person, scored in queries.scored_by_assessor(round_.pk):
        amount = fee_of_sheets(scored, round_.fee)
        total, sheets = total + amount, sheets + scored
        rows.append(DataRow(str(person.pk), person.title, [
            DataCell(f"{person.number} {person.title}", head=True),
            DataCell(str(scored), heads[1], "number"),
            DataCell(money_text(amount), heads[2], "number"),
        ]))  # fmt: skip
    last = [
        DataCell(_("Together"), head=True, light=fee_state(round_)),
        DataCell(str(sheets), heads[1], "number"),
        DataCell(money_text(total), heads[2], "number"),
    ]
    empty = Empty(_("No sheet was scored: nothing is due."))
    table = build_table(title, heads, rows, empty, numbers=(1, 2), total=last if rows else None)
    return [{"id": "fees", "title": title, "count": len(rows), "table": table}]
