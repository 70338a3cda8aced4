"""The words that stand for each other: the file is in order, and what must stay apart stays apart."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from luoshi.matching.words import load_standard_lexicon

GROUPS: dict[str, list[str]] = tomllib.loads(
    (files("luoshi.matching") / "lexicon" / "same.toml").read_text(encoding="utf-8")
)
LINES = [line for lines in GROUPS.values() for line in lines]
WORDS = [word for line in LINES for word in line.split(" ")]


def ideas(text: str) -> set[str]:
    """The ideas that a stretch of text names, those left out that say little."""
    words = load_standard_lexicon()
    return {term for term, weight in words.terms(text).items() if weight >= 2 and term in words.same}


def test_no_word_stands_in_two_lines() -> None:
    assert sorted({word for word in WORDS if WORDS.count(word) > 1}) == []


def test_words_are_words() -> None:
    """No blank but the one between two words, no single character, figures only in the name of a substance."""
    assert [word for word in WORDS if len(word) < 2 or not word.strip() or word != "".join(word.split())] == []
    assert [word for word in WORDS if re.search(r"\d", word) and not re.fullmatch(r"[Pp][Mm][\d.]+", word)] == []
    assert [word for word in WORDS if re.search(r"[“”‘’《》\"'·]", word)] == []  # marks that matching takes away


def test_a_line_says_something() -> None:
    """Two words at least, or one compound that is to stay whole."""
    assert [line for line in LINES if " " not in line and len(line) < 3] == []


def test_each_line_is_one_idea() -> None:
    """Each word alone is known as the idea of its line, so no longer word and no own line came between."""
    words = load_standard_lexicon()
    wrong = [
        word
        for line in LINES
        for word in line.split()
        if words.same[word] != line.split()[0] or words.pattern.fullmatch(word) is None
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "one, other",
    [
        ("新增高企18家", "新认定国家高新技术企业18家"),
        ("小升规企业20家", "新增规上企业20家"),
        ("走访慰问科技工作者50名", "看望科技人员50名"),
        ("攻克技术难题12项", "破解技术瓶颈12项"),
        ("推迟举办科普日活动", "全国科普日活动延期"),
        ("信访件办结率", "信访事项办结率"),
        ("社零总额增长6%", "社会消费品零售总额增长6%"),
        ("居民消费价格涨幅控制在3%以内", "CPI涨幅控制在3%以内"),
        ("单位GDP能耗下降3%", "万元地区生产总值能耗下降3%"),
        ("城镇常住居民人均可支配收入", "城镇居民人均可支配收入"),
        ("加装电梯30部", "既有住宅加装电梯30部"),
        ("县域医共体", "紧密型县域医疗卫生共同体"),
        ("农民工欠薪", "拖欠农民工工资"),
        ("政协委员提案", "政协提案"),
        ("PM2.5浓度", "细颗粒物浓度"),
        ("病险水库除险加固6座", "水库除险加固6座"),
        ("送戏下乡80场", "文化惠民演出80场"),
    ],
)
def test_said_otherwise_is_the_same(one: str, other: str) -> None:
    assert ideas(one) == ideas(other) != set()


@pytest.mark.parametrize("one, other", [("出台政策", "印发实施方案"), ("新建", "揭牌"), ("综合整治", "治理")])
def test_acts_that_say_little_are_the_same_and_weigh_little(one: str, other: str) -> None:
    assert load_standard_lexicon().terms(one) == load_standard_lexicon().terms(other) != {}
    assert ideas(one) == set()


@pytest.mark.parametrize(
    "one, other",
    [
        ("登记失业率", "调查失业率"),
        ("专利申请量", "专利授权量"),
        ("签约资金", "到位资金"),
        ("合同外资", "实际外资"),
        ("专职", "兼职"),
        ("工业投资", "固定资产投资"),
        ("总产值", "增加值"),
        ("受理", "办结"),
        ("人大建议", "政协提案"),
        ("高新技术企业", "科技型中小企业"),
        ("规上企业", "高企"),
        ("专精特新中小企业", "创新型中小企业"),
        ("工程研究中心", "工程技术研究中心"),
        ("重点实验室", "技术创新中心"),
        ("研发机构", "新型研发机构"),
        ("院士工作站", "博士后科研工作站"),
        ("一般公共预算收入", "一般公共预算支出"),
        ("一般公共预算收入", "财政总收入"),
        ("税收收入", "非税收入"),
        ("进口总额", "出口总额"),
        ("贷款余额", "不良贷款"),
        ("出栏", "存栏"),
        ("造林", "营造林"),
        ("耕地", "永久基本农田"),
        ("幼儿园", "公办幼儿园"),
        ("常住人口", "户籍人口"),
        ("常住人口城镇化率", "户籍人口城镇化率"),
        ("养老床位", "家庭养老床位"),
        ("护理型床位", "医院床位"),
        ("投诉", "投诉举报"),
        ("督查", "抽查"),
        ("细颗粒物", "可吸入颗粒物"),
        ("技能等级认定", "职业技能鉴定"),
        ("退役军人", "退役士兵"),
        ("脱贫人口", "贫困人口"),
        ("学历教育", "非学历教育"),
    ],
)
def test_what_differs_is_told_apart(one: str, other: str) -> None:
    assert ideas(one) & ideas(other) == set()
    assert load_standard_lexicon().terms(one) != load_standard_lexicon().terms(other)


@pytest.mark.parametrize(
    "text, idea",
    [
        ("示范社区12个", "示范社"),
        ("派出所民警", "选派"),
        ("村集体经营收入", "营业收入"),
        ("建成区面积", "建设"),
        ("在核心期刊发表论文", "信息"),
        ("缴纳年会费", "学术年会"),
        ("试验区", "田间试验"),
        ("信息化建设", "信息"),
        ("福建省", "建设"),
        ("《科普法》", "普法"),
        ("人民代表大会", "换届"),
    ],
)
def test_a_word_inside_others_is_no_idea(text: str, idea: str) -> None:
    assert idea not in load_standard_lexicon().terms(text)
