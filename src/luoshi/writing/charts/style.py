"""The appearance of all charts: fonts, sizes and colours, wide for a desk and for paper, narrow for a telephone."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.writing.width import display_width, wrap_to_columns

# The fonts of the pages (tokens.css): on Windows, macOS, Linux. A browser uses its own for SVG; PNG has them drawn.
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
# From few to many, with the ink of figures on each; the first is for none.
SHADES = (
    ("#ffffff", "#1b2430"),
    ("#fde3df", "#1b2430"),
    ("#f6b4ab", "#1b2430"),
    ("#dd6a5e", "#1b2430"),
    ("#a8201a", "#ffffff"),
)


@dataclass(frozen=True, slots=True)
class ChartForm:
    """One form of a chart: its width in pixels, letter sizes, and whether names are above their rows.

    Attributes:
        lane: pixels for names beside their rows; 0 if the names are above them.
    """

    width: int
    size: int
    small: int
    lane: int


FORMS = {"wide": ChartForm(560, 13, 12, 160), "narrow": ChartForm(344, 13, 11, 0)}


def chart_config() -> dict[str, object]:
    """Return the Vega-Lite settings that all charts share."""
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
    """Estimate the width of drawn words: a Chinese character is as wide as high, others take a good half."""
    return display_width(words) * size * 14 // 25


def wrap_chart_label(name: str, form: ChartForm) -> list[str]:
    """Wrap a name in at most two lines (one if above its row); a longer name is cut."""
    lane = form.lane or form.width
    room = lane * 25 // (14 * form.size)
    most = 2 if form.lane else 1
    found = wrap_to_columns(name, room)
    if len(found) > most:
        found = [*found[: most - 1], wrap_to_columns(found[most - 1], room - 2)[0] + "…"]
    return found
