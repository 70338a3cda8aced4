"""Demo tags: three lists that the office set, commitments of two plans tagged, and headings that propose the rest."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from luoshi.commitments.tags.tag_lists import HEADS, TAG_LISTS
from luoshi.desk.tags.part import short_name
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.code_lists.queries import newest_version_id
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.plan import Plan

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

ADMINISTRATOR, SOURCE = "guan", "《云岭县事项标签管理办法》"
# Code, word, and the words by which headings propose it.
LISTS = {
    "services": (
        ("workers", "为科技工作者服务", "凝聚科技工作者、人才"),
        ("growth", "为创新驱动发展服务", "创新、平台、成果转化"),
        ("public", "为提高全民科学素质服务", "科学素质、科普"),
    ),
    "groups": (
        ("minors", "青少年", ""),
        ("farmers", "农民", "农村、乡村"),
        ("labour", "产业工人", "企业"),
        ("elders", "老年人", ""),
        ("officials", "领导干部、公务员", "干部"),
    ),
    "works": (
        ("schooling", "科学教育与培训", "培训"),
        ("resources", "科普资源开发共享", "资源"),
        ("media", "大众传媒科普能力", "媒体"),
        ("bases", "科普基础设施", "阵地、场馆"),
    ),
}  # fmt: skip
# The words of a commitment by which the office tagged it; what has none of them was left without a tag.
SERVICES = (
    ("workers", ("科技工作者", "科学家精神", "座谈会", "学会")),
    ("public", ("素质", "科普", "流动科技馆", "大篷车", "科技馆", "校园")),
    ("growth", ("企业科协", "揭榜", "实验室", "孵化", "技术合同", "科创云岭")),
)
GROUPS = (
    ("minors", ("青少年", "学生", "中小学", "校园", "中学")),
    ("farmers", ("农民", "农村", "乡村", "农业", "村（社区）", "行政村")),
    ("labour", ("企业", "技术合同")),
    ("officials", ("负责人", "党员", "理论学习")),
)
WORKS = (
    ("schooling", ("培训", "课程", "教育", "宣讲", "讲座")),
    ("bases", ("科技馆", "大篷车", "基地", "阵地", "村（社区）")),
    ("resources", ("资源", "作品", "挂图")),
)
TAGGED = ("task-division.xlsx", "work-points.docx")  # the headings of the others still propose
LATER = 2  # working days after publication


def plan_tags(making: Making) -> None:
    """Schedule the lists, before the first paper came in."""
    making.later(making.start, partial(_set_lists, making))


def tag_plan(making: Making, plan: Plan, desk: str, at: datetime) -> None:
    """Tag the commitments of a plan by their words, each once."""
    for commitment in plan.commitments.order_by("place"):
        given = {
            name: codes
            for name, words in (("services", SERVICES), ("groups", GROUPS), ("works", WORKS))
            if (codes := [code for code, some in words if any(word in commitment.words for word in some)])
        }
        if given:
            take(commitment, "tag", making.actor(desk, at), given, at=at)


def _set_lists(making: Making, at: datetime) -> None:
    actor, day = making.actor(ADMINISTRATOR, at), timezone.localdate(at)
    for code_list in TAG_LISTS:
        items = LISTS.get(short_name(code_list), ())
        wanted = [ListItemInput(code, word, {HEADS: heads}, new=True) for code, word, heads in items]
        if wanted:
            seen = newest_version_id(code_list, None, day)
            set_version(code_list, None, wanted, day, SOURCE, actor, at=at, seen=seen)
