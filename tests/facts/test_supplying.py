"""Figures from elsewhere: all of a source or nothing, put right, taken back; whose they are to tell."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from figures_told import counting, defined, told
from luoshi.base.record_errors import RecordError
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.supplies import sheets
from luoshi.facts.supplies.actions import import_supplies
from luoshi.facts.supplies.models import Supply
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office

pytestmark = pytest.mark.django_db
MARCH, FEBRUARY = encode_period(period_of_months("month", 2026, 3)), encode_period(period_of_months("month", 2026, 2))


def row(
    office: Office, indicator: Any, value: str, unit: str = "kexie", period: str = "2026-03", part: str = ""
) -> Any:
    found = {"indicator": indicator.number, "unit": office.units[unit].pk, "period": period, "value": value}
    return found | ({"part": part} if part else {})


def supplied(office: Office, *rows: Any, who: str = "supervisor", unit: str = "desk") -> Supply:
    given = {"title": "统计年鉴", "unit": office.units[unit].pk, "values": list(rows)}
    return begin(get_kind("supplies"), office.actor(who), given, at=NOW).record  # type: ignore[return-value]


def values(indicator: Any) -> dict[tuple[str, int], Decimal | None]:
    return {key[1:]: value for key, value in counting().items() if key[0] == indicator.indicator_id}


def test_what_a_source_says_is_told_by_one_entry_in_the_unit_in_which_it_is_kept(office: Office) -> None:
    money = defined(office, "经费", measure="元")
    one = supplied(office, row(office, money, "1.2万"), row(office, money, "—", "bureau"))
    assert values(money) == {("云岭县科学技术协会", MARCH): 12_000, ("云岭县科学技术局", MARCH): None}
    assert {fact.entry_id for fact in Fact.objects.filter(ended=None)} == {one.entry_id}


def test_what_is_wrong_is_said_row_by_row_and_nothing_is_told(office: Office) -> None:
    people = defined(office, "人数", measure="人", parts=[{"name": "女", "axis": "性别"}])
    wrong = [
        row(office, people, "3"),
        row(office, people, "3", "bureau", period="2026年"),
        row(office, people, "3", "bureau", period="三月"),
        row(office, people, "三个", "town"),
        row(office, people, "3元", "society"),
        row(office, people, "3", "desk", part="男"),
        row(office, people, "0.00001", "desk"),
    ]
    with pytest.raises(RecordError) as error:
        supplied(office, *wrong)
    said = error.value.fields
    assert sorted(said) == [f"values.{at}" for at in range(1, 7)]
    assert "第 3 行：“三月”不是一个时期" in error.value.what and "人数 没有分项“男”" in error.value.what
    assert not Fact.objects.exists() and not Supply.objects.exists()


def test_one_tells_of_the_units_in_ones_charge_alone(office: Office) -> None:
    one = defined(office, "人数")
    supplied(office, row(office, one, "3", "society"), who="clerk", unit="kexie")
    with pytest.raises(RecordError) as error:
        supplied(office, row(office, one, "4", "bureau"), who="clerk", unit="kexie")
    assert "云岭县科学技术局 的数字不归您填报" in error.value.what
    with pytest.raises(RecordError):
        supplied(office, row(office, one, "4"), who="leader", unit="desk")
    assert values(one) == {("云岭县茶叶学会", MARCH): 3}


def test_put_right_what_is_not_there_any_more_goes_and_what_was_before_counts_again(office: Office) -> None:
    one = defined(office, "人数")
    told(office, one.indicator_id, "kexie", MARCH, 7)
    made = supplied(office, row(office, one, "8"), row(office, one, "5", "town"))
    assert values(one) == {("云岭县科学技术协会", MARCH): 8, ("青石镇", MARCH): 5}
    rows = [row(office, one, "6", "town"), row(office, one, "9", period="2026-02")]
    take(made, "put_right", office.actor("supervisor"), {"values": rows}, at=NOW)
    assert values(one) == {("云岭县科学技术协会", MARCH): 7, ("青石镇", MARCH): 6, ("云岭县科学技术协会", FEBRUARY): 9}
    made.refresh_from_db()
    take(made, "take_back", office.actor("supervisor"), {"reason": "抄错了年份"}, at=NOW)
    assert values(one) == {("云岭县科学技术协会", MARCH): 7}


def test_a_value_that_another_superseded_stays_when_the_source_is_taken_back(office: Office) -> None:
    one = defined(office, "人数")
    first = supplied(office, row(office, one, "8"))
    second = supplied(office, row(office, one, "9"))
    take(first, "take_back", office.actor("supervisor"), {"reason": "重复"}, at=NOW)
    assert values(one) == {("云岭县科学技术协会", MARCH): 9}
    take(second, "take_back", office.actor("supervisor"), {"reason": "重复"}, at=NOW)
    assert values(one) == {}


def test_it_is_taken_back_where_its_indicator_is_another_one_now(office: Office) -> None:
    gone, stays = defined(office, "人数"), defined(office, "人数合计")
    made = supplied(office, row(office, gone, "8"))
    take(gone, "merge", office.actor("supervisor"), {"same_as": stays.number}, at=NOW)
    assert values(stays) == {("云岭县科学技术协会", MARCH): 8}
    made.refresh_from_db()
    take(made, "take_back", office.actor("supervisor"), {"reason": "抄错"}, at=NOW)
    assert values(stays) == {}


HEAD = "指标代码,单位代码,期间,数值,备注\n"


def test_a_sheet_becomes_records_of_its_source_and_is_read_back_as_it_was_written(office: Office) -> None:
    one = defined(office, "人数", code="people")
    codes = [office.units[name].code for name in ("kexie", "society", "bureau", "town", "desk")]
    text = HEAD + "".join(f"people,{code},2025-{month:02},{month},\n" for code in codes for month in range(1, 13))
    rows = sheets.read_supply_sheet("年鉴.csv", text.encode("utf-8-sig"))
    made = import_supplies(rows, "年鉴", office.units["desk"], office.actor("supervisor"), at=timezone.now())
    assert [supply.title for supply in made] == ["年鉴（1）", "年鉴（2）"] and len(rows) == 60
    assert len(values(one)) == 60


def money_of(office: Office, measure: str, head: str, cells: str) -> Decimal | None:
    """What a sheet with one value tells of money kept in a unit; None: nothing."""
    one = defined(office, "经费", code="money", measure=measure)
    text = f"指标代码,单位代码,期间,{head},计量单位\nmoney,{office.units['town'].code},2026-01,{cells}\n"
    rows = sheets.read_supply_sheet("年鉴.csv", text.encode())
    import_supplies(rows, "年鉴", office.units["desk"], office.actor("supervisor"), at=timezone.now())
    return Fact.objects.get(indicator=one.indicator_id).value


@pytest.mark.parametrize(
    ("measure", "head", "cells", "value"),
    [
        ("元", "数值", "8,", 8),
        ("元", "数值（万元）", "8,", 80_000),
        ("元", "数值", "8,万元", 80_000),
        ("亿元", "数值", "12000,万元", Decimal("1.2")),
        ("万元", "数值（单位：元）", "80000,元", 8),
        ("亿元", "数值", "1.2,亿元", Decimal("1.2")),
        ("亿元", "数值（万元）", "1.2亿元,", Decimal("1.2")),
        ("元", "数值", "1.2亿,元", 120_000_000),
    ],
)
def test_the_unit_of_the_head_or_of_the_row_is_that_of_the_number(
    office: Office, measure: str, head: str, cells: str, value: Decimal
) -> None:
    assert money_of(office, measure, head, cells) == value


@pytest.mark.parametrize(
    ("measure", "head", "cells", "said"),
    [
        ("元", "数值（万元）", "8,元", "到底"),
        ("亿元", "数值", "1.2亿,", "看不出指多少"),
        ("元", "数值（万元）", "8万,", "看不出指多少"),
        ("元", "数值（户）", "8,", "不能换算"),
        ("元", "数值", "8,万粒", "不能换算"),
    ],
)
def test_a_unit_that_cannot_be_seen_tells_nothing(
    office: Office, measure: str, head: str, cells: str, said: str
) -> None:
    with pytest.raises(RecordError, match=said):
        money_of(office, measure, head, cells)
    assert not Supply.objects.exists() and not Fact.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "表格是空的"),
        ("指标代码,期间\n", "缺少“单位代码”, “数值”列"),
        (HEAD + "nobody,{town},2026-01,1,\n", "第 2 行：没有在用的指标代码是“nobody”"),
        (HEAD + "people,QQ,2026-01,1,\n", "第 2 行：没有单位代码是“QQ”"),
        (HEAD + "people,{town},2026-01,1,\npeople,{town},2026-1,x,\n", "第 3 行：“x”不是数字"),
        (HEAD, "工作表只有表头，下面没有内容"),
    ],
)
def test_a_bad_sheet_tells_nothing_and_says_which_row(office: Office, text: str, said: str) -> None:
    defined(office, "人数", code="people")
    with pytest.raises(RecordError) as error:
        rows = sheets.read_supply_sheet("年鉴.csv", text.replace("{town}", office.units["town"].code).encode())
        import_supplies(rows, "年鉴", office.units["desk"], office.actor("supervisor"), at=timezone.now())
    assert said in error.value.what
    assert not Supply.objects.exists() and not Fact.objects.exists()


def test_a_file_that_is_no_text_is_refused(office: Office) -> None:
    for data in (b"\xff\xfe\x00", "\x00,".encode("utf-16")):
        with pytest.raises(RecordError):
            sheets.read_supply_sheet("年鉴.csv", data)
    with pytest.raises(RecordError):
        sheets.read_supply_sheet("年鉴.xlsx", b"PK\x03\x04 no workbook")


GOOD = {"code": "people", "unit": "kexie", "period": "2026-03", "value": "3"}
BAD = {
    "code": ["", "none", "people ", "人数", "x" * 300, "'; --", "0"],
    "unit": ["", "none", "云岭县科协", "kexie;", "９", "-1"],
    "period": ["", "2026", "三月", "2026-13", "2026-00", "03-2026", "2026-03-01", "9999-99", "2026Q5", "1e9"],
    "value": ["", "三个", "1,2,3", "3元", "0.00001", "9" * 30, "1e400", "NaN", "inf", "=1+1", "--3", "3和4"],
    "part": ["男", "x" * 200, "女女"],
}


def test_hundreds_of_bad_sheets_are_told_row_by_row_and_nothing_of_them_is_told(office: Office) -> None:
    """Each of them has from two to five rows, of which one to three have a bad cell, wherever it is."""
    defined(office, "人数", code="people", measure="人", parts=[{"name": "女", "axis": "性别"}])
    chance, desk = Random(21), office.actor("supervisor")
    for at in range(300):
        rows = []
        for place in range(chance.randint(2, 5)):
            rows.append((place + 2, {**GOOD, "period": f"2025-{place + 1:02}", "part": chance.choice(["", "女"])}))
        wrong = chance.sample(range(len(rows)), chance.randint(1, min(3, len(rows))))
        for place in wrong:
            column = chance.choice([*BAD])
            rows[place][1][column] = chance.choice(BAD[column])
        with pytest.raises(RecordError) as error:
            import_supplies(rows, f"来源{at}", office.units["desk"], desk, at=NOW)
        said = error.value.fields
        asked = {str(rows[place][0]) for place in wrong}
        # A code or unit that is not there stops a sheet before its values are looked at.
        assert said and said.keys() <= asked and all(words and all(words) for words in said.values()), (rows, said)
    assert not Fact.objects.exists() and not Supply.objects.exists()
