"""The sheet of the grid: place, row and column; read and written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.declared_sheets import DeclaredSheet, SheetField
from luoshi.base.sheets.workbooks import read_cell_text, refuse_sheet
from luoshi.boards.places.rules import MOST_SHAPES
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import find_named_units

MOST_PLACES, MOST_ROW = MOST_SHAPES, 40  # places; rows and columns
FIELDS = {
    "place": SheetField(N_("Place on the grid"), 24, "地方 乡镇 单位 名称 place", needed=True),
    "row": SheetField(N_("Row"), 8, "行 第几行 row", needed=True),
    "column": SheetField(N_("Column"), 8, "列 第几列 column", needed=True),
}
SHEET = DeclaredSheet(N_("Grid of places"), FIELDS, enough=("place",))


class GridRow(NamedTuple):
    """A place of the grid by its unit's name."""

    place: str
    row: int
    column: int


def read_grid(data: bytes, actor: Actor, day: date) -> list[tuple[int, int, int]]:
    """Return unit, row and column of each place of a sheet.

    Raises:
        RecordError: ``incomplete``: the sheet cannot be read, or lines of it are wrong; the first are named.
    """
    lines = SHEET.lines(data, MOST_PLACES).lines
    rows = [
        (number, [read_cell_text(cells[name]).strip() if name in cells else "" for name in FIELDS])
        for number, cells in lines
    ]
    matches = find_named_units([words[0] for _number, words in rows if words[0]], actor, day)
    found: list[tuple[int, int, int]] = []
    faults: list[str] = []
    taken: dict[object, int] = {}
    for number, (place, row, column) in rows:
        exact = matches[place].exact if place else ()
        if len(exact) != 1:
            faults.append(
                _("Row %(row)d: there is not exactly one unit “%(name)s”.") % {"row": number, "name": place[:40]}
            )
            continue
        if not (_is_place(row) and _is_place(column)):
            faults.append(
                _("Row %(row)d: row and column are numbers from 1 to %(most)d.") % {"row": number, "most": MOST_ROW}
            )
            continue
        at = (exact[0].pk, int(row), int(column))
        twice = [key for key in (at[0], at[1:]) if key in taken]
        if twice:
            faults.append(
                _("Row %(row)d: this place is in row %(first)d already.") % {"row": number, "first": taken[twice[0]]}
            )
            continue
        taken |= dict.fromkeys((at[0], at[1:]), number)
        found.append(at)
    if faults:
        raise refuse_sheet(" ".join(faults[:5]), _("Correct it in the sheet and upload it again."))
    return found


def _is_place(words: str) -> bool:
    return words.isascii() and words.isdecimal() and len(words) < 4 and 1 <= int(words) <= MOST_ROW


def build_grid_sheet(places: Sequence[tuple[Unit, int, int]]) -> bytes:
    """Return the grid in use as a workbook that can be uploaded again; without one, an example."""
    rows = [GridRow(unit.name, row, column) for unit, row, column in places]
    origin = _("Rows and columns count from 1 at the top left; each place has a square of its own.")
    return SHEET.build_workbook(_("Grid of places"), origin, rows or [GridRow("青石镇", 1, 1), GridRow("白溪镇", 1, 2)])
