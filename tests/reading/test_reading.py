"""The whole reader: what does not matter in a text changes nothing that is read from it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from full import sampled
from luoshi.reading.load import load_path
from luoshi.reading.model import Reading
from luoshi.reading.read import read_text_document
from promises import kept

ROOT = Path(__file__).parents[2]
TEXTS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted([*(ROOT / "gold" / "docs").glob("*.txt"), *(ROOT / "gold" / "own").glob("*.txt")])
}
SAMPLES = sorted((ROOT / "samples").glob("*.*"))
OURS = [
    name for name, text in TEXTS.items() if read_text_document(text).year
]  # a text without a year may take one from its page
FURNITURE_ABOVE = "首页 > 政务公开 > 通知公告\n来源：河口县科协　　发布时间：2020-01-06　　阅读：118次\n"
FURNITURE_BELOW = (
    "\n责任编辑：陈晓\n相关推荐：河口县科协2018年工作总结\n上一篇：关于召开会议的通知\n— 3 —\n版权所有 河口县人民政府\n"
)

Records = set[tuple[object, ...]]


@cache
def plain(name: str) -> Reading:
    return read_text_document(TEXTS[name])


def records(
    reading: Reading,
    place: Callable[[int], int] = lambda at: at,
    say: Callable[[str], str] = lambda words: words,
    end: int = sys.maxsize,
) -> Records:
    """All that was found, with places and words as another text has them; up to ``end``."""

    def said(words: str | None) -> str | None:
        return None if words is None else say(words)

    def at(one: object) -> tuple[int, int]:
        return place(one.start), place(one.end)  # type: ignore[attr-defined]

    found: Records = {
        ("heading", *at(heading), say(heading.marker), heading.level, say(heading.title))
        for heading in reading.headings
    }
    found |= {("statement", *at(statement), statement.role) for statement in reading.statements}
    found |= {
        (
            "quantity", *at(quantity), quantity.value, quantity.upper, quantity.unit, quantity.bound, quantity.role,
            quantity.aspect, say(quantity.indicator), quantity.period, said(quantity.scope),
        )
        for quantity in reading.quantities
    }  # fmt: skip
    found |= {
        (
            "duty",
            *at(assignment),
            *map(say, assignment.lead),
            "with",
            *map(say, assignment.support),
            assignment.due,
            assignment.every,
            assignment.times,
        )
        for assignment in reading.assignments
    }
    return {record for record in found if 0 <= record[1] < end}  # type: ignore[operator]


def changed(before: Records, after: Records) -> list[tuple[object, ...]]:
    return sorted(before ^ after, key=lambda one: (one[1], one[0]))  # type: ignore[arg-type, return-value]


def with_between(text: str, between: str) -> tuple[str, Callable[[int], int]]:
    """The text with ``between`` at each line end, and where places of it were before; -1 for what was put in."""
    lines = text.split("\n")
    starts, places = [], []
    old = new = 0
    for line in lines:
        starts.append(new)
        places.append(old)
        old, new = old + len(line) + 1, new + len(line) + len(between)

    def place(at: int) -> int:
        line = bisect_left(starts, at + 1) - 1
        beyond = at - starts[line]
        return places[line] + beyond if beyond <= len(lines[line]) else -1

    return between.join(lines), place


@pytest.mark.parametrize("name", sampled(TEXTS, 4))
@pytest.mark.parametrize(
    "line_end",
    ["\r\n", "\n\n\n", "\n\t", " \r\n　　"],
    ids=["crlf", "blank lines", "tab", "trailing and indented"],
)
def test_how_lines_end_and_begin_does_not_matter(name, line_end):
    text = TEXTS[name]
    spaced, place = with_between(text, line_end)
    reading = plain(name)  # its year is looked for near its ends, as far as so many characters reach
    again = read_text_document(spaced, year=reading.year, issuer=reading.issuer)
    assert changed(records(reading), records(again, place)) == []


@pytest.mark.parametrize("name", TEXTS)
def test_every_kind_of_line_end_is_one(name):
    text = TEXTS[name]
    for mark in ("\r", "\u2028"):
        assert changed(records(plain(name)), records(read_text_document(text.replace("\n", mark)))) == []


@pytest.mark.parametrize("name", sampled(TEXTS, 4))
@pytest.mark.parametrize(
    ("narrow", "wide"), [("0123456789", "０１２３４５６７８９"), ("%~", "％～"), ("();:?!", "（）；：？！")]
)
def test_the_width_of_characters_does_not_matter(name, narrow, wide):
    text = TEXTS[name]
    for span, other in ((narrow, wide), (wide, narrow)):
        table = str.maketrans(span, other)

        def say(words: str) -> str:
            return words.translate(table)  # noqa: B023

        assert changed(records(plain(name), say=say), records(read_text_document(text.translate(table)), say=say)) == []


@pytest.mark.parametrize("name", OURS)
def test_page_furniture_above_changes_nothing(name):
    text = TEXTS[name]
    reading = plain(name)  # a page's day and source may stand in for those that a text does not give
    again = read_text_document(FURNITURE_ABOVE + text, year=reading.year, issuer=reading.issuer)
    assert changed(records(reading), records(again, lambda at: at - len(FURNITURE_ABOVE))) == []


@pytest.mark.parametrize("name", TEXTS)
def test_page_furniture_below_changes_nothing(name):
    text = TEXTS[name]
    assert changed(records(plain(name)), records(read_text_document(text + FURNITURE_BELOW), end=len(text))) == []


@pytest.mark.parametrize("name", sorted(TEXTS.keys() - {"c04"}))  # c04: its title stands on two lines
def test_page_furniture_between_all_lines_changes_nothing(name, furniture="— 3 —"):
    text = TEXTS[name]
    spread, place = with_between(text, f"\n{furniture}\n")
    reading = plain(name)
    again = read_text_document(spread, year=reading.year, issuer=reading.issuer)
    assert changed(records(reading), records(again, place)) == []


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("paragraph", ["县图书馆全年开放，读者可以免费借阅。", "一、附则\n本文由县科协负责解释。"])
def test_a_paragraph_below_changes_nothing_above(name, paragraph):
    text = TEXTS[name]
    reading = plain(name)
    again = read_text_document(f"{text}\n\n{paragraph}\n", year=reading.year, issuer=reading.issuer)
    assert changed(records(reading), records(again, end=len(text))) == []


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if text.count("芦川县") > 1] or ["d01"])
def test_the_name_of_a_place_does_not_matter(name):
    text = TEXTS[name]

    def say(words: str) -> str:
        return words.replace("芦川", "柏岩")

    assert changed(records(plain(name), say=say), records(read_text_document(say(text)), say=say)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "到2025年底，县科协要建成科普示范基地12个以上，覆盖率达到85%。",
        "县农业农村局每季度检查1次，6月底前完成土样采集3200个。",
        "2024年，全县新增高新技术企业35家，同比增长12.5%。",
    ],
)
@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "首页 > 要闻\n{}",
        "{}\n责任编辑：陈晓",
        "来源：县科协\n{}\n- 1 -",
        "第1页 共2页\n\n{}\n\n相关推荐：\n",
        "【打印】【关闭】\n{}",
    ],
)
def test_a_sentence_is_read_alike_whatever_stands_round_it(sentence, around):
    title = "县科协2025年工作要点\n"
    alone = read_text_document(title + sentence)
    extra = around.index("{}")
    moved = records(read_text_document(title + around.format(sentence)), lambda at: at - extra)
    inside = {record for record in moved if len(title) <= record[1] < len(title) + len(sentence)}  # type: ignore[operator]
    assert len(inside) >= 3
    assert changed(records(alone), inside) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_keeps_every_promise(path):
    document = load_path(path)
    reading = kept(document.text, joined=document.joined)
    assert reading.statements and reading.title


def test_another_process_with_another_order_of_sets_reads_the_same():
    script = (
        "import sys, pathlib; from luoshi.reading.read import read_text_document\n"
        "for path in sys.argv[1:]: print(read_text_document(pathlib.Path(path).read_text(encoding='utf-8')))"
    )
    paths = [str(ROOT / "gold" / "docs" / f"d{number:02}.txt") for number in range(1, 15)]
    found = set()
    for seed in ("0", "1", "12345"):
        around = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
        done = subprocess.run([sys.executable, "-c", script, *paths], env=around, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr.decode()
        found.add(done.stdout)
    assert len(found) == 1


def test_the_collector_of_cycles_is_as_it_was_after_reading():
    assert gc.isenabled()
    read_text_document("各单位6月底前完成3项。")
    assert gc.isenabled()
    with pytest.raises(TypeError):
        read_text_document("各单位6月底前完成3项。", joined=(None,))
    assert gc.isenabled()
    gc.disable()
    try:
        read_text_document("各单位6月底前完成3项。")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_reading_leaves_no_cycles_for_the_collector():
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "gold" / "docs").glob("*.txt"))[:6]]
    for text in texts:
        read_text_document(text)  # what is made once is made
    gc.collect()
    gc.disable()
    try:
        for text in texts:
            read_text_document(text)
        assert gc.collect() == 0
    finally:
        gc.enable()
