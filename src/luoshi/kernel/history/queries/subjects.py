"""The journal's entries about subjects that are not records: units, people, posts, accounts."""

from __future__ import annotations

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.entries import subject_names
from luoshi.kernel.history.sentences import entry_actor_text, entry_sentence
from luoshi.org.base.ports import SubjectEvent


def entries_about_subject(subject: str, limit: int) -> list[SubjectEvent]:
    """List the entries about a subject as sentences, newest first, at most ``limit``. Two queries."""
    rows = Entry.objects.filter(subject=subject, record=None).select_related("person", "record", "payload__erased_by")
    called = subject_names([subject])
    return [
        SubjectEvent(row.pk, row.at, entry_actor_text(row), entry_sentence(row, plain=True, names=called))
        for row in rows.order_by("-pk")[:limit]
    ]
