"""The rows inside a list's records as another sheet of its workbook, each with the number of its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.lists import MOST_LINES
from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.kernel.kinds.forms.row_words import label_of, value_of
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.rows.queries import rows_of_all
from luoshi.kernel.search.links.queries import Linkeds, links_of_records
from luoshi.writing.sheet_heads import WorkbookHead, Written

NUMBER, WIDTH = 14, 20  # characters
STEP = 500  # rows in memory at once


def row_head(head: WorkbookHead, part: Rows) -> WorkbookHead:
    """Return the header of the rows sheet, derived from that of the list."""
    own = [(label_of(part, name), WIDTH) for name in part.page_columns]
    return replace(head, title=add_demo_mark(str(part.label)), columns=[(_("Number"), NUMBER), *own])


def row_lines(part: Rows, records: QuerySet[Any], actor: Actor, day: date) -> Iterator[list[Written]]:
    """Yield the rows of these records as lines, up to a sheet's limit; links show what the actor may know.

    One query, and two per link for each chunk of rows.
    """
    names = [name for name in part.page_columns if name not in part.masks]
    rows = rows_of_all(part, records)[:MOST_LINES].iterator(chunk_size=STEP)
    while some := list(islice(rows, STEP)):
        leads = links_of_records(some, names, actor, day)
        for row in some:
            yield [row.record.number, *(_cell(part, row, name, leads) for name in part.page_columns)]


def _cell(part: Rows, row: Any, name: str, leads: Linkeds) -> Written:
    if name in leads:
        return str(leads[name][getattr(row, f"{name}_id")])
    value = getattr(row, name)
    plain = type(value) in (int, date) and name not in part.masks
    return value if plain else value_of(part, row, name)
