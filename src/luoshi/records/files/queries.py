"""Which files hang on a record."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.records.files.models import Attachment
from luoshi.records.kinds.models import Record


def attachments_of(record: Record) -> QuerySet[Attachment]:
    """The files of a record, and those of others that prove it too, with giver and moment, oldest first. One query."""
    own = Q(record=record.pk)
    if record.declared.borrows:
        own |= Q(entry__in=record.declared.borrows(record))
    return Attachment.objects.filter(own).select_related("evidence", "entry__person", "record").order_by("pk")
