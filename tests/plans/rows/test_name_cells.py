"""The name that a table gives a row beside its contents stands with the row, each cell once."""

from __future__ import annotations

import pytest

from luoshi.plans.rows.rules.drafting import draft_rows
from luoshi.plans.rows.rules.name_cells import name_notes
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


def test_other_columns_and_sentences_have_no_notes() -> None:
    assert not any(notes_by_row(TABLE.format(head="类别")).values())
    text = "云岭县2026年工作要点\n县水利局6月底前新建水厂1座。\n"
    assert name_notes(read_text_document(text), text) == {}


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
