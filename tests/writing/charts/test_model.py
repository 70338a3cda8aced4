"""What a picture says without being drawn: its table, its sentence's values, and the hash under which it is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.writing.charts import model
from luoshi.writing.charts.model import (
    Amounts,
    Bar,
    ChartAmount,
    Heat,
    HeatCell,
    LineChart,
    Series,
    Stacked,
    clean_chart_names,
    hash_chart_form,
    serialize_chart,
)
from some_charts import ALL, GREEN, LONG, RED, amounts, bars, heat, lines, trend


def test_the_table_of_bars_has_each_count_and_the_sums() -> None:
    table = bars().table()
    assert table.head == ("牵头单位", "红", "绿", "灰", "全部")
    assert table.rows == ((LONG, "2", "5", "0", "7"), ("青石镇", "0", "0", "0", "0"), ("全部", "2", "5", "0", "7"))
    values = {"row": "牵头单位", "rows": 2, "all": 7, "counts": [("红", 2), ("绿", 5)], "most": (LONG, 7)}
    assert bars().essentials() == ("stacked", values)


def test_the_table_of_lines_has_a_day_a_row_and_nothing_where_nothing_is_known() -> None:
    table = lines().table()
    assert table.head == ("截至", "已销号", "序时进度")
    assert table.rows == (("2026-01-31", "0", "0"), ("2026-02-28", "1", "0.5"), ("2026-03-31", "", "1"))
    ends = [("已销号", "2026-02-28", "1"), ("序时进度", "2026-03-31", "1")]
    assert lines().essentials() == ("lines", {"all": 4, "ends": ends})


def test_the_table_of_cells_is_what_is_drawn() -> None:
    assert heat().table().rows == (("县科协", "", "2/5"), ("青石镇", "0/3", ""))
    values = {"rows": 2, "part": 2, "whole": 8, "most": ("县科协", "2月", "2/5")}
    assert heat().essentials() == ("heat", values)


def test_numbers_stand_in_groups_of_three_and_in_full_digits() -> None:
    days = (date(2026, 1, 31), date(2026, 2, 28))
    points = ((days[0], Decimal("4E+2")), (days[1], Decimal("1.2345678E+6")))
    one = LineChart("截至", *days, 2_000_000, (Series("受众", "#1f7a43", points),), (), counts=False)
    assert [row[1] for row in one.table().rows] == ["400", "1,234,567.8"]
    assert one.essentials()[1]["ends"] == [("受众", "2026-02-28", "1,234,567.8")]
    assert b'"400"' in serialize_chart(one) and b"E+" not in serialize_chart(one)
    many = Stacked("单位", "全部", (RED,), (Bar("县科协", (12_345,)), Bar("青石镇", (6_520,))))
    assert [row[1] for row in many.table().rows] == ["12,345", "6520", "18,865"]
    assert HeatCell(12_000, 305_412).text == "12,000/305,412"


def test_a_trend_is_no_count_and_may_lie_below_nothing() -> None:
    assert not trend().empty and replace(trend(), series=()).empty
    assert trend().essentials() == ("trend", {"ends": [("净增", "2026-02-28", "0.5")]})


def test_the_table_of_amounts_says_where_there_is_none() -> None:
    table = amounts().table()
    assert table.head == ("单位", "科普活动（场）", "目标")
    assert table.rows == ((LONG, "12.5", "≥10"), ("青石镇", "未报", ""), ("白溪镇", "-3", "≥2"))
    values = {"row": "单位", "rows": 3, "known": 2, "most": (LONG, "12.5"), "least": ("白溪镇", "-3")}
    assert amounts().essentials() == ("amounts", values)
    assert Amounts("单位", "", (ChartAmount("青石镇", None, "未报"),)).empty


def test_of_nothing_there_is_no_picture() -> None:
    nothing = Stacked("单位", "全部", (RED,), (Bar("县科协", (0,)),))
    bare = Heat("单位", "", ("1月",), (("县科协", (HeatCell(0, 0),)),))
    assert nothing.empty and Stacked("单位", "全部", (), ()).empty and bare.empty and replace(lines(), all=0).empty
    assert not any(chart.empty for chart in ALL)
    assert nothing.essentials()[1]["most"] == ("县科协", 0) and bare.essentials()[1]["most"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: bars(model.ROWS + 1),
        lambda: Stacked("", "", (RED, GREEN), (Bar("", (1,)),)),
        lambda: Stacked("", "", (RED,), (Bar("", (-1,)),)),
        lambda: Heat("", "", ("1月",), (("", ()),)),
        lambda: Heat("", "", ("1月",) * (model.COLUMNS + 1), ()),
        lambda: replace(lines(), last=lines().first),
        lambda: replace(lines(), series=lines().series * 4),
    ],
)
def test_what_no_picture_holds_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]


def test_the_same_figures_are_kept_under_the_same_hash_and_others_under_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert hash_chart_form(bars(), "wide") == hash_chart_form(bars(), "wide") and serialize_chart(
        bars()
    ) == serialize_chart(bars())
    other = replace(bars(), bars=(Bar("青石镇", (2, 5, 1)),))
    marks = {hash_chart_form(chart, form) for chart in (*ALL, other) for form in ("wide", "narrow", "png")}
    assert len(marks) == (len(ALL) + 1) * 3 and all(len(mark) == 64 for mark in marks)
    monkeypatch.setattr(model, "DRAWING", 0)
    assert hash_chart_form(bars(), "wide") not in marks  # drawn otherwise, it is another picture


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=20))
def test_the_sums_are_those_of_the_rows(counts: list[tuple[int, int]]) -> None:
    chart = Stacked("单位", "全部", (RED, GREEN), tuple(Bar(f"{n}镇", count) for n, count in enumerate(counts)))
    rows = chart.table().rows
    whole = rows[-1] if len(counts) > 1 else ("", *map(str, chart.totals), str(sum(chart.totals)))
    assert [int(total.replace(",", "")) for total in whole[1:]] == [
        *map(sum, zip(*counts, strict=True)),
        sum(map(sum, counts)),
    ] or not counts
    assert json.loads(serialize_chart(chart))["kind"] == "stacked" and chart.essentials()[1]["all"] == sum(
        map(sum, counts)
    )


def test_names_are_one_line_and_have_an_end() -> None:
    assert clean_chart_names(["县\n科\x00协 ", "长" * 500]) == ["县 科协", "长" * model.LONG]


def test_nothing_that_draws_is_imported_before_something_is_drawn(tmp_path: Path) -> None:
    asked = "import luoshi.cli, luoshi.writing.charts.model, luoshi.writing.circular, sys; "
    asked += "import django; django.setup(); import luoshi.site.urls; "
    asked += "print([name for name in ('altair', 'vl_convert', 'narwhals') if name in sys.modules])"
    known = {"DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "LUOSHI_DATA": str(tmp_path)}
    known |= {"LUOSHI_SECRET_KEY": "k" * 50}
    done = subprocess.run([sys.executable, "-c", asked], env=os.environ | known, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
