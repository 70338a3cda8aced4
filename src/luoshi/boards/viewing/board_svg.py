"""A whole board as one SVG file that needs nothing else: for papers, chats and slides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from django.utils.translation import gettext as _

from luoshi.boards.tiles.contents import MISSING, TileCell, TileContent
from luoshi.boards.tiles.page_tiles import PageTile, TileGroup
from luoshi.boards.tiles.shapes import BAR, DrawnPlace
from luoshi.writing.charts.style import FONTS
from luoshi.writing.width import cut_to_columns, display_width

WIDTH, EDGE, GAP = 1200, 32, 24
INNER = WIDTH - 2 * EDGE
STRIP = 5  # numbers in a row
INK, SOFT, FAINT, LINE, PAPER, LATE, BAR_INK, GROUND = (
    "#1b2532", "#4a5667", "#5e6979", "#cbd3dd", "#ffffff", "#b3241a", "#1c5aa6", "#eff2f6",
)  # fmt: skip
EDGE_INK = "#7d8897"
SHADES = ("#f6f8fa", "#eef4fb", "#d2e2f4", "#a5c4e6", "#6296cd", "#2a66ae")  # as tokens.css has them
COLUMNS = {"third": 2, "half": 3, "wide": 4, "whole": 6}
UNSEEN = dict.fromkeys([*range(0x20), 0xFFFE, 0xFFFF])


class Canvas:
    """The parts of a drawing, each at its place."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def text(
        self, x: int, y: int, words: str, size: int = 14, ink: str = INK, *, anchor: str = "start", bold: bool = False
    ) -> None:
        """Write words on a line."""
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x}" y="{y}" font-size="{size}" fill="{ink}" text-anchor="{anchor}"{weight}>'
            f"{_held(words)}</text>"
        )

    def box(self, x: int, y: int, width: int, height: int, fill: str, edge: str = "", radius: int = 3) -> None:
        """Draw a rectangle."""
        stroke = f' stroke="{edge}"' if edge else ""
        self.parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" fill="{fill}"{stroke}/>'
        )

    def rule(self, x: int, y: int, width: int) -> None:
        """Draw a thin line across."""
        self.parts.append(f'<path d="M{x} {y}h{width}" stroke="{LINE}" fill="none"/>')


def _held(words: str) -> str:
    """Return words without what XML cannot hold, escaped."""
    return escape(words.translate(UNSEEN))


