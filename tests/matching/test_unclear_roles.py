"""A figure of which only the kind of paper says whether it is a target or a result leaves an answer open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luoshi.matching.compare import compare_plans
from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import Matched, MatchingPaper
from luoshi.reading.model import UNCLEAR_ROLE

Papers = Callable[[str, str], MatchingPaper]
PLAN = "云溪县科学技术协会2024年工作要点\n"
REPORT = "云溪县科学技术协会2024年工作总结\n"
ASKED, SILENT = "新建科普馆3座。", "修订科普经费管理办法。"


def doubt_roles(paper: MatchingPaper, *quotes: str) -> MatchingPaper:
    """Return a paper in which exactly the figures printed so have an unclear role."""
    for quantity in paper.reading.quantities:
        quantity.doubts = [doubt for doubt in quantity.doubts if doubt != UNCLEAR_ROLE]
        if paper.text[quantity.start : quantity.end] in quotes:
            quantity.doubts.append(UNCLEAR_ROLE)
    return paper


@pytest.fixture
def match(paper: Papers) -> Callable[..., Matched]:
    """A function: the words of a plan and its unclear figures, then the same of each report."""

    def run(plan: tuple[str, ...], *reports: tuple[str, ...]) -> Matched:
        told = [doubt_roles(paper(f"r{at}", REPORT + words), *some) for at, (words, *some) in enumerate(reports)]
        return match_plan_to_reports(doubt_roles(paper("plan", PLAN + plan[0]), *plan[1:]), told)

    return run


@pytest.mark.parametrize(("reached", "status"), [("4座", "exceeded"), ("3座", "met"), ("2座", "not_met")])
@pytest.mark.parametrize(
    ("plan", "report", "opened"),
    [
        ((), (), []),
        (("3座",), (), ["target_unclear"]),
        ((), True, ["result_unclear"]),
        (("3座",), True, ["result_unclear", "target_unclear"]),
    ],
)
def test_an_answer_that_an_unclear_figure_decides_is_a_proposal_that_says_so(
    match: Callable[..., Matched], plan: tuple[str, ...], report: bool, opened: list[str], reached: str, status: str
) -> None:
    words = f"全年新建科普馆{reached}。"
    (answer,) = match((ASKED, *plan), (words, reached) if report else (words,)).targets
    assert (answer.status, answer.certain) == (status, not opened)
    assert [reason.code for reason in answer.reasons] == ["direct", *opened]


@pytest.mark.parametrize("unclear", [(), ("3座",)])
def test_an_unclear_target_without_a_figure_is_not_certainly_unreported(
    match: Callable[..., Matched], unclear: tuple[str, ...]
) -> None:
    (answer,) = match((ASKED, *unclear), (SILENT,)).targets
    assert (answer.status, answer.certain) == ("no_figure", not unclear)
    assert [reason.values for reason in answer.reasons if reason.code == "target_unclear"] == (
        [{"target": "3座"}] if unclear else []
    )


@pytest.mark.parametrize(
    ("words", "unclear", "certain"),
    [
        ("6月底前新建科普馆4座。", (), True),
        ("6月底前新建科普馆4座。", ("4座",), False),
        ("力争新建科普馆4座。", ("4座",), True),  # its own words say that it is still to come
    ],
)
def test_what_only_the_kind_of_a_report_makes_a_target_is_near(
    paper: Papers, words: str, unclear: tuple[str, ...], certain: bool
) -> None:
    report = doubt_roles(paper("r0", "云溪县科学技术协会2024年重点工作安排\n" + words), *unclear)
    assert report.reading.kind == "plan"
    (answer,) = match_plan_to_reports(doubt_roles(paper("plan", PLAN + ASKED)), [report]).targets
    assert (answer.status, answer.certain) == ("no_figure", certain)


def test_an_unclear_figure_is_settled_by_a_clear_one_that_says_the_same(match: Callable[..., Matched]) -> None:
    (answer,) = match((ASKED,), ("全年新建科普馆4座。", "4座"), ("截至年底，全年新建科普馆4座。",)).targets
    assert (answer.status, answer.certain) == ("exceeded", True)


ITEMS = ["新建科普馆3座", "举办培训班20期", "新增企业科协8家", "评选科普基地6个", "配备科普大篷车2辆"]


def items(*words: str) -> str:
    return "".join(f"（{at}）{item}。\n" for at, item in enumerate(words, 1))


@pytest.mark.parametrize(
    ("words", "certain"),
    [
        (items(*ITEMS), True),  # all other items of the list are owed
        (items(*ITEMS[:3]), False),  # too short a list
        ("".join(f"{item}。\n" for item in ITEMS), False),  # no list
        (items(*ITEMS[:4], "上年末已有科普大篷车2辆"), False),  # one of its items tells what there is
    ],
)
def test_a_list_of_clear_items_makes_its_unclear_one_clear(
    match: Callable[..., Matched], words: str, certain: bool
) -> None:
    first = match((words, "3座"), ("全年新建科普馆4座。",)).targets[0]
    assert (first.target.place.quote, first.status, first.certain) == ("3座", "exceeded", certain)


@pytest.mark.parametrize("unclear", [(), ("3座",)])
def test_an_unclear_figure_of_the_upper_plan_is_no_certain_commitment(paper: Papers, unclear: tuple[str, ...]) -> None:
    upper = doubt_roles(paper("upper", "青石市科学技术协会2024年工作要点\n" + ASKED), *unclear)
    own = doubt_roles(paper("own", PLAN + "新建科普馆4座。"))
    (commitment,) = compare_plans(upper, own).commitments
    assert (commitment.status, commitment.certain) == ("higher", not unclear)
    assert ("target_unclear" in [reason.code for reason in commitment.reasons]) is bool(unclear)
