"""Draw charts: Altair turns the declaration into one of Vega-Lite, and vl-convert makes SVG and PNG of it.

Importing this takes half a second and 60 MB, the first drawing 100 MB more, and no other thread of the process runs
meanwhile. It is therefore done in another process (``reading.load.workers``), for which ``draw`` is made. Equal data
give equal bytes, on machines with the same fonts.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import altair as alt
import vl_convert

from luoshi.figures.style import group_digits
from luoshi.writing.charts.style import (
    FORMS,
    INK,
    LINE,
    PAPER,
    SHADES,
    SOFT,
    ChartForm,
    chart_config,
    text_width_in_pixels,
    wrap_chart_label,
)

WHOLE, ANY = ",d", ",~f"  # how axes write counts and other numbers: in groups of three
SCALE = 3  # PNG pixels for each chart pixel: 270 to the inch at the full width of a page of text
STEP, CELL, TWO, OVER = 28, 30, 36, 42  # row heights in pixels: bars, cells, two-line names, under a name


def draw(data: bytes, limits: object, *, form: str) -> tuple[dict[str, object], bytes]:
    """Draw one form of a chart: ``wide`` or ``narrow`` as SVG, ``png`` as the wide one for paper.

    For ``png`` it also returns whether Chinese was drawn: without a suitable font the picture has no characters.

    Args:
        data: the result of ``model.serialize_chart``.
        limits: the limits that the process enforces.
    """
    drawn = vl_convert.vegalite_to_svg(build_vega_spec(json.loads(data), "wide" if form == "png" else form))
    if form != "png":
        return {}, drawn.encode()
    return {"chinese": has_chinese_font()}, vl_convert.svg_to_png(drawn, scale=SCALE)


def draw_svg_as_png(data: bytes, limits: object, *, scale: int) -> tuple[dict[str, object], bytes]:
    """Draw an SVG of our own as PNG, with so many pixels for each of its own; say whether Chinese was drawn."""
    return {"chinese": has_chinese_font()}, vl_convert.svg_to_png(data.decode(), scale=scale)


def has_chinese_font() -> bool:
    """Check whether this machine has a font with Chinese characters: without one, two different ones look alike."""
    shown = {vl_convert.svg_to_png(_ONE % char) for char in "落实"}
    return len(shown) == 2


_ONE = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><text x="2" y="20" font-size="20" '
    f'font-family="{chart_config()["font"]}">%s</text></svg>'
)


def check(data: bytes, limits: object) -> tuple[dict[str, object], bytes]:
    """Run ``has_chinese_font`` as a job of its own."""
    return {"chinese": has_chinese_font()}, b""


def build_vega_spec(data: dict[str, Any], form: str) -> dict[str, Any]:
    """Return the Vega-Lite declaration, checked by Altair."""
    draws = {"stacked": _stacked, "lines": _lines, "amounts": _amounts, "heat": _heat}
    made: Any = draws[data["kind"]](data, FORMS[form])
    whole: dict[str, Any] = (
        made.configure(**chart_config())
        .properties(padding=4, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"), width=FORMS[form].width)
        .to_dict()
    )
    return whole


def _last(points: list[tuple[str, int | str | None]]) -> str:
    """Return the last value of a line as people write it."""
    return [group_digits(Decimal(value)) for _day, value in points if value is not None][-1]


def _data(rows: list[dict[str, Any]]) -> Any:
    return alt.InlineData(values=rows)


def _rows(names: list[str], form: ChartForm) -> alt.Y:
    """Return an axis of rows in their order, with names beside or above them."""
    broken = [wrap_chart_label(name, form) for name in names]
    words = json.dumps(broken, ensure_ascii=False)
    over: dict[str, Any] = {"labelAlign": "left", "labelBaseline": "bottom", "labelOffset": -12, "labelPadding": 0}
    if form.lane:
        two = [
            at for at, lines in enumerate(broken) if len(lines) > 1
        ]  # the first line above the middle, the second below it
        raised = {"test": f"indexof({two}, datum.value) >= 0", "value": "bottom"}
        middle = {"condition": raised, "value": "middle"}
        over = {"labelPadding": 8, "labelAlign": "right", "labelBaseline": middle}
    axis = alt.Axis(
        title=None, domain=False, ticks=False, labelExpr=f"{words}[datum.value]", labelLimit=0, labelOverlap=False,
        labelFontSize=form.size, labelLineHeight=15, zindex=1, minExtent=form.lane, **over,
    )  # fmt: skip
    inner, outer = (0.28, 0.14) if form.lane else (0.5, 0.25)
    return alt.Y(
        "at:O", axis=axis, scale=alt.Scale(domain=list(range(len(names))), paddingInner=inner, paddingOuter=outer)
    )


def _height(names: list[str], form: ChartForm, step: int) -> int:
    if not form.lane:
        step = OVER
    elif any(len(wrap_chart_label(name, form)) > 1 for name in names):
        step = TWO
    return max(1, len(names)) * step


def _stacked(data: dict[str, Any], form: ChartForm) -> Any:
    """Draw bars with their counts inside, as far as they fit, and sums behind; the legend has the sum of each."""
    kinds, bars = data["categories"], data["bars"]
    used = [at for at in range(len(kinds)) if any(bar["counts"][at] for bar in bars)]
    totals = {at: sum(bar["counts"][at] for bar in bars) for at in used}
    captions = {at: f"{kinds[at]['sign']} {kinds[at]['word']} {group_digits(totals[at])}" for at in used}
    longest = max([sum(bar["counts"]) for bar in bars] or [1])
    room = (form.width - form.lane - text_width_in_pixels(group_digits(longest), form.size) - 24) / max(longest, 1)
    parts, sums = [], []
    for at, bar in enumerate(bars):
        start = 0
        for place in used:
            if not (count := bar["counts"][place]):
                continue
            long, short = f"{kinds[place]['sign']}{group_digits(count)}", group_digits(count)
            wide = {
                long: text_width_in_pixels(f"一{short}", form.small),
                short: text_width_in_pixels(short, form.small),
            }  # a sign is as wide as 一
            fits = next((caption for caption, needed in wide.items() if needed + 4 <= count * room), "")
            part = {"at": at, "kind": captions[place], "from": start, "to": start + count, "text": fits}
            parts.append(part | {"middle": start + count / 2})
            start += count
        sums.append({"at": at, "to": start, "text": group_digits(start)})
    domain = [captions[at] for at in used]
    per_line = (
        max(1, (form.width - form.lane) // (max(text_width_in_pixels(word, form.small) for word in domain) + 40))
        if domain
        else 1
    )
    legend = alt.Legend(
        title=None, orient="top", columns=min(per_line, len(domain) or 1), symbolType="square", symbolSize=130,
        labelFontSize=form.small, symbolStrokeColor="#7c8899", columnPadding=14, rowPadding=4,
        offset=8 if form.lane else 18,
    )  # fmt: skip
    y = _rows([bar["name"] for bar in bars], form)
    x_axis = alt.Axis(title=None, tickMinStep=1, format=WHOLE, tickCount=5, labelFontSize=form.small, orient="bottom")
    if longest < 5:
        x_axis.values = list(range(longest + 1))
    x_scale = alt.Scale(domain=[0, longest], nice=False, zero=True)
    base = alt.Chart(_data(parts))

    def scale(what: str) -> alt.Scale:
        return alt.Scale(domain=domain, range=[kinds[at][what] for at in used])

    drawn = base.mark_bar(strokeWidth=1).encode(
        x=alt.X("from:Q", axis=x_axis, scale=x_scale),
        x2="to:Q",
        y=y,
        fill=alt.Fill("kind:N", scale=scale("fill"), legend=legend, sort=domain),
        stroke=alt.Stroke("kind:N", scale=scale("edge"), legend=None),
    )
    inside = base.mark_text(fontSize=form.small, baseline="middle").encode(
        x="middle:Q", y=y, text="text:N", color=alt.Color("kind:N", scale=scale("ink"), legend=None)
    )
    behind = (
        alt.Chart(_data(sums))
        .mark_text(align="left", dx=5, fontSize=form.size, fontWeight="bold", color=INK)
        .encode(x="to:Q", y=y, text="text:N")
    )
    return alt.layer(drawn, inside, behind, height=_height([bar["name"] for bar in bars], form, STEP)).resolve_scale(
        color="independent", fill="independent", stroke="independent"
    )


def _lines(data: dict[str, Any], form: ChartForm) -> Any:
    """Draw lines over days, also distinguished by dashes and signs; today is a line across."""
    from datetime import date

    first = date.fromisoformat(data["first"])

    def at(day: str) -> int:
        return (date.fromisoformat(day) - first).days

    series = [line for line in data["series"] if any(value is not None for _day, value in line["points"])]
    ends = {line["word"]: _last(line["points"]) for line in series}
    words = {line["word"]: f"{line['word']} {ends[line['word']] if line['exact'] else ''}".strip() for line in series}
    rows: list[dict[str, Any]] = [
        {"x": at(day), "y": None if value is None else float(value), "of": words[line["word"]]}
        for line in reversed(series)  # the first lies above the others
        for day, value in line["points"]
    ]
    domain = [words[line["word"]] for line in series]
    last = at(data["last"])
    ticks = [(at(day), name) for day, name in data["ticks"]]
    if not form.lane:
        ticks = ticks[::2]
    names = json.dumps({str(day): name for day, name in ticks}, ensure_ascii=False)
    known = [row["y"] for row in rows if row["y"] is not None]
    top, low = max([data["all"], *known, 1 if data["counts"] else 0]), min([0, *known])
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(
            title=None,
            values=[day for day, _name in ticks],
            labelExpr=f"{names}[datum.value]",
            grid=False,
            labelFontSize=form.small,
            tickColor=SOFT,
            labelFlush=False,
        ),
    )
    few: dict[str, Any] = {"values": list(range(int(top) + 1))} if data["counts"] and top < 5 else {"tickCount": 5}
    few |= {"format": WHOLE, "tickMinStep": 1} if data["counts"] else {"format": ANY}
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[low, top], nice=True),
        axis=alt.Axis(title=None, labelFontSize=form.small, domain=False, ticks=False, **few),
    )
    dash = [line["dash"] or [1, 0] for line in series]
    widest = max([text_width_in_pixels(word, form.small) for word in domain] or [0]) + 56
    legend = alt.Legend(
        title=None, orient="top", labelFontSize=form.small, symbolType="stroke", symbolSize=500, symbolStrokeWidth=2,
        columns=max(1, min(len(domain) or 1, form.width // widest)), columnPadding=14, offset=8,
    )  # fmt: skip
    of = "of:N"
    colour = alt.Color(
        of, scale=alt.Scale(domain=domain, range=[line["colour"] for line in series]), legend=legend, sort=domain
    )
    base = alt.Chart(_data(rows))
    drawn = base.mark_line(strokeWidth=2, interpolate="linear").encode(
        x=x, y=y, color=colour, strokeDash=alt.StrokeDash(of, scale=alt.Scale(domain=domain, range=dash), legend=legend)
    )
    signed = [line for line in reversed(series) if line["sign"]]
    layers: list[Any] = []
    if data["today"] is not None:
        now = [{"x": at(data["today"]), "text": data["now"]}]
        mark = alt.Chart(_data(now))
        near = at(data["today"]) > last * 4 // 5
        layers = [
            mark.mark_rule(color=SOFT, strokeDash=[2, 3]).encode(x=x),
            mark.mark_text(
                align="right" if near else "left", dx=-4 if near else 4, fontSize=form.small, color=SOFT, baseline="top"
            ).encode(x=x, y=alt.value(0), text="text:N"),
        ]
    layers.append(drawn)
    for line in signed:
        word = words[line["word"]]
        points = [row for row in rows if row["of"] == word and row["y"] is not None]
        layers.append(
            alt.Chart(_data(points))
            .mark_point(shape=line["sign"], size=42, filled=True, color=line["colour"], opacity=1, stroke=PAPER)
            .encode(x=x, y=y)
        )
    return alt.layer(*layers, height=240 if form.lane else 220)


def _amounts(data: dict[str, Any], form: ChartForm) -> Any:
    """Draw bars with their values behind them; the target is a line across."""
    rows = data["amounts"]
    there = [
        {"at": at, "x": float(amount["value"]), "end": max(float(amount["value"]), 0), "text": amount["text"]}
        for at, amount in enumerate(rows)
        if amount["value"] is not None
    ]
    without = [
        {"at": at, "end": 0, "text": amount["text"]} for at, amount in enumerate(rows) if amount["value"] is None
    ]
    marks = [{"at": at, "x": float(amount["mark"])} for at, amount in enumerate(rows) if amount["mark"] is not None]
    ends = [0.0, *(point["x"] for point in (*there, *marks))]
    low, high = min(ends), max(ends) or 1
    room = text_width_in_pixels(
        max((row["text"] for row in rows), key=lambda text: text_width_in_pixels(text, form.size), default=""),
        form.size,
    )
    free = max(form.width - form.lane - room - 16, 40)
    along: dict[str, Any] = {
        "axis": alt.Axis(title=None, tickCount=4, format=ANY, labelFontSize=form.small, orient="bottom"),
        "scale": alt.Scale(domain=[low, high + (high - low) * (room + 16) / free], nice=False),
    }
    x = alt.X("x:Q", **along)
    y = _rows([row["name"] for row in rows], form)
    base = alt.Chart(_data(there))
    layers = [
        base.mark_bar(color="#2a4d7c").encode(x=x, x2=alt.datum(0), y=y),
        alt.Chart(_data([*there, *without]))
        .mark_text(align="left", dx=5, fontSize=form.size, fontWeight="bold", color=INK)
        .encode(x=alt.X("end:Q", **along), y=y, text="text:N"),
    ]
    if marks:
        across: dict[str, Any] = {
            "thickness": 4,
            "size": 24,
            "color": "#b3261e",
            "opacity": 1,
            "stroke": PAPER,
            "strokeWidth": 1,
        }
        layers.insert(1, alt.Chart(_data(marks)).mark_tick(**across).encode(x=x, y=y))
    return alt.layer(*layers, height=_height([row["name"] for row in rows], form, STEP))


def _heat(data: dict[str, Any], form: ChartForm) -> Any:
    """Draw cells with their figures: white for none, darkest for the most."""
    most = max([field["part"] for _name, fields in data["rows"] for field in fields] or [0])
    room = (form.width - form.lane) // max(len(data["columns"]), 1)
    cells = []
    for at, (_name, fields) in enumerate(data["rows"]):
        for place, cell in enumerate(fields):
            if not cell["whole"]:
                continue
            part = group_digits(cell["part"])
            both = f"{part}/{group_digits(cell['whole'])}"
            text = both if text_width_in_pixels(both, form.small) <= room - 2 else part
            cells.append({"at": at, "column": place, "shade": shade_index(cell["part"], most), "text": text})
    y = _rows([name for name, _fields in data["rows"]], form)
    names = json.dumps(data["columns"], ensure_ascii=False)
    x = alt.X(
        "column:O",
        scale=alt.Scale(domain=list(range(len(data["columns"]))), paddingInner=0, paddingOuter=0),
        axis=alt.Axis(
            title=None,
            orient="top",
            labelExpr=f"{names}[datum.value]",
            labelAngle=0,
            domain=False,
            ticks=False,
            labelFontSize=form.small,
            labelOverlap=False,
            offset=0 if form.lane else 12,
        ),
    )
    base = alt.Chart(_data(cells))

    def scale(place: int) -> alt.Scale:
        return alt.Scale(domain=list(range(len(SHADES))), range=[shade[place] for shade in SHADES])

    boxes = base.mark_rect(stroke=LINE, strokeWidth=1).encode(
        x=x, y=y, fill=alt.Fill("shade:O", scale=scale(0), legend=None)
    )
    figures = base.mark_text(fontSize=form.small, baseline="middle").encode(
        x=x, y=y, text="text:N", color=alt.Color("shade:O", scale=scale(1), legend=None)
    )
    return alt.layer(
        boxes, figures, height=_height([name for name, _fields in data["rows"]], form, CELL)
    ).resolve_scale(color="independent", fill="independent")


def shade_index(part: int, most: int) -> int:
    """Return the index in ``SHADES``: the first for none, the last for the most, the rest by quarters of the most."""
    return 0 if not part else 1 + (part * (len(SHADES) - 1) - 1) // most
