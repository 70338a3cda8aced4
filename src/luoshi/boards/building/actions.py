"""Boards are made, arranged and shared by the person to whom they belong; each change is in the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.boards.base.models import BoardShare, BoardTile, FigureBoard
from luoshi.boards.base.queries import may_build_boards, may_share_anywhere, readable_boards
from luoshi.boards.base.rules import MOST_BOARDS, MOST_TILES, width_of_picture
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.facts.indicators.models import Definition
from luoshi.org.actors.models import Person, Post
from luoshi.org.tree.models import Unit

COPIED = ("place", "kind", "figure", "indicator_id", "cut", "period", "picture", "unit_id", "title", "width")


@dataclass(frozen=True)
class TileChoice:
    """A tile as a form gives it; see ``BoardTile``."""

    kind: str = ""
    figure: str = ""
    indicator: Definition | None = None
    cut: str = ""
    period: str = "year"
    picture: str = "number"
    unit: Unit | None = None
    title: str = ""

    def as_given(self) -> dict[str, object]:
        """Return it for the journal."""
        of = self.indicator.number if self.indicator else f"{self.kind}.{self.figure}" if self.kind else self.picture
        unit = self.unit.pk if self.unit else None
        return {"tile": of, "cut": self.cut, "period": self.period, "picture": self.picture, "unit": unit}


@transaction.atomic
def create_board(actor: Actor, title: str, *, at: datetime) -> FigureBoard:
    """Make an empty board that belongs to the actor.

    Raises:
        RecordError: ``refused``: the actor may build none, or has too many.
    """
    if not may_build_boards(actor):
        raise RecordError("refused", _("Boards are built by who works in the office."))
    Person.objects.select_for_update(no_key=True).get(pk=actor.person)
    if FigureBoard.objects.filter(person=actor.person).count() >= MOST_BOARDS:
        words = _("You already have %(count)d boards.") % {"count": MOST_BOARDS}
        raise RecordError("refused", words, remedy=_("Delete a board that you no longer use."))
    board = FigureBoard.objects.create(title=title, person_id=actor.person, at=at)
    _journal(board, "board.make", actor, {"title": title}, at=at)
    return board


@transaction.atomic
def copy_board(board: FigureBoard, actor: Actor, *, at: datetime) -> FigureBoard:
    """Make a board of the actor's own with the tiles of one that they may see; it is shared with nobody.

    Raises:
        RecordError: as ``create_board``; ``missing``: they may not see it.
    """
    if not readable_boards(actor).filter(pk=board.pk).exists():
        raise _missing()
    made = create_board(actor, board.title, at=at)
    tiles = [BoardTile(board=made, **{name: getattr(tile, name) for name in COPIED}) for tile in board.tiles.all()]
    BoardTile.objects.bulk_create(tiles)
    return made


@transaction.atomic
def rename_board(pk: int, actor: Actor, title: str, *, at: datetime) -> FigureBoard:
    """Give a board another title."""
    board = _own_board(pk, actor)
    board.title = title
    return _changed(board, "board.rename", actor, {"title": title}, at=at)


@transaction.atomic
def delete_board(pk: int, actor: Actor, *, at: datetime) -> None:
    """Delete a board with its tiles, for everybody with whom it was shared."""
    board = _own_board(pk, actor)
    _journal(board, "board.delete", actor, {"title": board.title}, at=at)
    board.delete()


def add_tile(pk: int, actor: Actor, choice: TileChoice, *, at: datetime) -> BoardTile:
    """Add a tile at the end of a board; as ``add_tiles``."""
    (tile,) = add_tiles(pk, actor, [choice], at=at)
    return tile


@transaction.atomic
def add_tiles(pk: int, actor: Actor, choices: Sequence[TileChoice], *, at: datetime) -> list[BoardTile]:
    """Add tiles at the end of a board, in this order: all of them or none.

    Raises:
        RecordError: ``refused``: the board has no room for them. ``missing``: it is not the actor's.
    """
    board = _own_board(pk, actor)
    if board.tiles.count() + len(choices) > MOST_TILES:
        words = _("A board holds %(count)d tiles.") % {"count": MOST_TILES}
        raise RecordError("refused", words, remedy=_("Remove one, or make a second board."))
    last = board.tiles.aggregate(last=Max("place"))["last"] or 0
    tiles = []
    for place, choice in enumerate(choices, last + 1):
        tile = BoardTile.objects.create(
            board=board,
            place=place,
            kind=choice.kind,
            figure=choice.figure,
            indicator=choice.indicator,
            cut=choice.cut,
            period=choice.period,
            picture=choice.picture,
            unit=choice.unit,
            title=choice.title,
            width=width_of_picture(choice.picture),
        )
        _changed(board, "board.tile", actor, choice.as_given(), at=at)
        tiles.append(tile)
    return tiles


@transaction.atomic
def amend_tile(pk: int, tile_pk: int, actor: Actor, values: Mapping[str, str], *, at: datetime) -> None:
    """Change title, width or period of a tile: ``values`` by the name of the field.

    Raises:
        RecordError: ``missing``: there is no such tile on a board of the actor's.
    """
    board = _own_board(pk, actor)
    tile = _tile(board, tile_pk)
    for name, value in values.items():
        setattr(tile, name, value)
    tile.save(update_fields=[*values])
    _changed(board, "board.arrange", actor, {"tile": tile.place, **values}, at=at)


@transaction.atomic
def move_tile(pk: int, tile_pk: int, actor: Actor, steps: int, *, at: datetime) -> None:
    """Move a tile by so many places; at an end of the board it stays.

    Raises:
        RecordError: ``missing``.
    """
    board = _own_board(pk, actor)
    tiles = list(board.tiles.order_by("place", "pk"))
    tile = next((tile for tile in tiles if tile.pk == tile_pk), None)
    if tile is None:
        raise missing_tile_error()
    there = tiles.index(tile)
    tiles.insert(max(0, min(len(tiles) - 1, there + steps)), tiles.pop(there))
    for place, each in enumerate(tiles, 1):
        each.place = place
    BoardTile.objects.bulk_update(tiles, ["place"])
    _changed(board, "board.arrange", actor, {"tile": there + 1, "to": tile.place}, at=at)


@transaction.atomic
def remove_tile(pk: int, tile_pk: int, actor: Actor, *, at: datetime) -> None:
    """Remove a tile.

    Raises:
        RecordError: ``missing``.
    """
    board = _own_board(pk, actor)
    tile = _tile(board, tile_pk)
    place = tile.place
    tile.delete()
    _changed(board, "board.remove", actor, {"tile": place}, at=at)


@transaction.atomic
def share_board(pk: int, actor: Actor, role: str, unit: Unit | None, post: Post | None, *, at: datetime) -> BoardShare:
    """Share a board with a role, everywhere or in one unit, or with one post. It gives them no right to the figures.

    Raises:
        RecordError: ``missing``; ``refused``: it reaches beyond the actor's own units, which takes who supervises or
            administers.
    """
    board = _own_board(pk, actor)
    of = post.unit_id if post is not None else unit.pk if unit is not None else None
    if not may_share_anywhere(actor) and of not in actor.units:
        words = _("You share boards with roles and posts of your own units.")
        raise RecordError("refused", words, remedy=_("Ask the supervision office to share it with all."))
    role = "" if post is not None else Role(role).value
    share, _made = BoardShare.objects.get_or_create(board=board, role=role, unit=None if post else unit, post=post)
    given = {"role": role, "unit": unit.pk if unit else None, "post": post.pk if post else None}
    _changed(board, "board.share", actor, given, at=at)
    return share


@transaction.atomic
def end_share(pk: int, share_pk: int, actor: Actor, *, at: datetime) -> None:
    """Share a board no longer with a role or a post.

    Raises:
        RecordError: ``missing``.
    """
    board = _own_board(pk, actor)
    share = board.shares.filter(pk=share_pk).first()
    if share is None:
        raise RecordError("missing", _("The board is not shared with them any more."))
    given = {"role": share.role, "unit": share.unit_id, "post": share.post_id}
    share.delete()
    _changed(board, "board.unshare", actor, given, at=at)


@transaction.atomic
def journal_export(board: FigureBoard, actor: Actor, form: str, *, at: datetime) -> None:
    """Journal that a board was taken along as a file."""
    _journal(board, "board.export", actor, {"title": board.title, "file": form}, at=at)


def _own_board(pk: int, actor: Actor) -> FigureBoard:
    board = FigureBoard.objects.select_for_update(no_key=True).filter(pk=pk, person=actor.person).first()
    if board is None or not may_build_boards(actor):
        raise _missing()
    return board


def _tile(board: FigureBoard, pk: int) -> BoardTile:
    tile = board.tiles.filter(pk=pk).first()
    if tile is None:
        raise missing_tile_error()
    return tile


def _missing() -> RecordError:
    return RecordError("missing", _("There is no such board, or it is not your own."))


def missing_tile_error() -> RecordError:
    """Return the error of a tile that somebody removed meanwhile."""
    return RecordError("missing", _("The tile is not there any more."), remedy=_("Look at the board again."))


def _changed(board: FigureBoard, step: str, actor: Actor, given: Mapping[str, object], *, at: datetime) -> FigureBoard:
    board.at = at
    board.save(update_fields=["title", "at"])
    _journal(board, step, actor, given, at=at)
    return board


def _journal(board: FigureBoard, step: str, actor: Actor, given: Mapping[str, object], *, at: datetime) -> None:
    journal_act(f"board:{board.pk}", step, actor, given, at=at)
