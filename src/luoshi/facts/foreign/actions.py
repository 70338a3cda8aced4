"""A workbook comes: what its labels may mean is proposed, once, to be looked at by a person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from luoshi.facts.foreign import books, queries, rules
from luoshi.facts.foreign.models import ForeignTable, Place
from luoshi.facts.foreign.said import wrong
from luoshi.records.base.errors import RecordError
from luoshi.records.duties.actions.took import Took

MOST = 50  # places that stand in one form


def came(took: Took[ForeignTable]) -> None:
    """Propose what its rows and columns are, where nothing was said of them yet.

    Raises:
        RecordError: ``incomplete``: it cannot be read, or has no such worksheet.
    """
    found = queries.workbook_of(took.record)
    if found is None:
        raise RecordError("incomplete", _("There is no workbook."), where=str(took.record))
    grid = books.texts(found[1], took.record.sheet)
    if next(iter(Place.standing(took.record)), None) is not None:
        return
    made: list[Any] = []
    for at, one in enumerate(rules.proposed(grid, queries.names(took.day))[:MOST]):
        meaning = one.meaning
        place = {"indicator_id": meaning.indicator, "unit_id": meaning.unit, "what": meaning.what}
        made.append(Place(record_id=took.record.pk, place=at, at=one.at, **place))
    Place.objects.bulk_create(made)


def keep_sound(took: Took[ForeignTable]) -> None:
    """Let no places stand that contradict each other.

    Raises:
        RecordError: ``incomplete``: which, and why.
    """
    try:
        rules.cells(queries.places_of(took.record))
    except rules.Wrong as fault:
        raise RecordError("incomplete", wrong(fault), where=str(took.record)) from None
    parts = queries.parts_missing(took.record)
    if parts:
        said = _("These have no such part: %(names)s.") % {"names": "、".join(parts)}
        raise RecordError("incomplete", said, where=str(took.record))
