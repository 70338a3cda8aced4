"""Boards that a person may see, and their tiles. A board gives no right to what it counts."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.base.rights.rules.rights import STAFF, Actor, Role
from luoshi.boards.base.models import BoardShare, BoardTile, FigureBoard


def may_build_boards(actor: Actor) -> bool:
    """Whether a person may build boards of their own: who works in the office. No query."""
    return bool(actor.person) and not actor.behalf and bool(actor.roles & {*STAFF, Role.AUDITOR})


def may_view_boards(actor: Actor) -> bool:
    """Whether boards are offered to a person: who works in the office or audits it, and administrators. No query."""
    return bool(actor.roles & {*STAFF, Role.AUDITOR, Role.ADMINISTRATOR})


def may_share_anywhere(actor: Actor) -> bool:
    """Whether a person may share boards beyond their own units: who supervises or administers. No query."""
    return not actor.behalf and bool(actor.roles & {Role.SUPERVISOR, Role.ADMINISTRATOR})


def readable_boards(actor: Actor) -> QuerySet[FigureBoard]:
    """Select the actor's own boards, and those shared with one of their posts, or with its role."""
    reached = Q(post__in=sorted(actor.posts))
    for seat in actor.seats:
        reached |= Q(role=seat.role) & (Q(unit=None) | Q(unit=seat.unit))
    shared = BoardShare.objects.filter(reached).values("board")
    return FigureBoard.objects.filter(Q(person=actor.person) | Q(pk__in=shared))


def tiles_of(board: FigureBoard) -> list[BoardTile]:
    """List the tiles of a board in their order. One query."""
    return list(board.tiles.select_related("unit", "indicator__same_as").order_by("place", "pk"))


def shares_of_board(board: FigureBoard) -> list[BoardShare]:
    """List with whom a board is shared. One query."""
    return list(board.shares.select_related("unit", "post__unit").order_by("pk"))
