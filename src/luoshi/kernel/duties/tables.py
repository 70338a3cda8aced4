"""A grid of records by periods, as the table that ``luoshi/_table.html`` shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.lateness import LIGHT_WORDS
from luoshi.kernel.duties.queries.grid import DutyGrid
from luoshi.kernel.duties.queries.grid import PeriodCell as Stands
from luoshi.kernel.duties.words import period_words


def grid_table(shown: DutyGrid, called: Mapping[int, tuple[str, str]], caption: str, head: str) -> DataTable:
    """Make a table with a row for each record, headed by its name and link, and a column for each period.

    Each state has a word and a shape; a period that is not owed is a dash with its word.

    Args:
        called: for each record, in the order of the rows, its name and its address, "" if it cannot be opened.
        caption: the title of the table; head: the label of its first column.
    """
    names = [period_words(period.name) for period in shown.periods]
    rows = []
    for pk, (name, url) in called.items():
        cells = [DataCell(name, head, head=True, url=url)]
        cells += [duty_cell(cell, label) for cell, label in zip(shown.cells.get(pk, ()), names, strict=False)]
        rows.append(DataRow(str(pk), name, cells))
    columns = [DataColumn(head), *(DataColumn(name, "light") for name in names)]
    empty = Empty(_("No period has begun yet."), _("Its periods appear here from the first one owed."))
    return DataTable(caption, columns, rows if names else [], empty, wide=True)


def duty_cell(one: Stands, label: str) -> DataCell:
    """Return a cell with the state of a duty: a word, a shape and its day."""
    if one.state == "not_owed":
        return DataCell("—", label, "light", note=_("not owed"))
    if one.state == "not_laid_out":
        return DataCell("", label, "light", note=_("still to come"))
    lights = {
        "met": Light("done", _("met")),
        "met_late": Light("done", str(LIGHT_WORDS["done"]), _("made up")),
        "missed": Light("late", _("missed")),
        "open": Light("steady", _("still open")),
    }
    day = one.met_on or one.due
    return DataCell("", label, "light", light=lights[one.state], note=day.isoformat() if day else "")


def made_up(day: date) -> str:
    """Return text for the day on which a missed period was made up."""
    return _("made up on %(day)s") % {"day": day.isoformat()}


def in_heads(met: int, missed: int, made_up: int, every: int) -> str:
    """Return text for how many periods were met in time and how many missed; one that was made up stays missed."""
    words = _("%(met)d of %(all)d done in time") % {"met": met, "all": every}
    if missed:
        words = _(", ").join([words, _("%(n)d missed") % {"n": missed}])
    if made_up:
        words = _(", ").join([words, _("%(n)d of them made up") % {"n": made_up}])
    return words
