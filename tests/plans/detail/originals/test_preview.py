"""How a document is shown without its own markup: headings, paragraphs and tables of the text."""

from __future__ import annotations

from pathlib import Path

from luoshi.plans.detail.originals.rules.preview import PreviewBlock, PreviewCell, build_preview_blocks
from luoshi.reading.load import load_document

SAMPLES = Path(__file__).parents[4] / "samples"


def test_headings_paragraphs_and_tables_stand_as_they_are_built() -> None:
    lines = [
        "云岭县要点",
        "一、阵地",
        "（三）场馆。新建3个。",
        "",
        "序号 | 任务 | 单位",
        "1 | 甲 | 县科协",
        "2 | 乙 | 县科协",
    ]
    text = "\n".join([*lines, "单位 | 数", "二、活动", "　　举办3场。"]) + "\n"
    at = text.index
    last = text.rindex("县科协")
    headings = [(at("一、"), at("一、") + 4, 1), (at("（三）"), at("（三）") + 6, 3), (at("二、"), at("二、") + 4, 1)]
    found = build_preview_blocks(text, headings, [(last, last + 3)], title="云岭县要点")
    assert found == [
        PreviewBlock("title", "云岭县要点"),
        PreviewBlock("heading", "一、阵地", depth=1),
        PreviewBlock("paragraph", "新建3个。", lead="（三）场馆。"),
        PreviewBlock(
            "table",
            heads=1,
            rows=[
                [PreviewCell("序号"), PreviewCell("任务"), PreviewCell("单位")],
                [PreviewCell("1"), PreviewCell("甲"), PreviewCell("县科协", 2)],
                [PreviewCell("2"), PreviewCell("乙")],
            ],
        ),
        PreviewBlock("table", heads=1, rows=[[PreviewCell("单位"), PreviewCell("数")]]),
        PreviewBlock("heading", "二、活动", depth=1),
        PreviewBlock("paragraph", "举办3场。"),
    ]
    assert build_preview_blocks(text, headings, first=1, most=1) == [PreviewBlock("heading", "一、阵地", depth=1)]
    assert build_preview_blocks("", []) == [] and build_preview_blocks("甲", [], first=9) == []


def test_a_short_line_between_rows_of_a_table_is_a_row_over_its_width() -> None:
    text = "序号 | 任务\n一、阵地\n1 | 甲\n二、活动\n（一）培训\n2 | 甲\n"
    again = text.rindex("甲")
    (found,) = build_preview_blocks(text, [(8, 12, 1)], [(again, again + 1)])
    assert [[(cell.words, cell.rows, cell.columns) for cell in row] for row in found.rows] == [
        [("序号", 1, 1), ("任务", 1, 1)],
        [("一、阵地", 1, 2)],
        [("1", 1, 1), ("甲", 1, 1)],
        [("二、活动", 1, 2)],
        [("（一）培训", 1, 2)],
        [("2", 1, 1), ("甲", 1, 1)],  # no cell goes on through a line over the full width
    ]
    apart = [
        "序号 | 任务\n附件2\n序号 | 任务\n",
        "甲 | 乙\n" + "长" * 41 + "\n丙 | 丁\n",
        "甲 | 乙\n丙\n丁 | 戊 | 己\n",
    ]
    for text in [*apart, "甲 | 乙\n丙\n丁\n戊\n己 | 庚\n"]:
        assert [block.kind for block in build_preview_blocks(text, [])].count("table") == 2, text


def test_a_level_left_out_leaves_no_gap_among_headings() -> None:
    text = "一\n二\n三\n四\n"
    found = build_preview_blocks(text, [(0, 1, 1), (2, 3, 4), (4, 5, 2), (6, 7, 1)])
    assert [block.depth for block in found] == [1, 2, 2, 1]


def test_a_cell_that_only_says_the_same_is_a_cell_of_its_own() -> None:
    text = "甲 | 乙\n1 | 县科协\n2 | 县科协\n"
    assert [len(row) for row in build_preview_blocks(text, [])[0].rows] == [2, 2, 2]


def test_every_word_of_every_sample_is_shown() -> None:
    for path in sorted(SAMPLES.glob("*.docx")) + sorted(SAMPLES.glob("*.xlsx")):
        document = load_document(path.name, path.read_bytes())
        again = sum(end - start for start, end in document.joined)
        shown = build_preview_blocks(document.text, [], document.joined)
        said = "".join(block.words + "".join(cell.words for row in block.rows for cell in row) for block in shown)
        wanted = "".join(document.text.replace(" | ", "").split())
        assert abs(len("".join(said.split())) - (len(wanted) - again)) <= again * 0.05, path.name


def test_what_was_not_read_is_marked_and_named_where_it_begins() -> None:
    text = "甲\n序号 | 任务\n1 | 乙\n2 | 丙\n丁\n"
    row, line = text.index("1 |"), text.index("丁")
    found = build_preview_blocks(text, [], unread=[(row, row + 5, 7), (line, line + 1, 8)])
    table = found[1]
    assert [[(cell.words, cell.unread, cell.anchor) for cell in cells] for cells in table.rows[1:]] == [
        [("1", True, 7), ("乙", True, 0)],
        [("2", False, 0), ("丙", False, 0)],
    ]
    assert [(block.words, block.unread, block.anchor) for block in (found[0], found[2])] == [
        ("甲", False, 0),
        ("丁", True, 8),
    ]
