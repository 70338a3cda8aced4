"""Follow-ups of the line's steps: nobody signs up beyond the places."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.learning import queries
from luoshi.lines.learning.models import StudyProgramme
from luoshi.lines.learning.rules import lacking_seats

_ = words_now(__name__)


def refuse_beyond_seats(took: Took[StudyProgramme]) -> None:
    """Refuse who signs up beyond the places, and fewer places than are taken; the record is locked by its step.

    Raises:
        RecordError: ``guarded``; it says how many places there are, and how many would be taken.
    """
    record = took.record
    taken = queries.count_participants(record)
    if not lacking_seats(record.seats, taken):
        return
    words = _("There are %(seats)d places, and %(taken)d would be taken.")
    remedy = _("Set more places, or enter first who withdrew.")
    raise RecordError("guarded", words % {"seats": record.seats or 0, "taken": taken}, where=str(record), remedy=remedy)
