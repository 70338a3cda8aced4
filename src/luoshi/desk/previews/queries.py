"""The text that was recognised in the pictures attached to a record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.desk.previews.rules.picture_text import may_hold_text
from luoshi.kernel.files.models import Attachment, Evidence, EvidenceText
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.parameters.queries.parameters import parameter_values
from luoshi.kernel.parameters.queries.picture_text import READ_PICTURES, reads_pictures


def list_recognised_texts(record: Record, files: Collection[Attachment], day: date) -> dict[int, EvidenceText | None]:
    """Return by the evidence's id what was recognised in a record's files; None: not read yet.

    Files that may not be read are left out: other types, files of protected records, all if the record's office
    switched it off. The caller must check the right to the files. Three queries at most, none without a picture.
    """
    wanted = {file.evidence_id for file in files if may_hold_text(file.evidence.media)}
    if not wanted or kind_of(record).masks or not reads_pictures(record.unit_id, day):
        return {}
    rows = unprotected_evidence().filter(pk__in=wanted).select_related("recognised")
    return {evidence.pk: getattr(evidence, "recognised", None) for evidence in rows}


def unprotected_evidence() -> QuerySet[Evidence]:
    """Return the files that are attached to no record of a kind with protected fields."""
    protected = [kind.name for kind in list_kinds() if kind.masks]
    attached = Attachment.objects.filter(evidence=OuterRef("pk"), record__kind__in=protected)
    return Evidence.objects.exclude(Exists(attached))


def is_read_anywhere(evidence: Evidence, day: date) -> bool:
    """Return whether the office of any record with this file lets pictures be read on a day. Three queries at most."""
    units = set(Attachment.objects.filter(evidence=evidence).values_list("record__unit", flat=True))
    values = parameter_values(READ_PICTURES, units, day)
    return any(values.get(unit, True) for unit in units)
