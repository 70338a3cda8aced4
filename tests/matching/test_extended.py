"""An office's own words for the same thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import MatchingPaper
from luoshi.matching.words import extend_lexicon, load_standard_lexicon

PLAN = "云溪县2024年工作要点\n一、重点任务\n新建惠农驿站8座。新增高新技术企业18家。\n"
REPORT = "云溪县2024年工作总结\n一、完成情况\n新建田间服务点9座。新增高企20家。\n"


def statuses(paper: Callable[[str, str], MatchingPaper], own: dict[str, Any]) -> list[str]:
    done = match_plan_to_reports(paper("plan", PLAN), [paper("report", REPORT)], extend_lexicon(own))
    return [answer.status for answer in done.targets]


@pytest.mark.parametrize(
    "own",
    [
        {"same": ["惠农驿站 田间服务点"]},
        {"same": {"farming": ["惠农驿站 田间服务点"]}},
        {"same": {"farming": ["惠农驿站 便民亭"], "more": ["便民亭 田间服务点"]}},
        {"same": [" 田间服务点\t惠农驿站 "]},
    ],
)
def test_two_names_that_an_office_calls_the_same_match(
    paper: Callable[[str, str], MatchingPaper], own: dict[str, Any]
) -> None:
    assert statuses(paper, {}) == ["no_figure", "exceeded"]
    assert statuses(paper, own) == ["exceeded", "exceeded"]


@pytest.mark.parametrize("own", [{}, {"same": []}, {"same": {}}, {"same": ["甲 乙", "乙 甲"]}, {"same": ["甲 甲"]}])
def test_lines_that_say_nothing_new_change_nothing(
    paper: Callable[[str, str], MatchingPaper], own: dict[str, Any]
) -> None:
    assert statuses(paper, own) == ["no_figure", "exceeded"]


def test_a_new_word_for_a_known_idea_joins_it() -> None:
    words = extend_lexicon({"same": ["高企 青苗企业"]})
    assert words.terms("新增青苗企业18家") == words.terms("新增高新技术企业18家")
    assert words.terms("新增青苗企业18家") == load_standard_lexicon().terms("新增高企18家")


def test_an_old_word_behind_a_new_one_brings_its_whole_idea() -> None:
    words = extend_lexicon({"same": ["青苗企业 高企"]})
    assert words.terms("青苗企业") == words.terms("高企") == words.terms("高新技术企业")


def test_a_line_with_words_of_two_ideas_makes_them_one() -> None:
    words = extend_lexicon({"same": ["高企 瞪羚"]})
    assert words.terms("瞪羚企业") == words.terms("高新技术企业") != load_standard_lexicon().terms("瞪羚企业")


def test_words_in_quotation_marks_are_the_words() -> None:
    words = extend_lexicon({"same": ["“科普e站” 科普站点"]})
    assert words.terms("“科普e站”") == words.terms("科普e站") == words.terms("科普站点")


def test_a_word_longer_than_any_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r"same\.own"):
        extend_lexicon({"same": ["高企 " + "长" * 500]})


def test_marks_that_mean_something_in_a_pattern_are_only_marks() -> None:
    words = extend_lexicon({"same": ["a|b (x[", "丙*丁 戊.己"]})
    assert words.terms("丙*丁") == words.terms("戊.己") != {}
    assert words.terms("戊乙己") != words.terms("戊.己")


def test_the_standard_words_stay_as_they_are() -> None:
    before = dict(load_standard_lexicon().same)
    extend_lexicon({"same": ["高企 青苗企业", "甲 高新技术企业"]})
    assert dict(load_standard_lexicon().same) == before


@pytest.mark.parametrize(
    ("own", "where"),
    [
        ({"other": ["甲 乙"]}, "other"),
        ({"same": ["甲 乙"], "stages": {}}, "stages"),
        ({"same": "甲 乙"}, "same"),
        ({"same": None}, "same"),
        ({"same": 1}, "same"),
        ({"same": [1]}, "same.own"),
        ({"same": [["甲"]]}, "same.own"),
        ({"same": [""]}, "same.own"),
        ({"same": ["甲 乙", " "]}, "same.own"),
        ({"same": {"farming": "甲 乙"}}, "same.farming"),
        ({"same": {"farming": ["甲 乙"], "more": [2]}}, "same.more"),
    ],
)
def test_another_form_is_refused_by_the_name_of_the_entry(own: dict[str, Any], where: str) -> None:
    with pytest.raises(ValueError) as refused:
        extend_lexicon(own)
    assert str(refused.value) == where
