"""Tasks without a figure: reported in whatever words, or passed over in silence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luoshi.matching.model import Matched

GENERAL = "各项工作有序推进。"


@pytest.mark.parametrize(
    ("plan", "report"),
    [
        ("组建科技志愿服务总队。", "科技志愿服务总队已挂牌成立。"),
        ("建立全县科技专家库。", "全县科技专家库正在筹建，入库标准已拟定。"),
        ("开展科普进校园活动。", "受场地影响，科普进校园活动推迟到明年举办。"),
        ("修订学会管理办法。", "学会管理办法完成修订并印发实施。"),
        ("修订学会管理办法。", "经研究，修订学会管理办法的工作不再开展。"),
        ("推进院士工作站建设。", "院士专家工作站建设扎实推进，完成选址。"),
    ],
)
def test_done_under_way_put_off_or_given_up_it_is_reported(
    matched: Callable[..., Matched], plan: str, report: str
) -> None:
    (task,) = matched(plan, GENERAL + report).tasks
    assert (task.status, task.certain) == ("reported", True)
    assert [(place.source, place.quote) for place in task.evidence] == [("r0", report)]


@pytest.mark.parametrize("report", [GENERAL, "举办科普讲座33场。", "全会上下团结一心，取得新的成效。", ""])
def test_a_sentence_that_would_fit_any_task_is_no_evidence(matched: Callable[..., Matched], report: str) -> None:
    (task,) = matched("修订学会管理办法。", report).tasks
    assert (task.status, task.certain, task.evidence) == ("not_mentioned", True, ())
    assert [reason.code for reason in task.reasons] == ["silent"]


def test_each_task_has_its_own_evidence(matched: Callable[..., Matched]) -> None:
    plan = "组建科技志愿服务总队。建立科技专家库。完善财务管理制度。"
    done = matched(plan, "科技专家库正在筹建。科技志愿服务总队已挂牌成立。")
    assert [[place.quote for place in task.evidence] for task in done.tasks] == [
        ["科技志愿服务总队已挂牌成立。"],
        ["科技专家库正在筹建。"],
        [],
    ]


def test_evidence_comes_from_every_report_that_speaks_of_it(matched: Callable[..., Matched]) -> None:
    (task,) = matched(
        "组建科技志愿服务总队。", "2024年上半年|科技志愿服务总队正在筹建。", "科技志愿服务总队已挂牌成立。"
    ).tasks
    assert [place.source for place in task.evidence] == ["r0", "r1"]


def test_a_sentence_with_a_target_figure_and_a_note_of_duty_are_no_tasks(matched: Callable[..., Matched]) -> None:
    done = matched("举办科普讲座30场。（责任单位：学会部）修订学会管理办法。", GENERAL)
    assert [task.task.quote for task in done.tasks] == ["修订学会管理办法。"]


def test_what_is_still_to_be_done_is_no_evidence(matched: Callable[..., Matched]) -> None:
    (task,) = matched("修订学会管理办法。", "下一步，将重点修订学会管理办法。").tasks
    assert task.status == "not_mentioned"
