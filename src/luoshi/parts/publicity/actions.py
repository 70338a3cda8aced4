"""Follow-ups of steps: posting and taking down records, stopping and resuming the period for objections."""

from __future__ import annotations

from typing import Any

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.parts.publicity import queries
from luoshi.parts.publicity.models import UPHELD, Objection, Posting
from luoshi.parts.publicity.rules import last_day
from luoshi.parts.publicity.windows import Window

_ = words_now(__name__)


def keep_posted(part: Window, took: Took[Record]) -> None:
    """Post a record that enters publicity or whose shown fields changed; take down one that leaves it.

    Raises:
        RecordError: ``unset``: the office has not set the period.
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
    """Compute a posting's last day from the objections, without saving. One query."""
    found = queries.posting_stops(queries.record_objections(posting.record_id), posting.on)
    posting.until = last_day(posting.on, posting.days, posting.workdays, found)


def stop_posting_clock(took: Took[Objection]) -> None:
    """Stop the period of a posting on an objection; the record must still be in publicity.

    Raises:
        RecordError: ``guarded``: the posting is over or was taken down.
    """
    about: Any = took.record.about_id
    Record.lock([about])
    posting = queries.running_on(took.day).filter(record=about).first()
    if posting is None:
        raise RecordError(
            "guarded",
            _("It is no longer in publicity: objections are not accepted."),
            where=str(took.record.about),
            remedy=_("Contact the office that published it."),
        )
    set_posting_end(posting)
    posting.save(update_fields=["until"])


def go_on(took: Took[Objection]) -> None:
    """Resume the period once no objection is open; after one was upheld, nothing follows from the posting."""
    took.set_fields(answered=took.day)
    took.write()
    about: Any = took.record.about_id
    Record.lock([about])
    posting = queries.current_posting(about)
    if posting is None:
        return
    set_posting_end(posting)
    posting.upheld = posting.upheld or took.record.result == UPHELD
    posting.save(update_fields=["until", "upheld"])
