"""Formulas of a line: exact, never 0 for what is not known, and nothing in them but fields, numbers and four signs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.kinds.language.formulas import EPOCH, TOGETHER, Sort, parse_formula

NAMES = ("a", "b", "c")
NUMBERS = st.decimals(min_value=-(10**6), max_value=10**6, places=4)
TREES = st.recursive(
    st.sampled_from(NAMES) | st.integers(0, 99).map(str) | st.sampled_from(("0.1", "2.50")),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
    max_leaves=8,
)


def by_hand(text: str, known: dict[str, Fraction]) -> Fraction | None:
    """The same, by Python's own reckoning with fractions: written numbers become fractions first."""
    parts = text.replace("(", "( ").replace(")", " )").split(" ")
    found = " ".join(f"F('{part}')" if part and not part.strip("0123456789.") else part for part in parts)
    try:
        return Fraction(eval(found, {"F": Fraction, **known}))
    except ZeroDivisionError:
        return None


@given(TREES, NUMBERS, NUMBERS, NUMBERS)
def test_what_comes_out_is_exact(text: str, a: Decimal, b: Decimal, c: Decimal) -> None:
    if not {*NAMES} & {*text}:
        text = f"(a + {text})"
    known = {"a": a, "b": b, "c": c}
    assert parse_formula(text).value(known) == by_hand(text, {name: Fraction(value) for name, value in known.items()})


@given(TREES, st.sampled_from(NAMES))
def test_what_takes_something_unknown_is_unknown(text: str, name: str) -> None:
    read = parse_formula(f"{name} + {text}")
    assert read.value({variable: None if variable == name else 1 for variable in NAMES}) is None
    assert read.value({variable: 1 for variable in NAMES if variable != name}) is None


def test_it_is_said_as_people_write_it() -> None:
    read = parse_formula("(income - rent) / household * 0.5")
    assert read.names == ("income", "rent", "household")
    assert read.format_words({"income": "3000", "rent": "600", "household": "4"}) == "((3000 − 600) ÷ 4) × 0.5"
    assert read.value({"income": 3000, "rent": Decimal("600.50"), "household": 0}) is None


COLUMN = st.lists(NUMBERS, min_size=1, max_size=7)


@given(COLUMN, NUMBERS, NUMBERS)
def test_rows_are_put_together_exactly(rows: list[Decimal], a: Decimal, b: Decimal) -> None:
    known = {"lines.amount": rows, "a": a, "b": b}
    exact = [Fraction(row) for row in rows]
    kept = sorted(exact)[1:-1] if len(rows) > 3 else exact
    expected = {
        "sum(lines.amount) - a": sum(exact) - Fraction(a),
        "mean(lines.amount) * 3": sum(exact) / len(exact) * 3,
        "trimmed(lines.amount)": sum(kept) / len(kept),
        "max(lines.amount) + min(lines.amount)": max(exact) + min(exact),
        "max(a, b, 0) - min(a, min(lines.amount))": max(Fraction(a), Fraction(b), 0) - min(Fraction(a), *exact),
    }
    for text, value in expected.items():
        assert parse_formula(text).value(known) == value, text


