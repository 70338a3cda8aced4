"""The builder of a board: choose figure, cut, period and picture, see it, add it; arrange; share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.base.forms.requests import limit_heavy_view, request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.boards.base.models import BoardShare, BoardTile, FigureBoard
from luoshi.boards.base.queries import may_build_boards, readable_boards, shares_of_board, tiles_of
from luoshi.boards.building import actions
from luoshi.boards.building.choosing import list_sections, options_by_value
from luoshi.boards.building.forms import PICTURE_WORDS, AmendTileForm, BoardTitleForm, ShareForm, TileForm
from luoshi.boards.tiles.composing import compose_tiles
from luoshi.boards.tiles.page_tiles import page_tiles
from luoshi.boards.tiles.queries.kind_values import find_figure
from luoshi.kernel.rights.pages import error_status, render_problem
from luoshi.org.actors.models import ROLES
from luoshi.org.base.actions import journal_if_marked

_STEPS = re.compile(r"-?[0-9]{1,3}")  # by how many places a tile was dragged


@require_POST
@login_required
def figure_board_new(request: HttpRequest) -> HttpResponse:
    """Make a board with this title, or a copy of another one (``copy``), and open its builder."""
    actor, at = request_actor(request), timezone.now()
    try:
        if (asked := request.POST.get("copy", "")).isdecimal() and len(asked) < 18:
            found = readable_boards(actor).filter(pk=int(asked)).first()
            if found is None:
                raise Http404
            board = actions.copy_board(found, actor, at=at)
        else:
            form = BoardTitleForm(request.POST)
            if not form.is_valid():
                journal_if_marked(form, request.POST, actor, at=at)
                raise RecordError("incomplete", error_words(form), where=_("Title"))
            board = actions.create_board(actor, form.cleaned_data["title"], at=at)
    except RecordError as error:
        return render_problem(request, error, home_url=reverse("boards:board_list"))
    next_page = "board_build" if board.tiles.exists() else "board_choose"
    return HttpResponseRedirect(reverse(f"boards:{next_page}", args=[board.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limit_heavy_view
def figure_board_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all figures with a box for each; POST puts the ticked ones on the board, each as its usual tile."""
    actor, at = request_actor(request), timezone.now()
    board = _own_board(pk, actor)
    sections = list_sections(actor, timezone.localdate(at))
    here = reverse("boards:board_view", args=[board.pk])
    ticked = request.POST.getlist("figure")
    wrong = ""
    if request.method == "POST":
        options = options_by_value(sections)
        chosen = [option.choice for value, option in options.items() if value in ticked]
        if chosen and set(ticked) <= options.keys():
            try:
                actions.add_tiles(board.pk, actor, chosen, at=at)
            except RecordError as error:
                return render_problem(request, error, home_url=reverse("boards:board_choose", args=[board.pk]))
            messages.success(request, _("Tiles put on the board: %(n)d.") % {"n": len(chosen)})
            return HttpResponseRedirect(here)
        wrong = _("Tick at least one figure.") if not ticked else _("A figure is not there any more: look again.")
    context = {
        "title": _("Choose figures for “%(title)s”") % {"title": board.title},
        "crumbs": [
            (_("Boards of figures"), reverse("boards:board_list")),
            (board.title, here),
            (_("Choose figures"), ""),
        ],
        "sections": sections,
        "ticked": ticked,
        "wrong": wrong,
        "build_url": reverse("boards:board_build", args=[board.pk]),
        "here": reverse("boards:board_choose", args=[board.pk]),
        "no_print": True,
    }
    return render(request, "boards/choose.html", context, status=422 if wrong else 200)


