"""What of a reading lands on the rows of the ledger, and the rows that programs get."""

from __future__ import annotations

from luoshi.cli.compose import compose_ledger_rows as rows_for_programs
from luoshi.reading.ledger import build_ledger
from luoshi.reading.read import read_text_document


def rows(text: str) -> list[tuple[str, str | None]]:
    reading = read_text_document(text)
    figures = [
        None if row.quantity is None else reading.quantities[row.quantity] for row in build_ledger(reading, text).rows
    ]
    return [
        (text[row.start : row.end], figure and text[figure.start : figure.end])
        for row, figure in zip(build_ledger(reading, text).rows, figures, strict=True)
    ]


def test_the_limit_of_a_standing_duty_is_what_its_row_asks_for() -> None:
    text = "河口县科协学会管理办法\n第一条　理事会每年召开会议不少于2次。\n"
    assert rows(text) == [("第一条　理事会每年召开会议不少于2次。", "不少于2次")]


def test_a_figure_beside_a_task_lands_on_the_row_of_the_task() -> None:
    text = "河口县2025年分解表\n序号 | 工作任务 | 年度目标 | 牵头单位\n1 | 新建市级重点实验室 | 8家 | 县科技局\n"
    assert rows(text) == [("新建市级重点实验室", "8家")]


def test_a_heading_whose_sentences_name_its_units_has_no_row_of_its_own() -> None:
    text = "河口县2025年工作要点\n一、建好阵地\n（一）建设展馆。6月底前建成县展馆1座。（牵头：科普部）\n"
    assert [figure for _, figure in rows(text)] == ["1座"]


def test_programs_get_the_rows_with_what_each_has_from_above() -> None:
    text = (
        "河口县2025年工作要点\n一、建好阵地（牵头：科普部）\n建成县级展馆1座、流动展车3辆。每季度检查1次。\n"
        "6月底前由学会部建成实验室2个。\n"
    )
    reading = read_text_document(text)
    made = rows_for_programs(reading, build_ledger(reading, text), text)
    shown = [(row["quote"], row["lead"], row["due"], row["every"], bool(row["inherited"])) for row in made]
    assert shown == [
        ("建成县级展馆1座、流动展车3辆。", ["科普部"], [], [], True),
        ("每季度检查1次。", ["科普部"], [], [{"every": "P3M", "times": 1}], True),
        ("6月底前由学会部建成实验室2个。", ["学会部"], ["2025-06-30"], [], False),
    ]
    assert [text[reading.quantities[at].start : reading.quantities[at].end] for at in made[0]["targets"]] == [
        "1座",
        "3辆",
    ]
    heading = reading.headings[made[0]["path"][-1]]
    (above,) = made[0]["inherited"]
    assert (reading.assignments[above].start, reading.assignments[above].lead) == (heading.start, ["科普部"])
