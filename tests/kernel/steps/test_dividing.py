"""An amount divided among rows: what a declaration must say, and what each row gets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from declared_lines import changed
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.computed_fields import Divide
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.division import divide_amount
from luoshi.lines.awards.models import SplitMember

DIVIDE = Divide("members.amount", of="total", by="percent")
ROWS = Rows("members", SplitMember, "Members", "person percent", sums={"percent": 100}, computed="amount", at="publish")


def with_parts(*parts: Any) -> CompiledKind:
    kind = get_kind("splits")
    others = [part for part in kind.declaration.parts if not isinstance(part, Rows | Divide)]
    return changed(kind, parts=(*others, *parts))


@pytest.mark.parametrize(
    ("rows", "divide", "fault"),
    [
        (replace(ROWS, computed=""), Divide("people.amount", of="total", by="percent"), "there are no rows people"),
        (replace(ROWS, computed=""), DIVIDE, "the rows do not show it"),
        (ROWS, Divide("members.amount", of="scope", by="percent"), "scope is no money"),
        (ROWS, Divide("members.amount", of="total", by="person"), "person is no number that the rows ask for"),
        (ROWS, None, "amount is computed, and nothing writes it: say Divide"),
    ],
)
def test_a_wrong_division_stops_the_start(rows: Rows, divide: Divide | None, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        with_parts(rows, *([divide] if divide else []))


@dataclass
class Share:
    percent: Decimal | None


@pytest.mark.parametrize(
    ("whole", "percents", "amounts"),
    [
        ("50000", "40 35 25", "20000 17500 12500"),
        ("0.02", "34 33 33", "0.01 0.01 0"),  # of equal remainders the earlier row
        ("10", "33 33 34", "3.3 3.3 3.4"),
        ("50000", "40 35 20", "- - -"),  # 95: the rows say 100
        ("50000", "40 60 -", "- - -"),
        ("-", "40 35 25", "- - -"),
    ],
)
def test_the_parts_are_exact_to_the_cent_and_add_up(whole: str, percents: str, amounts: str) -> None:
    def number(text: str) -> Decimal | None:
        return None if text == "-" else Decimal(text)

    rows: Any = [Share(number(text)) for text in percents.split()]
    found = divide_amount(DIVIDE, ROWS, number(whole), rows)
    assert found == [number(text) for text in amounts.split()]
    assert None in found or sum(filter(None, found)) == number(whole)


def test_without_rows_nothing_is_divided() -> None:
    assert divide_amount(DIVIDE, ROWS, Decimal(10), []) == []
