"""Describes a cell's meaning, and why it stays empty."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.facts.foreign_tables.models import WHATS
from luoshi.facts.foreign_tables.queries import FilledCell
from luoshi.facts.foreign_tables.rules import TablePlaceError


def format_place_fault(fault: TablePlaceError) -> str:
    """Format a fault in the places of a table."""
    words = {
        "at": _("“%(at)s” is not a row (5), a column (C) or a cell (C5)."),
        "twice": _("Row and column are mapped differently at %(at)s."),
        "many": _("These are too many cells for one table."),
    }
    return words[fault.code] % {"at": fault.at}


def describe_cell_meaning(one: FilledCell) -> str:
    """Describe the content of a cell."""
    of = f"{one.of.title} · {one.part}" if one.part else one.of.title
    return of if one.what == "now" else f"{of}：{WHATS[one.what]}"


def explain_empty_cell(one: FilledCell) -> str:
    """Explain why a cell stays empty; "" if it does not."""
    words = {
        "closed": _("you may not see the figures of this unit"),
        "entry": _("“%(entry)s” cannot be converted from %(measure)s")
        % {"entry": one.entry, "measure": one.of.measure},
        "unlike": _(
            "the column head says %(units)s, but the indicator is in %(measure)s: choose the unit of measure of "
            "this cell"
        )
        % {"units": "、".join(one.heads), "measure": one.of.measure},
        "two": _("Both %(units)s are given for this cell: which of them does it use?")
        % {"units": "、".join(one.heads)},
        "": "" if one.value is not None else _("nothing reported"),
    }
    return words.get(one.why, one.why)
