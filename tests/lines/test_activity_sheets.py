"""A year of two hundred activities from one sheet, as three offices lay theirs out."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from asked_columns import chosen, told, upload
from luoshi.lines.activities.models import Activity
from many_appeals import signed_in
from office import NOW, Office
from office_sheets import contents

COUNT = 200
FIRST = date(2026, 1, 5)
SORTS = ("讲座", "展板", "竞赛", "培训", "放映")
CODES = dict(zip(SORTS, ("lecture", "exhibition", "contest", "training", "film"), strict=True))
WORDS = dict(zip(SORTS, ("科普讲座", "展板展出", "知识竞赛", "技术培训", "电影放映"), strict=True))


def rows() -> list[tuple[date, str, str, str, int]]:
    """Day, place, sort, theme and attendances of each activity; three a day."""
    return [
        (
            FIRST + timedelta(number // 3),
            f"{number + 1}号村文化礼堂",
            SORTS[number % 5],
            f"科普主题{number // 4 + 1}",
            20 + number,
        )
        for number in range(COUNT)
    ]


def with_two_heads_and_sums_of_months() -> bytes:
    """Heads on two lines, days as 3月5日 under a title with the year, a sum after each month and at the end."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["云岭县科协2026年科普活动统计表"])
    sheet.merge_cells("A1:H1")
    sheet.append(["序号", "活动情况", None, None, None, "参与情况", None, "备注"])
    sheet.append([None, "日期", "地点", "类别", "主题", "参加人数（人）", "发放资料（册）", None])
    for cells in ("B2:E2", "F2:G2", "A2:A3", "H2:H3"):
        sheet.merge_cells(cells)
    month, total = 1, 0
    for number, (day, place, sort, theme, people) in enumerate(rows(), 1):
        if day.month != month:
            sheet.append(["小计", None, None, None, f"{month}月", total, None, None])
            month, total = day.month, 0
        total += people
        sheet.append([number, f"{day.month}月{day.day}日", place, sort, theme, people, people * 2, None])
    sheet.append(["合计", None, None, None, f"{COUNT}场", sum(row[4] for row in rows()), None, None])
    sheet.append(["注：人数为签到人数"])
    return contents(book)


def with_merged_themes_and_other_words() -> bytes:
    """Other words in the heads, days as 2026.3.5, themes merged over the lines that they hold for, parts between."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["编号", "活动主题", "开展时间", "开展地点", "活动形式", "参与人次", "宣传册发放数（册）"])
    at = 2
    for number, (day, place, sort, theme, people) in enumerate(rows()):
        if number % 100 == 0:
            sheet.append([f"{'一二'[number // 100]}、{'上半年' if not number else '下半年'}"])
            at += 1
        first = number % 4 == 0
        days = f"{day.year}.{day.month}.{day.day}"
        sheet.append([number + 1, theme if first else None, days, place, WORDS[sort], people, people * 2])
        if first:
            sheet.merge_cells(f"B{at}:B{at + 3}")
        at += 1
    return contents(book)


def with_dates_and_a_signature() -> bytes:
    """Days as dates of the workbook or written out, the unit above the table, a total and a signature below."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["科普活动开展情况一览表"])
    sheet.append(["填报单位：县科协", None, None, None, None, None])
    sheet.append(["时  间", "活动场所", "活动种类", "活动内容", "受益人数", "科普资料发放"])
    for number, (day, place, sort, theme, people) in enumerate(rows()):
        forms = (day, f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}")
        sheet.append([forms[number % 4], place, sort, theme, f"{people}人", f"{people * 2}册"])
    sheet.append(["总计", None, None, None, sum(row[4] for row in rows()), None])
    sheet.append(["填表人：赵五", None, "审核人：钱六"])
    return contents(book)


def trial(office: Office, monkeypatch: pytest.MonkeyPatch, data: bytes) -> tuple[Client, str]:
    """The sheet uploaded by the clerk, its columns confirmed as proposed: the client and the address of the trial."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW.replace(month=12))
    client = signed_in(office, "clerk")
    there = upload(client, data, "2026年科普活动.xlsx", kind="activities")["Location"]
    page = client.get(there)
    sent = chosen(page)
    for box in re.findall(r"<input[^>]+name=\"same_unit\"[^>]*>", page.text):
        sent["same_unit"] = re.findall(r'value="([^"]*)"', box)[0]
    answer = client.post(there, sent)
    assert answer.status_code == 302, told(answer)
    return client, str(answer["Location"])


@pytest.mark.parametrize(
    "layout", [with_two_heads_and_sums_of_months, with_merged_themes_and_other_words, with_dates_and_a_signature]
)
def test_two_hundred_activities_of_a_year_come_from_one_sheet(
    office: Office, monkeypatch: pytest.MonkeyPatch, layout: Any
) -> None:
    client, run = trial(office, monkeypatch, layout())
    assert "200 行正确" in told(client.get(run))
    assert client.post(run, {}).status_code == 302, told(client.get(run))
    made = Activity.objects.order_by("pk")
    expected = [(day, place, CODES[sort], theme, people, people * 2) for day, place, sort, theme, people in rows()]
    assert list(made.values_list("held", "place", "sort", "theme", "attendance", "copies")) == expected
    assert set(made.values_list("times", "state")) == {(1, "held")}


def test_a_day_without_a_year_and_a_number_of_something_else_are_refused_and_nothing_is_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["活动时间", "活动地点", "活动类别", "参加人次"])
    sheet.append(["3月5日", "白鹭社区", "讲座", "62人"])
    sheet.append(["2026.3.6", "白鹭社区", "讲座", "40册"])
    sheet.append(["2026.3.7", "白鹭社区", "报告会讲座", "40"])
    client, run = trial(office, monkeypatch, contents(book))
    page = told(client.get(run))
    assert "“3月5日”没有写年份" in page and "3 行不能导入" in page and "输入整数" in page
    assert client.post(run, {"partly": "on"}).status_code == 422
    assert not Activity.objects.exists()
