"""Which files hang on a record."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshi.records.models import Attachment, Record


def attachments_of(record: Record) -> QuerySet[Attachment]:
    """The files of a record with content, giver and moment, oldest first. One query."""
    rows = Attachment.objects.filter(record=record.pk).select_related("evidence", "entry__person", "record")
    return rows.order_by("pk")
