"""Describes a cell's meaning, and why it stays empty."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.facts.foreign_tables.models import WHATS
from luoshi.facts.foreign_tables.queries import FilledCell
from luoshi.facts.foreign_tables.rules import TablePlaceError


def format_place_fault(fault: TablePlaceError) -> str:
    """Format a fault in the places of a table."""
    words = {
        "at": _("“%(at)s” is no row (5), column (C) or cell (C5)."),
        "twice": _("Row and column say different things of %(at)s."),
        "many": _("These are more cells than a table has."),
    }
    return words[fault.code] % {"at": fault.at}


def describe_cell_meaning(one: FilledCell) -> str:
    """Describe the content of a cell."""
    of = f"{one.of.title} · {one.part}" if one.part else one.of.title
    return of if one.what == "now" else f"{of}：{WHATS[one.what]}"


def explain_empty_cell(one: FilledCell) -> str:
    """Explain why a cell stays empty; "" if it does not."""
    words = {
        "closed": _("figures of this unit are not open to you"),
        "entry": _("“%(entry)s” cannot be made of %(measure)s") % {"entry": one.entry, "measure": one.of.measure},
        "unlike": _("its head says %(units)s, and the indicator is in %(measure)s: say in which it stands there")
        % {"units": "、".join(one.heads), "measure": one.of.measure},
        "two": _("%(units)s are both said of it: in which does it stand there?") % {"units": "、".join(one.heads)},
        "": "" if one.value is not None else _("nothing told"),
    }
    return words.get(one.why, one.why)
