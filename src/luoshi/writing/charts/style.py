"""How all pictures look: fonts, sizes and colours, wide for a desk and for paper, narrow for a telephone."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.writing.width import display_width, wrap_to_columns

# As the pages name them (tokens.css): on Windows, macOS, Linux. A browser puts its own in SVG; in PNG they are drawn.
FONTS = (
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "SimSun",
    "sans-serif",
)
INK, SOFT, LINE, PAPER = "#1b2430", "#515c6b", "#d8dee7", "#ffffff"
# From few to many, and the ink of figures on it; the first is of none.
SHADES = (
    ("#ffffff", "#1b2430"),
    ("#fde3df", "#1b2430"),
    ("#f6b4ab", "#1b2430"),
    ("#dd6a5e", "#1b2430"),
    ("#a8201a", "#ffffff"),
)


@dataclass(frozen=True, slots=True)
class ChartForm:
    """One form of a picture: its width in pixels, sizes of letters, and whether names stand over their rows.

    Attributes:
        lane: pixels for names beside their rows; 0 where they stand over them.
    """

    width: int
    size: int
    small: int
    lane: int


FORMS = {"wide": ChartForm(560, 13, 12, 160), "narrow": ChartForm(344, 13, 11, 0)}


def chart_config() -> dict[str, object]:
    """What every picture has in common, for Vega-Lite."""
    font = ", ".join(FONTS)
    return {
        "font": font,
        "background": PAPER,
        "view": {"stroke": None},
        "axis": {"labelColor": INK, "titleColor": SOFT, "gridColor": LINE, "domainColor": "#7c8899", "tickColor": LINE},
        "legend": {"labelColor": INK, "labelLimit": 0, "symbolStrokeWidth": 1},
        "text": {"color": INK},
    }


def text_width_in_pixels(words: str, size: int) -> int:
    """About how wide words are drawn: a Chinese character is as wide as high, others take a good half."""
    return display_width(words) * size * 14 // 25


def wrap_chart_label(name: str, form: ChartForm) -> list[str]:
    """A name in at most two lines (one over its row), the end of what is longer left out."""
    lane = form.lane or form.width
    room = lane * 25 // (14 * form.size)
    most = 2 if form.lane else 1
    found = wrap_to_columns(name, room)
    if len(found) > most:
        found = [*found[: most - 1], wrap_to_columns(found[most - 1], room - 2)[0] + "…"]
    return found
