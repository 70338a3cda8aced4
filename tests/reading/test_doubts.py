"""Which figures and sentences ask for a second look, and why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.reading.doubts import add_document_doubts
from luoshi.reading.model import Aspect, Quantity, TextStatement
from luoshi.reading.name_doubts import doubts_about_name
from luoshi.reading.words import load_lexicon_table


def figure(
    text: str, quote: str, name: str, unit: str | None = "家", aspect: Aspect = "level", rule: str = "level/left"
) -> Quantity:
    start = text.index(quote)
    return Quantity(
        start, start + len(quote), Decimal(1), None, unit, "eq", "target", aspect, name, "2024", None, rule, statement=0
    )


def doubts(text: str, *figures: Quantity, weak: bool = False) -> list[list[str]]:
    statement = TextStatement(0, len(text), "task", "section_plan", doubts=["role_weak"] if weak else [])
    add_document_doubts(text, [statement], list(figures), [], ())
    return [item.doubts for item in figures]


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("投资", "name_says_little"),
        ("动工", "name_says_little"),
        ("县财政局必须把", "name_unclear"),
        ("据统计应检", "name_unclear"),
        ("子女入学、就医服务", "name_unclear"),
        ("公建公营", "name_headless"),
        ("五星级", "name_headless"),
        ("教育局对园复核", "name_holds_actor"),
    ],
)
def test_a_name_is_doubted_by_its_own_words(name: str, sign: str) -> None:
    assert sign in doubts_about_name(name, "left")


@pytest.mark.parametrize(
    "name", ["高新技术企业", "结对帮扶农户", "数据中心机柜", "研发费用占营业收入比重", "自然村通组路"]
)
def test_a_name_is_not_doubted_for_words_that_only_look_foreign(name: str) -> None:
    assert doubts_about_name(name, "left") == ()


@pytest.mark.parametrize(
    ("name", "unit", "aspect", "fits"),
    [
        ("安全课程", "%", "share", False),
        ("安全课程占比", "%", "share", True),
        ("保育员", "名", "per", False),
        ("每班保育员", "名", "per", True),
        ("每个文化大院", "个", "level", False),
        ("石窝村离县城", "元", "level", False),
        ("菌棒成活率", "个", "level", False),
        ("菌棒成活率", "%", "level", True),
        ("重点项目投资", "元", "level", True),
        ("油茶种植面积", "亩", "level", True),
    ],
)
def test_a_name_is_held_against_the_unit_and_the_kind_of_its_figure(
    name: str, unit: str, aspect: Aspect, fits: bool
) -> None:
    text = f"{name}达到3。"
    (found,) = doubts(text, figure(text, "3", name, unit, aspect), weak=True)
    assert ("name_unlike_figure" in found) is not fits


def test_signs_are_shown_only_where_together_they_weigh_enough() -> None:
    text = "其中新建科普馆3所。"
    assert doubts(text, figure(text, "3所", "科普馆", "所"), weak=True) == [["name_says_little", "role_weak"]]
    assert doubts(text, figure(text, "3所", "科普馆", "所")) == [[]]
    assert doubts(text, figure(text, "3所", "新建科普馆", "所"), weak=True) == [[]]


def test_a_name_that_nothing_near_would_give_is_said_to_stand_alone() -> None:
    text = "受众突破6000人次。"
    (found,) = doubts(text, figure(text, "6000人次", "巾帼讲堂下村演出", "人次"), weak=True)
    assert "name_unsupported" in found
    (found,) = doubts(text, figure(text, "6000人次", "受众", "人次"), weak=True)
    assert "name_unsupported" not in found


def test_a_name_given_just_before_supports_the_next() -> None:
    text = "办讲座3场，下村2场。"
    first, second = figure(text, "3场", "科普讲座场次", "场"), figure(text, "2场", "科普讲座场次", "场")
    assert "name_unsupported" not in doubts(text, first, second, weak=True)[1]


def test_who_has_a_doubted_name_from_a_figure_before_is_doubted_with_it() -> None:
    text = "占比由71%提高到80%，再提高到90%。"
    torn = [figure(text, quote, "县财政局把占比由", "%", "share") for quote in ("71%", "80%", "90%")]
    assert ["name_doubted_before" in found for found in doubts(text, *torn)] == [False, True, True]
    sound = [figure(text, quote, "绿色建筑占比", "%", "share") for quote in ("71%", "80%", "90%")]
    assert ["name_doubted_before" in found for found in doubts(text, *sound)] == [False] * 3
    short = [figure(text, "71%", "县财政局把占比由", "%", "share"), figure(text, "80%", "占比", "%", "share")]
    assert "name_doubted_before" not in doubts(text, *short, weak=True)[1]  # two characters are a part of many names


def test_a_figure_without_a_name_and_doubts_about_the_amount_are_always_told() -> None:
    text = "从1条到21条。"
    one = figure(text, "1条", "", "条")
    one.doubts = ["count.one"]
    assert doubts(text, one) == [["count.one", "no_indicator"]]


def test_every_sign_that_weighs_is_one_that_is_found() -> None:
    points = load_lexicon_table("aspects")["doubt"]["points"]
    shown = {"name_joined", "role_weak", "picks_out", "name_unsupported", "name_unlike_figure"}
    named = {"name_says_little", "name_unclear", "name_headless", "name_holds_actor", "rule_rarely_right"}
    named |= {"name_doubted_before"}
    assert set(points) == shown | named | {"statement_unsure", "_two", "_part", "_behind", "_bounded"}
