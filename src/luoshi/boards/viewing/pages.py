"""The boards of a person, and a board as a page and for a whole screen."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import limit_heavy_view, request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, build_pager, paginate_rows
from luoshi.base.rights.rules.rights import Actor
from luoshi.boards.base.models import FigureBoard
from luoshi.boards.base.queries import (
    may_build_boards,
    may_share_anywhere,
    may_view_boards,
    readable_boards,
    tiles_of,
)
from luoshi.boards.building.forms import BoardTitleForm
from luoshi.boards.tiles.composing import compose_tiles
from luoshi.boards.tiles.contents import TileContent
from luoshi.boards.tiles.page_tiles import group_tiles, page_tiles

EXPORTS = ("svg", "png", "xlsx", "docx")


@require_safe
@login_required
def figure_board_list(request: HttpRequest) -> HttpResponse:
    """List the boards of the actor, and those shared with them; a new one begins here."""
    actor = request_actor(request)
    if not may_view_boards(actor):
        raise Http404
    rows = readable_boards(actor).select_related("person").order_by("-at", "-pk")
    page = paginate_rows(request, rows)
    may_build = may_build_boards(actor)
    context = {
        "title": _("Boards of figures"),
        "crumbs": [(_("Boards of figures"), "")],
        "actions": [{"label": _("Places and map"), "url": reverse("boards:board_places")}]
        if may_share_anywhere(actor)
        else [],
        "table": _table(list(page), actor, may_build=may_build),
        "pager": build_pager(request, page),
        "form": BoardTitleForm() if may_build else None,
        "new_url": reverse("boards:board_new"),
    }
    return render(request, "boards/list.html", context)


def _table(boards: list[FigureBoard], actor: Actor, *, may_build: bool) -> DataTable:
    columns = [DataColumn(_("Board")), DataColumn(_("Made by")), DataColumn(_("Last changed"), "date"), DataColumn("")]
    rows = []
    for board in boards:
        own = board.person_id == actor.person and may_build
        build_url = reverse("boards:board_build", args=[board.pk]) if own else ""
        cells = [
            DataCell(board.title, head=True, url=reverse("boards:board_view", args=[board.pk])),
            DataCell(board.person.name, str(columns[1].label)),
            DataCell(timezone.localdate(board.at).isoformat(), str(columns[2].label), "date"),
            DataCell(_("Arrange") if own else "", url=build_url),
        ]
        rows.append(DataRow(str(board.pk), board.title, cells))
    nothing = Empty(_("There is no board yet."), _("Give one a title below, and choose its figures."))
    return DataTable(_("Boards of figures"), columns, rows, nothing)


def find_board(pk: int, actor: Actor) -> FigureBoard:
    """Return a board that the actor may see.

    Raises:
        Http404: There is none, or it is not shared with them.
    """
    board = readable_boards(actor).filter(pk=pk).select_related("person").first() if may_view_boards(actor) else None
    if board is None:
        raise Http404
    return board


@require_safe
@login_required
@limit_heavy_view
def figure_board_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a board, counted for the reader; with ``screen`` without menus, for a meeting."""
    actor, today = request_actor(request), timezone.localdate()
    board = find_board(pk, actor)
    contents = compose_tiles(tiles_of(board), actor, today)
    here = reverse("boards:board_view", args=[board.pk])
    is_own = board.person_id == actor.person and may_build_boards(actor)
    is_screen = request.GET.get("screen") == "1"
    context = {
        "title": board.title,
        "crumbs": [(_("Boards of figures"), reverse("boards:board_list")), (board.title, "")],
        "board": board,
        "line": board_line(board, actor, today),
        "groups": group_tiles(page_tiles(contents)),
        "approvals": approval_numbers(contents),
        "is_own": is_own,
        "may_copy": may_build_boards(actor) and not is_own,
        "build_url": reverse("boards:board_build", args=[board.pk]),
        "choose_url": reverse("boards:board_choose", args=[board.pk]),
        "screen_url": f"{here}?screen=1",
        "here": here,
        "exports": [(form, reverse("boards:board_export", args=[board.pk, form])) for form in EXPORTS],
        "copy_url": reverse("boards:board_new"),
        "wide": True,
    }
    if is_screen:
        context["shell"] = None
    return render(request, "boards/screen.html" if is_screen else "boards/board.html", context)


def board_line(board: FigureBoard, actor: Actor, today: date) -> str:
    """Return as of which day and for whom a board is counted."""
    words = _("As of %(day)s; counted for %(who)s. Arranged by %(by)s.")
    return words % {"day": today.isoformat(), "who": actor.name, "by": board.person.name}


def approval_numbers(contents: list[TileContent]) -> list[str]:
    """Return the approval numbers of the maps on a board, each once."""
    return list(dict.fromkeys(content.approval for content in contents if content.approval))