@given(COLUMN, st.integers(0, 6), st.sampled_from(sorted(TOGETHER)))
def test_one_row_without_a_value_or_no_row_at_all_is_not_computable(rows: list[Decimal], at: int, name: str) -> None:
    read = parse_formula(f"{name}(lines.amount)")
    unknown = [None if place == at % len(rows) else row for place, row in enumerate(rows)]
    assert read.value({"lines.amount": rows}) is not None
    assert read.value({"lines.amount": unknown}) is None
    assert read.value({"lines.amount": []}) is None and read.value({}) is None


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_spans_are_exact(one: datetime, other: datetime) -> None:
    known = {"a": one, "b": other}
    exact = Fraction((other - one) // timedelta(microseconds=1), 60_000_000)
    assert parse_formula("minutes(a, b)").value(known) == exact
    assert parse_formula("hours(a, b) * 60 - minutes(a, b)").value(known) == 0
    days = {"a": one.date(), "b": other.date()}
    assert parse_formula("days(a, b)").value(days) == (other.date() - one.date()).days
    assert parse_formula("a + days(a, b)").value(days) == other.date().toordinal()
    assert parse_formula("days(a, b)").value({"a": one.date(), "b": None}) is None


def test_a_day_so_many_months_later_is_the_last_of_a_shorter_month() -> None:
    """Three years after a sampling; the type is that of a day, and a number that is no month count stops the start."""
    formula = parse_formula("months(sampled, cycle)")
    for (day, months), later in {
        (date(2023, 4, 10), 36): date(2026, 4, 10),
        (date(2024, 2, 29), 12): date(2025, 2, 28),
        (date(2026, 1, 31), 1): date(2026, 2, 28),
    }.items():
        assert formula.value({"sampled": day, "cycle": months}) == later.toordinal()
    assert formula.value({"sampled": date(2023, 4, 10), "cycle": None}) is None
    assert formula.gives({"sampled": "day", "cycle": "number"}) == "day"
    assert formula.format_words({"sampled": "2023-04-10", "cycle": "36"}) == "months(2023-04-10; 36)"
    with pytest.raises(ValueError, match="of a day and a number"):
        formula.gives({"sampled": "day", "cycle": "day"})
    with pytest.raises(ValueError, match="takes a day and a number of months"):
        parse_formula("months(sampled)")


def test_what_rows_come_to_is_said_in_signs() -> None:
    words = {"l.a": ["7", "8", "9", "10"], "x": "3", "y": "4"}
    said = {
        "sum(l.a) * x": "Σ(7; 8; 9; 10) × 3",
        "mean(l.a)": "Σ(7; 8; 9; 10) ÷ 4",
        "x - trimmed(l.a)": "3 − ((Σ(7; 8; 9; 10) − max − min) ÷ 2)",
        "max(l.a)": "max(7; 8; 9; 10)",
        "min(x + y, 2)": "min(3 + 4; 2)",
        "days(x, y) / 2": "(4 − 3) ÷ 2",
    }
    assert {text: parse_formula(text).format_words(words) for text in said} == said
    many = parse_formula("sum(l.a)").format_words({"l.a": [str(row) for row in range(50)]})
    assert many == "Σ(0; 1; 2; 3; 4; 5; 6; …; 49)"
    assert (
        parse_formula("trimmed(l.a)").format_words({"l.a": "Lines: Mark"}) == "(Σ(Lines: Mark) − max − min) ÷ (n − 2)"
    )
    assert parse_formula("x / sum(l.a)").zero_divisor({"x": 3, "l.a": [1, -1]}) == "Σ(l.a)"


@pytest.mark.parametrize(
    "text",
    [
        "sum(a)", "sum(l.a, l.b)", "sum(l.a + 1)", "mean(a, b)", "trimmed(a, b)", "max(a)", "max()", "max(l.a, b)",
        "days(a)", "days(a, b, c)", "days(l.a, b)", "minutes(l.a)", "sum(l.a.b)", "sum(x=l.a)", "sum(*l)", "l.sum(a)",
        "l.a + 1", "sum(sum(l.a))", "sqrt(a)", "abs(a)", "max(3, 4)",
        "", "3", "a +", "a ** b", "a // b", "-a", "a % b", "f(a)", "a.b", "a[0]", "a if b else c", "a + '1'",
        "a + True", "a + 1j", "lambda: a", "a, b", "a < b", "__import__('os')", "a + 1e400", "a" * 300,
        "(" * 500 + "a" + ")" * 500,
        "a + \x00",
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_formula(text)


def test_a_moment_and_minutes_are_a_moment_and_nothing_else_is() -> None:
    """Twenty-four hours after ten in the evening it is ten in the evening, whatever day that is."""
    began = datetime(2026, 3, 14, 14, tzinfo=UTC)
    read = parse_formula("began + within * 60")
    sorts: dict[str, Sort] = {"began": "moment", "within": "number", "over": "moment", "day": "day"}
    assert read.gives(sorts) == "moment"
    made = read.value({"began": began, "within": 24})
    assert made is not None and EPOCH + timedelta(minutes=int(made)) == began + timedelta(hours=24)
    assert read.value({"began": began, "within": None}) is None
    assert parse_formula("began - within").gives(sorts) == "moment"
    for wrong in ("began - over", "began + over", "within - began", "began * within", "began + day"):
        with pytest.raises(ValueError, match="is nothing"):
            parse_formula(wrong).gives(sorts)
