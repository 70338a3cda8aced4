"""Pictures as they are drawn: by the same door as in the application, in another process."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.workers import call_in_worker
from luoshi.writing.charts import style
from luoshi.writing.charts.model import Bar, Chart, LineChart, Series, Stacked, serialize_chart
from luoshi.writing.width import display_width
from some_charts import LONG, RED, bars, heat, lines

LIMITS = FileLimits(seconds=20, memory=1 << 42)


def drawn(chart: Chart, form: str) -> tuple[dict[str, Any], bytes]:
    return call_in_worker("luoshi.writing.charts.rendering:draw", serialize_chart(chart), LIMITS, {"form": form})


def words(svg: str) -> list[str]:
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)</", svg)


def test_bars_have_their_counts_sums_and_a_legend_in_words() -> None:
    svg = drawn(bars(), "wide")[1].decode()
    said = words(svg)
    assert {"◆2", "●5", "7", "0", "青石镇", "◆ 红 2", "● 绿 5"} <= set(said)
    assert not any("灰" in word for word in said)  # what does not occur needs no colour
    assert "Noto Sans CJK SC" in svg and 'width="560"' in svg
    assert not re.search(r"<script|href=\"(?!#)|<image|<foreignObject|on\w+=", svg)
    assert drawn(bars(), "wide")[1].decode() == svg  # the same data are the same bytes


@pytest.mark.parametrize(
    ("chart", "shown"), [(lines(), {"已销号 1", "序时进度", "今天", "1月"}), (heat(), {"2/5", "0/3", "县科协"})]
)
def test_lines_and_cells_are_drawn_narrow_too(chart: Chart, shown: set[str]) -> None:
    svg = drawn(chart, "narrow")[1].decode()
    assert shown <= set(words(svg)) and 'width="344"' in svg


def test_what_is_drawn_is_written_as_people_write_it() -> None:
    days = (date(2026, 1, 31), date(2026, 3, 31))
    points = ((days[0], Decimal("4E+5")), (days[1], Decimal("6E+5")))
    chart = LineChart("截至", *days, 600_000, (Series("受众", "#1f7a43", points),), (), counts=False)
    assert "受众 600,000" in words(drawn(chart, "wide")[1].decode())
    many = Stacked("单位", "全部", (RED,), (Bar("县科协", (12_345,)), Bar("青石镇", (30_000,))))
    assert {"◆12,345", "◆ 红 42,345", "30,000"} <= set(words(drawn(many, "wide")[1].decode()))


def test_on_paper_chinese_characters_are_drawn_and_not_boxes() -> None:
    said, png = drawn(heat(), "png")
    assert said == {"chinese": True} and png[:8] == b"\x89PNG\r\n\x1a\n"  # CI has fonts-noto-cjk


def test_a_long_name_is_broken_in_two_lines_and_cut() -> None:
    wide, narrow = style.FORMS["wide"], style.FORMS["narrow"]
    found = style.wrap_chart_label(LONG, wide)
    assert len(found) == 2 and found[1].endswith("…") and LONG.startswith(found[0])
    assert len(style.wrap_chart_label(LONG, narrow)) == 1 and style.wrap_chart_label("青石镇", wide) == ["青石镇"]
    for form in (wide, narrow):
        assert all(
            style.text_width_in_pixels(line, form.size) <= (form.lane or form.width) + form.size
            for line in style.wrap_chart_label(LONG, form)
        )
    assert display_width(LONG) > 40
