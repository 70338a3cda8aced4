"""Papers that lead astray: other years, parts, batches, nets, wider areas; each row once gave a wrong answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luoshi.matching.model import Compared, Matched

Row = tuple[str, list[str], str | None, bool | None]  # plan, reports, status, certain; None: either

ROWS: dict[str, list[Row]] = {
    "its own year is no past": [
        ("举办科普讲座30场。", ["2024年举办科普讲座33场。"], "met", True),
        ("高新技术企业达到70家。", ["2024年末高新技术企业72家。"], "met", True),
    ],
    "a report on another year": [
        ("举办科普讲座30场。", ["2022年|举办科普讲座33场。"], "no_figure", None),
    ],
    "new and all there are": [
        ("高新技术企业达到90家。", ["新增高新技术企业20家，总数达到92家。"], "met", True),
        ("高新技术企业达到90家。", ["新增高新技术企业95家。"], "no_figure", None),
        ("发展会员500名。", ["会员总数达到2600名。"], "no_figure", None),
        ("会员总数达到2500名。", ["发展会员500名。"], "no_figure", None),
    ],
    "a part of the year alone": [
        ("举办科普讲座30场。", ["2024年第四季度|举办科普讲座25场。"], "not_met", False),
        ("举办科普讲座30场。", ["2024年下半年|举办科普讲座25场。"], "not_met", False),
    ],
    "the seat and all districts": [
        ("举办科普讲座30场。", ["市本级和各县区分别举办科普讲座20场、15场。"], "met", True),
    ],
    "a batch, a part": [
        ("新增高新技术企业18家。", ["第一批新增高新技术企业8家。"], "no_figure", None),
        ("举办科普活动90场。", ["举办进校园科普活动95场。"], None, False),
    ],
    "net for gross": [
        ("新增高新技术企业18家。", ["高新技术企业净增15家。"], "not_met", False),
    ],
    "last year's figures do not date the report": [
        ("技术合同成交额增长20%。", ["技术合同成交额6亿元，上年为4.8亿元。"], "met", True),
        ("高新技术企业净增10家。", ["高新技术企业总数72家，上年末为60家。"], "met", True),
    ],
    "a year inside the date": [
        ("举办科普讲座30场。", ["截至2024年10月底，举办科普讲座25场。"], "not_met", False),
    ],
    "the whole city in a county's report": [
        ("举办科普讲座30场。", ["全市举办科普讲座33场，其中云溪县12场。"], "not_met", None),
    ],
    "a name that begins with all of a wider place": [
        ("举办科普日活动12场。", ["举办全国科普日活动15场。"], "met", None),
        ("评选最美科技工作者8名。", ["评选全市最美科技工作者8名。"], "met", None),
    ],
    "several things counted together": [
        ("新增公共停车位3000个。", ["新增公共及配建停车位3600个。"], None, False),
        ("新创建市级科普示范社区6个。", ["命名市级科普示范社区和科普示范村共9个。"], None, False),
        ("化学需氧量下降4%以上。", ["化学需氧量、氨氮排放量分别下降4.6%、5.1%。"], "met", None),
    ],
    "attended for held": [
        ("举办学术会议5次。", ["参加学术会议8次。"], "no_figure", None),
    ],
    "spread over what is counted": [
        ("每个乡镇建成1个科普馆。", ["13个乡镇共建成科普馆15个。"], "met", False),
    ],
    "times last year's": [
        ("技术合同成交额达到上年的1.9倍。", ["技术合同成交额增长96%。"], "met", True),
    ],
    "classes of size however written": [
        ("新签约10亿元以上项目6个。", ["10亿元以上项目签约5个、在谈9个。"], "not_met", True),
        ("新签约10亿元以上项目6个。", ["１０亿元以上项目签约5个、在谈9个。"], "not_met", True),
    ],
    "附近 is a place": [
        ("走访企业30家。", ["走访园区附近30家企业。"], "met", True),
    ],
    "nearly, above a cap": [
        ("“三公”经费控制在50万元以内。", ["“三公”经费支出近52万元。"], "not_met", False),
    ],
    "ways to say less": [
        ("会议压减20%。", ["会议减少25%。"], "met", None),
        ("文件数量压减20%。", ["文件数量减少25%。"], "met", None),
    ],
    "a range that is a cap": [
        ("会议费控制在10—15万元。", ["会议费支出16万元。"], "not_met", True),
    ],
}


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{name}: {row[1][0]}") for name, rows in ROWS.items() for row in rows]
)
def test_no_figure_answers_that_should_not(matched: Callable[..., Matched], row: Row) -> None:
    plan, reports, status, certain = row
    (answer,) = matched(plan, *reports).targets
    assert status in (None, answer.status.replace("exceeded", "met"))
    assert certain in (None, answer.certain)


@pytest.mark.parametrize(
    ("upper", "own", "expected"),
    [
        (
            "新建科技小院24个（云溪县4个，泉口县8个，松台县12个）。",
            "新建科技小院4个。",
            [("lower", False), ("equal", True)],
        ),
        ("举办科普讲座30场。", "上半年举办科普讲座10场，下半年举办科普讲座20场。", [("equal", True)]),
        ("举办科普讲座30场。", "举办科普讲座要多于上年的30场，持平不算。", [("higher", None)]),
    ],
)
def test_shares_seasons_and_strict_bounds_are_compared(
    compared: Callable[[str, str], Compared], upper: str, own: str, expected: list[tuple[str, bool | None]]
) -> None:
    rows = compared(upper, own).commitments
    assert [row.status for row in rows] == [status for status, _ in expected]
    assert all(certain in (None, row.certain) for row, (_, certain) in zip(rows, expected, strict=True))


def test_a_figure_many_times_the_upper_one_is_higher_but_not_surely(
    compared: Callable[[str, str], Compared],
) -> None:
    (much,) = compared("走访企业40家。", "走访企业520家。").commitments
    assert (much.status, much.certain, much.reasons[0].code) == ("higher", False, "asks_far_more")
    (more,) = compared("走访企业40家。", "走访企业52家。").commitments
    assert (more.status, more.certain) == ("higher", True)
