"""What follows from steps: a record is posted or taken down, and an objection stops the clock or lets it go on."""

from __future__ import annotations

from typing import Any

from luoshi.parts.publicity import queries
from luoshi.parts.publicity.models import UPHELD, Objection, Posting
from luoshi.parts.publicity.rules import last_day
from luoshi.parts.publicity.windows import Window
from luoshi.records.base.errors import RecordError
from luoshi.records.base.words import words_now
from luoshi.records.duties.actions.took import Took
from luoshi.records.kinds.models import Record

_ = words_now(__name__)


def keep_posted(part: Window, took: Took[Any]) -> None:
    """Post a record that has come into publicity, or of which what is shown has changed; take down what has left it.

    Raises:
        RecordError: ``unset``: the office has not said for how long.
    """
    record = took.record
    standing = queries.current_posting(record.pk)
    if record.state == part.state and standing is not None and not _changed(part, took):
        return
    if standing is not None:
        standing.ended = took.day
        standing.save(update_fields=["ended"])
    if record.state != part.state:
        return
    limit = part.days.of(record.unit_id, took.day)
    workdays = limit.unit == "workday"
    posting = Posting(record_id=record.pk, on=took.day, days=limit.count, workdays=workdays, entry=took.entry)
    set_posting_end(posting)
    posting.save(force_insert=True)


def _changed(part: Window, took: Took[Any]) -> bool:
    columns = {took.record._meta.get_field(name).attname for name in part.shows}
    return any(column in took.was and took.was[column] != getattr(took.record, column) for column in columns)


def set_posting_end(posting: Posting) -> None:
    """Set until when it stands, by the objections there are; nothing is written. One query."""
    found = queries.posting_stops(queries.record_objections(posting.record_id), posting.on)
    posting.until = last_day(posting.on, posting.days, posting.workdays, found)


def stop_posting_clock(took: Took[Objection]) -> None:
    """Let the clock of what is objected to stand still; what it shows must still be in publicity.

    Raises:
        RecordError: ``guarded``: it is over, or was taken down, meanwhile.
    """
    about: Any = took.record.about_id
    Record.lock([about])
    posting = queries.running_on(took.day).filter(record=about).first()
    if posting is None:
        raise RecordError(
            "guarded",
            _("It is not in publicity any more: no objection is taken."),
            where=str(took.record.about),
            remedy=_("Turn to the office that published it."),
        )
    set_posting_end(posting)
    posting.save(update_fields=["until"])


def go_on(took: Took[Objection]) -> None:
    """Let the clock go on once no objection is open; of one that was upheld nothing follows any more."""
    took.set(answered=took.day)
    took.write()
    about: Any = took.record.about_id
    Record.lock([about])
    posting = queries.current_posting(about)
    if posting is None:
        return
    set_posting_end(posting)
    posting.upheld = posting.upheld or took.record.result == UPHELD
    posting.save(update_fields=["until", "upheld"])
