"""A board as a file: picture, workbook or document, counted as on its page; each export is in the journal."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.base.forms.requests import limit_heavy_view, request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.lists import write_list
from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.boards.base.models import FigureBoard
from luoshi.boards.base.queries import tiles_of
from luoshi.boards.building.actions import journal_export
from luoshi.boards.tiles.composing import compose_tiles
from luoshi.boards.tiles.contents import TileCell, TileContent
from luoshi.boards.tiles.page_tiles import group_tiles, page_tiles
from luoshi.boards.viewing.board_svg import draw_board
from luoshi.boards.viewing.pages import EXPORTS, approval_numbers, board_line, find_board
from luoshi.desk.figures.pictures import drawing
from luoshi.kernel.rights.pages import render_problem
from luoshi.writing.charts.model import ChartTable
from luoshi.writing.sheet_heads import WorkbookHead, Written

MEDIA = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
NAME_WIDTH, CELL_WIDTH = 30, 12


@require_POST
@login_required
@limit_heavy_view
def figure_board_export(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """Send a board as ``svg``, ``png``, ``xlsx`` or ``docx``. It takes POST because the export is journaled."""
    if form not in EXPORTS:
        raise Http404
    actor, at = request_actor(request), timezone.now()
    today = timezone.localdate(at)
    board = find_board(pk, actor)
    contents = compose_tiles(tiles_of(board), actor, today)
    line = board_line(board, actor, today)
    try:
        data = _made(form, board, line, contents)
    except drawing.NotDrawn as error:
        words = _("The picture cannot be drawn here now.")
        remedy = _("Export it as .svg, or try again in a few seconds.")
        if isinstance(error, drawing.NoFont):
            remedy = _("This server has no font with Chinese characters: export it as .svg.")
        refused = RecordError("busy", words, remedy=remedy)
        return render_problem(request, refused, home_url=reverse("boards:board_view", args=[board.pk]))
    journal_export(board, actor, form, at=at)
    name = f"{board.title} {today.isoformat()}.{form}"
    answer = FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=MEDIA[form])
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _made(form: str, board: FigureBoard, line: str, contents: Sequence[TileContent]) -> bytes:
    title, foot = add_demo_mark(board.title), foot_sentences(contents)
    if form == "xlsx":
        return _workbook(title, line, contents, foot)
    svg = draw_board(title, line, group_tiles(page_tiles(contents)), foot)
    if form == "svg":
        return svg.encode()
    if form == "png":
        return drawing.draw_svg_as_png(svg)
    return _document(title, line, contents, foot, svg)


def _document(title: str, line: str, contents: Sequence[TileContent], foot: Sequence[str], svg: str) -> bytes:
    """Return a document with the picture, if this machine draws it, and the figures of each tile."""
    from luoshi.writing.board_paper import BoardPaper, BoardPart, render_board_paper

    try:
        png: bytes | None = drawing.draw_svg_as_png(svg)
    except drawing.NotDrawn:
        png = None
    parts = []
    if numbers := [content for content in contents if content.picture == "number"]:
        heads, lines = table_of_numbers(numbers)
        parts.append(BoardPart(_("Numbers"), "", _chart_table(heads, lines)))
    for content in contents:
        if content.picture != "number":
            words = " · ".join(filter(None, [content.measure, content.period, content.note, content.approval]))
            table = None if content.refusal else _chart_table(*table_of_tile(content))
            parts.append(BoardPart(content.title, content.refusal or words, table))
    return render_board_paper(BoardPaper(title, line, png, parts, foot))


def foot_sentences(contents: Sequence[TileContent]) -> list[str]:
    """Return what stands under each copy of a board: the approval numbers of its maps, and the notice of the system."""
    numbers = approval_numbers(list(contents))
    found = [_("Approval number of the map") + "：" + "、".join(numbers)] if numbers else []
    notice = _("Not a system for secrets: storing or processing state secrets or work secrets is strictly forbidden")
    office = settings.OFFICE.get("name")
    return [*found, " · ".join(filter(None, [_("Luoshi"), office, notice]))]


Table = tuple[list[str], list[list[TileCell | str]]]


def table_of_numbers(contents: Sequence[TileContent]) -> Table:
    """Return the heads and lines of the numbers of a board, one line each."""
    heads = [_("Name"), _("Amount"), _("Unit of measure"), _("On a year before"), _("Period"), _("To be noted")]
    lines: list[list[TileCell | str]] = []
    for content in contents:
        cell = content.whole or TileCell(content.refusal)
        note = "; ".join(filter(None, [cell.note, content.note]))
        lines.append([content.title, cell, content.measure, content.change, content.period, note])
    return heads, lines


def table_of_tile(content: TileContent) -> Table:
    """Return the heads and lines of any other tile."""
    heads = [_("Name"), _("Amount"), _("To be noted")]
    if content.refusal:
        return heads, [[content.title, content.refusal, ""]]
    if content.heads:
        return [_("Unit"), *content.heads], [[line.name, *line.cells] for line in content.lines]
    if content.picture == "map" and content.map is not None:
        return heads, [[shape.name, shape.cell, shape.cell.note] for shape in content.map.shapes]
    if content.picture == "places":
        return heads, [[place.name, place.cell, place.cell.note] for place in content.places]
    return heads, [[line.name, line.cells[0], line.cells[0].note] for line in content.lines]


def _chart_table(heads: Sequence[str], lines: Sequence[Sequence[TileCell | str]]) -> ChartTable:
    """Return a table as people read it."""
    rows = [tuple(cell if isinstance(cell, str) else cell.text for cell in line) for line in lines]
    return ChartTable(tuple(heads), tuple(rows))


def _written(cell: TileCell | str) -> Written:
    """Return a number for a workbook, else the words in its place."""
    return cell if isinstance(cell, str) else cell.text if cell.exact is None else cell.exact


def _workbook(title: str, line: str, contents: Sequence[TileContent], foot: Sequence[str]) -> bytes:
    """Return a workbook with a sheet of all numbers, and one for each further tile."""
    numbers = [content for content in contents if content.picture == "number"]
    sheets: list[tuple[WorkbookHead, list[list[Written]]]] = []
    words = " · ".join(foot)
    if numbers:
        heads, lines = table_of_numbers(numbers)
        sheets.append((_head(title, line, heads, words, _("Numbers")), [[*map(_written, row)] for row in lines]))
    for at, content in enumerate((content for content in contents if content.picture != "number"), 1):
        heads, lines = table_of_tile(content)
        origin = " · ".join(filter(None, [line, content.title, content.measure, content.period, content.approval]))
        sheet = _head(title, origin, heads, words, f"{at} {content.title}")
        sheets.append((sheet, [[*map(_written, row)] for row in lines]))
    if not sheets:
        sheets.append((_head(title, line, [_("Name"), _("Amount")], words, _("Numbers")), []))
    file = io.BytesIO()
    (head, first), *more = sheets
    write_list(file, head, first, more=more)
    return file.getvalue()


def _head(title: str, origin: str, heads: Sequence[str], foot: str, name: str) -> WorkbookHead:
    columns = [(head, CELL_WIDTH if at else NAME_WIDTH) for at, head in enumerate(heads)]
    return WorkbookHead(title, origin, columns, foot, name, 1)
