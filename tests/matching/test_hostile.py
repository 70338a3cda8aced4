"""Papers at the edge: empty ones, a plan beside itself, one name ten thousand times, papers without a year."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from luoshi.matching.compare import compare_plans
from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import Matched, MatchingPaper
from luoshi.reading.read import read_text_document

PLAN = """云溪县2024年工作要点
一、重点任务
新增高新技术企业18家，技术合同成交额达到6亿元、增长20%。
举办科普讲座30场以上，培训农民3000人次。
修订学会管理办法。组建科技志愿服务总队。
"""
REPORT = """云溪县2024年工作总结
一、完成情况
新增高新技术企业20家，技术合同成交额6.6亿元、增长22%。
举办科普讲座28场，培训农民3100人次。学会管理办法已修订印发。
"""
NOTHING = ["", "\n", " ", "\ufeff", "。", "一、\n（一）\n", "|", "12", "家", "新增高新技术企业18家"]


def paper(name: str, text: str) -> MatchingPaper:
    return MatchingPaper(name, text, read_text_document(text))


@pytest.mark.parametrize("text", NOTHING)
def test_an_empty_report_answers_nothing(text: str) -> None:
    done = match_plan_to_reports(paper("plan", PLAN), [paper("r", text if "18" not in text else "")])
    assert {answer.status for answer in done.targets} == {"no_figure"} and len(done.targets) == 5
    assert {task.status for task in done.tasks} == {"not_mentioned"} and len(done.tasks) == 2


@pytest.mark.parametrize("text", NOTHING[:-1])
def test_an_empty_plan_asks_for_nothing_and_leaves_every_figure(text: str) -> None:
    plan = paper("plan", text)
    done = match_plan_to_reports(plan, [paper("r", REPORT)])
    assert [answer for answer in done.targets if answer.status != "no_figure"] == []
    assert len(done.unmatched) == 5
    assert compare_plans(plan, paper("own", PLAN)).commitments == compare_plans(plan, paper("own", "")).commitments


def test_two_empty_papers_are_compared() -> None:
    assert compare_plans(paper("upper", ""), paper("own", "")).commitments == ()
    done = match_plan_to_reports(paper("plan", ""), [])
    assert (done.targets, done.tasks, done.unmatched) == ((), (), ())


def test_a_plan_beside_itself_is_nowhere_contradicted() -> None:
    plan = paper("plan", PLAN)
    done = match_plan_to_reports(plan, [MatchingPaper("again", plan.text, plan.reading)])
    assert {answer.status for answer in done.targets} <= {"met", "no_figure"}
    taken = compare_plans(plan, MatchingPaper("own", plan.text, plan.reading)).commitments
    assert {commitment.status for commitment in taken} == {"equal", "taken"} and len(taken) == 7


def test_papers_that_name_no_year_are_taken_for_the_same_year() -> None:
    plan, report = (text.replace("2024年", "") for text in (PLAN, REPORT))
    bare = match_plan_to_reports(paper("plan", plan), [paper("r", report)])
    dated = match_plan_to_reports(paper("plan", PLAN), [paper("r", REPORT)])
    assert [answer.status for answer in bare.targets] == [answer.status for answer in dated.targets]
    for words, other in ((PLAN, report), (plan, REPORT)):
        mixed = match_plan_to_reports(paper("plan", words), [paper("r", other)])
        assert [answer.status for answer in mixed.targets] == [answer.status for answer in dated.targets]


def test_the_same_report_twice_contradicts_nothing() -> None:
    plan = paper("plan", PLAN)
    once = match_plan_to_reports(plan, [paper("r", REPORT)])
    twice = match_plan_to_reports(plan, [paper("r", REPORT), paper("s", REPORT)])
    for target, two in zip(once.targets, twice.targets, strict=True):
        assert (target.status, target.certain, target.reached) == (two.status, two.certain, two.reached)
        assert len(two.actuals) == 2 * len(target.actuals)


def test_reports_that_contradict_each_other_are_judged_without_certainty() -> None:
    plan = paper("plan", PLAN)
    done = match_plan_to_reports(plan, [paper("r", REPORT), paper("s", REPORT.replace("28场", "35场"))])
    (talks,) = (answer for answer in done.targets if answer.target.place.quote == "30场以上")
    assert not talks.certain and len(talks.actuals) == 2
    assert "reports_differ" in [reason.code for reason in talks.reasons]


def lines(words: str, count: int) -> str:
    return "\n".join(words.format(number) for number in range(1, count + 1))


def test_ten_thousand_figures_of_one_indicator_are_none_of_them_chosen() -> None:
    report = paper("r", "云溪县2024年工作总结\n一、完成情况\n" + lines("全年新增高新技术企业{}家。", 10_000))
    begin = time.process_time()
    done = match_plan_to_reports(paper("plan", PLAN), [report])
    assert time.process_time() - begin < 15
    firms = done.targets[0]
    assert not firms.certain
    shown = {figure.place for answer in done.targets for figure in answer.actuals}
    assert len(shown) + len(done.unmatched) == 10_000


def _grown(count: int) -> float:
    """Seconds of processor for ``count`` targets, all of one name, beside as many figures of it."""
    plan = paper("plan", "云溪县2024年工作要点\n一、重点任务\n" + lines("新增高新技术企业{}家。", count))
    report = paper("r", "云溪县2024年工作总结\n一、完成情况\n" + lines("全年新增高新技术企业{}家。", count))
    begin = time.process_time()
    done = match_plan_to_reports(plan, [report])
    seconds = time.process_time() - begin
    assert len(done.targets) == count
    return seconds


def test_the_cost_grows_no_faster_than_targets_by_figures() -> None:
    small, large = min(_grown(150) for _ in range(3)), _grown(900)
    assert large < small * 36 * 1.5 + 0.5


@pytest.mark.parametrize(
    "words",
    [
        "其中" * 3000 + "3家",
        "、".join(["新增高新技术企业3家"] * 1500),
        "新增高新技术企业" * 1500 + "3家。",
        "上半年" * 3000 + "举办科普讲座3场。",
        "每月每季度每年" * 1500 + "3场。",
        "全部" * 150,
        "完成年度任务的" * 1500 + "3%。",
        "省级市级县级" * 1500 + "3个。",
        "比上年增加" * 1500 + "3家。",
        "9" * 5000 + "家。",
        "新增高新技术企业" + "1" * 400 + "亿家。",
        "分别为" + "、".join(["3家"] * 2000),
    ],
    ids=range(12),
)
def test_hostile_sentences_end_soon(matched: Callable[..., Matched], words: str) -> None:
    begin = time.process_time()
    matched(words, PLAN, words)
    matched(PLAN, words)
    assert time.process_time() - begin < 15
