"""Each figure of a plan is in the answer: as a target, as part of one, or among those not taken as targets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.figures.units import are_units_comparable
from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import Matched, MatchingPaper
from luoshi.matching.words import load_standard_lexicon
from luoshi.reading.read import read_text_document

GOLD = Path(__file__).parents[2] / "gold"
PAIRS = sorted(
    path
    for folder in ("pairs", "match", "own-match")
    for path in (GOLD / folder).glob("*.json")
    if '"plan"' in path.read_text(encoding="utf-8")
)
PRINTED = re.compile(
    r"(?<![第\d.,〔])\d+(?:\.\d+)?[万亿]?(?:家|个|座|项|公里|亩|吨|元|人|名|户|套|株|%|场|期|篇|件)(?!月)"
)
DONE: dict[Path, tuple[list[MatchingPaper], Matched]] = {}


def _answer(path: Path) -> tuple[list[MatchingPaper], Matched]:
    if path not in DONE:
        gold = json.loads(path.read_text(encoding="utf-8"))
        texts = {name: (path.parent / name).read_text(encoding="utf-8") for name in (gold["plan"], *gold["reports"])}
        papers = [MatchingPaper(name, text, read_text_document(text)) for name, text in texts.items()]
        DONE[path] = papers, match_plan_to_reports(papers[0], papers[1:])
    return DONE[path]


def _left(done: Matched) -> list[tuple[str, str | None]]:
    return [(left.figure.place.quote, left.role) for left in done.left]


@pytest.mark.parametrize(
    ("plan", "left"),
    [
        ("建成粮库3座。", []),
        ("上年末有粮库12座，今年新建3座。", [("12座", "actual")]),
        ("新签约亿元以上项目6个。", []),  # it says which projects
        ("为2万名65岁以上老人免费体检。", []),
        ("按照〔2024〕15号文件和第3条办理，3月底前完成，10个工作日内办结。", []),
        ("1.完善制度。\n注：以上粮库含改造4座。", [("4座", None)]),  # a note is no task
        ("1.完善制度。\n联系人：李某，电话：0571-55667788。", []),
    ],
)
def test_what_is_no_target_is_listed(
    matched: Callable[..., Matched], plan: str, left: list[tuple[str, str | None]]
) -> None:
    assert _left(matched(plan, "")) == left


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_figure_of_a_plan_is_in_one_place(path: Path) -> None:
    (plan, *_), done = _answer(path)
    spans = sorted(
        (figure.place.start, figure.place.end)
        for figure in (*(answer.target for answer in done.targets), *(left.figure for left in done.left))
    )
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for hit in PRINTED.finditer(plan.text):
        clause = re.split(r"[，,；;。\n|]", plan.text[: hit.start()])[-1] + hit[0]
        clause += re.split(r"[，,；;。\n|]", plan.text[hit.end() :])[0]
        inside = any(start < hit.end() and hit.start() < end for start, end in spans)
        assert inside or any(plan.text[start:end] in clause for start, end in spans), hit[0]


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_silence_is_not_certain_while_a_figure_of_the_same_thing_stands_unmatched(path: Path) -> None:
    papers, done = _answer(path)
    lexicon = load_standard_lexicon()
    names = {
        (paper.name, quantity.start): {
            term for term, weight in lexicon.terms(quantity.indicator).items() if weight >= 1
        }
        for paper in papers
        for quantity in paper.reading.quantities
    }
    for answer in done.targets:
        if answer.status != "no_figure" or not answer.certain:
            continue
        asked = {term for term, weight in lexicon.terms(answer.indicator).items() if weight >= 1}
        for figure in done.unmatched:
            shared = asked & names[figure.place.source, figure.place.start]
            assert not (shared and are_units_comparable(answer.target.unit, figure.unit)), (answer, figure)


WORDS = st.sampled_from(
    [
        "新建粮库",
        "上年末有粮库",
        "其中",
        "农村公路",
        "（牵头单位：县粮食局）",
        "改造",
        "达到",
        "由",
        "提高到",
        "每村",
        "第",
    ]
)
FIGURES = st.sampled_from(["3座", "12.5%", "2万亩", "60", "亿元以上", "5—8家", "前3名", "一次", "3月底前", "15分钟"])
MARKS = st.sampled_from(["，", "。", "；", "、", "\n", "：", " | ", ""])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, FIGURES, MARKS), max_size=14))
def test_no_figure_that_the_reader_found_is_lost_or_told_twice(parts: list[tuple[str, str, str]]) -> None:
    text = "云溪县2024年工作要点\n" + "".join("".join(part) for part in parts)
    plan = MatchingPaper("plan", text, read_text_document(text))
    done = match_plan_to_reports(plan, [])
    targets = [(answer.target.place.start, answer.target.place.end) for answer in done.targets]
    left = [(figure.figure.place.start, figure.figure.place.end) for figure in done.left]
    told = sorted([*targets, *left])
    assert all(before[1] <= after[0] for before, after in pairwise(told))
    assert all(text[a:b] == figure.figure.place.quote for figure, (a, b) in zip(done.left, left, strict=True))
    for quantity in plan.reading.quantities:
        if quantity.role != "other" and quantity.unit not in (
            "元",
            "分钟",
            "人",
        ):  # these may only name what is counted
            assert any(start < quantity.end and quantity.start < end for start, end in told)
