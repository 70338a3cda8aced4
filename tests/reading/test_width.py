"""A paper says the same in the narrow marks of a web page as in the wide ones of an office."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.reading.ledger import build_ledger
from luoshi.reading.read import read_text_document

GOLD = Path(__file__).parents[2] / "gold"
WIDE, NARROW = "，：；（）！？", ",:;()!?"
TEXTS = sorted(
    [*(GOLD / "tables").glob("t?[13579].txt"), *(GOLD / "shapes").glob("*.txt"), *(GOLD / "papers").glob("[bgk]*.txt")]
)


def narrowed(text: str) -> str:
    """The text with narrow marks, but those inside numbers as they are: 1：1000, 3，000."""
    marks = dict(zip(WIDE, NARROW, strict=True))
    return "".join(
        char if text[max(at - 1, 0) : at].isdigit() and text[at + 1 : at + 2].isdigit() else marks.get(char, char)
        for at, char in enumerate(text)
    )


def found(text: str) -> list[object]:
    """What a text says: kind, parts, roles, figures, duties, and the rows of its ledger, in narrow marks."""
    reading = read_text_document(text)
    rows = build_ledger(reading, text).rows

    def plain(words: object) -> str:
        return str(words).translate(str.maketrans(WIDE, NARROW))

    return [
        (reading.kind, reading.year, plain(reading.title), plain(reading.issuer), plain(reading.number)),
        [(h.start, h.end, h.level, plain(h.title)) for h in reading.headings],
        [(s.start, s.end, s.role) for s in reading.statements],
        [(q.start, q.end, q.value, q.upper, q.unit, q.bound, q.role, q.aspect, q.period) for q in reading.quantities],
        [(plain(q.indicator), plain(q.scope)) for q in reading.quantities],
        [(a.start, a.end, plain(a.lead), plain(a.support), a.due, a.every, a.times) for a in reading.assignments],
        [(r.start, r.end, r.matter, r.statement, r.quantity, plain(r.lead), plain(r.support), r.due) for r in rows],
    ]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_paper_in_narrow_marks_reads_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert found(narrowed(text)) == found(text)


@pytest.mark.parametrize(
    "text",
    [
        "河口县教育局2025年工作要点\n5.每学年人工智能课不少于10课时，教师配备率2027年达到100%\n6.每学期排查一次，学生安装率98%以上\n",
        "2025年一季度，河口县新引进企业9家，同比增长26.4%。全年要引进企业30家以上。\n",
        "河口县茶园抽查情况的通报\n抽查的37处基地中，9处杂草丛生，12处没有技术档案。\n",
        "目标任务：新建桥梁3座；（牵头单位：县交通局，配合单位：县水利局）\n进展情况：已完成：1座。\n",
        "序号 | 工作任务 | 责任单位（配合单位） | 进展\n1 | 建公厕6座；改造2座 | 县城管局（县住建局） | 已完成：3座\n",
    ],
)
def test_a_passage_in_narrow_marks_reads_alike(text: str) -> None:
    assert found(narrowed(text)) == found(text)
