"""What cells come to: one column from the other, what is missing, wrong, doubtful."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period, period_of_months, to_date
from luoshi.facts.base.rules.cells import BELOW, NIL, NOT_APPLICABLE, CellValue
from luoshi.facts.fact_store.rules import FactKey
from luoshi.facts.returns import rules
from luoshi.facts.returns.digests import hash_told_values
from luoshi.facts.returns.rules import EarlierValues, FormLine, IndicatorCheck
from luoshi.figures.written_units import Own

MARCH = period_of_months("month", 2026, 3)
ACTS = FormLine(1, 10, "活动", "acts")
STOCK = FormLine(2, 20, "志愿者", "people", nature="stock", own=Own("人"))
TOWN = 7


def key(one: FormLine, span: Period, unit: int = TOWN) -> FactKey:
    return FactKey(one.indicator, unit, encode_period(rules.told_for(one, span)), one.part)


def known(*values: tuple[FormLine, Period, int | str]) -> EarlierValues:
    return EarlierValues({key(item, span): CellValue(Decimal(value)) for item, span, value in values})


JANUARY, FEBRUARY = period_of_months("month", 2026, 1), period_of_months("month", 2026, 2)
BEFORE = known((ACTS, JANUARY, 5), (ACTS, FEBRUARY, 7), (STOCK, FEBRUARY, 40))


def judged(
    asked: list[FormLine], texts: dict[str, str], told: EarlierValues = BEFORE, span: Period = MARCH
) -> rules.CheckedCells:
    return rules.judge_form_cells(asked, [TOWN], span, texts, told)


def faults(found: rules.CheckedCells) -> list[tuple[str, str]]:
    return [(verdict.code, verdict.cell) for verdict in found.wrong]


@pytest.mark.parametrize(
    ("own", "total", "value"),
    [("3", "", "3"), ("", "15", "3"), ("3", "15", "3"), ("１，０００", "", "1000"), ("1.2万", "", "12000")],
)
def test_of_two_columns_one_is_typed_and_the_other_follows(own: str, total: str, value: str) -> None:
    found = judged([ACTS], {"c1u7": own, "t1u7": total})
    assert not found.wrong
    assert found.told["c1u7"].value == Decimal(value)
    assert found.told["c1u7"].key == FactKey(10, TOWN, 3_2026_0301)


def test_what_is_kept_as_a_total_to_date_is_told_as_one_whichever_column_is_typed() -> None:
    total = replace(ACTS, told="ytd")
    told = known((total, FEBRUARY, 12))
    for texts in ({"c1u7": "3"}, {"t1u7": "15"}):
        found = judged([total], texts, told)
        assert found.told["c1u7"] == rules.FactValue(
            FactKey(10, TOWN, encode_period(to_date(date(2026, 3, 31)))), Decimal(15)
        )


@pytest.mark.parametrize(
    ("texts", "told", "code"),
    [
        ({"c1u7": "3", "t1u7": "16"}, BEFORE, "differ"),
        ({"t1u7": "15"}, EarlierValues(), "unknown"),
        ({}, BEFORE, "missing"),
        ({"c1u7": "三场"}, BEFORE, "number"),
        ({"c1u7": "1.23456"}, BEFORE, "fine"),
        ({"c1u7": "99999999999999999"}, BEFORE, "large"),
        ({"c1u7": ""}, known((ACTS, MARCH, 3)), "emptied"),
    ],
)
def test_what_cannot_be_told_is_said_at_its_cell(texts: dict[str, str], told: EarlierValues, code: str) -> None:
    assert [verdict.code for verdict in judged([ACTS], texts, told).wrong] == [code]


def test_nil_and_what_does_not_apply_are_no_zero() -> None:
    for text, state in (("—", NIL), ("/", NOT_APPLICABLE), ("…", BELOW)):
        found = judged([STOCK], {"c2u7": text})
        assert (found.told["c2u7"].value, found.told["c2u7"].state) == (None, state)
    assert judged([STOCK], {"c2u7": "0"}).told["c2u7"].value == 0


def test_in_january_the_month_is_the_total_to_date() -> None:
    assert rules.so_far(ACTS, TOWN, JANUARY, {}) == 0
    assert rules.period_and_total_amounts(ACTS, Decimal(5), Decimal(0)) == (5, 5)
    assert (
        rules.earlier_periods_of_year(JANUARY) == ()
        and rules.later_periods_of_year(period_of_months("month", 2026, 12)) == []
    )
    assert rules.previous_form_period(JANUARY) == period_of_months("month", 2025, 12)


def test_a_stock_of_a_quarterly_form_is_that_of_its_last_month() -> None:
    quarter = period_of_months("quarter", 2026, 1)
    assert rules.told_for(STOCK, quarter) == MARCH
    assert rules.told_for(ACTS, quarter) == quarter
    assert not rules.has_two_columns(STOCK, quarter)


def test_parts_come_to_the_whole_and_one_of_them_to_no_more() -> None:
    women = replace(STOCK, line=3, part=1, axis="性别", must=False)
    men = replace(STOCK, line=4, part=2, axis="性别", must=False)
    young = replace(STOCK, line=5, part=3, must=False)
    asked = [STOCK, women, men, young]
    whole = {"c2u7": "10", "c3u7": "6", "c4u7": "4", "c5u7": "9"}
    assert not judged(asked, whole).wrong
    assert faults(judged(asked, {**whole, "c4u7": "3"})) == [("parts", "c2u7")]
    assert ("more", "c5u7") in faults(judged(asked, {**whole, "c5u7": "11"}))


def test_checks_stop_or_ask_as_they_are_declared() -> None:
    jump = IndicatorCheck("jump", border=Decimal(50))
    one = replace(STOCK, checks=(jump,))
    assert [fault.name for fault in judged([one], {"c2u7": "70"}).doubts] == ["change:c2u7"]
    assert not judged([one], {"c2u7": "50"}).doubts
    assert faults(judged([replace(one, checks=(replace(jump, hard=True),))], {"c2u7": "70"})) == [("change", "c2u7")]
    both = [replace(ACTS, checks=(IndicatorCheck("balance", "acts <= people", hard=True),)), STOCK]
    assert not judged(both, {"c1u7": "40", "c2u7": "40"}).wrong
    assert faults(judged(both, {"c1u7": "41", "c2u7": "40"})) == [("balance", "c1u7")]
    far = replace(STOCK, checks=(IndicatorCheck("peers"),))
    like = replace(BEFORE, peers={(20, 0): [Decimal(number) for number in (38, 39, 40, 41, 42)]})
    assert [fault.code for fault in judged([far], {"c2u7": "90"}, like).doubts] == ["peers"]


def test_ten_thousand_times_as_much_is_asked_about_and_what_another_told_too() -> None:
    money = replace(STOCK, own=Own("元", "万"))
    told = known((money, FEBRUARY, 500_000))
    assert [fault.code for fault in judged([money], {"c2u7": "500000"}, told).doubts] == ["slip"]
    there = key(STOCK, MARCH)
    other = EarlierValues({there: CellValue(Decimal(3))}, {there: "报2026-0001 月报"})
    assert [fault.code for fault in judged([STOCK], {"c2u7": "4"}, other).doubts] == ["told"]
    assert not judged([STOCK], {"c2u7": "3"}, other).doubts


def test_a_balance_may_name_what_another_form_told() -> None:
    one = replace(STOCK, checks=(IndicatorCheck("balance", "people <= residents", hard=True),))
    there = FactKey(99, TOWN, encode_period(MARCH))
    told = EarlierValues({there: CellValue(Decimal(30))}, codes={"residents": 99})
    assert faults(judged([one], {"c2u7": "31"}, told)) == [("balance", "c2u7")]
    assert not judged([one], {"c2u7": "31"}, EarlierValues()).wrong  # what is not known fails no check


def test_what_was_sent_back_for_some_cells_is_open_there_alone() -> None:
    names = ["c1u7", "t1u7", "c2u7"]
    assert rules.open_cells(names, ["c1u7"]) == {"c1u7", "t1u7"}
    assert rules.open_cells(names, []) == {*names}


@pytest.mark.parametrize(
    ("measure", "typed", "unit"),
    [
        ("元", "万元", Own("元", "万")),
        ("元", "", Own("元")),
        ("元", "元", Own("元")),
        ("元", "人", None),
        ("", "万", Own("", "万")),
    ],
)
def test_a_line_is_typed_in_a_size_of_its_unit(measure: str, typed: str, unit: Own | None) -> None:
    assert rules.entry_unit(measure, typed) == unit


amounts = st.decimals(0, 10**9, places=4)


@given(st.lists(amounts, min_size=1, max_size=12))
def test_months_typed_one_way_or_the_other_come_to_the_same(values: list[Decimal]) -> None:
    """Each month by its own amount, or by the total to date: the same facts, in either way of keeping."""
    for told in ("month", "ytd"):
        one = replace(ACTS, told=told)
        ways: list[dict[FactKey, CellValue]] = [{}, {}]
        for number, value in enumerate(values, 1):
            span, total = period_of_months("month", 2026, number), sum(values[:number])
            for facts, texts in zip(ways, ({"c1u7": f"{value:f}"}, {"t1u7": f"{total:f}"}), strict=True):
                found = judged([one], texts, EarlierValues(dict(facts)), span)
                assert not found.wrong
                said = found.told["c1u7"]
                facts[said.key] = CellValue(said.value, said.state)
                kept = rules.period_and_total_amounts(
                    one, said.value or Decimal(0), rules.so_far(one, TOWN, span, facts)
                )
                assert kept == (value, total)
        assert ways[0] == ways[1]


def test_the_hash_of_figures_is_theirs_whatever_their_order() -> None:
    some = [rules.FactValue(FactKey(1, 2, 3), Decimal("1.50")), rules.FactValue(FactKey(1, 2, 4), None, NIL)]
    assert (
        hash_told_values(some)
        == hash_told_values(reversed(some))
        == hash_told_values([rules.FactValue(FactKey(1, 2, 3), Decimal("1.5")), some[1]])
    )
    assert hash_told_values(some) != hash_told_values(some[:1])
