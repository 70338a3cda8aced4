"""Texts made to hurt: the work grows with the length and no faster, and every promise is kept."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from full import sampled
from luoshi.reading.read import read_text_document
from promises import kept

# What each shape repeats. Alone, or between a beginning and an end that make a clause of it.
REPEATED = {
    "a clause on one endless line": "各单位要加强组织领导，",
    "words without any mark": "各单位要加强组织领导",
    "a digit": "9",
    "a full-width digit": "９",
    "digits and commas": "9,",
    "thousands": "999,",
    "digits and points": "9.",
    "digits and dashes": "1-",
    "ratios": "1:",
    "a numeral": "一",
    "tens": "十",
    "myriads": "万",
    "numerals": "一百二十余",
    "numeral points": "一点",
    "fractions without end": "分之一",
    "percentages": "3%",
    "amounts": "3亿",
    "ranges": "1—2个",
    "bounded amounts": "3家以上",
    "units by units": "3元/亩",
    "a list of figures": "、新增12家",
    "amounts joined by and": "和3家",
    "parts of parts": "其中企业3家（其中：",
    "of them of them": "其中其中",
    "rises": "由3%提高到5%",
    "shares of lists": "分别为3个、5家和7%，",
    "dates": "2025年3月5日",
    "until until": "到2025年",
    "until the end of": "到2025年底，",
    "every every": "每",
    "every year": "每年",
    "each each": "各",
    "each township": "各乡镇各",
    "offices in a list": "县科协、",
    "offices that lead": "由县科协牵头，县财政局配合，",
    "letters in a list": "甲、",
    "an ending of offices": "局",
    "a county": "县",
    "opening brackets": "（",
    "closing brackets": "）",
    "brackets of other kinds": "【（(〔",
    "sentences in brackets that never close": "（甲。",
    "notes": "（牵头单位：县科协；配合单位：县财政局）",
    "labels": "责任单位：",
    "opening quotation marks": "“",
    "quotations": "“十”",
    "titles of documents": "《十》",
    "titles that never close": "《",
    "sentence ends": "。",
    "semicolons": "；",
    "colons": "：",
    "commas": "，",
    "questions": "？\n",
    "markers in a line": "一、（一）1.①一是第一，",
    "markers on lines": "一、\n（一）\n1.\n",
    "the same marker": "一、\n",
    "the first chapter": "第一章\n",
    "chapters in a line": "第一章",
    "firstly firstly": "一是",
    "articles": "第一条 加强。\n",
    "rows": "1 | 新增企业12家 | 县科技局 | 6月底前\n",
    "cells": " | 12家",
    "bars": "|",
    "tabs": "\t",
    "line ends": "\n",
    "spaces": " ",
    "wide spaces": "　",
    "lines of a word": "建设\n",
    "lines that could be headings": "加强组织领导\n各单位要加强组织领导。\n",
    "signatures": "县科协\n2025年3月5日\n",
    "a way through a site": ">首页",
    "page numbers": "- 1 -\n",
    "sources": "来源：县科协\n",
    "attachments": "附件：1.表\n",
    "issued numbers": "〔2025〕3号",
    "links": "http://a.cn/1 ",
    "emoji": "😀",
    "marks over letters": "e\u0301",
    "turned writing": "\u202e甲",
    "noughts": "\0",
    "half pairs": "\ud800",
    "of of": "的",
    "must must": "要",
    "compared compared": "同比",
}
MADE: dict[str, Callable[[int], str]] = {
    "brackets in brackets": lambda n: "（" * (n // 2) + "）" * (n // 2),
    "headings that count": lambda n: "".join(f"{number}. 加强第{number}项工作\n" for number in range(1, n // 12)),
    "headings that go down": lambda n: "".join(f"{'.'.join('1' * (at % 40 + 1))} 加强\n" for at in range(n // 45)),
    "a table of many columns": lambda n: (
        " | ".join(f"企业{at}（家）" for at in range(n // 24)) + "\n" + " | ".join(str(at) for at in range(n // 24))
    ),
    "a note behind many sentences": lambda n: "各单位要建成3家企业。" * (n // 11) + "（责任单位：县科协）",
}
FRAMES = (
    "{}",
    "一、{}\n县科协要在6月底前建成{}3家。",
    "对企业给予{}3万元奖励。",
    "序号 | 任务 | 责任单位\n1 | 新增{}3家 | {}\n",
    "任务 | 完成时限\n新增{}3家 | {}\n",
)


def shape(name: str, length: int) -> str:
    if name in MADE:
        return MADE[name](length)
    return REPEATED[name] * (length // len(REPEATED[name]) + 1)


def steps(work: Callable[[], Any]) -> int:
    """How many lines of the reader's code ran: the same number on every machine, however busy."""
    count = 0

    def heed(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "luoshi" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return heed

    before = sys.gettrace()
    sys.settrace(heed)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", [*REPEATED, *MADE])
def test_three_times_the_text_takes_three_times_the_steps(name):
    short, long = shape(name, 500), shape(name, 1500)
    read_text_document(short)  # what is read once, such as word lists, is no work of this text
    first = steps(lambda: read_text_document(short))
    second = steps(lambda: read_text_document(long))
    growth = len(long) / len(short)
    assert second <= 1.6 * growth * first + 2000, f"{first} steps became {second}"


@pytest.mark.parametrize("name", [*REPEATED, *MADE])
def test_a_hostile_text_keeps_every_promise(name):
    for frame in FRAMES:
        kept(frame.replace("{}", shape(name, 60)))
    kept(shape(name, 1000))


@pytest.mark.parametrize("name", sampled([*REPEATED, *MADE], 4))
def test_what_the_expressions_do_is_bounded_too(name):
    """Steps do not show work inside ``re``; processor time does, so far above what is usual that only runaways fail."""
    text = "".join(frame.replace("{}", shape(name, 8_000)) + "\n" for frame in FRAMES)
    before = time.process_time()
    read_text_document(text)
    assert time.process_time() - before < 6


@pytest.mark.parametrize(
    "words",
    [
        "1" * 10_000, "9" * 4301 + "万元", "一" * 5000, "第" + "1" * 5000 + "章", "到" + "2" * 4400 + "年",
        "1" + "亿" * 40 + "元", "1." + "3" * 5000 + "%", "三分之" + "1" * 5000, "1" * 4400 + "—" + "2" * 4400 + "个",
        "每年" + "9" * 5000 + "次", "万" * 300 + "家", "6月" + "3" * 5000 + "日", "1:" + "0" * 50, "0/0",
        "百分之一百二十万", "13月45日前", "2月30日前", "0年", "99999年底前", "10—3个",
    ],
)  # fmt: skip
def test_a_number_that_is_none_harms_nothing(words):
    reading = kept(f"县科协要在6月底前建成{words}。\n去年新增3家。\n")
    assert [(str(quantity.value), quantity.unit) for quantity in reading.quantities][-1:] == [("3", "家")]


def test_hundreds_of_headings_keep_their_depth():
    count = 300
    text = "".join(f"第{at}章 建设\n（一）目标\n各单位要建成{at}家企业。\n" for at in range(1, count + 1))
    reading = kept(text)
    assert [heading.level for heading in reading.headings] == [1, 2] * count
    assert len([statement for statement in reading.statements if statement.role == "task"]) == count
