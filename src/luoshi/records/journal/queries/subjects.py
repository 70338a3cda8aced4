"""What the journal says of a subject that is no record: a unit, a person, a post, an account."""

from __future__ import annotations

from luoshi.org.base.ports import Happened
from luoshi.records.journal.models import Entry
from luoshi.records.journal.queries.journal import names
from luoshi.records.journal.sentences import sentence, who


def history(subject: str, limit: int) -> list[Happened]:
    """The entries about a subject as sentences, newest first, at most so many. Two queries."""
    rows = Entry.objects.filter(subject=subject, record=None).select_related("person", "record", "payload__erased_by")
    called = names([subject])
    return [
        Happened(one.pk, one.at, who(one), sentence(one, plain=True, names=called))
        for one in rows.order_by("-pk")[:limit]
    ]
