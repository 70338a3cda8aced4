"""Nouns and constraints: records with what hangs on every one of them."""

from luoshi.records.models.duty import Act, Duty, Occurrence, Parameter
from luoshi.records.models.files import Attachment, Document, Evidence, Span
from luoshi.records.models.journal import Entry, Once, Payload, Seal, Sealing, Unsealed
from luoshi.records.models.messages import Lease, Message, Outgoing, Slot
from luoshi.records.models.record import KindRecord, Party, Record, Sequence
from luoshi.records.models.retention import Erasure, Hold
from luoshi.records.models.search import Passage, Searched
from luoshi.records.models.sight import Sight
from luoshi.records.models.views import BulkRow, BulkRun, ImportRun, SavedView

__all__ = [
    "Act",
    "Attachment",
    "BulkRow",
    "BulkRun",
    "Document",
    "Duty",
    "Entry",
    "Erasure",
    "Evidence",
    "Hold",
    "ImportRun",
    "KindRecord",
    "Lease",
    "Message",
    "Occurrence",
    "Once",
    "Outgoing",
    "Parameter",
    "Party",
    "Passage",
    "Payload",
    "Record",
    "SavedView",
    "Seal",
    "Sealing",
    "Searched",
    "Sequence",
    "Sight",
    "Slot",
    "Span",
    "Unsealed",
]
