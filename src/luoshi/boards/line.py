"""The line of boards: no kind of its own; pages and the journal's sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from luoshi.boards.base.queries import may_view_boards
from luoshi.kernel.kinds.lines import DATA, Line, MenuPage

LINE = Line(
    "boards",
    _("Boards of figures"),
    (),
    area=DATA,
    sentences={
        "board.make": _("%(who)s made the board of figures “%(title)s”%(given)s."),
        "board.rename": _("%(who)s called a board of figures “%(title)s”%(given)s."),
        "board.delete": _("%(who)s deleted the board of figures “%(title)s”%(given)s."),
        "board.tile": _("%(who)s added a tile to a board of figures%(given)s."),
        "board.arrange": _("%(who)s arranged a board of figures%(given)s."),
        "board.remove": _("%(who)s removed a tile from a board of figures%(given)s."),
        "board.share": _("%(who)s shared a board of figures%(given)s."),
        "board.unshare": _("%(who)s no longer shares a board of figures%(given)s."),
        "board.export": _("%(who)s exported the board of figures “%(title)s”%(given)s."),
        "board.grid": _("%(who)s replaced the grid of places of the boards%(given)s."),
        "board.map": _("%(who)s put the map %(approval)s in use for boards%(given)s."),
    },
    menu=(MenuPage(_("Boards of figures"), "boards:board_list", may_view_boards),),
    urls="luoshi.boards.urls",
    addresses=("boards",),
    keys={
        "tile": _("Tile"),
        "cut": _("Divided by"),
        "picture": _("Picture"),
        "approval": _("Approval number of the map"),
    },
    fixed=True,
)
