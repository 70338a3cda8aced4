"""What holds for every plan and every report: over made-up papers, and over texts of chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.matching.compare import compare_plans
from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import AnswerReason, Compared, Matched, MatchingPaper, PrintedFigure, QuotedPlace
from luoshi.matching.reasons import REASONS
from luoshi.reading.read import read_text_document

EXAMPLES = settings(max_examples=40)
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")

# Sentences of a plan and of a report on the same thing; no two lines mean the same.
PLANNED = [
    "新增高新技术企业{}家。",
    "举办科普讲座{}场。",
    "举办科技展览{}场以上。",
    "发明专利授权量达到{}件。",
    "新认定省级科普基地{}个。",
    "新认定市级科普基地{}个。",
    "培训农民{}人次。",
    "选派科技特派员{}名左右。",
    "公民具备科学素质比例达到{}%。",
    "规上工业增加值增长{}%。",
    "“三公”经费控制在{}万元以内。",
    "科技投入达到{}万元。",
    "推广测土配方施肥{}万亩。",
    "修订学会管理办法。",
    "组建科技志愿服务总队。",
]
TOLD = [
    "全年净增高企{}家。",
    "举办科普讲座{}场，其中进校园{}场。",
    "举办科技展览{}余场。",
    "授权发明专利{}件，上年为{}件。",
    "申报省级科普基地{}个。",
    "新认定市级科普基地{}个，省级科普基地{}个。",
    "培训农民{}人。",
    "上半年选派科技特派员{}名。",
    "公民具备科学素质比例为{}%。",
    "规上工业增加值{}亿元，增长{}%。",
    "“三公”经费支出{}万元。",
    "科技投入0.{}亿元。",
    "推广测土配方施肥{}万公顷。",
    "走访困难职工{}户。",
    "邻近的泉口县举办科普讲座{}场。",
    "学会管理办法已印发实施。",
    "各项工作有序推进。",
]
TIMES = ["", "第一季度", "上半年", "前三季度", "1—10月", "下半年"]
SILENT = ["", "\n", "各项工作有序推进。\n", "云溪县2024年工作总结\n一、总体情况\n各项工作有序推进，取得新的成效。\n"]


def filled_in(line: str, draw: st.DrawFn) -> str:
    while "{}" in line:
        line = line.replace("{}", str(draw(st.integers(2, 120))), 1)
    return line


@st.composite
def plans(draw: st.DrawFn) -> str:
    lines = draw(st.lists(st.sampled_from(PLANNED), min_size=1, max_size=8, unique=True))
    return "云溪县2024年工作要点\n一、重点任务\n" + "\n".join(filled_in(line, draw) for line in lines) + "\n"


@st.composite
def reports(draw: st.DrawFn) -> str:
    lines = draw(st.lists(st.sampled_from(TOLD), max_size=8, unique=True))
    title = f"云溪县2024年{draw(st.sampled_from(TIMES))}工作总结\n一、工作完成情况\n"
    return title + "\n".join(filled_in(line, draw) for line in lines) + "\n"


def papers(*texts: str) -> list[MatchingPaper]:
    return [MatchingPaper(f"r{at}", text, read_text_document(text)) for at, text in enumerate(texts)]


def paper(text: str) -> MatchingPaper:
    return MatchingPaper("plan", text, read_text_document(text))


def places(done: Matched | Compared) -> list[QuotedPlace]:
    if isinstance(done, Compared):
        return [place for taken in done.commitments for place in (taken.upper, *taken.own)]
    figures: list[PrintedFigure] = [*done.unmatched]
    for answer in done.targets:
        figures += [answer.target, *answer.actuals]
    tasks = [place for task in done.tasks for place in (task.task, *task.evidence)]
    return [*(figure.place for figure in figures), *tasks]


def reasons(done: Matched | Compared) -> list[AnswerReason]:
    rows = done.commitments if isinstance(done, Compared) else (*done.targets, *done.tasks)
    return [reason for row in rows for reason in row.reasons]


def sound(done: Matched | Compared, read_papers: list[MatchingPaper]) -> None:
    """Spans index the texts, quotes agree, reasons are known and whole."""
    texts = {span.name: span.text for span in read_papers}
    for place in places(done):
        assert texts[place.source][place.start : place.end] == place.quote != ""
    for reason in reasons(done):
        assert tuple(reason.values) == REASONS[reason.code]


@given(plans(), st.lists(reports(), max_size=3))
@EXAMPLES
def test_every_figure_is_shown_once_and_every_place_is_in_its_text(plan: str, texts: list[str]) -> None:
    first, others = paper(plan), papers(*texts)
    done = match_plan_to_reports(first, others)
    sound(done, [first, *others])
    used = {figure.place for answer in done.targets for figure in answer.actuals}
    left = [figure.place for figure in done.unmatched]
    assert used.isdisjoint(left) and len(set(left)) == len(left)
    for other_paper in others:
        shown = {(place.start, place.end) for place in (*used, *left) if place.source == other_paper.name}
        said = {
            (quantity.start, quantity.end) for quantity in other_paper.reading.quantities if quantity.role == "actual"
        }
        assert said <= shown
    asked = [(quantity.start, quantity.end) for quantity in first.reading.quantities if quantity.role == "target"]
    answered = [(answer.target.place.start, answer.target.place.end) for answer in done.targets]
    assert answered == sorted(set(answered)) and set(asked) <= set(
        answered
    )  # some promise though they read like results


@given(plans(), st.lists(reports(), max_size=2), st.sampled_from(SILENT), st.integers(0, 2))
@EXAMPLES
def test_a_report_that_says_nothing_changes_nothing(plan: str, texts: list[str], silent: str, at: int) -> None:
    first, others = paper(plan), papers(*texts)
    before = match_plan_to_reports(first, others)
    more = MatchingPaper("silent", silent, read_text_document(silent))
    after = match_plan_to_reports(first, [*others[:at], more, *others[at:]])
    assert (after.targets, after.tasks, after.unmatched) == (before.targets, before.tasks, before.unmatched)


def answers(done: Matched) -> object:
    """All that a clerk reads off, whatever the order of the reports."""
    return (
        [(target.status, target.certain, target.reached, frozenset(target.actuals)) for target in done.targets],
        [(task.status, task.certain, frozenset(task.evidence)) for task in done.tasks],
        frozenset(done.unmatched),
    )


@given(plans(), st.lists(reports(), min_size=2, max_size=4), st.randoms(use_true_random=False))
@EXAMPLES
def test_the_order_of_the_reports_changes_nothing(plan: str, texts: list[str], draw: random.Random) -> None:
    first, others = paper(plan), papers(*texts)
    before = answers(match_plan_to_reports(first, others))
    draw.shuffle(others)
    assert answers(match_plan_to_reports(first, others)) == before


@given(plans(), st.lists(reports(), min_size=1, max_size=3))
@EXAMPLES
def test_a_figure_answers_one_target_directly(plan: str, texts: list[str]) -> None:
    seen: dict[QuotedPlace, QuotedPlace] = {}
    for answer in match_plan_to_reports(paper(plan), papers(*texts)).targets:
        if answer.reasons[0].code == "direct":
            for figure in answer.actuals:
                assert seen.setdefault(figure.place, answer.target.place) == answer.target.place


# One amount in several writings.
WRITINGS: list[Callable[[int], str]] = [
    lambda n: f"{n}万元",
    lambda n: f"{n}万元".translate(FULL_WIDTH),
    lambda n: f"{n * 10_000}元",
    lambda n: f"{Decimal(n) / 10_000}亿元",
]
AMOUNTS = st.integers(1, 99_999)


@given(AMOUNTS, AMOUNTS, st.sampled_from(WRITINGS), st.sampled_from(WRITINGS), st.sampled_from(["", "以上", "以内"]))
@EXAMPLES
def test_another_writing_of_an_amount_changes_no_verdict(
    asked: int, told: int, one: Callable[[int], str], other: Callable[[int], str], bound: str
) -> None:
    def verdict(plain: Callable[[int], str], again: Callable[[int], str]) -> list[tuple[object, ...]]:
        plan = paper(f"云溪县2024年工作要点\n一、重点任务\n科技投入达到{plain(asked)}{bound}。\n")
        report = papers(f"云溪县2024年工作总结\n一、完成情况\n科技投入{again(told)}。\n")
        return [
            (answer.status, answer.certain, answer.reached) for answer in match_plan_to_reports(plan, report).targets
        ]

    found = verdict(one, other)
    assert len(found) == 1
    assert found == verdict(WRITINGS[0], WRITINGS[0])


@given(plans(), st.lists(reports(), max_size=2))
@EXAMPLES
def test_full_width_figures_change_no_verdict(plan: str, texts: list[str]) -> None:
    def verdicts(*some: str) -> list[tuple[object, ...]]:
        done = match_plan_to_reports(paper(some[0]), papers(*some[1:]))
        rows = [(target.status, target.certain, target.reached) for target in done.targets]
        return [*rows, *((task.status, task.certain) for task in done.tasks)]

    wide = [text.translate(FULL_WIDTH).replace("２０２４年", "2024年") for text in (plan, *texts)]
    assert verdicts(*wide) == verdicts(plan, *texts)


@given(plans(), reports())
@EXAMPLES
def test_the_same_papers_give_the_same_answers(plan: str, text: str) -> None:
    assert match_plan_to_reports(paper(plan), papers(text)) == match_plan_to_reports(paper(plan), papers(text))
    assert compare_plans(paper(plan), papers(text)[0]) == compare_plans(paper(plan), papers(text)[0])


@given(plans())
@EXAMPLES
def test_a_plan_takes_up_each_of_its_own_commitments(plan: str) -> None:
    done = compare_plans(paper(plan), papers(plan)[0])
    sound(done, [paper(plan), *papers(plan)])
    assert {taken.status for taken in done.commitments} <= {"equal", "taken"}


# Texts of chance, of the characters and words that rules look for.
WORDS = """
新增 高新技术企业 2024年 万元 亿元 家 以上 不超过 完成年度任务的 全覆盖 第一批 截至 同比增长 个百分点 一、 （一）
1. 上年 其中 市级 省级 人均 翻一番 累计 要 力争 推进 办法 99999999999 0% 年 月 日 季度 上 下 前 后 分别 每 各 均 占
"""
MARKS = "一二三十百千万亿半两几余多近约0123456789.,，、；。：（）()“”%％‰-—～\n| "
BITS = st.sampled_from([*WORDS.split(), *MARKS])
NOISE = st.one_of(st.text(max_size=80), st.lists(BITS, max_size=60).map("".join))


@given(NOISE, st.lists(NOISE, max_size=2))
@settings(max_examples=150)
def test_texts_of_chance_are_answered_too(plan: str, texts: list[str]) -> None:
    first, others = paper(plan), papers(*texts)
    sound(match_plan_to_reports(first, others), [first, *others])
    for other in others:
        sound(compare_plans(first, other), [first, other])


@given(NOISE, plans(), reports())
@EXAMPLES
def test_noise_beside_a_real_paper_does_no_harm(noise: str, plan: str, text: str) -> None:
    first, others = paper(plan), papers(noise, text)
    done = match_plan_to_reports(first, others)
    sound(done, [first, *others])
    assert len(done.targets) == len(match_plan_to_reports(first, papers(text)).targets)