def _own_board(pk: int, actor: Actor) -> FigureBoard:
    board = FigureBoard.objects.filter(pk=pk, person=actor.person).first() if may_build_boards(actor) else None
    if board is None:
        raise Http404
    return board


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limit_heavy_view
def figure_board_build(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the builder with a tile as chosen so far; POST does what its ``op`` says."""
    actor, at = request_actor(request), timezone.now()
    board = _own_board(pk, actor)
    if request.method == "POST":
        return _act(request, board, actor, at)
    return _builder(request, board, actor)


def _builder(request: HttpRequest, board: FigureBoard, actor: Actor, *, wrong: Form | None = None) -> HttpResponse:
    """Render the builder; with a form that was refused in its place."""
    day = timezone.localdate()
    data = request.GET if request.GET.get("figure") else None
    form = wrong if isinstance(wrong, TileForm) else TileForm(data, actor, day)
    choice = form.choice
    tiles = tiles_of(board)
    preview = None
    if choice is not None:
        drafted = BoardTile(
            board=board,
            kind=choice.kind,
            figure=choice.figure,
            indicator=choice.indicator,
            cut=choice.cut,
            period=choice.period,
            picture=choice.picture,
            unit=choice.unit,
            title=choice.title,
        )
        (preview,) = page_tiles(compose_tiles([drafted], actor, day))
    context = {
        "title": _("Arrange “%(title)s”") % {"title": board.title},
        "crumbs": [(_("Boards of figures"), reverse("boards:board_list")), (board.title, ""), (_("Arrange"), "")],
        "board": board,
        "form": form,
        "preview": preview,
        "rows": [_TileRow(tile, shown) for tile, shown in zip(tiles, _titles(tiles), strict=True)],
        "title_form": wrong
        if isinstance(wrong, BoardTitleForm)
        else BoardTitleForm(initial={"title": board.title}, auto_id="board_%s"),
        "share_form": wrong if isinstance(wrong, ShareForm) else ShareForm(None, actor, day),
        "shares": [(share.pk, share_words(share)) for share in shares_of_board(board)],
        "choose_url": reverse("boards:board_choose", args=[board.pk]),
        "view_url": reverse("boards:board_view", args=[board.pk]),
        "here": reverse("boards:board_build", args=[board.pk]),
        "no_print": True,
    }
    code = 422 if wrong is not None else 200
    return render(request, "boards/build.html", context, status=code)


class _TileRow:
    """A tile in the list of the builder, with the form that changes it."""

    def __init__(self, tile: BoardTile, name: str) -> None:
        self.tile, self.name, self.form = tile, name, AmendTileForm(tile)


def _titles(tiles: list[BoardTile]) -> list[str]:
    """Return the names of tiles, without counting anything."""
    return [f"{tile.title or name_of_tile(tile)} · {PICTURE_WORDS[tile.picture]}" for tile in tiles]


def name_of_tile(tile: BoardTile) -> str:
    """Return what a tile is called unless it has a title of its own. No query."""
    if tile.indicator is not None:
        return str(tile.indicator.title)
    found = find_figure(tile.kind, tile.figure) if tile.kind else None
    if found is not None:
        return f"{found[0].label} · {found[1].label}"
    return tile.figure or _("Figures to look at")


def share_words(share: BoardShare) -> str:
    """Return with whom a board is shared, in words."""
    if share.post is not None:
        return str(share.post)
    role = dict(ROLES)[share.role]  # type: ignore[index]
    return f"{share.unit} {role}" if share.unit else _("%(role)s, the whole office") % {"role": role}


def _act(request: HttpRequest, board: FigureBoard, actor: Actor, at: datetime) -> HttpResponse:
    acts: dict[str, Callable[[HttpRequest, FigureBoard, Actor, datetime], HttpResponse | None]] = {
        "add": _add,
        "amend": _amend,
        "up": _move,
        "down": _move,
        "move": _move,
        "remove": _remove,
        "rename": _rename,
        "share": _share,
        "unshare": _unshare,
        "delete": _delete,
    }
    act = acts.get(request.POST.get("op", ""))
    if act is None:
        raise Http404
    here = reverse("boards:board_build", args=[board.pk])
    try:
        answer = act(request, board, actor, at)
    except RecordError as error:
        if error_status(error) == 404:
            messages.error(request, error.sentence)
            return HttpResponseRedirect(here)
        return render_problem(request, error, home_url=here)
    return answer or HttpResponseRedirect(here)


def _add(request: HttpRequest, board: FigureBoard, actor: Actor, at: datetime) -> HttpResponse | None:
    form = TileForm(request.POST, actor, timezone.localdate(at))
    if (choice := form.choice) is None:
        journal_if_marked(form, request.POST, actor, at=at)
        return _builder(request, board, actor, wrong=form)
    actions.add_tile(board.pk, actor, choice, at=at)
    messages.success(request, _("The tile is on the board."))
    return None


def error_words(form: Form) -> str:
    """Return what is wrong with a form, in one paragraph."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _tile_key(request: HttpRequest) -> int:
    asked = request.POST.get("tile", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 18 else 0


def _amend(request: HttpRequest, board: FigureBoard, actor: Actor, at: datetime) -> HttpResponse | None:
    key = _tile_key(request)
    tile = board.tiles.filter(pk=key).first()
    if tile is None:
        raise actions.missing_tile_error()
    form = AmendTileForm(tile, request.POST)
    if not form.is_valid():
        journal_if_marked(form, request.POST, actor, at=at)
        raise RecordError("incomplete", error_words(form), where=_("Tile"))
    actions.amend_tile(board.pk, key, actor, form.cleaned_data, at=at)
    messages.success(request, _("Saved."))
    return None


def _move(request: HttpRequest, board: FigureBoard, actor: Actor, at: datetime) -> HttpResponse | None:
    key = _tile_key(request)
    asked = {"up": "-1", "down": "1"}.get(request.POST["op"], request.POST.get("steps", ""))
    if not _STEPS.fullmatch(asked):
        raise Http404
    actions.move_tile(board.pk, key, actor, int(asked), at=at)
    return HttpResponseRedirect(reverse("boards:board_build", args=[board.pk]) + f"#tile-{key}")


def _remove(request: HttpRequest, board: FigureBoard, actor: Actor, at: datetime) -> HttpResponse | None:
    actions.remove_tile(board.pk, _tile_key(request), actor, at=at)
    messages.success(request, _("The tile was removed."))
    return None


def _rename(request: HttpRequest, board: FigureBoard, actor: Actor, at: datetime) -> HttpResponse | None:
    form = BoardTitleForm(request.POST, auto_id="board_%s")
    if not form.is_valid():
        journal_if_marked(form, request.POST, actor, at=at)
        return _builder(request, board, actor, wrong=form)
    actions.rename_board(board.pk, actor, form.cleaned_data["title"], at=at)
    messages.success(request, _("Saved."))
    return None


def _share(request: HttpRequest, board: FigureBoard, actor: Actor, at: datetime) -> HttpResponse | None:
    form = ShareForm(request.POST, actor, timezone.localdate(at))
    if not form.is_valid():
        return _builder(request, board, actor, wrong=form)
    given = form.cleaned_data
    share = actions.share_board(board.pk, actor, given["role"], form.unit, given["post"], at=at)
    messages.success(request, _("The board is shared with: %(who)s.") % {"who": share_words(share)})
    return None


def _unshare(request: HttpRequest, board: FigureBoard, actor: Actor, at: datetime) -> HttpResponse | None:
    asked = request.POST.get("share", "")
    key = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 18 else 0
    actions.end_share(board.pk, key, actor, at=at)
    return None


def _delete(request: HttpRequest, board: FigureBoard, actor: Actor, at: datetime) -> HttpResponse | None:
    actions.delete_board(board.pk, actor, at=at)
    messages.success(request, _("The board “%(title)s” was deleted.") % {"title": board.title})
    return HttpResponseRedirect(reverse("boards:board_list"))
