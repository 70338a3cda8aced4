"""An upper plan and the unit's own: equal, higher, lower, taken up without a figure, or missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luoshi.matching.model import Compared

FIRMS = "新增高新技术企业18家。"
CAP = "城镇登记失业率控制在3%以内。"
FALL = "单位GDP能耗下降4%以上。"
ROWS = [
    (FIRMS, "新增高新技术企业18家。", "equal", True, ["18家"]),
    (FIRMS, "新增高企18家以上。", "equal", True, ["18家以上"]),
    (FIRMS, "新增高新技术企业不少于18家。", "equal", True, ["不少于18家"]),
    (FIRMS, "新增高新技术企业20家以上。", "higher", True, ["20家以上"]),
    (FIRMS, "新增高新技术企业15家。", "lower", False, ["15家"]),
    (FIRMS, "新增高新技术企业18家左右。", "lower", False, ["18家左右"]),
    (FIRMS, "大力培育高新技术企业。", "taken", False, ["大力培育高新技术企业。"]),
    (FIRMS, "高新技术企业数量增长10%。", "taken", True, ["10%"]),
    (FIRMS, "申报高新技术企业20家。", "missing", None, []),
    (FIRMS, "加强财务管理。", "missing", True, []),
    (FIRMS, "", "missing", True, []),
    ("新认定省级科普基地3个。", "新认定市级科普基地3个。", "missing", None, []),
    # It is the demand that is compared.
    (CAP, "城镇登记失业率控制在3%以内。", "equal", True, ["3%以内"]),
    (CAP, "城镇登记失业率控制在2.5%以内。", "higher", True, ["2.5%以内"]),
    (CAP, "城镇登记失业率控制在3.5%以内。", "lower", True, ["3.5%以内"]),
    (FALL, "单位GDP能耗下降4.5%。", "higher", True, ["4.5%"]),
    (FALL, "单位GDP能耗下降3.5%。", "lower", True, ["3.5%"]),
    ("科技投入达到1200万元。", "科技投入达到0.12亿元。", "equal", True, ["0.12亿元"]),
    ("科技投入达到1200万元。", "科技投入力争达到1300万元。", "higher", True, ["1300万元"]),
    ("推广测土配方施肥30万亩。", "推广测土配方施肥2万公顷。", "equal", True, ["2万公顷"]),
    ("推广测土配方施肥30万亩。", "推广测土配方施肥1.8万公顷。", "lower", False, ["1.8万公顷"]),
    ("举办科普讲座30场。", "第一批举办科普讲座10场，第二批举办科普讲座20场。", "equal", True, ["10场", "20场"]),
    # A task without a figure.
    ("组建科技志愿服务总队。", "成立科技志愿服务总队。", "taken", True, ["成立科技志愿服务总队。"]),
    ("组建科技志愿服务总队。", "加强财务管理。", "missing", True, []),
]


@pytest.mark.parametrize("row", ROWS)
def test_a_commitment_is_taken_up_or_not(
    compared: Callable[[str, str], Compared], row: tuple[str, str, str, bool | None, list[str]]
) -> None:
    upper, own, status, certain, quotes = row
    (taken,) = compared(upper, own).commitments
    assert (taken.status, [place.quote for place in taken.own]) == (status, quotes)
    assert certain in (None, taken.certain)


@pytest.mark.parametrize(
    ("own", "share"),
    [("新建科技小院4个。", "equal"), ("新建科技小院5个。", "higher"), ("新建科技小院3个。", "lower")],
)
def test_of_a_total_parted_among_units_only_the_own_share_is_compared(
    compared: Callable[[str, str], Compared], own: str, share: str
) -> None:
    done = compared("新建科技小院24个，其中云溪县4个、泉口县8个、松台县12个。", own)
    found = [(taken.upper.quote, taken.status, taken.certain) for taken in done.commitments]
    assert found == [("24个", "lower", False), ("4个", share, True)]


def test_commitments_stand_in_the_order_of_the_upper_plan(compared: Callable[[str, str], Compared]) -> None:
    done = compared("组建科技志愿服务总队。举办科普讲座30场。修订学会管理办法。", "举办科普讲座30场。")
    starts = [taken.upper.start for taken in done.commitments]
    assert starts == sorted(starts) and len(starts) == 3


def test_a_plan_takes_up_itself(compared: Callable[[str, str], Compared]) -> None:
    plan = "组建科技志愿服务总队。举办科普讲座30场。新增高新技术企业18家。城镇登记失业率控制在3%以内。"
    done = compared(plan, plan)
    assert [(taken.status, taken.certain) for taken in done.commitments] == [("taken", True)] + [("equal", True)] * 3


def test_one_of_several_that_share_a_thing_is_not_surely_it(compared: Callable[[str, str], Compared]) -> None:
    (one,) = compared("建成智慧书屋2个以上。", "智慧书屋由少年宫2个、文化馆1个各自承建。").commitments
    assert not one.certain


@pytest.mark.parametrize(
    ("upper", "own", "certain", "code"),
    [
        ("全市新建职工书屋90家。", "新建职工书屋12家。", False, "part_of_area"),
        ("新建职工书屋90家。", "新建职工书屋12家。", False, "part_of_area"),
        ("每个县新建职工书屋20家。", "新建职工书屋12家。", True, "asks_less"),
        ("各县新建职工书屋20家，开展法律体检15场。", "新建职工书屋20家，开展法律体检12场。", True, "asks_less"),
        (
            "举办广场歌会。（牵头单位：县文联）\n新建职工书屋90家。（牵头单位：县总工会）",
            "举办广场歌会。\n新建职工书屋12家。",
            True,
            "asks_less",
        ),
        ("全市工会建会率达到92%。", "工会建会率达到85%。", True, "asks_less"),
    ],
)
def test_a_countys_figure_below_its_citys_total_is_not_surely_lower(
    compared: Callable[[str, str], Compared], upper: str, own: str, certain: bool, code: str
) -> None:
    last = compared(upper, own).commitments[-1]
    assert (last.status, last.certain, last.reasons[0].code) == ("lower", certain, code)