def fit_words(words: str, width: int, size: int) -> str:
    """Cut words to a width in pixels; a Chinese character is as wide as its size."""
    return cut_to_columns(words, max(2, width * 2 // size))


def wrap_words(words: str, width: int, size: int) -> list[str]:
    """Break words into lines of a width in pixels."""
    most, lines, rest = max(4, width * 2 // size), [], words
    while display_width(rest) > most:
        part = cut_to_columns(rest, most).removesuffix("…")
        lines.append(part)
        rest = rest[len(part) :]
    return [*lines, rest]


def draw_board(title: str, line: str, groups: Sequence[TileGroup], foot: Sequence[str]) -> str:
    """Return a board as SVG.

    Args:
        foot: the sentences under it, the approval numbers of maps among them.
    """
    canvas, y = Canvas(), EDGE
    canvas.text(EDGE, y + 24, title, 26, bold=True)
    canvas.text(EDGE, y + 50, fit_words(line, INNER, 14), 14, SOFT)
    y += 76
    for group in groups:
        y = (_draw_strip if group.is_strip else _draw_tiles)(canvas, group.tiles, y) + GAP
    for sentence in foot:
        for words in wrap_words(sentence, INNER, 13):
            canvas.text(EDGE, y + 14, words, 13, SOFT)
            y += 20
    height = y + EDGE
    fonts = ", ".join(f"'{font}'" if " " in font else font for font in FONTS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="{fonts}" role="img"><title>{_held(title)}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>{"".join(canvas.parts)}</svg>'
    )


def _draw_strip(canvas: Canvas, tiles: Sequence[PageTile], y: int) -> int:
    across = min(STRIP, len(tiles))
    width = INNER // across
    for first in range(0, len(tiles), across):
        tallest = 0
        for at, tile in enumerate(tiles[first : first + across]):
            tallest = max(tallest, _draw_number(canvas, tile, EDGE + at * width, y, width - 16))
        y += tallest + 8
    return y


def _draw_number(canvas: Canvas, tile: PageTile, x: int, y: int, width: int) -> int:
    content, cell = tile.content, tile.content.whole or TileCell()
    canvas.parts.append(
        f'<text x="{x}" y="{y + 32}" font-size="30" fill="{INK}" font-weight="600">{_held(cell.text)}'
        f'<tspan dx="5" font-size="14" font-weight="400" fill="{SOFT}">{_held(content.measure)}</tspan></text>'
    )
    canvas.text(x, y + 54, fit_words(content.title, width, 14), 14, SOFT)
    below = y + 72
    change = f"{_arrow(content)}{_('on a year before')} {content.change}" if content.change else ""
    notes = [content.period, cell.note, change, content.note]
    for note in filter(None, notes):
        for words in wrap_words(note, width, 12):
            canvas.text(x, below, words, 12, FAINT)
            below += 17
    if tile.spark:
        canvas.parts.append(
            f'<polyline transform="translate({x} {below - 8})" points="{tile.spark}" fill="none" stroke="{BAR_INK}" '
            'stroke-width="1.5"/>'
        )
        below += 20
    return below - y


def _arrow(content: TileContent) -> str:
    return {True: "▲ ", False: "▼ "}.get(content.rises, "") if content.rises is not None else ""


def _draw_tiles(canvas: Canvas, tiles: Sequence[PageTile], y: int) -> int:
    for row in _rows(tiles):
        x, tallest = EDGE, 0
        for tile in row:
            width = (INNER + GAP) * COLUMNS[tile.content.width] // 6 - GAP
            tallest = max(tallest, _draw_tile(canvas, tile, x, y, width))
            x += width + GAP
        y += tallest + GAP
    return y - GAP


def _rows(tiles: Sequence[PageTile]) -> Iterator[list[PageTile]]:
    """Yield the tiles that stand beside each other."""
    row: list[PageTile] = []
    used = 0
    for tile in tiles:
        columns = COLUMNS[tile.content.width]
        if row and used + columns > 6:
            yield row
            row, used = [], 0
        row.append(tile)
        used += columns
    if row:
        yield row


def _draw_tile(canvas: Canvas, tile: PageTile, x: int, y: int, width: int) -> int:
    content = tile.content
    title = f"{content.title}（{content.measure}）" if content.measure else content.title
    title = fit_words(title, width * 2 // 3, 16)
    canvas.text(x, y + 18, title, 16, bold=True)
    room = width - display_width(title) * 8 - 12
    canvas.text(x + width, y + 18, fit_words(content.period, max(room, 24), 12), 12, FAINT, anchor="end")
    canvas.rule(x, y + 27, width)
    below = y + 40
    if content.refusal:
        below = _draw_words(canvas, content.refusal, x, below, width)
    elif content.picture == "number":
        below += _draw_number(canvas, tile, x, below - 8, width)
    elif content.picture == "matrix":
        below = _draw_matrix(canvas, tile, x, below, width)
    elif content.picture == "bars":
        below = _draw_bars(canvas, tile, x, below, width)
    elif content.picture == "doubts":
        for line in tile.lines:
            words = f"{line.cell.text}  {line.line.name}"
            canvas.text(x, below + 14, fit_words(words, width, 14), 14, LATE if line.cell.state == MISSING else INK)
            below += 26
    elif tile.drawn is not None:
        below = _draw_places(canvas, tile, x, below, width)
    if content.approval:
        words = f"{_('Approval number of the map')}：{content.approval}"
        canvas.text(x + width, below + 12, words, 12, SOFT, anchor="end")
        below += 20
    if content.note:
        below = _draw_words(canvas, content.note, x, below, width)
    return below - y


def _draw_words(canvas: Canvas, words: str, x: int, y: int, width: int) -> int:
    for line in wrap_words(words, width, 13):
        canvas.text(x, y + 13, line, 13, SOFT)
        y += 20
    return y


def _draw_bars(canvas: Canvas, tile: PageTile, x: int, y: int, width: int) -> int:
    name, value = width * 38 // 100, 96
    length = width - name - value
    for line in tile.lines:
        canvas.text(x, y + 15, fit_words(line.line.name, name - 8, 14), 14)
        canvas.box(x + name, y + 6, length, 10, GROUND)
        if line.bar:
            canvas.box(x + name, y + 6, max(1, line.bar * length // BAR), 10, BAR_INK)
        canvas.text(x + width, y + 15, line.cell.text, 14, _ink(line.cell), anchor="end")
        y += 28
    return y


def _ink(cell: TileCell) -> str:
    return LATE if cell.state == MISSING else FAINT if cell.state else INK


def _draw_matrix(canvas: Canvas, tile: PageTile, x: int, y: int, width: int) -> int:
    heads = tile.content.heads
    name = max(110, width * 14 // 100)
    column = (width - name) // max(1, len(heads))
    for at, head in enumerate(heads):
        canvas.text(x + name + at * column + column // 2, y + 12, head, 12, FAINT, anchor="middle")
    y += 18
    for line in tile.lines:
        canvas.text(
            x + name - 10, y + 19, fit_words(line.line.name, name - 12, 14), 14, anchor="end", bold=line.line.is_total
        )
        for at, part in enumerate(line.cells):
            left = x + name + at * column
            late = part.cell.state == MISSING
            canvas.box(left + 1, y + 1, column - 2, 26, PAPER if late else SHADES[part.shade], LATE if late else "")
            ink = PAPER if part.shade == 5 else _ink(part.cell)
            size = 12 if part.cell.state else 14
            middle = left + column // 2
            canvas.text(middle, y + 19, part.cell.text, size, ink, anchor="middle", bold=part.is_sum or late)
        y += 28
    return y


def _draw_places(canvas: Canvas, tile: PageTile, x: int, y: int, width: int) -> int:
    drawn = tile.drawn
    assert drawn is not None
    wide = min(width, drawn.shown_width)
    high = drawn.height * wide // drawn.width
    canvas.parts.append(
        f'<svg x="{x + (width - wide) // 2}" y="{y}" width="{wide}" height="{high}" '
        f'viewBox="0 0 {drawn.width} {drawn.height}">'
    )
    for place in drawn.places:
        _draw_place(canvas, place, 22 if place.path else 13)
    canvas.parts.append("</svg>")
    return y + high + 4


def _draw_place(canvas: Canvas, place: DrawnPlace, size: int) -> None:
    if place.path:
        canvas.parts.append(
            f'<path d="{place.path}" fill="{SHADES[place.shade]}" stroke="{EDGE_INK}" stroke-width="1.5" '
            'fill-rule="evenodd"/>'
        )
    else:
        canvas.box(place.x, place.y, place.width, place.height, SHADES[place.shade], radius=5)
    ink = PAPER if place.shade == 5 else INK
    canvas.text(place.middle, place.name_line, place.name, size, ink, anchor="middle")
    canvas.text(place.middle, place.value_line, place.cell.text, size + 2, ink, anchor="middle", bold=True)
