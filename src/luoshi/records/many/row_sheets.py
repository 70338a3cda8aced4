"""The rows inside a list's records as a further sheet of its workbook, each behind the number of its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luoshi.org.base.marked import marked
from luoshi.records.base.sheets import MOST_LINES, Head, Written
from luoshi.records.kinds.row_words import label_of, value_of
from luoshi.records.kinds.rows import Rows
from luoshi.records.rows.queries import rows_of_all

NUMBER, WIDTH = 14, 20  # characters


def row_head(head: Head, part: Rows) -> Head:
    """What stands above the rows, after the head of the list."""
    own = [(label_of(part, name), WIDTH) for name in part.shown]
    return replace(head, title=marked(str(part.label)), columns=[(_("Number"), NUMBER), *own])


def row_lines(part: Rows, records: QuerySet[Any]) -> Iterator[list[Written]]:
    """The rows of these records as lines, at most as many as a sheet holds. One query."""
    for row in rows_of_all(part, records)[:MOST_LINES].iterator(chunk_size=2000):
        yield [row.record.number, *(_cell(part, row, name) for name in part.shown)]


def _cell(part: Rows, row: Any, name: str) -> Written:
    value = getattr(row, name)
    plain = type(value) in (int, date) and name not in part.masks
    return value if plain else value_of(part, row, name)
