"""What a table says of a row beside its task, units and dates stands with the row as notes, each cell once."""

from __future__ import annotations

import pytest

from luoshi.plans.rows.rules.drafting import draft_rows
from luoshi.reading.read import read_text_document
from office import Office
from plans import received

TABLE = """云岭县2026年重点项目清单
序号 | {head} | 建设内容 | 责任单位 | 完成时限
1 | 水厂扩建 | 新建清水池2座，铺设管网12公里 | 县水利局 | 6月底前
2 | 农贸市场改造 | 改造摊位120个，更换照明设施 | 县商务局 | 年底
"""
CONTENTS = ["新建清水池2座，铺设管网12公里", "改造摊位120个，更换照明设施"]


def notes_by_row(text: str) -> dict[str, list[tuple[str, str]]]:
    rows = draft_rows(read_text_document(text), text).rows
    return {
        text[row.start : row.end]: [(note["head"], note["words"]) for note in row.notes]
        for row in rows
        if row.state == "waiting"
    }


@pytest.mark.parametrize("head", ["项目名称", "项目", "工程名称", "工作进展"])
def test_the_name_beside_the_contents_is_a_note_of_the_row(head: str) -> None:
    names = ["水厂扩建", "农贸市场改造"]
    assert notes_by_row(TABLE.format(head=head)) == {
        words: [(head, name)] for words, name in zip(CONTENTS, names, strict=True)
    }


@pytest.mark.parametrize("head", ["工作举措", "任务名称"])
def test_a_cell_that_is_a_row_of_its_own_is_no_note(head: str) -> None:
    rows = notes_by_row(TABLE.format(head=head))
    assert list(rows) == ["水厂扩建", CONTENTS[0], "农贸市场改造", CONTENTS[1]] and not any(rows.values())


@pytest.mark.parametrize("head", ["类别", "备注", "序列", "分管领导"])
def test_any_other_column_is_a_note_too(head: str) -> None:
    names = ["水厂扩建", "农贸市场改造"]
    assert notes_by_row(TABLE.format(head=head)) == {
        words: [(head, name)] for words, name in zip(CONTENTS, names, strict=True)
    }


def test_units_dates_numbers_and_sentences_are_no_notes() -> None:
    rows = notes_by_row(TABLE.format(head="序列").replace("水厂扩建", "12").replace("农贸市场改造", ""))
    assert list(rows) == CONTENTS and not any(rows.values())
    text = "云岭县2026年工作要点\n县水利局6月底前新建水厂1座。\n"
    assert read_text_document(text).beside == []


def test_the_reason_behind_a_figure_and_a_remark_are_kept_where_each_cell_is_a_line() -> None:
    heads, row = "序号\n\n项目内容\n\n当前进度\n\n牵头单位\n\n备注\n\n", "{}\n\n{}。\n\n{}\n\n县教育局\n\n{}\n\n"
    text = "云岭县2026年民生实事未完成项目进度表\n\n" + heads
    text += row.format(1, "新建公办幼儿园5所", "80%(东区进度滞后)", "县定实事")
    text += row.format(2, "建设农村公路55公里", "95%", "市定实事")
    text += row.format(3, "改造危桥7座", "71%(用地未批)", "县定实事")
    assert [notes for notes in notes_by_row(text).values() if notes] == [
        [("当前进度", "80%(东区进度滞后)"), ("备注", "县定实事")],
        [("备注", "市定实事")],
        [("当前进度", "71%(用地未批)"), ("备注", "县定实事")],
    ]


def test_a_cell_not_read_is_red_and_no_note() -> None:
    text = TABLE.format(head="类别").replace("6月底前", "看情况再说")
    reading = read_text_document(text)
    lost = {text[passage.start : passage.end] for passage in reading.unread}
    assert lost and not lost & {text[cell.start : cell.end] for cell in reading.beside}


def test_heads_and_places_are_those_of_the_printed_characters() -> None:
    text = TABLE.format(head="備註").replace("水厂扩建", "縣定實事")
    assert ("備註", "縣定實事") in [
        (cell.head, text[cell.start : cell.end]) for cell in read_text_document(text).beside
    ]


def test_each_table_has_its_own_heads() -> None:
    text = (
        TABLE.format(head="项目名称")
        + "县水利局牵头办理下列工程。\n"
        + TABLE.format(head="工程名称").partition("\n")[2]
    )
    heads = [note["head"] for row in draft_rows(read_text_document(text), text).rows for note in row.notes]
    assert heads == ["项目名称", "项目名称", "工程名称", "工程名称"]


def test_the_notes_are_stored_with_the_rows_of_a_plan(office: Office) -> None:
    plan = received(office, TABLE.format(head="项目名称"))
    assert [row.notes for row in plan.rows.filter(words__in=CONTENTS).order_by("place")] == [
        [{"field": "other", "head": "项目名称", "words": name}] for name in ("水厂扩建", "农贸市场改造")
    ]
