"""A figure in a report's picture stands beside the reported value: for a person to look at, never to decide."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from lxml import html

from assigned import running
from luoshi.commitments.verifying.rules import (
    PictureComparison,
    RecognisedFigure,
    compare_with_pictures,
    read_picture_figures,
)
from luoshi.kernel.files.models import EvidenceText
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import signed_in
from office import NOW, Office
from pictures_told import tell_text, work_on_texts
from plans import published
from scans_told import picture

URL = "/verify/"
PLAN = "云岭县2026年科普工作要点\n一、工作任务\n县科协举办科普讲座30场，9月底前完成。\n"


@pytest.fixture(autouse=True)
def _alone(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    cache.clear()
    with override("en"):
        yield


def reported(office: Office, value: str = "25", *names: str) -> Commitment:
    """Lectures that are reported held, so many, with pictures of these names."""
    one = running(office, published(office, PLAN), "科普讲座")
    (target,) = one.targets.filter(ended=None)
    files = [SimpleUploadedFile(name, picture(at)) for at, name in enumerate(names or ("签到表.jpg",))]
    given = {"words": "已办完", "effect": "群众满意", f"value_{target.pk}": value}
    take(one, "finish", office.actor("clerk"), given, at=NOW, files={"evidence": files})
    return Commitment.objects.get(pk=one.pk)


def beside_value(page: Any) -> list[str]:
    """What stands about pictures beside the reported value."""
    found = html.fromstring(page.content.decode()).xpath('//*[@id="reported-values"]//td[last()]/span')
    return [" ".join(each.text_content().split()) for each in found]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("科普讲座签到表\n共举办讲座52场，参加人员1.2万人次。", [("52", "场"), ("12000", "人次")]),
        ("讲座 | 52场\n培训 | 300 人次", [("52", "场"), ("300", "人次")]),
        ("（52场）", [("52", "场")]),
        ("投入经费2200万元", [("22000000", "元")]),
        ("荣誉证书 编号2026001\n2026年3月5日\n第3期\n52", []),
        ("王明 630*************34 138****8000", []),
        ("", []),
    ],
)
def test_figures_with_a_unit_are_read_line_by_line(text: str, figures: list[tuple[str, str]]) -> None:
    assert read_picture_figures(text) == [RecognisedFigure(Decimal(value), unit) for value, unit in figures]


def test_growth_and_what_is_only_about_so_much_are_told_apart() -> None:
    assert read_picture_figures("同比增长6.5%") == [RecognisedFigure(Decimal("6.5"), "%", growth=True)]
    for text in ("约52场", "52场以上", "50～60场"):
        assert [figure.exact for figure in read_picture_figures(text)] == [False]


def compared(reported: str, *texts: str, unit: str = "场", growth: bool = False) -> list[PictureComparison]:
    pictures = [(f"{at}.jpg", read_picture_figures(text)) for at, text in enumerate(texts, 1)]
    return compare_with_pictures(RecognisedFigure(Decimal(reported), unit, growth=growth), pictures)


@pytest.mark.parametrize(
    ("told", "texts", "values", "same"),
    [
        ("25", ["共52场"], {"1.jpg": ("52",)}, False),
        ("25", ["共25场"], {"1.jpg": ("25",)}, True),
        ("25.0", ["共25场"], {"1.jpg": ("25",)}, True),
        ("25", ["3月12场\n4月13场\n合计25场"], {"1.jpg": ("25",)}, True),  # among others
        ("25", ["12场\n13场\n12场"], {"1.jpg": ("12", "13")}, False),
        ("25", ["共52场", "合计25场"], {"2.jpg": ("25",)}, True),  # the first shows something else
        ("25", ["共52场", "共53场"], {"1.jpg": ("52",), "2.jpg": ("53",)}, False),
        ("25", ["共52人次"], {}, False),  # another unit
        ("25", ["52", "编号52"], {}, False),  # no unit
        ("25", ["约50场"], {}, False),  # about so much contradicts nothing
        ("50", ["约50场"], {"1.jpg": ("50",)}, True),
        ("25", [""], {}, False),
        ("25", [], {}, False),
    ],
)
def test_a_reported_value_is_compared_with_figures_of_its_own_unit(
    told: str, texts: list[str], values: dict[str, tuple[str, ...]], same: bool
) -> None:
    wanted = [PictureComparison(name, tuple(map(Decimal, found)), same) for name, found in values.items()]
    assert compared(told, *texts) == wanted


def test_sizes_are_compared_exactly_and_growth_only_with_growth() -> None:
    assert [found.same for found in compared("12000", "1.2万人次", unit="人次")] == [True]
    assert [found.same for found in compared("12000.5", "1.2万人次", unit="人次")] == [False]
    assert compared("6.5", "完成率6.5%", unit="%", growth=True) == []
    assert [found.same for found in compared("6.5", "同比增长6.5%", unit="%", growth=True)] == [True]
    assert compared("25", "共52场", unit="") == []


def test_the_page_shows_the_picture_s_figure_beside_the_reported_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_text(monkeypatch, "科普讲座签到表\n共52场\n13800138000")
    one = reported(office)
    client = signed_in(office, "supervisor", "en")
    page = client.get(URL)
    assert beside_value(page) == []
    assert f'hx-get="{URL}?row={one.pk}" hx-trigger="load delay:4s"' in page.text  # fetched again when it is read
    assert work_on_texts() == [True]
    page = client.get(URL)
    assert beside_value(page) == ["52 in the picture, 25 reported 签到表.jpg"]
    assert "verify__picture--other" in page.text and "delay:4s" not in page.text
    assert "138****8000" in page.text and "13800138000" not in page.text
    chinese = signed_in(office, "supervisor").get(URL)
    assert beside_value(chinese) == ["图中为 52，填报为 25 签到表.jpg"] and "图中文字" in chinese.text
    assert Commitment.objects.get(pk=one.pk).state == "reported"


def test_the_same_figure_is_said_quietly(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_text(monkeypatch, "合计25场")
    reported(office)
    client = signed_in(office, "supervisor")
    client.get(URL)
    work_on_texts()
    page = client.get(URL)
    assert beside_value(page) == ["图中也为 25 签到表.jpg"] and "verify__picture--other" not in page.text


def test_of_many_figures_three_are_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_text(monkeypatch, "1场\n2场\n3场\n4场")
    reported(office)
    client = signed_in(office, "supervisor")
    client.get(URL)
    work_on_texts()
    assert beside_value(client.get(URL)) == ["图中为 1、2、3…，填报为 25 签到表.jpg"]


def test_nothing_is_compared_with_a_refused_picture(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_text(monkeypatch, "机密★1年\n共52场")
    reported(office)
    client = signed_in(office, "supervisor", "en")
    client.get(URL)
    assert work_on_texts() == [False]
    page = client.get(URL)
    assert beside_value(page) == [] and "state secret" in page.text


@pytest.mark.parametrize("count", [1, 8])
def test_eight_pictures_need_no_more_queries_than_one(
    office: Office, monkeypatch: pytest.MonkeyPatch, count: int, django_assert_max_num_queries: Any
) -> None:
    tell_text(monkeypatch, "共52场")
    reported(office, "25", *(f"照片{at}.jpg" for at in range(count)))
    client = signed_in(office, "supervisor", "en")
    client.get(URL)
    assert work_on_texts() == [True] * count and EvidenceText.objects.count() == count
    with django_assert_max_num_queries(24):  # two more than without pictures: the switch, the texts
        page = client.get(URL)
    names = "、".join(f"照片{at}.jpg" for at in range(count))
    assert beside_value(page) == [f"52 in the picture, 25 reported {names}"]  # once, however many say so
