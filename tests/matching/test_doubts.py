"""What must never be said for certain; each row once was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luoshi.matching.model import Matched

Row = tuple[str, list[str], str, list[str]]  # plan, reports, status, the figures shown

NOT_CERTAIN: dict[str, list[Row]] = {
    "another rate of the same thing": [
        ("社会组织评估率达到40%。", ["社会组织年检率87%。"], "exceeded", ["87%"]),
        ("公交夜班率达到40%。", ["公交正点率87%。"], "exceeded", ["87%"]),
    ],
    "each names something that the other does not": [
        ("农产品抽检合格率达到98%。", ["农产品包装合格率99%。"], "exceeded", ["99%"]),
        ("科普大篷车巡展20场。", ["科普大篷车检修25场。"], "exceeded", ["25场"]),
        ("公交线路优化6条。", ["公交线路开通8条。"], "exceeded", ["8条"]),
    ],
    "the growth of a part": [
        ("固定资产投资增长10%。", ["民间固定资产投资增长15%。"], "exceeded", ["15%"]),
    ],
    "another figure of the plan is named so": [
        ("公交接驳率达到40%，目前公交正点率95%。", ["公交正点率97%。"], "exceeded", ["97%"]),
    ],
    "a class of which the thing asked for is one": [
        ("建成科普教育基地4个。", ["建成科普教育基地、流动展厅等科普场所9个。"], "no_figure", []),
        ("建成社区养老服务中心4个。", ["建成社区养老服务中心、日间照料站等养老设施9个。"], "no_figure", []),
    ],
    "former years": [
        ("规划课题立项10项。", ["历年规划课题立项17项。"], "no_figure", []),
        ("规划课题立项10项。", ["往年规划课题立项17项。"], "no_figure", []),
    ],
    "a further stage": [
        ("新立项规划课题10项。", ["立项的规划课题结题17项。"], "exceeded", ["17项"]),
    ],
    "what one report leaves open, another does not settle": [
        (
            "6月底前完成老旧菜场食品快检室改造8家。",
            [
                "2024年1—9月|8家老旧菜场食品快检室于6月底前完成改造。",
                "经复核，截至6月底实际完成改造的老旧菜场食品快检室为7家，另有1家于8月完工。",
            ],
            "met",
            ["8家"],
        ),
    ],
}


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{name}: {row[1][0]}") for name, rows in NOT_CERTAIN.items() for row in rows]
)
def test_what_is_not_certain(matched: Callable[..., Matched], row: Row) -> None:
    plan, reports, status, quotes = row
    answer = matched(plan, *reports).targets[0]
    assert (answer.status, answer.certain) == (status, False), answer.reasons
    assert [actual.place.quote for actual in answer.actuals] == quotes


@pytest.mark.parametrize(
    ("plan", "report"),
    [
        ("社会组织年检率达到85%。", "全县社会组织年检率为87%。"),
        ("农产品抽检合格率达到98%。", "抽检农产品，合格率99%。"),
        ("农产品抽检合格率达到98%。", "农产品抽检总体合格率99%。"),
        ("公交线路优化6条。", "优化公交线路8条。"),
    ],
)
def test_the_same_in_the_plans_own_words_is_certain(matched: Callable[..., Matched], plan: str, report: str) -> None:
    (answer,) = matched(plan, report).targets
    assert (answer.status, answer.certain) == ("exceeded", True), answer.reasons


def test_a_class_named_as_the_plan_names_it_answers(matched: Callable[..., Matched]) -> None:
    (answer,) = matched("建成科普教育基地4个。", "建成地震馆、气象馆等科普教育基地5个。").targets
    assert (answer.status, answer.certain) == ("exceeded", True), answer.reasons


def test_a_doubtful_figure_is_not_shown_beside_a_certain_one(matched: Callable[..., Matched]) -> None:
    done = matched(
        "操作规程立项5项、发布3项。",
        "2024年上半年|新批准操作规程立项2项，另有3项规程已成文公开征求意见。",
        "全年发布操作规程3项。",
    )
    answer = done.targets[1]
    assert (answer.status, answer.certain) == ("met", True), answer.reasons
    assert [actual.place.source for actual in answer.actuals] == ["r1"]
    assert [figure.place.quote for figure in done.unmatched] == ["3项"]
