"""Which indicator words may mean: by any of its names, never in another unit of measure, and always only proposed."""

import pytest

from luoshi.facts.matching.rules import IndicatorProposal, NamedIndicator, normalize_indicator_words, propose_indicators

KNOWN = [
    NamedIndicator(1, ["高新技术企业", "高企"], "家"),
    NamedIndicator(2, ["科普示范基地"], "个"),
    NamedIndicator(3, ["技术合同成交额"], "元"),
    NamedIndicator(4, ["科技型中小企业"], "家"),
]


def best(words: str, unit: str) -> int | None:
    return next((indicator.pk for indicator in propose_indicators(words, unit, KNOWN)), None)


def test_a_name_with_other_signs_is_the_same():
    assert propose_indicators("高新技术企业数", "家", KNOWN)[0] == IndicatorProposal(1, 100)
    assert propose_indicators("“高企”总数", "户", KNOWN)[0] == IndicatorProposal(1, 100)
    assert normalize_indicator_words("技术合同（成交额）") == "技术合同成交额"


MEANT = [
    ("全县高新技术企业", "家", 1),
    ("技术合同成交总额", "元", 3),
    ("新建科普示范基地", "个", 2),
    ("科普大篷车", "辆", None),
    ("", "家", None),
]


@pytest.mark.parametrize(("words", "unit", "pk"), MEANT)
def test_what_is_like_enough_is_proposed(words, unit, pk):
    assert best(words, unit) == pk


def test_in_another_unit_nothing_is_meant():
    assert best("高新技术企业", "元") is None
    assert best("技术合同成交额", "亿元") == 3 and best("技术合同成交额", "户") is None
