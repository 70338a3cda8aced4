"""Which tasks of different plans are proposed as one, and which never."""

from __future__ import annotations

import random
from fractions import Fraction
from time import process_time

import pytest

from luoshi.matching.twins import REASONS, Likely, PlanTask, TaskFigure, find_likely_twins, mark_common_words
from luoshi.matching.words import extend_lexicon, load_standard_lexicon


def task(
    words: str, *figures: tuple[int, str], year: int | None = 2026, lead: str = "县科协", by: str = ""
) -> PlanTask:
    sums = tuple(TaskFigure(Fraction(value), unit, f"{value}{unit}") for value, unit in figures)
    return PlanTask(words, year, frozenset({lead} - {""}), frozenset({by} - {""}), sums)


def likely(one: PlanTask, other: PlanTask) -> list[Likely]:
    found, turned = find_likely_twins([one], [other]), find_likely_twins([other], [one])
    assert [row.share for row in found] == [row.share for row in turned]  # whichever is asked first
    return found


SAME = [
    ("办好全国科普日活动，举办主场活动3场", "组织开展2026年全国科普日系列活动，举办主场活动不少于3场"),
    ("开展青少年科技创新大赛", "（二）举办第12届青少年科技创新大赛"),
    ("实施全民科学素质行动，具备科学素质比例达到15%", "深入实施全民科学素质提升行动，力争具备科学素质的比例达15%"),
    ("建设科技小院3个，服务茶产业发展", "6月底前在全县茶产业重点镇新建科技小院3个"),
    ("完成老旧小区改造12个", "改造老旧小区12个"),
    ("推进政务服务“一网通办”，网办率达到90%", "深化政务服务一网通办改革，网办率达90%以上"),
    ("改善营商环境，开展涉企收费专项治理", "优化营商环境，深入开展涉企收费专项治理行动，加强组织领导"),
    ("新认定高企18家", "新认定高新技术企业18家"),
]
OTHER = [
    ("新建科普教育基地2个", "新建科普活动站2个"),
    ("举办科普大讲堂6场", "举办科技馆开放日6场"),
    ("青石镇建设科普馆", "云溪镇建设科普馆"),
    ("申报高新技术企业10家", "认定高新技术企业10家"),
    ("培育国家级学会服务站1个", "培育省级学会服务站1个"),
    ("推进学会改革，制定改革方案", "推进乡镇机构改革，制定改革方案"),
    ("召开县委全会", "召开县政府常务会"),
    ("加强组织领导", "加强组织领导"),
    ("加强组织领导，明确责任分工", "加强组织领导，明确责任分工，加强督促检查"),
    ("建立健全工作机制，压实工作责任，确保各项任务落到实处", "健全工作机制，明确责任分工，确保各项任务落实落细"),
    ("加强宣传引导，营造良好氛围", "强化宣传引导，营造浓厚氛围"),
    ("完成2026年度科技馆改造", "完成2027年度科技馆改造"),
    ("", "新建科普教育基地2个"),
    ("。，；", "。，；"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_task_is_found_again_in_other_words(one: str, other: str) -> None:
    assert len(likely(task(one), task(other))) == 1


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_is_another_task_or_says_nothing_is_not_proposed(one: str, other: str) -> None:
    assert likely(task(one), task(other)) == []


WORDS = "建设科技小院3个，服务茶产业发展"


@pytest.mark.parametrize(
    ("other", "proposed"),
    [
        (task(WORDS, (3, "个")), True),
        (task(WORDS, (3, "个"), year=2027), False),
        (task(WORDS, (3, "个"), year=None), True),
        (task(WORDS, (3, "个"), lead="县科技局"), False),
        (task(WORDS, (3, "个"), lead=""), True),
        (task(WORDS, (3, "个"), lead="县科技局", by="县科协"), True),
        (task(WORDS, (5, "个")), False),
        (task(WORDS, (3, "万元")), False),
        (task(WORDS, (3, "个"), (200, "万元")), True),
        (task(WORDS, (5, "个"), (200, "万元")), False),
        (task(WORDS), True),
    ],
)
def test_year_unit_and_figures_must_not_speak_against_it(other: PlanTask, proposed: bool) -> None:
    assert bool(likely(task(WORDS, (3, "个")), other)) is proposed


def test_tasks_of_which_most_figures_differ_are_two() -> None:
    one = task(WORDS, (3, "个"), (7, "家"), (9, "场"))
    assert likely(one, task(WORDS, (3, "个"), (8, "家"), (10, "场"))) == []
    assert likely(one, task(WORDS, (3, "个"), (7, "家"), (10, "场"))) != []


def test_a_figure_in_another_measure_is_the_same_figure() -> None:
    one, other = task("建成高标准农田", (15000, "亩")), task("新建高标准农田", (1000, "公顷"))
    (found,) = likely(one, other)
    assert found.reasons[-1].values == {"figures": "15000亩"}


def test_it_says_why() -> None:
    (found,) = find_likely_twins([task(WORDS, (3, "个"))], [task("6月底前" + WORDS + "。", (3, "个"))])
    assert found.share == 100
    assert {reason.code: reason.values for reason in found.reasons} == {
        "same_words": {},
        "same_lead": {"unit": "县科协"},
        "same_figures": {"figures": "3个"},
    }
    (found,) = find_likely_twins([task(WORDS, (3, "个"))], [task("新建科技小院", lead="县农业农村局", by="县科协")])
    assert [reason.code for reason in found.reasons] == ["like_words", "shared_unit", "figure_on_one_side"]
    assert all(reason.values.keys() == set(REASONS[reason.code]) for reason in found.reasons)


def test_the_likeliest_come_first_and_no_more_than_asked() -> None:
    others = [task(words) for words in ("建设科技小院", WORDS, "服务茶产业", "建设科技小院，服务茶产业", WORDS)]
    assert [row.other for row in find_likely_twins([task(WORDS)], others)] == [1, 4, 3]
    assert [row.other for row in find_likely_twins([task(WORDS)], others, most=1)] == [1]
    assert find_likely_twins([], others) == find_likely_twins([task(WORDS)], []) == []


def test_an_offices_own_words_count() -> None:
    own = extend_lexicon({"same": ["中国茶叶博览会 云岭春茶展"]})
    pair = [task("举办中国茶叶博览会")], [task("举办云岭春茶展")]
    assert (len(find_likely_twins(*pair)), len(find_likely_twins(*pair, lexicon=own))) == (0, 1)


def test_the_words_in_common_are_marked_also_by_another_name() -> None:
    assert mark_common_words("新认定高企18家", "认定高新技术企业18家") == [
        ("新", False),
        ("认定高企", True),
        ("18家", False),
    ]
    assert "".join(piece for piece, _both in mark_common_words(WORDS, "服务茶产业")) == WORDS
    assert [piece for piece, both in mark_common_words(WORDS, "服务茶产业") if both] == ["服务茶产业"]
    assert mark_common_words("", WORDS) == []


def test_three_thousand_tasks_are_asked_in_bounded_time() -> None:
    """300 against 3,000 take about 1 s, and 0.5 s more where their words are new; several times that is a fault."""
    random.seed(7)
    things = [
        f"{character}{two}"
        for character in "科普农技学会青少年创新人才智库"
        for two in "基地活动平台大赛论坛服务站讲堂"
    ]
    words = ["建设" + "，推进".join(random.sample(things, 4)) for _ in range(3300)]
    tasks = [task(word) for word in words]
    find_likely_twins(tasks[:1], tasks[1:], lexicon=load_standard_lexicon())
    begun = process_time()
    find_likely_twins(tasks[:300], tasks[300:])
    assert process_time() - begun < 8
