"""Phrases beside a figure are cut down to the words that name something, never inside a word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.actors import split_actor_action
from luoshi.reading.lists import of_places, split_items
from luoshi.reading.phrases import (
    bare_name,
    clean_phrase,
    entity_of_name,
    fit_phrase,
    is_act,
    join_phrases,
    noun_after_figure,
    of_title,
    strip_acting_body,
    subject_of,
)
from luoshi.reading.sentence_themes import is_dependent_name, is_within_theme, object_of, thing_of_heading


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("截至6月底共有标准厂房", "标准厂房"),
        ("全年累计建成", "建成"),
        ("全县科技型企业达到", "科技型企业"),
        ("可再生能源装机容量超", "可再生能源装机容量"),
        ("一般公共预算收入", "一般公共预算收入"),
        ("“科普大篷车”下乡", "科普大篷车下乡"),
        ("石桥乡茶园面积扩大到", "茶园面积"),
        ("于二季度末前建成人才驿站", "建成人才驿站"),
        ("二是科普经费", "科普经费"),
    ],
)
def test_times_modals_places_and_offices_are_no_part_of_a_name(phrase: str, words: str) -> None:
    assert clean_phrase(phrase) == words


def test_an_office_is_left_out_and_a_thing_that_is_the_subject_stays() -> None:
    assert strip_acting_body("县财政安排运维经费") == "安排运维经费"
    assert strip_acting_body("利用闲置地块新建口袋公园") == "新建口袋公园"
    assert strip_acting_body("文化馆改造项目完成投资") == "文化馆改造项目完成投资"


def test_a_verb_that_only_says_that_there_is_goes_and_others_stay() -> None:
    assert bare_name("举办农村电商培训") == "农村电商培训"
    assert bare_name("引进高层次人才") == "引进高层次人才"
    assert bare_name("组织建设") == "组织建设"


@pytest.mark.parametrize(
    ("right", "noun"),
    [("企业参与竞赛", "企业参与竞赛"), ("乡镇中只有", "乡镇"), ("单位共计", "单位")],
)
def test_the_noun_behind_a_figure_ends_where_its_predicate_begins(right: str, noun: str) -> None:
    assert noun_after_figure(right) == noun


def test_what_is_counted_and_what_it_does_are_parted() -> None:
    assert split_actor_action("项目晋级省赛") == ("项目", "晋级省赛")
    assert split_actor_action("贫困村9月底前退出") == ("贫困村", "退出")
    assert split_actor_action("企业技术中心") == ("", "")


def test_phrases_are_joined_with_what_they_share_said_once() -> None:
    assert join_phrases("少年发明大赛", "大赛作品") == "少年发明大赛作品"
    assert join_phrases("文化馆布展", "展厅面积") == "文化馆布展展厅面积"


@pytest.mark.parametrize(
    ("phrase", "items"),
    [
        ("甲类、乙类和丙类", ["甲类", "乙类", "丙类"]),
        ("一、二、三等奖", ["一等奖", "二等奖", "三等奖"]),
        ("科研院所和高校经费", ["科研院所经费", "高校经费"]),
    ],
)
def test_a_list_that_is_shared_out_shares_its_tail(phrase: str, items: list[str]) -> None:
    assert split_items(phrase) == items


@given(st.text(alphabet="建成举办的、和与科普讲座企业示范站", max_size=40), st.integers(4, 20))
def test_a_phrase_is_cut_only_at_its_front(phrase: str, room: int) -> None:
    assert phrase.endswith(fit_phrase(phrase, room))


@pytest.mark.parametrize(
    ("clause", "thing"),
    [
        ("举办第六届少年发明大赛", "少年发明大赛"),
        ("9月底前完成县文化馆布展", "县文化馆布展"),
        ("市科协要办好基层干部轮训班", "基层干部轮训班"),
        ("在人民广场举办启动仪式暨读书节", "读书节"),
        ("建立由农业局牵头的虫情会商机制", "虫情会商"),
        ("采取有力措施", ""),
        ("新增学位300个", ""),
    ],
)
def test_a_clause_speaks_of_what_it_sets_up(clause: str, thing: str) -> None:
    assert object_of(clause) == thing


def test_names_within_a_theme_are_told_from_tasks_of_their_own() -> None:
    assert is_within_theme("征集作品") and is_within_theme("注册会员")
    assert not is_within_theme("引进人才")
    assert is_dependent_name("参与师生") and is_dependent_name("农民受益")
    assert not is_dependent_name("科普讲座")


def test_headings_and_titles_give_the_thing_they_name() -> None:
    assert thing_of_heading("老旧小区改造（20分）") == "老旧小区改造"
    assert thing_of_heading("加强组织领导") == ""
    assert subject_of("柳河市优秀科普作品评选办法") == "优秀科普作品评选"
    assert subject_of("关于全县重点水利项目建设情况的督查通报") == "重点水利项目"
    assert of_title("项目", "重点水利项目") == "重点水利项目"
    assert of_title("企业", "重点水利项目") == "企业"


def test_verbs_alone_are_told_from_nouns() -> None:
    assert is_act("培训") and is_act("办结")
    assert not is_act("培训班")
    assert entity_of_name("引进科技型企业") == "科技型企业"


def test_a_hostile_phrase_takes_no_longer_for_each_character() -> None:
    def seconds(size: int) -> float:
        phrase = "的县市科协举办" * size
        best = 60.0
        for _ in range(5):
            clean_phrase.cache_clear()
            start = time.process_time()
            clean_phrase(phrase)
            strip_acting_body(phrase)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(8000) < 50 * max(seconds(800), 1e-4)


@pytest.mark.parametrize(
    ("items", "named"),
    [
        (["东山区", "西河区", "柳县科技型企业数"], ["科技型企业"] * 3),
        (["专利申请", "专利授权"], []),
        (["东山区", "西河区"], []),
    ],
)
def test_places_before_a_shared_list_are_not_what_is_counted(items: list[str], named: list[str]) -> None:
    assert of_places(items) == named


@pytest.mark.parametrize(
    ("title", "about", "thing", "surveyed"),
    [
        ("2023年度青柳市科技型企业统计公报", "科技型企业", "科技型企业", True),
        ("青柳市2023年国民经济和社会发展统计公报", "", "", False),
        ("青柳市乡村教师积分考核办法（试行）", "乡村教师积分考核", "乡村教师", False),
        ("柳河县“争当能手、建功乡村”技能竞赛方案", "技能竞赛", "技能竞赛", False),
        ("在全县养老服务工作会议上的讲话", "", "养老服务", False),
        ("柳河县民政局2024年工作要点", "", "", False),
        ("", "", "", False),
    ],
)
def test_a_title_says_what_the_document_is_about(title: str, about: str, thing: str, surveyed: bool) -> None:
    found = subject_of(title)
    assert (str(found), found.thing, found.surveyed) == (about, thing, surveyed)
