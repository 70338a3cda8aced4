"""Tables flattened to one cell a line: merged cells, heads of two lines, parts, remarks, missing cells."""

from __future__ import annotations

import itertools

import pytest

from luoshi.reading.ledger import build_ledger
from luoshi.reading.outline import build_outline
from luoshi.reading.read import read_text_document

TITLE = "松溪县2025年重点工作分解表\n"
HEAD = "序号\n类别\n重点任务\n完成时限\n包联领导\n责任股室\n（站所）\n备注\n"


def rows(text: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...], list[str], bool]]:
    """The rows of a text; the last of each says whether one of its cells was taken from the row above."""
    reading = read_text_document(text)
    joined = {index for index, given in enumerate(reading.assignments) if "cell_joined" in given.doubts}
    return [
        (
            text[row.start : row.end],
            row.lead,
            row.support,
            [str(day) for day in row.due],
            not joined.isdisjoint(row.assignments),
        )
        for row in build_ledger(reading, text).rows
    ]


def test_a_head_of_two_lines_is_one_and_what_a_row_lacks_comes_from_the_row_above() -> None:
    text = (
        TITLE + HEAD + "1\n水利\n清淤干渠12公里。\n6月底前\n程立\n灌溉股\n河道管理站\n"
        "2\n抢修病险涵闸，消除隐患。\n3\n更换老旧水表。\n10月底前\n供水站\n"
    )
    assert build_outline(text).rows[0].columns[-2:] == ["责任股室（站所）", "备注"]
    assert rows(text) == [
        ("清淤干渠12公里。", ("灌溉股", "河道管理站"), (), ["2025-06-30"], False),
        ("抢修病险涵闸，消除隐患。", ("灌溉股", "河道管理站"), (), ["2025-06-30"], True),
        ("更换老旧水表。", ("供水站",), (), ["2025-10-31"], False),
    ]


@pytest.mark.parametrize("none", ["/", "—", "无"])
def test_a_dash_is_no_cell_to_fill_from_above(none: str) -> None:
    text = (
        TITLE + HEAD + f"1\n水利\n清淤干渠12公里。\n6月底前\n程立\n灌溉股\n2\n常年巡查河道堤防。\n{none}\n河道管理站\n"
    )
    assert rows(text)[1] == ("常年巡查河道堤防。", ("河道管理站",), (), [], False)


def test_a_remark_that_says_who_helps_supports() -> None:
    text = (
        TITLE
        + HEAD
        + "1\n水利\n清淤干渠12公里。\n6月底前\n程立\n灌溉股\n各乡镇水利中心配合\n2\n更换老旧水表。\n供水站\n"
    )
    assert rows(text)[0][1:3] == (("灌溉股",), ("各乡镇水利中心",))


def test_one_unit_before_the_time_leads_where_the_supporters_are_missing() -> None:
    text = (
        TITLE + "序号\n工作任务\n主办单位\n协办单位\n办结时间\n1\n新建公园4个。\n县住建局\n县城投公司\n9月底前\n"
        "2\n修路12公里。\n县交通局\n年底前\n"
    )
    assert [row[1:3] for row in rows(text)] == [(("县住建局",), ("县城投公司",)), (("县交通局",), ())]


def test_a_heading_between_the_items_stays_one_and_a_note_below_the_last_is_no_cell() -> None:
    text = (
        TITLE + "序号\n工作任务\n责任单位\n完成时限\n一、城建\n1\n新建公园4个。\n县住建局\n9月底前\n"
        "二、交通\n2\n修路12公里。\n县交通局\n年底前\n注：表中时限以批复为准。\n"
    )
    text = text.replace("一、城建\n", "")
    reading = read_text_document(text)
    assert [heading.title for heading in reading.headings] == ["交通"]
    assert [row[1] for row in rows(text)] == [("县住建局",), ("县交通局",)]
    assert reading.unread == []


def test_the_span_of_a_row_begins_at_its_own_cells() -> None:
    text = (
        TITLE
        + HEAD
        + "1\n水利\n清淤干渠12公里。\n6月底前\n程立\n灌溉股\n抢修病险涵闸，消除隐患。\n2\n更换水表。\n供水站\n"
    )
    built = build_outline(text).rows
    assert [text[row.start : row.end].split("\n")[0] for row in built] == ["1", "抢修病险涵闸，消除隐患。", "2"]
    assert all(left.end <= right.start for left, right in itertools.pairwise(built))


BARRED = (
    "序号 |\n工作任务 |\n责任单位 |\n进展情况 |\n"
    "1 |\n建公厕6座。 |\n市容局 |\n已建3座。 |\n"
    "2 |\n改造小区4个。 |\n县住建局 |\n|\n"
    "3 |\n建站台12座，\n更换站牌30块。 |\n县交通局 |\n已完成：12座。 |\n"
)
TASKS = [("建公厕6座。", ("市容局",)), ("改造小区4个。", ("县住建局",))]
LAST = ("建站台12座，\n更换站牌30块。", ("县交通局",))


def barred(table: str) -> tuple[list[object], list[tuple[str, str]], int]:
    """The tasks with their units, the figures told, and how much was not read."""
    text = TITLE + table
    reading = read_text_document(text)
    told = [(text[q.start : q.end], q.indicator) for q in reading.quantities if q.role == "actual"]
    return list(dict.fromkeys(row[:2] for row in rows(text))), told, len(reading.unread)


@pytest.mark.parametrize("bar", ["|", "｜"])
def test_a_bar_that_closes_the_one_cell_of_a_line_is_no_part_of_it(bar: str) -> None:
    assert barred(BARRED.replace("|", bar)) == ([*TASKS, LAST], [("3座", "建公厕"), ("12座", "建站台")], 0)


def test_a_bar_may_open_the_cell_and_the_last_of_a_row_may_have_none() -> None:
    short = BARRED[: BARRED.index("3 |")]
    opened = "".join(f"| {line.rstrip(' |')}\n" for line in short.splitlines())
    assert barred(opened) == (TASKS, [("3座", "建公厕")], 0)
    last = short.replace("情况 |", "情况").replace("3座。 |", "3座。").replace("\n|\n", "\n已改2个\n")
    assert barred(last) == (TASKS, [("3座", "建公厕"), ("2个", "改造小区")], 0)
