"""Proposes, once for each uploaded workbook, what its labels mean; a person reviews the proposals."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.facts.foreign_tables import books, queries, rules
from luoshi.facts.foreign_tables.cell_messages import format_place_fault
from luoshi.facts.foreign_tables.models import ForeignTable, ForeignTablePlace
from luoshi.kernel.duties.actions.took import Took

MOST = 50  # most rows of a form


def propose_table_places(took: Took[ForeignTable]) -> None:
    """Propose meanings for rows and columns, unless some are recorded already.

    Raises:
        RecordError: ``incomplete``: the workbook cannot be read, or has no such worksheet.
    """
    found = queries.workbook_of(took.record)
    if found is None:
        raise RecordError("incomplete", _("There is no workbook."), where=str(took.record))
    grid = books.read_worksheet_texts(found[1], took.record.sheet)
    if next(iter(ForeignTablePlace.list_rows(took.record)), None) is not None:
        return
    made: list[Any] = []
    for at, proposal in enumerate(rules.propose_cell_meanings(grid, queries.label_candidates(took.day))[:MOST]):
        meaning = proposal.meaning
        place = {"indicator_id": meaning.indicator, "unit_id": meaning.unit, "what": meaning.what}
        made.append(ForeignTablePlace(record_id=took.record.pk, place=at, at=proposal.at, **place))
    ForeignTablePlace.objects.bulk_create(made)


def check_table_places(took: Took[ForeignTable]) -> None:
    """Refuse contradictory places.

    Raises:
        RecordError: ``incomplete``: the place and the reason.
    """
    try:
        rules.map_cell_meanings(queries.foreign_table_places(took.record))
    except rules.TablePlaceError as fault:
        raise RecordError("incomplete", format_place_fault(fault), where=str(took.record)) from None
    parts = queries.parts_missing(took.record)
    if parts:
        said = _("These have no such part: %(names)s.") % {"names": "、".join(parts)}
        raise RecordError("incomplete", said, where=str(took.record))
